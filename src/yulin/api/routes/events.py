"""Events: anybody finds them; officers read their own events' firms and what came of them."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from yulin.access.rules import is_auditor, is_officer
from yulin.api.access import found, limited, who
from yulin.api.paging import Cursor, Limit, PageOf, page_of
from yulin.api.problems import ERRORS, OPEN_ERRORS
from yulin.events.enums import EventState, FirmState
from yulin.events.models import Event, EventPost, Participation
from yulin.events.queries.lists import Wanted, access_public, officer_events, public_events, stands
from yulin.events.queries.outcomes import COUNTED, Figures, FirmOutcome, outcome
from yulin.jobs.queries.firms import firm_names

public = Router(tags=["public"])
officer = Router(tags=["officer"], auth=who(is_officer | is_auditor))
Words = Annotated[str, Query(max_length=80, pattern="^[^\\x00]*$")]
Short = Annotated[str, Query(max_length=20, pattern="^[^\\x00]*$")]
Month = Annotated[str, Query(max_length=7, pattern="^[^\\x00]*$")]
Whole = Annotated[int, Query(ge=0, le=10_000_000)]
_SAME = (
    "uuid", "name", "kind", "channel", "state", "division", "organiser", "province", "city",
    "school", "place", "capacity", "begins_at", "ends_at", "registration_from",
    "registration_until", "cancelled_because",
)  # fmt: skip


class EventOut(Schema):
    """An event as everybody reads it. No capacity is no limit."""

    uuid: UUID
    name: str
    kind: str
    channel: str
    state: str
    division: int
    series: str
    brand: str
    stop: int | None
    organiser: str
    province: str
    city: str
    school: str
    place: str
    capacity: int | None
    begins_at: dt.datetime
    ends_at: dt.datetime
    registration_from: dt.datetime | None
    registration_until: dt.datetime | None
    cancelled_because: str


class BroughtOut(Schema):
    """A post that a firm brings; `jobs/{vacancy}` has the rest of it."""

    uuid: UUID
    title: str
    headcount: int
    pay_from: int | None
    pay_to: int | None


class StandOut(Schema):
    """A firm with a booth."""

    firm: str
    hall: str
    booth: str
    posts: list[BroughtOut]


class EventPageOut(EventOut):
    """With what it says of itself, and the firms that have a booth."""

    about: str
    firms: list[StandOut]


class FirmOut(Schema):
    """A firm that applied or was invited, in whatever state; `reason` is a code."""

    uuid: UUID
    firm: str
    state: str
    reason: str
    hall: str
    booth: str
    posts: list[BroughtOut]
    asked_at: dt.datetime
    answered_at: dt.datetime | None


class FiguresOut(Schema):
    """`due` are contracts that are twelve months old, `still` those whose person still works there."""

    resumes: int
    interviews: int
    intents: int
    offers: int
    contracts: int
    due: int
    still: int


class FirmOutcomeOut(Schema):
    """What was seen, and beside it what the firm says; the two are never added."""

    uuid: UUID
    firm: str
    posts: int
    headcount: int
    seen: FiguresOut
    reported: dict[str, int | None] | None


class OutcomeOut(Schema):
    """Counts alone; nobody is named."""

    registered: int
    waiting: int
    came: int
    posts: int
    headcount: int
    seen: FiguresOut
    reported: dict[str, int]
    firms: list[FirmOutcomeOut]


@public.get("/events", response={200: PageOf[EventOut], **OPEN_ERRORS})
def events(  # noqa: PLR0917 - ninja reads a query by its names
    request: HttpRequest,
    q: Words = "",
    kind: Short = "",
    channel: Short = "",
    place: Whole | None = None,
    month: Month = "",
    brand: Words = "",
    past: bool = False,
    after: Cursor = "",
    limit: Limit = 50,
) -> Any:
    """Published events, the newest first; those that are over or called off with `past` or a `month`."""
    limited(f"address:{request.META.get('REMOTE_ADDR', '')}")
    told = {"q": q, "kind": kind, "channel": channel, "month": month, "brand": brand}
    wanted = Wanted.read(told | {"place": "" if place is None else str(place)})
    rows = wanted.rows(public_events())
    if not (past or wanted.month):
        rows = rows.filter(ends_at__gte=timezone.now()).exclude(state=EventState.CANCELLED)
    return page_of(
        rows, after=after, limit=limit, what="events", shown=lambda held: [_event(e) for e in held]
    )


@public.get("/events/{fair}", response={200: EventPageOut, **OPEN_ERRORS})
def event(request: HttpRequest, fair: UUID) -> Any:
    """One that was published, with the firms that have a booth and the posts that they bring."""
    limited(f"address:{request.META.get('REMOTE_ADDR', '')}")
    one = found(access_public, uuid=fair)
    firms = [
        {
            "firm": stand.name,
            "hall": stand.firm.booth.hall if stand.firm.booth else "",
            "booth": stand.firm.booth.number if stand.firm.booth else "",
            "posts": _posts(stand.posts),
        }
        for stand in stands(one)
    ]
    return _event(one) | {"about": one.about, "firms": firms}


@officer.get("/events/{uuid}/firms", response={200: PageOf[FirmOut], **ERRORS})
def event_firms(
    request: HttpRequest, uuid: UUID, state: Short = "", after: Cursor = "", limit: Limit = 50
) -> Any:
    """The firms of an event of your region, those that wait or were refused too."""
    one = found(officer_events(request.user).get, uuid=uuid)
    brought = EventPost.objects.select_related("post").defer("post__search").order_by("pk")
    rows = Participation.objects.filter(event=one).select_related("booth")
    rows = rows.prefetch_related(Prefetch("posts", brought))
    if state in FirmState.values:
        rows = rows.filter(state=state)
    return page_of(rows, after=after, limit=limit, what="event-firms", shown=_firms)


@officer.get("/events/{uuid}/outcome", response={200: OutcomeOut, **ERRORS})
def event_outcome(request: HttpRequest, uuid: UUID) -> Any:
    """What came of an event of your region, from registration to still there at twelve months."""
    told = outcome(found(officer_events(request.user).get, uuid=uuid))
    return {
        **{n: getattr(told, n) for n in ("registered", "waiting", "came", "posts", "headcount")},
        "seen": _figures(told.seen),
        "reported": told.reported,
        "firms": [_firm_outcome(firm) for firm in told.firms],
    }


def _event(one: Event) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _SAME} | {
        "series": one.series.name if one.series else "",
        "brand": one.series.brand if one.series else "",
        "stop": one.stop,
    }


def _posts(brought: Any) -> list[dict[str, Any]]:
    names = ("uuid", "title", "headcount", "pay_from", "pay_to")
    return [{name: getattr(held.post, name) for name in names} for held in brought]


def _firms(held: list[Participation]) -> list[dict[str, Any]]:
    names = firm_names(one.employer_id for one in held)
    same = ("uuid", "state", "reason", "asked_at", "answered_at")
    return [
        {
            **{name: getattr(one, name) for name in same},
            "firm": names.get(one.employer_id, ""),
            "hall": one.booth.hall if one.booth else "",
            "booth": one.booth.number if one.booth else "",
            "posts": _posts(one.posts.all()),
        }
        for one in held
    ]


def _figures(seen: Figures) -> dict[str, int]:
    return {name: getattr(seen, name) for name in (*COUNTED, "due", "still")}


def _firm_outcome(one: FirmOutcome) -> dict[str, Any]:
    return {
        "uuid": one.firm.uuid,
        "firm": one.name,
        "posts": one.posts,
        "headcount": one.headcount,
        "seen": _figures(one.seen),
        "reported": one.reported,
    }
