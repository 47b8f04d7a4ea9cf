"""Tickets: register once, wait, move up, cancel; and the door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.events import tokens
from yulin.events.actions.telling import talks, tell_talk_off, tell_tickets
from yulin.events.enums import CheckInWay, EventState, EventTold, SlotState, TicketState
from yulin.events.errors import EventsError
from yulin.events.models import CheckIn, Event, Slot, Ticket
from yulin.events.rules import may_register, may_run_event, may_use_ticket
from yulin.registry.models import Person
from yulin.registry.queries.scope import rows_of

_TAKES = (EventState.OPEN, EventState.RUNNING)
MOST_SCANS = 500
#: clocks of tablets go wrong; what lies further away is not believed
_CLOCK = timedelta(minutes=5)


@transaction.atomic
def register(
    *,
    acting_user: User,
    person: Person,
    event: Event,
    shares_resume: bool = False,
    wants_slot: bool = False,
) -> Ticket:
    """Give a seat, or a place on the waiting list. Who registers twice has the first ticket.

    Raises:
        PermissionDenied: For somebody else.
        EventsError: Registration is not open.
    """
    if not may_register(acting_user, person):
        raise PermissionDenied
    with as_the_program():
        return take_ticket(
            user=acting_user,
            person=person.stands_for,
            event=event,
            shares=shares_resume,
            slot=wants_slot,
        )


def take_ticket(
    *, user: User | None, person: Person, event: Event, shares: bool = False, slot: bool = False
) -> Ticket:
    """The same inside the caller's transaction, who has asked; all wait for the event's row."""
    held = Event.objects.select_for_update().get(pk=event.pk)
    before = _standing(person, held)
    if before is not None:
        return before
    _must_be_open(held)
    made = give_ticket(event=held, person=person, shares=shares, slot=slot)
    _journal(user, "register", made)
    return made


def give_ticket(*, event: Event, person: Person, shares: bool, slot: bool) -> Ticket:
    """A ticket inside the caller's transaction, which holds the event's row."""
    waits = Ticket.objects.filter(event=event, state=TicketState.WAITING).exists()
    seat = None if waits else free_seat(event)
    return Ticket.objects.create(
        event=event,
        person=person,
        division=event.division,
        state=TicketState.WAITING if seat is None else TicketState.HELD,
        seat=seat,
        code=tokens.new_code(),
        shares_resume=shares,
        wants_slot=slot,
    )


def _standing(person: Person, event: Event) -> Ticket | None:
    """By any of their numbers: who is known by two has one place."""
    rows = Ticket.objects.filter(person__in=rows_of(person), event=event)
    return rows.exclude(state=TicketState.CANCELLED).first()


def _must_be_open(event: Event) -> None:
    now = timezone.now()
    for wrong, told in (
        (
            event.state not in _TAKES,
            _("这场活动现在是“%(state)s”，不能报名。") % {"state": event.get_state_display()},
        ),
        (event.registration_from and now < event.registration_from, _("报名还没有开始。")),
        (event.registration_until and now > event.registration_until, _("报名已经截止。")),
        (now > event.ends_at, _("这场活动已经结束。")),
    ):
        if wrong:
            raise EventsError(told)


def free_seat(event: Event) -> int | None:
    """The lowest number that nobody has; none where every seat is taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT min(number) FROM generate_series(
                1, (SELECT count(*) + 1 FROM events_ticket WHERE event_id = %(event)s AND seat > 0)
            ) AS number
            WHERE NOT EXISTS (
                SELECT FROM events_ticket WHERE event_id = %(event)s AND seat = number
            )
            """,
            {"event": event.pk},
        )
        [number] = cursor.fetchone()
    return number if event.capacity is None or number <= event.capacity else None


@transaction.atomic
def cancel_ticket(*, acting_user: User, ticket: Ticket) -> Ticket:
    """Give it back: the first who waits has the seat.

    Raises:
        PermissionDenied: Neither the person nor who runs the event.
        EventsError: It is cancelled already, or they came in.
    """
    own = may_use_ticket(acting_user, ticket)
    if not (own or may_run_event(acting_user, ticket.event)):
        raise PermissionDenied
    with as_the_program():
        held = give_back(user=acting_user, ticket=ticket)
        if not own:
            tell_tickets([held], EventTold.TICKET_CANCELLED, "cancelled")
    return held


def give_back(*, user: User | None, ticket: Ticket) -> Ticket:
    """The same inside the caller's transaction, who has asked and reads as the program."""
    event = Event.objects.select_for_update().get(pk=ticket.event_id)
    held = Ticket.objects.select_for_update().get(pk=ticket.pk)
    held.event = event
    if held.state == TicketState.CANCELLED:
        raise EventsError(_("这张票已经取消。"))
    if CheckIn.objects.filter(ticket=held).exists():
        raise EventsError(_("已经签到，不能取消。"))
    slots = Slot.objects.filter(ticket=held, state__in=(SlotState.PROPOSED, SlotState.CONFIRMED))
    off = talks(slots.filter(state=SlotState.CONFIRMED))
    slots.update(state=SlotState.FREE, ticket=None, post=None, score=None)
    tell_talk_off(off)
    held.state, held.seat, held.cancelled_at = TicketState.CANCELLED, None, timezone.now()
    held.save(update_fields=["state", "seat", "cancelled_at"])
    move_up(event=event)
    _journal(user, "cancel", held)
    return held


