"""What is past its time: listed first, deleted days later unless somebody stops it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.rights.enums import ReportState


class RetentionReport(models.Model):
    """A dry run: by rule, how much was past its time on a day. What is done is done by that day."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    as_of = models.DateField(_("截至"), unique=True)
    made_at = models.DateTimeField(_("列出时间"), auto_now_add=True)
    #: rule → how many
    found = models.JSONField(_("到期数"), default=dict)
    state = models.CharField(
        _("状态"), max_length=8, choices=ReportState.choices, default=ReportState.LISTED
    )
    done_at = models.DateTimeField(_("执行时间"), null=True)
    removed = models.JSONField(_("删除数"), default=dict)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("叫停人"),
    )
    stop_reason = models.TextField(_("叫停理由"), blank=True)

    class Meta:
        verbose_name = _("到期清理")
        verbose_name_plural = _("到期清理")
        ordering: ClassVar = ["-as_of"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rights_retention_state",
                condition=Q(
                    state=ReportState.LISTED,
                    done_at__isnull=True,
                    stopped_by__isnull=True,
                    stop_reason="",
                )
                | Q(
                    state=ReportState.DONE,
                    done_at__isnull=False,
                    stopped_by__isnull=True,
                    stop_reason="",
                )
                | (
                    Q(state=ReportState.STOPPED, done_at__isnull=True, stopped_by__isnull=False)
                    & ~Q(stop_reason="")
                ),
                violation_error_message=_("叫停须写明理由；执行过的不能叫停。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.state}"
