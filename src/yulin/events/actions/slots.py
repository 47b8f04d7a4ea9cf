"""Talks at the fair: lay times, let the engine seat people, confirm, decline, note who came."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.events.actions.booths import journal_firm
from yulin.events.actions.desk import note_source
from yulin.events.actions.events import held_event
from yulin.events.actions.telling import talks, tell_talk_off, tell_talks
from yulin.events.enums import (
    AHEAD,
    LOOSE,
    BroughtBy,
    EventTold,
    FirmState,
    SlotState,
    TicketState,
)
from yulin.events.errors import EventsError
from yulin.events.models import Event, EventPost, Participation, Slot, SlotRefusal, SlotRun, Ticket
from yulin.events.queries.frames import posts as post_table
from yulin.events.queries.frames import seekers
from yulin.events.rules import may_act_for_firm, may_run_event, may_use_ticket
from yulin.events.scores import Problem, pairs
from yulin.jobs.actions.applications import apply
from yulin.jobs.enums import PostState
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Post
from yulin.registry.models import Person

MOST_TABLES, MOST_SLOTS = 20, 5000
_SETTLED = (SlotState.CONFIRMED, SlotState.DONE, SlotState.ABSENT)


@transaction.atomic
def lay_slots(
    *,
    acting_user: User,
    event: Event,
    begins_at: datetime,
    ends_at: datetime,
    minutes: int,
    tables: int = 1,
    firms: list[Participation] | None = None,
) -> int:
    """Give every firm with a booth the same times at each of its tables; how many were laid.

    Raises:
        PermissionDenied: The user does not run the event.
        EventsError: The times make no sense, or overlap with those that are there.
    """
    held = held_event(acting_user, event)
    for wrong, told in (
        (held.state not in AHEAD, _("活动结束或取消后不能安排面谈时段。")),
        (not 5 <= minutes <= 120, _("每段 5 到 120 分钟。")),
        (not 1 <= tables <= MOST_TABLES, _("每个展位 1 到 20 张面谈桌。")),
        (
            not held.begins_at <= begins_at < ends_at <= held.ends_at,
            _("面谈时段要在活动时间以内。"),
        ),
    ):
        if wrong:
            raise EventsError(told)
    chosen = firms or list(held.firms.filter(state=FirmState.ACCEPTED))
    step = timedelta(minutes=minutes)
    times = [begins_at + n * step for n in range(int((ends_at - begins_at) / step))]
    if not chosen or not times:
        raise EventsError(_("还没有安排展位的单位，或时间不够一段。"))
    if len(chosen) * len(times) * tables > MOST_SLOTS:
        raise EventsError(_("一次最多安排 5000 个时段。"))
    laid = [
        Slot(participation=firm, table=table, during=DateTimeTZRange(at, at + step))
        for firm in chosen
        for table in range(1, tables + 1)
        for at in times
    ]
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(laid)
    except IntegrityError:
        raise EventsError(_("和已有的面谈时段重叠。")) from None
    _journal(acting_user, "slots.lay", held, count=len(laid))
    return len(laid)


@transaction.atomic
def clear_slots(*, acting_user: User, event: Event) -> int:
    """Remove the times that nobody has confirmed; how many."""
    held = held_event(acting_user, event)
    loose = Slot.objects.filter(participation__event=held, state__in=LOOSE)
    off = talks(loose.filter(state=SlotState.PROPOSED))
    gone, _by = loose.delete()
    tell_talks(off, EventTold.TALK_GONE)
    _journal(acting_user, "slots.clear", held, count=gone)
    return gone


@transaction.atomic
def assign_slots(*, acting_user: User, event: Event) -> SlotRun:
    """Seat everybody who wants a talk and has none confirmed; what is confirmed stays.

    Raises:
        PermissionDenied: The user does not run the event.
        EventsError: There are no times, no posts or nobody to seat.
    """
    held = held_event(acting_user, event)
    if held.state not in AHEAD:
        raise EventsError(_("活动结束或取消后不能安排面谈时段。"))
    with as_the_program():
        proposed = Slot.objects.filter(participation__event=held, state=SlotState.PROPOSED)
        before = talks(proposed)
        proposed.update(state=SlotState.FREE, ticket=None, post=None, score=None, run=None)
        problem = _problem(held)
        seating = problem.solved()
        run = SlotRun.objects.create(
            event=held,
            people=len(problem.tickets),
            seats=sum(problem.free.values()),
            seated=seating.seated,
            total=seating.total,
            crowded=problem.crowded(),
            asked=problem.as_data() | {"seat": seating.seat.tolist()},
            made_by=acting_user,
        )
        _tell(before, _seat(run, problem, seating.seat.tolist()))
    _journal(
        acting_user, "slots.assign", held, people=run.people, seats=run.seats, seated=run.seated
    )
    return run


def _problem(event: Event) -> Problem:
    tickets = list(
        Ticket.objects.filter(event=event, state=TicketState.HELD, wants_slot=True)
        .exclude(slots__state__in=_SETTLED)
        .order_by("pk")
    )
    brought = list(
        EventPost.objects.filter(
            participation__event=event,
            participation__state=FirmState.ACCEPTED,
            post__state=PostState.OPEN,
        )
        .select_related("post", "participation")
        .defer("post__search")
        .order_by("pk")
    )
    free: dict[str, int] = defaultdict(int)
    rows = Slot.objects.filter(participation__event=event, state=SlotState.FREE)
    for firm in rows.values_list("participation", flat=True):
        free[str(firm)] += 1
    for missing, told in (
        (not tickets, _("没有等待安排的人：本人要在报名时选“希望安排面谈”。")),
        (not brought, _("参展单位还没有带来招聘中的岗位。")),
        (not free, _("没有空闲的面谈时段，请先安排时段。")),
    ):
        if missing:
            raise EventsError(told)
    refused = set(
        SlotRefusal.objects.filter(ticket__in=tickets).values_list("ticket", "participation")
    )
    firms = [one.participation_id for one in brought]
    judged = pairs(seekers(tickets), post_table(brought))
    return Problem(
        tickets=[ticket.pk for ticket in tickets],
        posts=[one.pk for one in brought],
        firms=firms,
        free=dict(free),
        pairs=[list(one) for one in judged if (tickets[one[0]].pk, firms[one[1]]) not in refused],
    )


def _tell(before: list[Slot], seated: list[Slot]) -> None:
    """Whoever has another talk than before, and whoever has none any more; the others know theirs."""
    known = {(slot.pk, slot.ticket_id, slot.post_id) for slot in before}
    fresh = [slot for slot in seated if (slot.pk, slot.ticket_id, slot.post_id) not in known]
    there = {slot.ticket_id for slot in seated}
    tell_talks(talks(fresh), EventTold.TALK)
    tell_talks((slot for slot in before if slot.ticket_id not in there), EventTold.TALK_GONE)


def _seat(run: SlotRun, problem: Problem, seat: list[int]) -> list[Slot]:
    """Times of a firm go to its people by score, the best first."""
    scores = {(i, j): score for i, j, score in problem.pairs}
    by_firm: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for person, post in enumerate(seat):
        if post >= 0:
            score = scores[person, post]
            by_firm[problem.firms[post]].append(
                (-score, problem.tickets[person], problem.posts[post])
            )
    free: dict[int, list[Slot]] = defaultdict(list)
    rows = Slot.objects.filter(participation__in=by_firm, state=SlotState.FREE)
    for slot in rows.order_by("during", "table", "pk"):
        free[slot.participation_id].append(slot)
    changed = []
    for firm, people in by_firm.items():
        for (score, ticket, post), slot in zip(sorted(people), free[firm], strict=False):
            slot.state, slot.ticket_id, slot.post_id = SlotState.PROPOSED, ticket, post
            slot.score, slot.run = -score, run
            changed.append(slot)
    Slot.objects.bulk_update(changed, ["state", "ticket", "post", "score", "run"])
    return changed


@transaction.atomic
def confirm_slot(*, acting_user: User, slot: Slot) -> Slot:
    """The person will come: the résumé goes to the firm for that post.

    Raises:
        PermissionDenied: Somebody else's.
        EventsError: It is not proposed any more, or the post is closed.
    """
    held = _held_by_person(acting_user, slot)
    if held.state != SlotState.PROPOSED:
        raise EventsError(_refused_now(held))
    person = Person.objects.get(pk=held.ticket.person_id)
    post = Post.objects.defer("search").get(pk=held.post.post_id)
    sent_before = Application.objects.filter(person=person, post=post).exists()
    try:
        sent = apply(acting_user=acting_user, person=person, post=post)
    except JobsError as refused:
        raise EventsError(str(refused)) from None
    with as_the_program():
        if not sent_before:
            note_source(
                application=sent,
                firm=held.participation,
                ticket=held.ticket,
                how=BroughtBy.SLOT,
                by=acting_user,
            )
        _turn(held, SlotState.CONFIRMED)
    journal_firm(acting_user, "slot_confirm", held.participation)
    return held


@transaction.atomic
def decline_slot(*, acting_user: User, slot: Slot) -> None:
    """The person will not: the time is free, and no later run proposes this firm."""
    held = _held_by_person(acting_user, slot)
    if held.state not in {SlotState.PROPOSED, SlotState.CONFIRMED}:
        raise EventsError(_refused_now(held))
    with as_the_program():
        SlotRefusal.objects.get_or_create(ticket=held.ticket, participation=held.participation)
        if held.state == SlotState.CONFIRMED:
            tell_talk_off(talks([held]))
        held.ticket, held.post, held.score, held.run = None, None, None, None
        _turn(held, SlotState.FREE)
    journal_firm(acting_user, "slot_decline", held.participation)


@transaction.atomic
def note_slot(*, acting_user: User, slot: Slot, came: bool) -> Slot:
    """Whether a confirmed talk took place, by the firm or who runs the event."""
    firm = slot.participation
    if not (may_act_for_firm(acting_user, firm) or may_run_event(acting_user, firm.event)):
        raise PermissionDenied
    held = _held(slot)
    if held.state not in _SETTLED:
        raise EventsError(_refused_now(held))
    _turn(held, SlotState.DONE if came else SlotState.ABSENT)
    journal_firm(acting_user, "slot_note", firm, came=came)
    return held


def _turn(slot: Slot, to: SlotState) -> None:
    slot.state = to
    slot.save()


def _held_by_person(user: User, slot: Slot) -> Slot:
    if slot.ticket is None or not may_use_ticket(user, slot.ticket):
        raise PermissionDenied
    with as_the_program():
        held = _held(slot)
    if held.ticket_id != slot.ticket_id:
        raise EventsError(_("这个时段已经重新安排，请看最新的安排。"))
    return held


def _held(slot: Slot) -> Slot:
    rows = Slot.objects.select_for_update(of=("self",)).select_related(
        "participation__event", "ticket", "post"
    )
    return rows.get(pk=slot.pk)


def _refused_now(slot: Slot) -> str:
    return _("这个时段现在是“%(state)s”，不能这样处理。") % {"state": slot.get_state_display()}


def _journal(user: User, verb: str, event: Event, **data: object) -> None:
    record(acting_user=user, action=f"events.{verb}", obj=event, region=event.division, data=data)
