"""Travel: filled in by those who go, approved by somebody else, within the budget of the series."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import constraint_of, in_words
from yulin.events import typed
from yulin.events.campaign_enums import CostKind, TripState, Vehicle
from yulin.events.campaign_rules import may_change_trip, may_decide_trip
from yulin.events.errors import EventsError
from yulin.events.models import Cost, Event, Leg, Series, Traveller, Trip, TripBudget
from yulin.events.rules import may_organise, may_run_event
from yulin.registry.models import Employer

FURTHEST = 30_000  # kilometres of one leg


@dataclass(frozen=True, kw_only=True)
class Way:
    """A leg as typed."""

    day: date
    origin: str
    destination: str
    vehicle: str
    kilometres: int
    service: str = ""
    ticket: str = ""


@transaction.atomic
def set_budget(*, acting_user: User, series: Series, amount: int, basis: str) -> TripBudget:
    """What may be spent on a series, in fen; never less than is approved already.

    Raises:
        PermissionDenied: The series is not the user's to run.
        EventsError: No basis, or less than was spent.
    """
    if not may_run_event(acting_user, series):
        raise PermissionDenied
    why = typed.words(basis, 200, asked=_("请写预算的依据。"))
    held = TripBudget.objects.select_for_update().filter(series=series).first()
    if held is not None and amount < held.spent:
        raise EventsError(_("预算不能少于已批准的费用。"))
    made = held or TripBudget(series=series, division=series.division)
    made.amount, made.basis, made.made_by = amount, why, acting_user
    made.save()
    record(
        acting_user=acting_user,
        action="events.trip.budget",
        obj=made,
        region=series.division,
        data={"series": series.name, "amount": amount, "basis": why},
    )
    return made


@transaction.atomic
def plan_trip(
    *,
    acting_user: User,
    division: int,
    purpose: str,
    begins_on: date,
    ends_on: date,
    event: Event | None = None,
) -> Trip:
    """A team's trip, or one's own; whoever fills it in is on it."""
    if not may_organise(acting_user, division):
        raise PermissionDenied
    if event is not None and event.division != division:
        raise EventsError(_("这场活动由别的地区主办。"))
    if ends_on < begins_on:
        raise EventsError(_("返回日期不能早于出发日期。"))
    made = Trip.objects.create(
        event=event,
        division=typed.division(division),
        purpose=typed.words(purpose, 120, asked=_("请写事由。")),
        begins_on=begins_on,
        ends_on=ends_on,
        made_by=acting_user,
    )
    Traveller.objects.create(trip=made, officer=acting_user)
    _journal(acting_user, "plan", made)
    return made


@transaction.atomic
def join_trip(
    *, acting_user: User, trip: Trip, officer: User | None = None, employer: Employer | None = None
) -> Traveller:
    """An officer or a firm comes along."""
    one = _open(acting_user, trip)
    if (officer is None) == (employer is None):
        raise EventsError(_("成员是工作人员或单位，二者选一。"))
    made = _keep(Traveller(trip=one, officer=officer, employer=employer))
    _journal(acting_user, "join", one)
    return made


@transaction.atomic
def add_leg(*, acting_user: User, trip: Trip, traveller: Traveller, way: Way) -> Leg:
    """From one place to another.

    Raises:
        EventsError: A place is missing, the day is outside the trip, the ticket is entered already.
    """
    one = _open(acting_user, trip)
    _on_it(one, traveller)
    for wrong, told in (
        (way.vehicle not in Vehicle.values, _("请选择交通工具。")),
        (not one.begins_on <= way.day <= one.ends_on, _("日期须在出行期间之内。")),
        (not 0 <= way.kilometres <= FURTHEST, _("里程为 0 到 30000 公里。")),
    ):
        if wrong:
            raise EventsError(told)
    made = _keep(
        Leg(
            trip=one,
            traveller=traveller,
            day=way.day,
            origin=typed.words(way.origin, 40, asked=_("请写出发地和到达地。")),
            destination=typed.words(way.destination, 40, asked=_("请写出发地和到达地。")),
            vehicle=way.vehicle,
            service=typed.words(way.service, 20),
            ticket=typed.words(way.ticket, 40),
            kilometres=way.kilometres,
        )
    )
    _journal(acting_user, "leg", one)
    return made


@transaction.atomic
def add_cost(
    *, acting_user: User, trip: Trip, traveller: Traveller, kind: str, amount: int, receipt: str
) -> Cost:
    """A sum in fen with its receipt, which nobody claims twice."""
    one = _open(acting_user, trip)
    _on_it(one, traveller)
    if kind not in CostKind.values:
        raise EventsError(_("请选择费用类别。"))
    if amount <= 0:
        raise EventsError(_("请写金额，以元为单位，最多两位小数。"))
    number = typed.words(receipt, 40, asked=_("请写票据号码。"))
    made = _keep(Cost(trip=one, traveller=traveller, kind=kind, amount=amount, receipt=number))
    _journal(acting_user, "cost", one, amount=amount)
    return made


@transaction.atomic
def remove_from_trip(*, acting_user: User, row: Leg | Cost) -> None:
    """What was typed by mistake, while nobody has handed it in."""
    one = _open(acting_user, row.trip)
    row.delete()
    _journal(acting_user, "remove", one)


@transaction.atomic
def submit_trip(*, acting_user: User, trip: Trip) -> Trip:
    one = _open(acting_user, trip)
    if not one.legs.exists():
        raise EventsError(_("请先填行程。"))
    one.state = TripState.SUBMITTED
    one.save(update_fields=["state"])
    _journal(acting_user, "submit", one)
    return one


@transaction.atomic
def decide_trip(*, acting_user: User, trip: Trip, agree: bool, reason: str = "") -> Trip:
    """Approve or send back; the costs of an event's trip come out of the budget of its series.

    Raises:
        PermissionDenied: The user holds no such duty there, filled it in, or was on it.
        EventsError: It does not wait, no reason for a refusal, or the budget does not suffice.
    """
    if not may_decide_trip(acting_user, trip):
        raise PermissionDenied
    one = Trip.objects.select_for_update().get(pk=trip.pk)
    if one.state != TripState.SUBMITTED:
        raise EventsError(_("这次出行不在待审批中，可能已由别人处理。"))
    why = typed.words(reason, 200, asked="" if agree else _("退回须写明理由。"))
    one.state = TripState.APPROVED if agree else TripState.REFUSED
    one.decided_by, one.decided_at, one.reason = acting_user, timezone.now(), why
    try:
        with transaction.atomic():
            one.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    except IntegrityError as error:
        if constraint_of(error) == "events_tripbudget_never_overspent":
            raise EventsError(_("费用超过了系列活动的预算，没有批准。")) from None
        raise
    _journal(acting_user, "approve" if agree else "refuse", one, reason=why)
    return one


def _open(user: User, trip: Trip) -> Trip:
    one = Trip.objects.select_for_update().get(pk=trip.pk)
    if one.state not in {TripState.DRAFT, TripState.REFUSED}:
        raise EventsError(_("已经提交的出行不能再改；退回以后可以。"))
    if not may_change_trip(user, one):
        raise PermissionDenied
    return one


def _on_it(trip: Trip, traveller: Traveller) -> None:
    if traveller.trip_id != trip.pk:
        raise EventsError(_("请选择这次出行的成员。"))


def _keep(row):  # noqa: ANN001, ANN202 - a row of one of three tables, given back as it is
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        told = in_words(error)
        if told is None:
            raise
        raise EventsError(told) from None
    return row


def _journal(user: User, name: str, one: Trip, **more: object) -> None:
    record(
        acting_user=user,
        action=f"events.trip.{name}",
        obj=one,
        region=one.division,
        data={"purpose": one.purpose, "state": one.state, **more},
    )
