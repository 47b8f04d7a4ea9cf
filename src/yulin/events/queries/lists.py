"""Events as everybody finds them, as officers run them, and as firms may come to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.codes.divisions import DEFAULT
from yulin.events.enums import AHEAD, PUBLIC, Channel, EventKind, EventState, FirmState, TicketState
from yulin.events.models import Event, EventPost, Participation, Series, Ticket
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import Page, page_of

PER_PAGE = 20
LONGEST_WORDS = 80


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for among events; empty is no matter."""

    words: str = ""
    kind: str = ""
    channel: str = ""
    place: int | None = None
    month: str = ""
    brand: str = ""
    state: str = ""
    #: those that are over too
    past: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wanted:
        """From an address; what makes no sense is no matter."""
        place = query.get("place", "")
        code = int(place) if len(place) == 6 and place.isascii() and place.isdecimal() else None
        kind, channel, state = (query.get(name, "") for name in ("kind", "channel", "state"))
        return cls(
            words=_plain(query.get("q", "")),
            kind=kind if kind in EventKind.values else "",
            channel=channel if channel in Channel.values else "",
            place=code if code and DEFAULT.find(code) else None,
            month=query.get("month", "") if month_of(query.get("month", "")) else "",
            brand=_plain(query.get("brand", "")),
            state=state if state in EventState.values else "",
            past=query.get("past", "") == "yes",
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()

    def rows(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """Those of the rows that are wanted."""
        exact = {"kind": self.kind, "channel": self.channel, "state": self.state}
        found = rows.filter(**{name: value for name, value in exact.items() if value})
        if self.brand:
            found = found.filter(series__brand=self.brand)
        if self.place:
            found = found.filter(division__range=bounds(self.place))
        if self.month and (ends := month_of(self.month)):
            found = found.filter(begins_at__lt=ends[1], ends_at__gte=ends[0])
        for word in self.words.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(city__icontains=word)
                | Q(school__icontains=word)
                | Q(place__icontains=word)
                | Q(series__name__icontains=word)
            )
        return found


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST_WORDS]


def month_of(text: str) -> tuple[datetime, datetime] | None:
    """The beginning of a month like 2026-03, and of the one after it."""
    try:
        first = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - made aware below
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    except ValueError:  # also of the last month that there is
        return None
    return timezone.make_aware(first), timezone.make_aware(after)


def public_events() -> QuerySet[Event]:
    rows = Event.objects.filter(state__in=PUBLIC, published_at__isnull=False)
    return rows.select_related("series")


def events_list(wanted: Wanted, *, page: int = 1) -> Page[Event]:
    """What is still to come, the next first; with a month or `past` also what is over."""
    rows = wanted.rows(public_events())
    if not (wanted.past or wanted.month):
        rows = rows.filter(ends_at__gte=timezone.now()).exclude(state=EventState.CANCELLED)
    order = "-begins_at" if wanted.past else "begins_at"
    return page_of(_counted(rows).order_by(order, "id"), number=page, shown=list, per_page=PER_PAGE)


def _counted(rows: QuerySet[Event]) -> QuerySet[Event]:
    came = Count("firms", filter=Q(firms__state=FirmState.ACCEPTED), distinct=True)
    return rows.annotate(firm_count=came)


def brands() -> list[str]:
    rows = Series.objects.exclude(brand="").order_by("brand")
    return list(rows.values_list("brand", flat=True).distinct()[:50])


def access_public(uuid: Any) -> Event:
    """Raises DoesNotExist for what was never published."""
    return public_events().get(uuid=uuid)


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A firm at an event with its posts, as visitors read it."""

    firm: Participation
    name: str
    posts: list[EventPost]


def stands(event: Event) -> list[Stand]:
    """The firms that have a booth, in the order of the plan, in three queries."""
    rows = list(
        Participation.objects.filter(event=event, state=FirmState.ACCEPTED)
        .select_related("booth")
        .order_by("booth__hall", "booth__row", "booth__column")
    )
    names = firm_names(row.employer_id for row in rows)
    brought = EventPost.objects.filter(participation__in=rows).select_related("post")
    by_firm: dict[int, list[EventPost]] = {}
    for one in brought.defer("post__search"):
        by_firm.setdefault(one.participation_id, []).append(one)
    return [
        Stand(firm=row, name=names.get(row.employer_id, ""), posts=by_firm.get(row.pk, []))
        for row in rows
    ]


def officer_events(user: User) -> QuerySet[Event]:
    """Those that the user's region runs; all for an auditor."""
    rows = in_sight(user=user, rows=Event.objects.all(), field="division")
    return rows.select_related("series")


def officer_list(*, user: User, wanted: Wanted, page: int = 1) -> Page[Event]:
    """With how many firms and people are in, and how many wait for an answer."""
    rows = wanted.rows(officer_events(user))
    counted = rows.annotate(
        firm_count=_number_of(Participation, FirmState.ACCEPTED),
        to_answer=_number_of(Participation, FirmState.APPLIED),
        people=_number_of(Ticket, TicketState.HELD),
    )
    return page_of(
        counted.order_by("-begins_at", "-id"), number=page, shown=list, total=rows.count()
    )


def _number_of(model: type[Participation | Ticket], state: str) -> Any:
    """How many of an event are in that state: counted by itself, or firms would multiply people."""
    rows = model._default_manager.filter(event=OuterRef("pk"), state=state).order_by()
    return Coalesce(Subquery(rows.values("event").annotate(n=Count("pk")).values("n")), 0)


def officer_series(user: User) -> QuerySet[Series]:
    return in_sight(user=user, rows=Series.objects.all(), field="division")


def ahead_for_firms() -> QuerySet[Event]:
    rows = Event.objects.filter(state__in=AHEAD, ends_at__gte=timezone.now())
    return rows.select_related("series").order_by("begins_at", "id")


def firm_participations(user: User) -> QuerySet[Participation]:
    """Of the firm that the user speaks for, the latest first."""
    if not user.organisation_key:
        return Participation.objects.none()
    rows = Participation.objects.filter(employer__uuid=user.organisation_key)
    return rows.select_related("event__series", "booth", "employer").order_by("-id")
