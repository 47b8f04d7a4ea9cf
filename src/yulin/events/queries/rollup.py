"""Events of a region and a period added up: what the program saw, beside what was printed.

An event counts once it has begun. Firms are counted once an event (家次), posts once as posts and once
by the people they look for; what firms report themselves and what was printed stand apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.events.campaign_enums import OF_EVENTS, Measure, Nature
from yulin.events.enums import EventKind, EventState, FirmState
from yulin.events.figures import Comparison, Number, compare
from yulin.events.models import (
    Event,
    EventApplication,
    EventPost,
    Figure,
    Participation,
    ReportedCount,
)
from yulin.jobs.enums import ApplicationState

#: of an event that took place, or does
TOOK_PLACE = (EventState.RUNNING, EventState.CLOSED, EventState.SETTLED)
#: of these somebody of the firm said that they want to go on with the person
_INTENT = (
    ApplicationState.SHORTLISTED, ApplicationState.INTERVIEW, ApplicationState.OFFERED,
    ApplicationState.ACCEPTED, ApplicationState.DECLINED, ApplicationState.HIRED,
)  # fmt: skip
UNITS = {
    Measure.EVENTS: "场", Measure.FIRMS: "家", Measure.POSTS: "个",
    Measure.RESUMES: "份", Measure.INTENTS: "人次",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of some events; `said_` is what firms counted themselves."""

    events: int = 0
    firms: int = 0
    posts: int = 0
    headcount: int = 0
    resumes: int = 0
    intents: int = 0
    said_resumes: int = 0
    said_intents: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )

    def of(self, measure: str) -> int:
        """岗位 in a report are places, not advertisements."""
        return int(getattr(self, "headcount" if measure == Measure.POSTS else str(measure)))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which events; empty is no matter."""

    begins_on: date
    ends_on: date
    place: int | None = None
    kind: str = ""
    brand: str = ""
    by: str = "month"

    def rows(self, events: QuerySet[Event]) -> QuerySet[Event]:
        found = events.filter(
            begins_at__gte=_midnight(self.begins_on),
            begins_at__lte=timezone.make_aware(datetime.combine(self.ends_on, time.max)),
        )
        if self.place:
            found = found.filter(division__range=bounds(self.place))
        if self.kind in EventKind.values:
            found = found.filter(kind=self.kind)
        if self.brand:
            found = found.filter(Q(listing__brand=self.brand) | Q(series__brand=self.brand))
        return found


@dataclass(frozen=True)
class RollUp:
    asked: Asked
    groups: list[tuple[Any, Sums]] = field(default_factory=list)

    @property
    def total(self) -> Sums:
        return sum((sums for _key, sums in self.groups), Sums())

    def number(self, measure: str) -> Number:
        return Number(
            value=Decimal(self.total.of(measure)),
            unit=UNITS[Measure(measure)],
            nature=Nature.FLOW,
            begins_on=self.asked.begins_on,
            ends_on=self.asked.ends_on,
        )


def roll_up(*, user: User, asked: Asked) -> RollUp:
    """The events of the user's region, added up by month, region, kind or brand."""
    events = in_sight(user=user, rows=Event.objects.all(), field="division")
    return RollUp(asked, _grouped(asked.rows(events), asked.by))


def sums_of(events: QuerySet[Event]) -> Sums:
    """Of events that the caller has narrowed and may tell of."""
    return sum((sums for _event, sums in _each(events)), Sums())


def against(now: RollUp, base: RollUp) -> list[tuple[Measure, Comparison]]:
    """Every number beside the same of another period, with the base named."""
    return [(measure, compare(now.number(measure), base.number(measure))) for measure in OF_EVENTS]


def printed(*, user: User, asked: Asked) -> list[Figure]:
    """Figures about events that were printed of the region and touch the period, latest first."""
    rows = in_sight(user=user, rows=Figure.objects.all(), field="division").filter(
        measure__in=OF_EVENTS,
        withdrawn_because="",
        period_from__lte=asked.ends_on,
        period_until__gte=asked.begins_on,
    )
    if asked.place:
        rows = rows.filter(division__range=bounds(asked.place))
    return list(rows.order_by("-period_until", "measure", "-id")[:200])


def brands(user: User) -> list[str]:
    rows = in_sight(user=user, rows=Event.objects.all(), field="division")
    found = rows.values_list("listing__brand", "series__brand").distinct()[:500]
    return sorted({name for pair in found for name in pair if name})


_BY: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "month": lambda row: timezone.localtime(row["begins_at"]).strftime("%Y-%m"),
    "region": lambda row: row["division"],
    "kind": lambda row: row["kind"],
    "brand": lambda row: row["listing__brand"] or row["series__brand"] or "",
}


def _grouped(events: QuerySet[Event], by: str) -> list[tuple[Any, Sums]]:
    key_of = _BY.get(by, _BY["month"])
    groups: dict[Any, Sums] = defaultdict(Sums)
    for row, sums in _each(events):
        groups[key_of(row)] += sums
    return sorted(groups.items(), key=lambda pair: str(pair[0]))


def _each(events: QuerySet[Event]) -> list[tuple[dict[str, Any], Sums]]:
    """Each event that took place with its numbers, in five queries however many there are."""
    with as_the_program():
        rows = list(
            events.filter(state__in=TOOK_PLACE)
            .order_by("begins_at", "id")
            .values("pk", "begins_at", "division", "kind", "listing__brand", "series__brand")
        )
        keys = [row["pk"] for row in rows]
        firms = Participation.objects.filter(event__in=keys, state=FirmState.ACCEPTED)
        brought = EventPost.objects.filter(
            participation__event__in=keys, participation__state=FirmState.ACCEPTED
        )
        came = EventApplication.objects.filter(participation__event__in=keys)
        said = ReportedCount.objects.filter(participation__event__in=keys)
        wanted = Count("pk", filter=Q(application__steps__went_to__in=_INTENT), distinct=True)
        found = _together(
            _by_event(firms, "event", firms=Count("pk")),
            _by_event(
                brought, "participation__event", posts=Count("pk"), headcount=Sum("post__headcount")
            ),
            _by_event(
                came, "participation__event", resumes=Count("pk", distinct=True), intents=wanted
            ),
            _by_event(
                said, "participation__event", said_resumes=Sum("resumes"),
                said_intents=Sum("intents"),
            ),
        )  # fmt: skip
    return [(row, Sums(events=1, **found.get(row["pk"], {}))) for row in rows]


def _by_event(rows: QuerySet[Any], event: str, **counted: Any) -> list[tuple[int, dict[str, int]]]:
    return [
        (row.pop(event), {name: value or 0 for name, value in row.items()})
        for row in rows.order_by().values(event).annotate(**counted)
    ]


def _together(*parts: Iterable[tuple[int, dict[str, int]]]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for part in parts:
        for event, counted in part:
            found[event] |= counted
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
