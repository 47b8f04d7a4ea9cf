"""Places as anybody finds them, as their officers keep them, and what is free at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.codes.divisions import find
from yulin.registry.queries.paging import Page, page_of
from yulin.services.enums import HOLDING, Openness, PlaceKind, ServiceKind
from yulin.services.models import Bed, Place, Scheme, Slot, Stay

PER_PAGE = 20
#: days of the calendar of free beds
DAYS = 14


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for in the directory; empty is no matter."""

    kind: str = ""
    place: int | None = None
    service: str = ""
    words: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wanted:
        """From an address; what makes no sense is no matter."""
        kind, service, text = (query.get(name, "") for name in ("kind", "what", "place"))
        code = int(text) if text.isascii() and text.isdecimal() and len(text) == 6 else None
        return cls(
            kind=kind if kind in PlaceKind.values else "",
            place=code if code and find(code) else None,
            service=service if service in ServiceKind.values else "",
            words=query.get("q", "").replace("\0", "").strip()[:60],
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """A place with the next time that can be booked there, and beds that it has."""

    place: Place
    next_slot: datetime | None
    beds: int


def _narrowed(rows: QuerySet[Place], wanted: Wanted) -> QuerySet[Place]:
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.place:
        rows = rows.filter(division__range=bounds(wanted.place))
    if wanted.service:
        offered = Slot.objects.filter(
            place=OuterRef("pk"), service=wanted.service, closed=False, begins_at__gt=timezone.now()
        )
        rows = rows.filter(Exists(offered))
    if wanted.words:
        has = Q(name__icontains=wanted.words) | Q(name_en__icontains=wanted.words)
        has |= Q(address__icontains=wanted.words) | Q(city__icontains=wanted.words)
        rows = rows.filter(has | Q(facilities__contains=[wanted.words]))
    return rows


def directory(wanted: Wanted, *, page: int = 1) -> Page[PlaceRow]:
    """Open places, in three queries and one for the beds, however many."""
    rows = _narrowed(Place.objects.filter(state=Openness.OPEN), wanted)
    return page_of(
        rows.order_by("kind", "division", "name", "id"),
        number=page,
        shown=lambda found: _rows(found, wanted.service),
        per_page=PER_PAGE,
    )


def _rows(places: list[Place], service: str) -> list[PlaceRow]:
    keys = [place.pk for place in places]
    slots = free_slots().filter(place__in=keys)
    if service:
        slots = slots.filter(service=service)
    grouped = slots.order_by().values_list("place")
    soonest = dict(grouped.annotate(first=Min("begins_at")))
    counted = Bed.objects.filter(place__in=keys, closed=False).order_by().values_list("place")
    beds = dict(counted.annotate(n=Count("pk")))
    return [
        PlaceRow(place=one, next_slot=soonest.get(one.pk), beds=beds.get(one.pk, 0))
        for one in places
    ]


def free_slots() -> QuerySet[Slot]:
    """What can be booked now."""
    return Slot.objects.filter(
        closed=False, begins_at__gt=timezone.now(), taken__lt=F("capacity")
    ).order_by("begins_at", "service", "id")


def access_open_place(uuid: Any) -> Place:
    """One that everybody may see, also when it is closed; raises DoesNotExist."""
    rows = Place.objects.exclude(state=Openness.DRAFT).select_related("scheme")
    return rows.get(uuid=uuid)


def officer_places(user: User) -> QuerySet[Place]:
    rows = Place.objects.select_related("scheme")
    return in_sight(user=user, rows=rows, field="division")


def officer_places_list(
    *, user: User, wanted: Wanted, state: str = "", page: int = 1
) -> Page[PlaceRow]:
    rows = _narrowed(officer_places(user), wanted)
    if state in Openness.values:
        rows = rows.filter(state=state)
    return page_of(
        rows.order_by("-changed_at", "-id"),
        number=page,
        shown=lambda found: _rows(found, wanted.service),
    )


def officer_schemes(user: User) -> QuerySet[Scheme]:
    return in_sight(user=user, rows=Scheme.objects.all(), field="division").order_by("-id")


@dataclass(frozen=True, kw_only=True)
class FreeDay:
    """A night and how many beds nobody has in it."""

    day: date
    free: int
    beds: int


def held_beds(place: Place, first: date, end: date) -> list[tuple[int, date, date]]:
    """Bed, first night and day of leaving of every booking that touches [first, end)."""
    rows = Stay.objects.filter(place=place, state__in=HOLDING, during__overlap=(first, end))
    with as_the_program():  # only that a bed is taken is told, not by whom
        return [
            (bed, during.lower, during.upper) for bed, during in rows.values_list("bed", "during")
        ]


def free_by_day(place: Place, *, first: date, days: int = DAYS) -> list[FreeDay]:
    """The calendar of free beds, in two queries."""
    end = first + timedelta(days=days)
    beds = set(Bed.objects.filter(place=place, closed=False).values_list("pk", flat=True))
    taken: dict[date, set[int]] = {}
    for bed, begins, leaves in held_beds(place, first, end):
        for day in _nights(max(begins, first), min(leaves, end)):
            taken.setdefault(day, set()).add(bed)
    return [
        FreeDay(day=day, free=len(beds - taken.get(day, set())), beds=len(beds))
        for day in _nights(first, end)
    ]


def _nights(first: date, end: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((end - first).days)]


@dataclass(frozen=True, kw_only=True)
class BedLine:
    """A bed and, for each night of the calendar, the booking that has it."""

    bed: Bed
    nights: list[tuple[date, Stay | None]]


def grid(place: Place, *, first: date, days: int = DAYS) -> list[BedLine]:
    """What the desk sees, in two queries."""
    end = first + timedelta(days=days)
    rows = Stay.objects.filter(place=place, state__in=HOLDING, during__overlap=(first, end))
    by_night: dict[tuple[int | None, date], Stay] = {}
    for stay in rows:
        for day in _nights(max(stay.during.lower, first), min(stay.during.upper, end)):
            by_night[stay.bed_id, day] = stay
    return [
        BedLine(bed=bed, nights=[(day, by_night.get((bed.pk, day))) for day in _nights(first, end)])
        for bed in place.beds.all()
    ]
