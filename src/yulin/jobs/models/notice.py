"""What somebody is told of posts and applications, in 消息 beside benefits and money."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.subject import SubjectRow
from yulin.jobs.enums import ToldKind
from yulin.jobs.models import columns


class JobNotice(SubjectRow):
    """One event, told once. Kept as kind and figures; the sentence is made when it is shown."""

    #: what a list of notices links to, read with it
    LEADS_TO: ClassVar = ("application", "post")

    id = models.BigAutoField(primary_key=True)
    uuid = columns.key()
    #: what happened, by its rows: told once, whatever is run again
    event = models.TextField(_("事件"))
    kind = models.CharField(_("事项"), max_length=12, choices=ToldKind.choices)
    application = models.ForeignKey(
        "jobs.Application",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("投递"),
    )
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("岗位")
    )
    #: names of posts and firms, counts, codes of reasons; nothing about a person
    data = models.JSONField(_("内容"), default=dict)
    told_at = models.DateTimeField(_("告知时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("求职招聘告知")
        verbose_name_plural = _("求职招聘告知")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-told_at"], name="jobs_notice_person"),
            models.Index(fields=["employer", "-told_at"], name="jobs_notice_employer"),
            models.Index(
                fields=["person"], name="jobs_notice_unread", condition=Q(read_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="jobs_notice_once",
                fields=["event"],
                violation_error_message=_("这件事已经告知过。"),
            ),
            models.CheckConstraint(
                name="jobs_notice_known",
                condition=Q(kind__in=ToldKind.values) & ~Q(event=""),
                violation_error_message=_("没有这种告知。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"
