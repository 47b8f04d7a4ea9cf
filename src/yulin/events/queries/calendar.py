"""The city's calendar: the events of a month, each as one of four kinds."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.codes.divisions import find
from yulin.events.campaign_enums import CalendarKind
from yulin.events.enums import EventKind
from yulin.events.models import Campaign, Event
from yulin.events.queries.campaigns import published_campaigns, running_on
from yulin.events.queries.lists import month_of, public_events
from yulin.jobs.calendar_file import Appointment

#: as what an event stands in the calendar that nobody has listed otherwise
KIND_OF: Mapping[str, CalendarKind] = {
    EventKind.FAIR: CalendarKind.RECRUITING,
    EventKind.MATCH: CalendarKind.RECRUITING,
    EventKind.LIVE: CalendarKind.RECRUITING,
    EventKind.TOUR: CalendarKind.TOURING,
    EventKind.CAMPUS: CalendarKind.TOURING,
    EventKind.SUMMIT: CalendarKind.SHARING,
    EventKind.CONTEST: CalendarKind.SHARING,
    EventKind.OTHER: CalendarKind.SHARING,
    EventKind.OPEN_DAY: CalendarKind.LIVING,
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    month: str
    kind: str = ""
    place: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From an address; what makes no sense is this month, every kind, everywhere."""
        month, kind, place = (query.get(name, "") for name in ("month", "kind", "place"))
        is_code = len(place) == 6 and place.isascii() and place.isdecimal()
        return cls(
            month=month if _is_month(month) else timezone.localdate().strftime("%Y-%m"),
            kind=kind if kind in CalendarKind.values else "",
            place=int(place) if is_code and find(int(place)) else None,
        )

    @property
    def first(self) -> date:
        return date.fromisoformat(f"{self.month}-01")

    @property
    def last(self) -> date:
        return self.first.replace(day=months.monthrange(self.first.year, self.first.month)[1])

    @property
    def before(self) -> str:
        return (self.first - timedelta(days=1)).strftime("%Y-%m")

    @property
    def after(self) -> str:
        return (self.last + timedelta(days=1)).strftime("%Y-%m")


def _is_month(text: str) -> bool:
    return text[:2] in {"19", "20"} and len(text) == 7 and month_of(text) is not None


@dataclass(frozen=True)
class Entry:
    event: Event
    kind: CalendarKind

    @property
    def first(self) -> date:
        return timezone.localtime(self.event.begins_at).date()

    @property
    def last(self) -> date:
        return timezone.localtime(self.event.ends_at).date()


def kind_of(event: Event) -> CalendarKind:
    listing = getattr(event, "listing", None)
    return CalendarKind(listing.kind) if listing else KIND_OF[event.kind]


def entries(wanted: Wanted) -> list[Entry]:
    """The published events of a month, in order of time."""
    times = month_of(wanted.month)
    assert times is not None
    rows = public_events().select_related("series", "listing")
    rows = rows.filter(begins_at__lt=times[1], ends_at__gte=times[0])
    if wanted.place:
        rows = rows.filter(division__range=bounds(wanted.place))
    if wanted.kind:
        rows = rows.filter(_as_kind(wanted.kind))
    return [Entry(row, kind_of(row)) for row in rows.order_by("begins_at", "id")[:500]]


def _as_kind(kind: str) -> Q:
    by_default = [name for name, stands_for in KIND_OF.items() if stands_for == kind]
    return Q(listing__kind=kind) | Q(listing__isnull=True, kind__in=by_default)


def weeks(wanted: Wanted, found: list[Entry]) -> list[list[tuple[date, bool, list[Entry]]]]:
    """The month as weeks from Monday: each day, whether it is of the month, and what there is."""
    return [
        [
            (day, day.month == wanted.first.month, [e for e in found if e.first <= day <= e.last])
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(wanted.first.year, wanted.first.month)
    ]


def campaigns_in(wanted: Wanted) -> "QuerySet[Campaign]":
    """The campaigns that run in the month (暑期大学生招引攻坚)."""
    rows = running_on(published_campaigns(), wanted.first, wanted.last)
    if wanted.place:
        rows = rows.filter(division__range=bounds(wanted.place))
    return rows.order_by("begins_on", "id")[:50]


def appointments(found: list[Entry]) -> list[Appointment]:
    return [
        Appointment(
            uid=str(one.event.uuid),
            begins_at=one.event.begins_at,
            ends_at=one.event.ends_at,
            title=one.event.name,
            place=" ".join(filter(None, (one.event.city, one.event.school, one.event.place))),
            note=one.kind.label,
            confirmed=one.event.state != "cancelled",
            stamp=one.event.changed_at,
        )
        for one in found
    ]
