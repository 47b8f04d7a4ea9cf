"""What somebody is told of events, places and help, in 消息 beside benefits, money and applications."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.subject import SubjectRow
from yulin.jobs.models import columns


class RoomNotice(SubjectRow):
    """One event, told once, of this room and of those above it. The sentence is made when it is shown."""

    id = models.BigAutoField(primary_key=True)
    uuid = columns.key()
    #: what happened, by its rows: told once, whatever is run again
    event = models.TextField(_("事件"))
    #: an entry of the enum of the room that tells it
    kind = models.CharField(_("事项"), max_length=20)
    #: what its line opens: an event, a stay
    leads_to = models.UUIDField(_("打开哪一页"), null=True)
    #: names of events, places and firms, times, codes of reasons; nothing about a person
    data = models.JSONField(_("内容"), default=dict)
    told_at = models.DateTimeField(_("告知时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("活动和服务告知")
        verbose_name_plural = _("活动和服务告知")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-told_at"], name="events_told_person"),
            models.Index(fields=["employer", "-told_at"], name="events_told_employer"),
            models.Index(
                fields=["person"], name="events_told_unread", condition=Q(read_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="events_told_once",
                fields=["event"],
                violation_error_message=_("这件事已经告知过。"),
            ),
            models.CheckConstraint(
                name="events_told_whole",
                condition=~Q(kind="") & ~Q(event=""),
                violation_error_message=_("没有这种告知。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"
