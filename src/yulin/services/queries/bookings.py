"""Bookings: one's own, people from home at the same place, the day of a desk, and the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer, is_person
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.scope import rows_of
from yulin.services.enums import AppointmentState, StayState
from yulin.services.models import Appointment, Place, Scheme, Stay
from yulin.services.queries.places import officer_places, officer_schemes

MET = (StayState.BOOKED, StayState.STAYING)


def own_stays(person: Person) -> QuerySet[Stay]:
    rows = Stay.objects.filter(person__in=rows_of(person))
    return rows.select_related("place", "bed", "allowance__scheme").order_by("-id")


def own_appointments(user: User) -> QuerySet[Appointment]:
    """Of a person or of the firm that the user speaks for, the newest first."""
    rows = Appointment.objects.select_related("slot__place", "person", "employer")
    if is_person(user):
        mine = Q(person__uuid=user.person_key) | Q(person__aliases__uuid=user.person_key)
        return rows.filter(mine).distinct().order_by("-id")
    if is_employer(user) and user.organisation_key:
        return rows.filter(employer__uuid=user.organisation_key).order_by("-id")
    return rows.none()


@dataclass(frozen=True, kw_only=True)
class Countryman:
    """Who tells others from home of themselves: no more than they typed."""

    called: str
    contact: str


def from_home(stay: Stay) -> list[Countryman]:
    """Others from the same province at the same place in the same nights, who tell of themselves too.

    Read past the policies: both sides have opted in, and nothing else of the rows is told.
    """
    if not stay.shares or stay.state not in MET:
        return []
    with as_the_program():
        rows = Stay.objects.filter(
            place=stay.place_id, shares=True, home=stay.home, state__in=MET,
            during__overlap=stay.during,
        )  # fmt: skip
        told = list(rows.exclude(person=stay.person_id).values_list("called", "contact")[:50])
    return [Countryman(called=called, contact=contact) for called, contact in told]


def officer_stays(user: User) -> QuerySet[Stay]:
    rows = Stay.objects.select_related("place", "bed", "person", "allowance")
    return in_sight(user=user, rows=rows, field="division")


def officer_appointments(user: User) -> QuerySet[Appointment]:
    rows = Appointment.objects.select_related("slot__place", "person", "employer")
    return in_sight(user=user, rows=rows, field="division")


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Name by the person's row, in one query."""
    rows = PersonFact.objects.current().filter(person__in=set(people))
    return dict(rows.values_list("person_id", "name"))


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a desk has to do on a day."""

    checking: list[Stay]
    arriving: list[Stay]
    staying: list[Stay]
    waiting: list[Stay]
    appointments: list[Appointment]

    @property
    def rows(self) -> list[Stay | Appointment]:
        return [
            *self.checking, *self.arriving, *self.staying, *self.waiting, *self.appointments,
        ]  # fmt: skip


def desk_of(*, user: User, place: Place, day: date) -> Desk:
    """Of a place that the user may see, in two queries."""
    of_day = {StayState.PENDING, StayState.STAYING, StayState.WAITING}
    rows = officer_stays(user).filter(place=place).order_by("during", "id")
    wanted = Q(state__in=of_day) | Q(state=StayState.BOOKED, during__startswith__lte=day)
    by_state: dict[str, list[Stay]] = {}
    for stay in rows.filter(wanted)[:1000]:
        by_state.setdefault(stay.state, []).append(stay)
    visits = officer_appointments(user).filter(slot__place=place, slot__begins_at__date=day)
    visits = visits.exclude(state=AppointmentState.CANCELLED)
    return Desk(
        checking=by_state.get(StayState.PENDING, []),
        arriving=by_state.get(StayState.BOOKED, []),
        staying=by_state.get(StayState.STAYING, []),
        waiting=by_state.get(StayState.WAITING, []),
        appointments=list(visits.order_by("slot__begins_at", "id")[:1000]),
    )


@dataclass(frozen=True, kw_only=True)
class SchemeNumbers:
    """How many people and nights a scheme has brought; people are counted once."""

    scheme: Scheme
    booked: int
    stayed: int
    nights: int
    absent: int
    waiting: int


_CAME = (StayState.STAYING, StayState.DONE)
_GIVEN = (StayState.PENDING, StayState.BOOKED, *_CAME)


def scheme_numbers(user: User) -> list[SchemeNumbers]:
    """Of the schemes that the user may see, in two queries and one for the nights."""
    schemes = list(officer_schemes(user)[:200])
    rows = officer_stays(user).filter(allowance__scheme__in=[one.pk for one in schemes])
    counted = {
        row["allowance__scheme"]: row
        for row in rows.order_by()
        .values("allowance__scheme")
        .annotate(
            booked=_people(Q(state__in=_GIVEN)),
            stayed=_people(Q(state__in=_CAME)),
            absent=Count("pk", filter=Q(state=StayState.ABSENT)),
            waiting=Count("pk", filter=Q(state=StayState.WAITING)),
        )
    }
    nights: dict[int, int] = {}
    for scheme, during in (
        rows.filter(state__in=_CAME).order_by().values_list("allowance__scheme", "during")
    ):
        nights[scheme] = nights.get(scheme, 0) + (during.upper - during.lower).days
    return [
        SchemeNumbers(
            scheme=one,
            nights=nights.get(one.pk, 0),
            **{name: counted.get(one.pk, {}).get(name, 0) for name in
               ("booked", "stayed", "absent", "waiting")},
        )
        for one in schemes
    ]  # fmt: skip


def _people(of: Q) -> Any:
    return Count("person", filter=of, distinct=True)


@dataclass(frozen=True, kw_only=True)
class PlaceNumbers:
    place: Place
    stays: int
    guests: int
    booked: int
    attended: int
    absent: int


def place_numbers(user: User, *, first: date, last: date) -> list[PlaceNumbers]:
    """Stays that began and appointments that were, of each place, between two days (both included)."""
    stays = officer_stays(user).filter(
        state__in=_CAME, during__startswith__gte=first, during__startswith__lte=last
    )
    of_stays = stays.order_by().values("place").annotate(n=Count("pk"), people=_people(Q()))
    visits = officer_appointments(user).filter(
        slot__begins_at__date__gte=first, slot__begins_at__date__lte=last
    )
    of_visits = visits.order_by().values("slot__place").annotate(
        booked=Count("pk", filter=~Q(state=AppointmentState.CANCELLED)),
        attended=Count("pk", filter=Q(state=AppointmentState.ATTENDED)),
        absent=Count("pk", filter=Q(state=AppointmentState.ABSENT)),
    )  # fmt: skip
    slept = {row["place"]: row for row in of_stays}
    met = {row["slot__place"]: row for row in of_visits}
    return [
        PlaceNumbers(
            place=one,
            stays=slept.get(one.pk, {}).get("n", 0),
            guests=slept.get(one.pk, {}).get("people", 0),
            **{n: met.get(one.pk, {}).get(n, 0) for n in ("booked", "attended", "absent")},
        )
        for one in officer_places(user).order_by("kind", "name", "id")[:1000]
    ]
