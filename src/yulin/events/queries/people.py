"""Tickets at the door, in lists and for the export; slots of a person, a firm, an event; why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yulin.access.row_security import as_the_program
from yulin.events import tokens
from yulin.events.enums import SlotState, TicketState
from yulin.events.models import CheckIn, Event, EventPost, Participation, Slot, SlotRun, Ticket
from yulin.events.scores import Problem
from yulin.jobs.queries.firms import firm_name, firm_names
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Names of those who gave theirs by registering; the caller has asked who runs the event."""
    with as_the_program():
        rows = PersonFact.objects.current().filter(person__in=set(people))
        return dict(rows.values_list("person_id", "name"))


@dataclass(frozen=True, kw_only=True)
class TicketRow:
    ticket: Ticket
    name: str
    came_at: datetime | None


def tickets_list(
    *, event: Event, state: str = "", code: str = "", came: str = "", page: int = 1
) -> Page[TicketRow]:
    rows = Ticket.objects.filter(event=event).select_related("check_in")
    if state in TicketState.values:
        rows = rows.filter(state=state)
    if came in {"yes", "no"}:
        rows = rows.filter(check_in__isnull=came == "no")
    if plain := tokens.read(code):
        rows = rows.filter(code=plain)
    return page_of(rows.order_by("asked_at", "id"), number=page, shown=ticket_rows)


def ticket_rows(tickets: list[Ticket]) -> list[TicketRow]:
    names = names_of(ticket.person_id for ticket in tickets)
    return [
        TicketRow(
            ticket=one,
            name=names.get(one.person_id, ""),
            came_at=one.check_in.at if hasattr(one, "check_in") else None,
        )
        for one in tickets
    ]


@dataclass(frozen=True, kw_only=True)
class Door:
    """What the door's page shows: how many are in, and the marks of tickets for when the net is gone."""

    held: int
    came: int
    marks: list[str]
    latest: list[TicketRow]


def door(event: Event) -> Door:
    held = Ticket.objects.filter(event=event, state=TicketState.HELD)
    came = CheckIn.objects.filter(ticket__event=event).select_related("ticket")
    latest = list(came.order_by("-recorded_at", "-pk")[:10])
    names = names_of(one.ticket.person_id for one in latest)
    return Door(
        held=held.count(),
        came=came.count(),
        marks=[tokens.mark(code) for code in held.values_list("code", flat=True)],
        latest=[
            TicketRow(ticket=one.ticket, name=names.get(one.ticket.person_id, ""), came_at=one.at)
            for one in latest
        ],
    )


def own_tickets(person: Person) -> QuerySet[Ticket]:
    """Under any of their numbers."""
    rows = Ticket.objects.filter(person__in=rows_of(person)).select_related("event__series")
    return rows.order_by("-event__begins_at", "-id")


def own_ticket(*, person: Person, uuid: Any) -> Ticket:
    """Raises DoesNotExist for somebody else's."""
    return own_tickets(person).select_related("check_in", "person").get(uuid=uuid)


def standing_ticket(person: Person, event: Event) -> Ticket | None:
    rows = Ticket.objects.filter(person__in=rows_of(person), event=event)
    return rows.exclude(state=TicketState.CANCELLED).first()


@dataclass(frozen=True, kw_only=True)
class Talk:
    slot: Slot
    firm: str
    title: str
    name: str


def talks(slots: QuerySet[Slot], *, named: bool) -> list[Talk]:
    """Slots with the firm, the post and, where that may be told, the person."""
    rows = list(
        slots.select_related("participation__event", "participation__booth", "ticket").order_by(
            "during", "participation", "table"
        )
    )
    firms = firm_names(row.participation.employer_id for row in rows)
    brought = EventPost.objects.filter(pk__in=[row.post_id for row in rows if row.post_id])
    with as_the_program():
        titles = dict(brought.values_list("pk", "post__title"))
    held = [row.ticket.person_id for row in rows if row.ticket] if named else []
    names = names_of(held)
    return [
        Talk(
            slot=row,
            firm=firms.get(row.participation.employer_id, ""),
            title=titles.get(row.post_id, ""),
            name=names.get(row.ticket.person_id, "") if row.ticket else "",
        )
        for row in rows
    ]


def talks_of_ticket(ticket: Ticket) -> list[Talk]:
    with as_the_program():
        return talks(Slot.objects.filter(ticket=ticket), named=False)


def talks_of_firm(firm: Participation) -> list[Talk]:
    """The firm reads names of those who confirmed and so sent it their résumé."""
    known = (SlotState.CONFIRMED, SlotState.DONE, SlotState.ABSENT)
    with as_the_program():
        found = talks(Slot.objects.filter(participation=firm), named=True)
    return [
        one
        if one.slot.state in known
        else Talk(slot=one.slot, firm=one.firm, title=one.title, name="")
        for one in found
    ]


def talks_of_event(event: Event) -> QuerySet[Slot]:
    return Slot.objects.filter(participation__event=event)


def latest_run(event: Event) -> SlotRun | None:
    return SlotRun.objects.filter(event=event).order_by("-pk").first()


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why somebody does not talk about that post; counts, never names."""

    firm: str
    title: str
    kind: str
    loss: int = 0
    unseated: int = 0
    moved: int = 0
    score: int | None = None


IS_YOURS, NOT_ASKED, REFUSED, FULL, COSTS = "yours", "not_asked", "refused", "full", "costs"


def why_not_this(*, ticket: Ticket, wanted: EventPost) -> Reason:
    """What the last run says of this person and that post; the caller has asked who may know."""
    with as_the_program():
        run = latest_run(ticket.event)
        post = EventPost.objects.select_related("post", "participation").get(pk=wanted.pk)
    told = {"firm": firm_name(post.participation.employer_id), "title": post.post.title}
    if run is None:
        return Reason(**told, kind=NOT_ASKED)
    problem = Problem(**run.asked)
    if ticket.pk not in problem.tickets or wanted.pk not in problem.posts:
        return Reason(**told, kind=NOT_ASKED)
    person, place = problem.tickets.index(ticket.pk), problem.posts.index(wanted.pk)
    if problem.seat[person] == place:
        return Reason(**told, kind=IS_YOURS)
    score = problem.score(person, place)
    if score is None:
        return Reason(**told, kind=REFUSED)
    found = problem.why_not(person, place)
    if not found.possible:
        return Reason(**told, kind=FULL, score=score)
    return Reason(
        **told,
        kind=COSTS,
        loss=found.loss,
        unseated=len(found.unseated),
        moved=len(found.moved),
        score=score,
    )


def officer_posts_of(event: Event) -> QuerySet[EventPost]:
    rows = EventPost.objects.filter(participation__event=event)
    return rows.select_related("post", "participation").defer("post__search").order_by("pk")
