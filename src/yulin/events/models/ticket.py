"""Tickets of people, and check-in at the door."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.events.enums import CheckInWay, TicketState
from yulin.events.models.event import Event
from yulin.jobs.models import columns


class Ticket(models.Model):
    """Somebody's for an event. Who holds one has a seat number that nobody else has."""

    uuid = columns.key()
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("活动")
    )
    person = columns.somebody("tickets")
    #: of the event, so that its officers' rows are found without it
    division = models.PositiveIntegerField(_("主办地区"))
    state = models.CharField(_("状态"), max_length=10, choices=TicketState.choices)
    seat = columns.count(_("席位号"))
    #: what is shown as a picture, and typed where no camera is at hand
    code = models.CharField(_("票号"), max_length=12, unique=True)
    #: firms whose booth reads the ticket get the résumé
    shares_resume = models.BooleanField(_("同意展位扫码后把简历给该单位"), default=False)
    wants_slot = models.BooleanField(_("希望安排面谈"), default=False)
    #: the order of the waiting list
    asked_at = models.DateTimeField(_("报名时间"), auto_now_add=True)
    moved_up_at = models.DateTimeField(_("候补转正时间"), null=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)

    class Meta:
        verbose_name = _("活动票")
        verbose_name_plural = _("活动票")
        ordering: ClassVar = ["asked_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["event", "state", "asked_at"], name="events_ticket_queue"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "person"],
                name="events_ticket_once",
                condition=~Q(state=TicketState.CANCELLED),
                violation_error_message=_("您已经报名了这场活动。"),
            ),
            models.UniqueConstraint(
                fields=["event", "seat"],
                name="events_ticket_seat_once",
                violation_error_message=_("这个席位已给了别人。"),
            ),
            models.CheckConstraint(
                name="events_ticket_seat_when_held",
                condition=Q(state=TicketState.HELD, seat__isnull=False, seat__gte=1)
                | (
                    Q(seat__isnull=True) & Q(state__in=(TicketState.WAITING, TicketState.CANCELLED))
                ),
                violation_error_message=_("报名成功的有席位号，其余的没有。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.seat} {self.state}"


class CheckIn(models.Model):
    """That a ticket came through the door, once."""

    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, related_name="check_in", verbose_name=_("活动票")
    )
    #: when it was read; without a net, as the reading device says
    at = models.DateTimeField(_("签到时间"))
    way = models.CharField(_("方式"), max_length=10, choices=CheckInWay.choices)
    by = columns.who(_("经办人"), null=True)
    recorded_at = models.DateTimeField(_("入库时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("签到")
        verbose_name_plural = _("签到")
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_checkin_known",
                condition=Q(way__in=CheckInWay.values),
                violation_error_message=_("没有这种签到方式。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%H:%M}"
