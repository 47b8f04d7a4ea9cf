"""Talks at a booth: times, who sits where, and the runs of the engine that seated them."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.events.enums import SlotState
from yulin.events.models.booth import EventPost, Participation
from yulin.events.models.event import Event
from yulin.events.models.ticket import Ticket
from yulin.jobs.models import columns


class SlotRun(models.Model):
    """One assignment by the engine, with all that it was asked, so that it can say why not."""

    uuid = columns.key()
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="slot_runs", verbose_name=_("活动")
    )
    people = models.PositiveIntegerField(_("参加安排的人"))
    seats = models.PositiveIntegerField(_("可用时段"))
    seated = models.PositiveIntegerField(_("安排上的人"))
    total = models.PositiveBigIntegerField(_("得分合计"))
    #: how many would have gone without, if everybody had gone to their first
    crowded = models.PositiveIntegerField(_("各自去首选会落空的人"))
    #: tickets, posts, pairs with scores, capacities, quotas, the seating: keys and figures alone
    asked = models.JSONField(_("求解数据"))
    made_by = columns.who(_("操作人"), null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("面谈安排")
        verbose_name_plural = _("面谈安排")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.made_at:%Y-%m-%d %H:%M}"


class Slot(models.Model):
    """A time at a table of a booth, for one person."""

    uuid = columns.key()
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="slots", verbose_name=_("参展单位")
    )
    #: several people of a firm talk at the same time
    table = models.PositiveSmallIntegerField(_("面谈桌"), default=1)
    during = DateTimeRangeField(_("时段"))
    state = models.CharField(
        _("状态"), max_length=10, choices=SlotState.choices, default=SlotState.FREE
    )
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="slots", verbose_name=_("活动票")
    )
    post = models.ForeignKey(
        EventPost, on_delete=models.PROTECT, null=True, related_name="slots", verbose_name=_("岗位")
    )
    score = models.PositiveSmallIntegerField(_("匹配分"), null=True)
    run = models.ForeignKey(
        SlotRun,
        on_delete=models.PROTECT,
        null=True,
        related_name="slots",
        verbose_name=_("面谈安排"),
    )
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("面谈时段")
        verbose_name_plural = _("面谈时段")
        ordering: ClassVar = ["during", "participation", "table"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="events_slot_nobody_at_two_places",
                expressions=[
                    ("ticket", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(ticket__isnull=False),
                violation_error_message=_("此人这个时间已有别的面谈。"),
            ),
            ExclusionConstraint(
                name="events_slot_one_at_a_table",
                expressions=[
                    ("participation", RangeOperators.EQUAL),
                    ("table", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这张面谈桌的时段重叠。"),
            ),
            models.CheckConstraint(
                name="events_slot_whole",
                condition=(
                    Q(state=SlotState.FREE, ticket__isnull=True, post__isnull=True)
                    | (
                        Q(state__in=[one for one in SlotState.values if one != SlotState.FREE])
                        & Q(ticket__isnull=False, post__isnull=False)
                    )
                ),
                violation_error_message=_("安排了人的时段须写明谈哪个岗位。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.table} {self.state}"


class SlotRefusal(models.Model):
    """Somebody did not want a talk with a firm: no later run proposes it again."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="refusals", verbose_name=_("活动票")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("参展单位")
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("谢绝面谈")
        verbose_name_plural = _("谢绝面谈")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "participation"], name="events_slotrefusal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.participation_id}"
