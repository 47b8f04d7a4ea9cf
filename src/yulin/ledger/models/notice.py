"""What the person is told about their money, on their own page."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.subject import SubjectRow
from yulin.ledger.enums import NoticeKind


class Notice(SubjectRow):
    """Kept as kind and figures; the sentence is made when it is shown, in the reader's language."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("事项"), max_length=16, choices=NoticeKind.choices)
    #: last digits, sums and days; never a whole number
    data = models.JSONField(_("内容"), default=dict)
    told_at = models.DateTimeField(_("告知时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("告知")
        verbose_name_plural = _("告知")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="ledger_notice_person"),
            models.Index(fields=["employer"], name="ledger_notice_employer"),
            models.Index(
                fields=["person"],
                name="ledger_notice_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.CheckConstraint(
                name="ledger_notice_known",
                condition=Q(kind__in=NoticeKind.values),
                violation_error_message=_("没有这种告知。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.told_at}"
