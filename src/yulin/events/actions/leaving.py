"""Tickets of somebody who is deleted, and of two registrations that become one."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from yulin.access.models import User
from yulin.events.actions.telling import tell_tickets
from yulin.events.actions.tickets import give_back
from yulin.events.enums import AHEAD, EventTold, SlotState, TicketState
from yulin.events.models import Ticket
from yulin.registry.models import IdentityLink, Person
from yulin.registry.queries.scope import rows_of


@transaction.atomic
def leave_events(*, acting_user: User | None, people: Iterable[Person]) -> int:
    """Give back every ticket of events that are still to be, so that who waits moves up; how many."""
    tickets = list(_ahead(Person.objects.filter(pk__in=[one.pk for one in people])))
    for ticket in tickets:
        give_back(user=acting_user, ticket=ticket)
    return len(tickets)


def join_tickets(link: IdentityLink) -> None:
    """Of two tickets for one event the better one stays: let in, then with a seat, then with talks.

    The seat of the other goes to who waits, and the person is told which ticket is theirs.
    """
    talks = Count("slots", filter=Q(slots__state=SlotState.CONFIRMED))
    rows = _standing(rows_of(link.kept)).annotate(talks=talks).select_related("check_in")
    kept: dict[int, Ticket] = {}
    for ticket in sorted(rows, key=_worth):
        best = kept.setdefault(ticket.event_id, ticket)
        if best is ticket or hasattr(ticket, "check_in"):
            continue
        give_back(user=None, ticket=ticket)
        tell_tickets([best], EventTold.TICKET_JOINED, f"joined:{link.pk}")


def _worth(ticket: Ticket) -> tuple[int, bool, bool, int, int]:
    waits = ticket.state == TicketState.WAITING
    return (ticket.event_id, not hasattr(ticket, "check_in"), waits, -ticket.talks, ticket.pk)


def _ahead(people: "QuerySet[Person]") -> "QuerySet[Ticket]":
    return _standing(people).filter(check_in__isnull=True)


def _standing(people: "QuerySet[Person]") -> "QuerySet[Ticket]":
    """In the order in which their events are locked, by whoever does this."""
    rows = Ticket.objects.filter(person__in=people, event__state__in=AHEAD)
    return rows.exclude(state=TicketState.CANCELLED).select_related("event").order_by("event", "pk")
