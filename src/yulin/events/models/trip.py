"""Travel for events and for attraction work: who went, how far, what it cost, who approved it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.events.campaign_enums import CostKind, TripState, Vehicle
from yulin.jobs.models import columns


class TripBudget(models.Model):
    """What may be spent on a series; the database refuses to spend more."""

    series = models.OneToOneField(
        "events.Series",
        on_delete=models.PROTECT,
        related_name="trip_budget",
        verbose_name=_("系列活动"),
    )
    division = models.PositiveIntegerField(_("地区"))
    amount = models.PositiveBigIntegerField(_("预算（分）"))
    #: approved so far
    spent = models.PositiveBigIntegerField(_("已批准（分）"), default=0)
    basis = models.CharField(_("依据"), max_length=200)
    made_by = columns.who(_("填报人"))
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("出行预算")
        verbose_name_plural = _("出行预算")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_tripbudget_never_overspent",
                condition=Q(spent__lte=F("amount"), amount__gt=0) & ~Q(basis=""),
                violation_error_message=_("批准的费用不能超过预算。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.amount}"


class Trip(models.Model):
    """A team on the way, or one officer alone."""

    uuid = columns.key()
    event = models.ForeignKey(
        "events.Event",
        on_delete=models.PROTECT,
        null=True,
        related_name="trips",
        verbose_name=_("活动"),
    )
    division = models.PositiveIntegerField(_("地区"))
    purpose = models.CharField(_("事由"), max_length=120)
    begins_on = models.DateField(_("出发日期"))
    ends_on = models.DateField(_("返回日期"))
    state = models.CharField(
        _("状态"), max_length=10, choices=TripState.choices, default=TripState.DRAFT
    )
    made_by = columns.who(_("填报人"))
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    decided_by = columns.who(_("审批人"), null=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    reason = models.CharField(_("审批意见"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("出行")
        verbose_name_plural = _("出行")
        ordering: ClassVar = ["-begins_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["division", "-begins_on", "-id"], name="events_trip_region"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_trip_known",
                condition=Q(state__in=TripState.values, ends_on__gte=F("begins_on"))
                & ~Q(purpose=""),
                violation_error_message=_("请写事由；返回日期不能早于出发日期。"),
            ),
            models.CheckConstraint(
                name="events_trip_decided_by_another",
                condition=Q(state__in=(TripState.DRAFT, TripState.SUBMITTED))
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("made_by"))
                ),
                violation_error_message=_("填报人不能审批自己的出行。"),
            ),
            models.CheckConstraint(
                name="events_trip_refused_with_reason",
                condition=~Q(state=TripState.REFUSED) | ~Q(reason=""),
                violation_error_message=_("退回须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class Traveller(models.Model):
    """An officer, or a firm that came along."""

    trip = models.ForeignKey(
        Trip, on_delete=models.CASCADE, related_name="travellers", verbose_name=_("出行")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("工作人员"),
    )
    employer = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("单位"),
    )

    class Meta:
        verbose_name = _("出行成员")
        verbose_name_plural = _("出行成员")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["trip", "officer", "employer"],
                name="events_traveller_once",
                nulls_distinct=False,
                violation_error_message=_("已在名单里。"),
            ),
            models.CheckConstraint(
                name="events_traveller_one_of_two",
                condition=Q(officer__isnull=False, employer__isnull=True)
                | Q(officer__isnull=True, employer__isnull=False),
                violation_error_message=_("成员是工作人员或单位。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trip_id} {self.officer_id or self.employer_id}"


class Leg(models.Model):
    """From one place to another, with its ticket."""

    trip = models.ForeignKey(
        Trip, on_delete=models.CASCADE, related_name="legs", verbose_name=_("出行")
    )
    traveller = models.ForeignKey(
        Traveller, on_delete=models.PROTECT, related_name="legs", verbose_name=_("成员")
    )
    day = models.DateField(_("日期"))
    origin = models.CharField(_("出发地"), max_length=40)
    destination = models.CharField(_("到达地"), max_length=40)
    vehicle = models.CharField(_("交通工具"), max_length=6, choices=Vehicle.choices)
    #: G7341, CA1542
    service = models.CharField(_("车次航班"), max_length=20, blank=True)
    ticket = models.CharField(_("票号"), max_length=40, blank=True)
    kilometres = models.PositiveIntegerField(_("里程（公里）"))

    class Meta:
        verbose_name = _("行程")
        verbose_name_plural = _("行程")
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vehicle", "ticket"],
                name="events_leg_ticket_once",
                condition=~Q(ticket=""),
                violation_error_message=_("这张票已经登记过。"),
            ),
            models.CheckConstraint(
                name="events_leg_known",
                condition=Q(vehicle__in=Vehicle.values) & ~Q(origin="") & ~Q(destination=""),
                violation_error_message=_("请写出发地、到达地和交通工具。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin}→{self.destination}"


class Cost(models.Model):
    """A sum with its receipt, which nobody claims twice."""

    trip = models.ForeignKey(
        Trip, on_delete=models.CASCADE, related_name="costs", verbose_name=_("出行")
    )
    traveller = models.ForeignKey(
        Traveller, on_delete=models.PROTECT, related_name="costs", verbose_name=_("成员")
    )
    kind = models.CharField(_("费用"), max_length=8, choices=CostKind.choices)
    amount = models.PositiveBigIntegerField(_("金额（分）"))
    receipt = models.CharField(_("票据号码"), max_length=40)

    class Meta:
        verbose_name = _("出行费用")
        verbose_name_plural = _("出行费用")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["receipt"],
                name="events_cost_receipt_once",
                violation_error_message=_("这张票据已经报过。"),
            ),
            models.CheckConstraint(
                name="events_cost_known",
                condition=Q(kind__in=CostKind.values, amount__gt=0) & ~Q(receipt=""),
                violation_error_message=_("请写金额和票据号码。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
