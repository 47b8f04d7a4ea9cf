"""The journal: what was done, by whom, to what."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

ACTION_PATTERN = r"^[a-z_]+\.[a-z_]+\.[a-z_]+$"


class JournalEntry(models.Model):
    """One act. The database refuses to change or remove an entry (see migration 0002)."""

    at = models.DateTimeField(_("时间"), db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="journal_entries",
        verbose_name=_("操作人"),
    )
    action = models.CharField(_("操作"), max_length=100)
    object_type = models.CharField(_("对象类型"), max_length=100, blank=True)
    object_id = models.CharField(_("对象编号"), max_length=100, blank=True)
    region = models.PositiveIntegerField(_("行政区划"), null=True)
    data = models.JSONField(_("内容"), default=dict)

    class Meta:
        verbose_name = _("操作日志")
        verbose_name_plural = _("操作日志")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id"], name="access_journal_object"),
            models.Index(fields=["region", "-id"], name="access_journal_region"),
            models.Index(fields=["actor", "-id"], name="access_journal_actor"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_journal_action_code",
                condition=Q(action__regex=ACTION_PATTERN),
                violation_error_message=_("操作代码应写作 area.noun.verb。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}".strip()