def move_up(*, event: Event) -> int:
    """Seat those who wait while there is room, the first first, inside the caller's transaction."""
    moved: list[Ticket] = []
    if event.state in (EventState.CLOSED, EventState.SETTLED, EventState.CANCELLED):
        return 0
    with as_the_program():
        waiting = Ticket.objects.select_for_update().filter(event=event, state=TicketState.WAITING)
        for ticket in waiting.order_by("asked_at", "pk"):
            seat = free_seat(event)
            if seat is None:
                break
            ticket.state, ticket.seat, ticket.moved_up_at = TicketState.HELD, seat, timezone.now()
            ticket.save(update_fields=["state", "seat", "moved_up_at"])
            ticket.event = event
            moved.append(ticket)
    tell_tickets(moved, EventTold.TICKET_UP, "up")
    return len(moved)


@transaction.atomic
def change_consent(*, acting_user: User, ticket: Ticket, shares: bool, slot: bool) -> Ticket:
    """Say anew whether booths get the résumé, and whether to be seated for talks."""
    if not may_use_ticket(acting_user, ticket):
        raise PermissionDenied
    held = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if held.state == TicketState.CANCELLED:
        raise EventsError(_("这张票已经取消。"))
    held.shares_resume, held.wants_slot = shares, slot
    held.save(update_fields=["shares_resume", "wants_slot"])
    _journal(acting_user, "consent", held, shares=shares, slot=slot)
    return held


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of a ticket at the door; no ticket is no entry."""

    ticket: Ticket | None
    at: datetime | None
    first: bool
    told: str


@transaction.atomic
def check_in(
    *,
    acting_user: User,
    event: Event,
    shown: str,
    way: str = CheckInWay.TYPED,
    at: datetime | None = None,
) -> Came:
    """Let a ticket in, once; whoever shows it again is told when the first was.

    Args:
        acting_user: Who stands at the door.
        event: Of which.
        shown: What was scanned or typed.
        way: How.
        at: When it was read, where that was without a net.

    Raises:
        PermissionDenied: The user does not run the event.
        EventsError: The event does not take anybody now.
    """
    if not may_run_event(acting_user, event):
        raise PermissionDenied
    late = way == CheckInWay.OFFLINE and event.state == EventState.CLOSED
    if event.state not in _TAKES and not late:
        raise EventsError(
            _("这场活动现在是“%(state)s”，不能签到。") % {"state": event.get_state_display()}
        )
    code = tokens.read(shown)
    ticket = Ticket.objects.filter(event=event, code=code).first() if code else None
    if ticket is None:
        return Came(ticket=None, at=None, first=False, told=_("没有这张票，请核对票号或场次。"))
    if ticket.state != TicketState.HELD:
        told = _("这张票现在是“%(state)s”，不能入场。") % {"state": ticket.get_state_display()}
        return Came(ticket=ticket, at=None, first=False, told=told)
    return let_in(acting_user=acting_user, ticket=ticket, way=way, at=_believed(at, event))


def let_in(*, acting_user: User | None, ticket: Ticket, way: str, at: datetime) -> Came:
    """The entry itself: the database keeps one of a ticket, whoever else writes at this moment."""
    try:
        with transaction.atomic():
            made = CheckIn.objects.create(ticket=ticket, at=at, way=way, by=acting_user)
    except IntegrityError:
        before = CheckIn.objects.get(ticket=ticket)
        told = _("已经签到过：%(at)s。") % {
            "at": timezone.localtime(before.at).strftime("%m-%d %H:%M:%S")
        }
        return Came(ticket=ticket, at=before.at, first=False, told=told)
    _journal(acting_user, "check_in", ticket, way=way)
    return Came(ticket=ticket, at=made.at, first=True, told=_("签到成功。"))


def _believed(at: datetime | None, event: Event) -> datetime:
    now = timezone.now()
    if at is None or at > now + _CLOCK or at < event.begins_at - timedelta(days=1):
        return now
    return min(at, now)


@dataclass(frozen=True, kw_only=True)
class Scan:
    shown: str
    at: datetime | None


def check_in_late(*, acting_user: User, event: Event, scans: Iterable[Scan]) -> list[Came]:
    """Scans that a device kept while it was without a net; sent again they change nothing."""
    kept = list(scans)
    if len(kept) > MOST_SCANS:
        raise EventsError(_("一次最多补传 500 条。"))
    return [
        check_in(
            acting_user=acting_user,
            event=event,
            shown=one.shown,
            way=CheckInWay.OFFLINE,
            at=one.at,
        )
        for one in kept
    ]


def _journal(user: User | None, verb: str, ticket: Ticket, **data: object) -> None:
    record(
        acting_user=user,
        action=f"events.ticket.{verb}",
        obj=ticket,
        region=ticket.division,
        data={"event": str(ticket.event.uuid), "state": ticket.state, **data},
    )
