"""One load of facts: everything that was learnt at one moment, from one source."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Batch(models.Model):
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    title = models.TextField(_("说明"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="+",
        verbose_name=_("录入人"),
    )
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now())

    class Meta:
        verbose_name = _("录入批次")
        verbose_name_plural = _("录入批次")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title
