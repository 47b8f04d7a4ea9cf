"""Booths on a plan, firms at an event, the posts that they bring, figures that they report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.events.enums import FIRM_LIVE, FirmRefusal, FirmState
from yulin.events.models.event import Event
from yulin.jobs.models import columns


class Booth(models.Model):
    """A place on the plan of a hall."""

    uuid = columns.key()
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="booths", verbose_name=_("活动")
    )
    hall = models.CharField(_("展厅"), max_length=40, blank=True)
    number = models.CharField(_("展位号"), max_length=12)
    row = models.PositiveSmallIntegerField(_("排"))
    column = models.PositiveSmallIntegerField(_("列"))

    class Meta:
        verbose_name = _("展位")
        verbose_name_plural = _("展位")
        ordering: ClassVar = ["hall", "row", "column"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "hall", "number"],
                name="events_booth_number_once",
                violation_error_message=_("这个展厅已有这个展位号。"),
            ),
            models.UniqueConstraint(
                fields=["event", "hall", "row", "column"],
                name="events_booth_one_on_a_square",
                violation_error_message=_("这个位置已有展位。"),
            ),
            models.CheckConstraint(
                name="events_booth_numbered",
                condition=~Q(number="") & Q(row__gte=1, column__gte=1),
                violation_error_message=_("展位要有编号和位置。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.number}".strip()


class Participation(models.Model):
    """A firm at an event: it applies or is invited, and has one booth at most."""

    uuid = columns.key()
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="firms", verbose_name=_("活动")
    )
    employer = columns.firm("participations")
    #: of the event, so that its officers' rows are found without it
    division = models.PositiveIntegerField(_("主办地区"))
    state = models.CharField(_("状态"), max_length=10, choices=FirmState.choices)
    booth = models.OneToOneField(
        Booth,
        on_delete=models.PROTECT,
        null=True,
        related_name="taken_by",
        verbose_name=_("展位"),
    )
    wish = models.CharField(_("展位要求"), max_length=200, blank=True)
    reason = models.CharField(
        _("未通过原因"), max_length=10, choices=FirmRefusal.choices, blank=True
    )
    note = models.CharField(_("补充说明"), max_length=200, blank=True)
    asked_by = columns.who(_("申请人"), null=True)
    #: the order of the waiting list
    asked_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    answered_by = columns.who(_("答复人"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("参展单位")
        verbose_name_plural = _("参展单位")
        ordering: ClassVar = ["asked_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["event", "state", "asked_at"], name="events_participation_queue"),
            models.Index(fields=["employer", "-id"], name="events_participation_firm"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "employer"],
                name="events_participation_once",
                condition=Q(state__in=FIRM_LIVE),
                violation_error_message=_("这个单位已经报名或受邀。"),
            ),
            models.CheckConstraint(
                name="events_participation_booth_when_accepted",
                condition=(Q(state=FirmState.ACCEPTED) & Q(booth__isnull=False))
                | (~Q(state=FirmState.ACCEPTED) & Q(booth__isnull=True)),
                violation_error_message=_("通过的单位须有展位，其余的没有。"),
            ),
            models.CheckConstraint(
                name="events_participation_refused_with_reason",
                condition=(Q(state=FirmState.REFUSED) & Q(reason__in=FirmRefusal.values))
                | (~Q(state=FirmState.REFUSED) & Q(reason="")),
                violation_error_message=_("不通过须选明原因。"),
            ),
            models.CheckConstraint(
                name="events_participation_known",
                condition=Q(state__in=FirmState.values)
                & (~Q(reason=FirmRefusal.OTHER) | ~Q(note="")),
                violation_error_message=_("选了“其他原因”，请写明是什么。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.employer_id} {self.state}"


class EventPost(models.Model):
    """A post that a firm brings to an event."""

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="posts", verbose_name=_("参展单位")
    )
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.PROTECT, related_name="shown_at", verbose_name=_("岗位")
    )
    brought_at = models.DateTimeField(_("带来时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("活动岗位")
        verbose_name_plural = _("活动岗位")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participation", "post"],
                name="events_eventpost_once",
                violation_error_message=_("这个岗位已经带到本场活动。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.post_id}"


class ReportedCount(models.Model):
    """Figures of a firm that only counts: beside what the program sees, never in its place."""

    participation = models.OneToOneField(
        Participation, on_delete=models.PROTECT, related_name="reported", verbose_name=_("参展单位")
    )
    resumes = columns.count(_("收到简历"))
    interviews = columns.count(_("面谈"))
    intents = columns.count(_("达成意向"))
    offers = columns.count(_("发出录用意向"))
    contracts = columns.count(_("签订合同"))
    source = models.CharField(_("来源"), max_length=10, default="reported", editable=False)
    reported_by = columns.who(_("填报人"))
    reported_at = models.DateTimeField(_("填报时间"), auto_now=True)

    class Meta:
        verbose_name = _("单位填报数")
        verbose_name_plural = _("单位填报数")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_reportedcount_is_reported",
                condition=Q(source="reported"),
                violation_error_message=_("单位填报的数不能当作系统数。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.participation_id)
