"""What somebody is told about their benefits, on their own page."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import NoticeKind
from yulin.entitlements.models.subject import SubjectRow


class Notice(SubjectRow):
    """One event, told once. Kept as kind and figures; the sentence is made when it is shown."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    #: what happened, by its rows: told once, whatever is run again
    event = models.TextField(_("事件"))
    kind = models.CharField(_("事项"), max_length=16, choices=NoticeKind.choices)
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    grant = models.ForeignKey(
        "entitlements.Grant",
        on_delete=models.PROTECT,
        null=True,
        related_name="notices",
        verbose_name=_("享受"),
    )
    #: the run whose answer it tells, with the facts and texts it rests on
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )
    #: sums, days, reasons given by hand; never a whole number
    data = models.JSONField(_("内容"), default=dict)
    #: the last day on which an objection is taken; none: there is nothing to object to
    until = models.DateField(_("异议截止"), null=True)
    told_at = models.DateTimeField(_("告知时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("待遇告知")
        verbose_name_plural = _("待遇告知")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-told_at"], name="entitlements_notice_person"),
            models.Index(fields=["employer", "-told_at"], name="entitlements_notice_employer"),
            models.Index(
                fields=["person"],
                name="entitlements_notice_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="entitlements_notice_once",
                fields=["event"],
                violation_error_message=_("这件事已经告知过。"),
            ),
            models.CheckConstraint(
                name="entitlements_notice_known",
                condition=Q(kind__in=NoticeKind.values) & ~Q(event=""),
                violation_error_message=_("没有这种告知。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.policy}/{self.benefit}"
