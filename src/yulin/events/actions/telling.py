"""What people and firms are told of events: written where it happens, in the same transaction, once.

Whoever acts writes to somebody else's list, which row policies forbid: so it is the program that
writes, inside verbs that have asked the rules. Rooms above call `tell` for what is theirs.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yulin.access.row_security import as_the_program
from yulin.events.enums import FIRM_LIVE, EventTold, TicketState
from yulin.events.models import Event, Participation, RoomNotice, Slot, Ticket
from yulin.jobs.queries.firms import firm_names

#: of these rows whoever is told of a talk reads firm, time and post
_TALK = ("ticket__event", "participation__event", "post__post")


def tell(notices: Iterable[RoomNotice]) -> None:
    """Write them down; what was told already is not told again."""
    with as_the_program():
        RoomNotice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def tell_tickets(tickets: Iterable[Ticket], kind: EventTold, what: str) -> None:
    """Of something that happens to a ticket once; of one event."""
    tell(
        RoomNotice(
            person_id=one.person_id,
            kind=kind,
            event=f"ticket:{one.pk}:{what}",
            leads_to=one.uuid,
            data={"name": one.event.name} | ({"seat": one.seat} if one.seat else {}),
        )
        for one in tickets
    )


def tell_everybody(event: Event, kind: EventTold, **data: Any) -> None:
    """Who has a ticket or waits for one, and the firms that take part or wait to be answered."""
    at = timezone.now().isoformat()
    said = {"name": event.name, **data}
    with as_the_program():
        standing = Ticket.objects.filter(event=event).exclude(state=TicketState.CANCELLED)
        people = list(standing.order_by("pk").values_list("person", flat=True))
        firms = list(event.firms.filter(state__in=FIRM_LIVE).values_list("pk", "employer"))
    tell(
        RoomNotice(
            person_id=person,
            kind=kind,
            event=f"event:{event.pk}:{at}:person:{person}",
            leads_to=event.uuid,
            data=said,
        )
        for person in people
    )
    tell(
        RoomNotice(
            employer_id=employer,
            kind=kind,
            event=f"event:{event.pk}:{at}:firm:{firm}",
            leads_to=event.uuid,
            data=said,
        )
        for firm, employer in firms
    )


def tell_firm(firm: Participation, kind: EventTold, **data: Any) -> None:
    """A state comes once in the life of an application for a booth."""
    told = RoomNotice(
        employer_id=firm.employer_id,
        kind=kind,
        event=f"firm:{firm.pk}:{kind}",
        leads_to=firm.event.uuid,
        data={"name": firm.event.name, **data},
    )
    tell([told])


def talks(slots: Iterable[Slot]) -> list[Slot]:
    """Times that are somebody's, with what is said of them; before they are freed."""
    with as_the_program():
        keys = [slot.pk for slot in slots if slot.ticket_id is not None]
        if not keys:
            return []
        rows = Slot.objects.filter(pk__in=keys).select_related(*_TALK).defer("post__post__search")
        return list(rows.order_by("pk"))


def tell_talks(slots: Iterable[Slot], kind: EventTold) -> None:
    """The people whose talks these are."""
    held, at = list(slots), timezone.now().isoformat()
    with as_the_program():
        names = firm_names(slot.participation.employer_id for slot in held)
    tell(
        RoomNotice(
            person_id=slot.ticket.person_id,
            kind=kind,
            event=f"{kind}:{slot.pk}:{slot.ticket_id}:{at}",
            leads_to=slot.ticket.uuid,
            data=_said(slot) | {"firm": names.get(slot.participation.employer_id, "")},
        )
        for slot in held
        if slot.ticket is not None
    )


def tell_talk_off(slots: Iterable[Slot]) -> None:
    """The firms, of talks that were confirmed; by name in no notice."""
    at = timezone.now().isoformat()
    tell(
        RoomNotice(
            employer_id=slot.participation.employer_id,
            kind=EventTold.TALK_OFF,
            event=f"talk_off:{slot.pk}:{at}",
            leads_to=slot.participation.event.uuid,
            data=_said(slot),
        )
        for slot in slots
    )


def _said(slot: Slot) -> dict[str, Any]:
    return {
        "name": slot.participation.event.name,
        "at": slot.during.lower.isoformat(),
        "title": slot.post.post.title if slot.post else "",
    }
