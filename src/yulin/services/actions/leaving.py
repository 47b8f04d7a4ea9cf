"""Stays and appointments of somebody who is deleted, and of two registrations that become one."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yulin.access.models import User
from yulin.registry.models import IdentityLink, Person
from yulin.registry.queries.scope import rows_of
from yulin.services.actions.appointments import give_back
from yulin.services.actions.stays import held, move, promote
from yulin.services.enums import HOLDING, STANDING, AppointmentState, StayState
from yulin.services.models import Appointment, Stay

_AHEAD = (StayState.WAITING, StayState.PENDING, StayState.BOOKED)
#: the first is the best to have
_WORTH = (
    StayState.STAYING, StayState.DONE, StayState.BOOKED, StayState.PENDING, StayState.WAITING,
)  # fmt: skip


@transaction.atomic
def leave_places(*, acting_user: User | None, people: Iterable[Person]) -> int:
    """Cancel every booking that has not begun, so that who waits has the bed; how many."""
    rows = Person.objects.filter(pk__in=[one.pk for one in people])
    stays, visits = list(_stays(rows)), list(_visits(rows))
    for stay in stays:
        _cancel(acting_user, stay)
    for visit in visits:
        give_back(user=acting_user, appointment=visit)
    return len(stays) + len(visits)


def join_stays(link: IdentityLink) -> None:
    """One human being sleeps in one bed, has the nights of one, and comes to one time once."""
    rows = rows_of(link.kept)
    kept: list[Stay] = []
    standing = Stay.objects.filter(person__in=rows, state__in=STANDING)
    used: dict[tuple[int, int], int] = {}
    for stay in sorted(standing.select_related("place", "allowance"), key=_worth):
        own = (stay.allowance.scheme_id, stay.allowance.year)
        nights = used.get(own, 0) + (stay.nights if stay.state in HOLDING else 0)
        doubled = any(_overlap(stay, other) for other in kept) or nights > stay.allowance.cap
        if doubled and stay.state in _AHEAD:
            _cancel(None, stay)
            continue
        kept.append(stay)
        used[own] = nights
    times: set[int] = set()
    for visit in _visits(rows):
        if visit.slot_id in times:
            give_back(user=None, appointment=visit)
        times.add(visit.slot_id)


def _worth(stay: Stay) -> tuple[int, int]:
    return (_WORTH.index(StayState(stay.state)), stay.pk)


def _overlap(one: Stay, other: Stay) -> bool:
    return bool(one.during.lower < other.during.upper and other.during.lower < one.during.upper)


def _cancel(user: User | None, stay: Stay) -> None:
    one = held(stay)
    if one.state in _AHEAD:
        move(one, StayState.CANCELLED, user)
        promote(one.place)


def _stays(people: "QuerySet[Person]") -> "QuerySet[Stay]":
    rows = Stay.objects.filter(person__in=people, state__in=_AHEAD)
    return rows.select_related("place").order_by("place", "pk")


def _visits(people: "QuerySet[Person]") -> "QuerySet[Appointment]":
    rows = Appointment.objects.filter(
        person__in=people, state=AppointmentState.BOOKED, slot__begins_at__gt=timezone.now()
    )
    return rows.order_by("slot", "pk")
