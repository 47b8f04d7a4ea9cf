"""Booths and firms: lay the plan, apply or invite, accept, wait, refuse, bring posts, report."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.events.actions.events import held_event
from yulin.events.actions.telling import talks, tell_firm, tell_talks
from yulin.events.enums import (
    AHEAD,
    FIRM_LIVE,
    EventState,
    EventTold,
    FirmRefusal,
    FirmState,
    SlotState,
)
from yulin.events.errors import EventsError
from yulin.events.models import Booth, Event, EventPost, Participation, ReportedCount, Slot
from yulin.events.rules import may_act_for_firm, may_exhibit, may_run_event
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.registry.models import Employer

MOST_BOOTHS, MOST_SIDE, LONGEST = 1000, 60, 200
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@transaction.atomic
def lay_booths(
    *, acting_user: User, event: Event, hall: str, rows: int, columns: int
) -> list[Booth]:
    """Number a hall's booths: rows are letters, columns numbers (A01). What is there stays.

    Raises:
        PermissionDenied: The user does not run the event.
        EventsError: The plan is too large, or the event is over.
    """
    held = held_event(acting_user, event)
    if held.state not in {EventState.DRAFT, *AHEAD}:
        raise EventsError(_over(held))
    named = hall.strip()[:40]
    if not (1 <= rows <= len(_LETTERS) and 1 <= columns <= MOST_SIDE):
        raise EventsError(_("排数为 1 到 26，每排 1 到 60 个展位。"))
    if held.booths.count() + rows * columns > MOST_BOOTHS:
        raise EventsError(_("一场活动最多 1000 个展位。"))
    laid = [
        Booth(
            event=held,
            hall=named,
            number=f"{_LETTERS[row]}{column:02d}",
            row=row + 1,
            column=column,
        )
        for row in range(rows)
        for column in range(1, columns + 1)
    ]
    made = Booth.objects.bulk_create(laid, ignore_conflicts=True)
    _journal(acting_user, "booths.lay", held, hall=named, count=len(made))
    return made


@transaction.atomic
def remove_booths(*, acting_user: User, event: Event, hall: str) -> int:
    """Take the free booths of a hall off the plan; how many."""
    held = held_event(acting_user, event)
    gone, _by_model = Booth.objects.filter(event=held, hall=hall, taken_by__isnull=True).delete()
    _journal(acting_user, "booths.remove", held, hall=hall[:40], count=gone)
    return gone


@transaction.atomic
def apply_for_booth(
    *, acting_user: User, event: Event, employer: Employer, posts: Iterable[Post], wish: str = ""
) -> Participation:
    """A firm asks for a booth and says which posts it brings. Who asks twice has asked once.

    Raises:
        PermissionDenied: It is not the user's firm.
        EventsError: The event takes no firms now, or no open post is brought.
    """
    if not may_exhibit(acting_user, employer):
        raise PermissionDenied
    before = Participation.objects.filter(
        event=event, employer=employer, state__in=FIRM_LIVE
    ).first()
    if before is not None and before.state != FirmState.INVITED:
        return before
    if event.state not in AHEAD:
        raise EventsError(_over(event))
    if before is not None:  # it was invited: this is its answer
        firm = _move(before, FirmState.APPLIED)
        firm.wish, firm.asked_by = _words(wish), acting_user
        firm.save(update_fields=["wish", "asked_by"])
    else:
        firm = _make(
            event=event,
            employer=employer,
            state=FirmState.APPLIED,
            wish=_words(wish),
            asked_by=acting_user,
        )
    _bring(firm, posts)
    journal_firm(acting_user, "apply", firm)
    return firm


@transaction.atomic
def invite_firm(*, acting_user: User, event: Event, employer: Employer) -> Participation:
    """Ask a firm to come; it answers with its posts."""
    if not may_run_event(acting_user, event):
        raise PermissionDenied
    if event.state not in AHEAD:
        raise EventsError(_over(event))
    if event.firms.filter(employer=employer, state__in=FIRM_LIVE).exists():
        raise EventsError(_("这个单位已经报名或受邀。"))
    firm = _make(event=event, employer=employer, state=FirmState.INVITED)
    tell_firm(firm, EventTold.BOOTH_INVITED)
    journal_firm(acting_user, "invite", firm)
    return firm


def _make(*, event: Event, employer: Employer, state: str, **more: object) -> Participation:
    try:
        with transaction.atomic():
            return Participation.objects.create(
                event=event, employer=employer, division=event.division, state=state, **more
            )
    except IntegrityError:
        raise EventsError(_("这个单位已经报名或受邀。")) from None


@transaction.atomic
def decline_invitation(*, acting_user: User, firm: Participation) -> Participation:
    held = _held_by_firm(acting_user, firm)
    _must_be(held, FirmState.INVITED)
    _move(held, FirmState.DECLINED)
    journal_firm(acting_user, "decline", held)
    return held


@transaction.atomic
def leave_event(*, acting_user: User, firm: Participation) -> Participation:
    """The firm does not come after all; its booth is free, the first who waits has it."""
    held = _held_by_firm(acting_user, firm)
    if held.state not in FIRM_LIVE:
        raise EventsError(_refused_now(held))
    booth = held.booth
    _withdraw(held, FirmState.WITHDRAWN)
    journal_firm(acting_user, "leave", held)
    if booth is not None:
        with as_the_program():
            _next_in_line(held.event_id, booth)
    return held


def _withdraw(firm: Participation, to: FirmState) -> None:
    with as_the_program():
        taken = Slot.objects.filter(
            participation=firm, state__in=(SlotState.PROPOSED, SlotState.CONFIRMED)
        )
        gone = talks(taken)
        taken.update(state=SlotState.FREE, ticket=None, post=None, score=None)
    tell_talks(gone, EventTold.TALK_GONE)
    firm.booth = None
    _move(firm, to)


def _next_in_line(event: int, booth: Booth) -> None:
    rows = Participation.objects.select_for_update().filter(event=event, state=FirmState.WAITING)
    firm = rows.order_by("asked_at", "pk").first()
    if firm is not None:
        firm.booth, firm.answered_at = booth, timezone.now()
        _move(firm, FirmState.ACCEPTED)
        journal_firm(None, "move_up", firm, booth=booth.number)
        tell_firm(firm, EventTold.BOOTH_GIVEN, booth=str(booth))


@transaction.atomic
def accept_firm(*, acting_user: User, firm: Participation, booth: Booth | None) -> Participation:
    """Give a firm the booth, or the first free one; without any it waits.

    Raises:
        PermissionDenied: The user does not run the event.
        EventsError: It was answered already, or the booth is somebody's.
    """
    held = _held_by_officer(acting_user, firm)
    _must_be(held, FirmState.APPLIED, FirmState.WAITING)
    free = Booth.objects.filter(event=held.event_id, taken_by__isnull=True)
    place = booth or free.order_by("hall", "row", "column").first()
    held.answered_by, held.answered_at = acting_user, timezone.now()
    if place is None:
        if held.state == FirmState.APPLIED:
            _move(held, FirmState.WAITING)
            journal_firm(acting_user, "wait", held)
            tell_firm(held, EventTold.BOOTH_WAITS)
        return held
    held.booth = place
    try:
        with transaction.atomic():
            _move(held, FirmState.ACCEPTED)
    except IntegrityError:
        raise EventsError(_("这个展位已经给了别的单位，请另选一个。")) from None
    journal_firm(acting_user, "accept", held, booth=place.number)
    tell_firm(held, EventTold.BOOTH_GIVEN, booth=str(place))
    return held


@transaction.atomic
def refuse_firm(
    *, acting_user: User, firm: Participation, reason: str, note: str = ""
) -> Participation:
    """Say no, and why; the firm reads both."""
    held = _held_by_officer(acting_user, firm)
    _must_be(held, FirmState.APPLIED, FirmState.WAITING, FirmState.ACCEPTED)
    words = _words(note)
    if reason not in FirmRefusal.values:
        raise EventsError(_("请选择不通过的原因：单位会看到。"))
    if reason == FirmRefusal.OTHER and not words:
        raise EventsError(_("选了“其他原因”，请写明是什么。"))
    booth = held.booth
    held.reason, held.note = reason, words
    held.answered_by, held.answered_at = acting_user, timezone.now()
    _withdraw(held, FirmState.REFUSED)
    journal_firm(acting_user, "refuse", held, why=reason)
    tell_firm(held, EventTold.BOOTH_REFUSED, reason=reason)
    if booth is not None:
        _next_in_line(held.event_id, booth)
    return held


@transaction.atomic
def bring_posts(
    *, acting_user: User, firm: Participation, posts: Iterable[Post]
) -> list[EventPost]:
    """Bring further open posts; those there stay."""
    held = _held_by_firm(acting_user, firm)
    if held.state not in FIRM_LIVE:
        raise EventsError(_refused_now(held))
    brought = _bring(held, posts)
    journal_firm(acting_user, "bring", held, posts=len(brought))
    return brought


@transaction.atomic
def take_post_away(*, acting_user: User, firm: Participation, brought: EventPost) -> None:
    """Not bring a post after all, where nobody was seated for it yet."""
    held = _held_by_firm(acting_user, firm)
    if brought.participation_id != held.pk:
        raise PermissionDenied
    with as_the_program():
        if brought.slots.exists():
            raise EventsError(_("这个岗位已安排了面谈，不能拿走。"))
    brought.delete()
    journal_firm(acting_user, "take_away", held, post=brought.post_id)


def _bring(firm: Participation, posts: Iterable[Post]) -> list[EventPost]:
    mine = [one for one in posts if one.employer_id == firm.employer_id]
    live = [one for one in mine if one.state == PostState.OPEN]
    if not live:
        raise EventsError(_("请至少选一个招聘中的岗位。"))
    rows = [EventPost(participation=firm, post=post) for post in live]
    return EventPost.objects.bulk_create(rows, ignore_conflicts=True)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Figures that a firm reports; none is not said."""

    resumes: int | None = None
    interviews: int | None = None
    intents: int | None = None
    offers: int | None = None
    contracts: int | None = None


@transaction.atomic
def report_counts(*, acting_user: User, firm: Participation, counts: Counts) -> ReportedCount:
    """Keep what a firm, or the officer for it, says that it counted."""
    if not (may_act_for_firm(acting_user, firm) or may_run_event(acting_user, firm.event)):
        raise PermissionDenied
    if firm.state != FirmState.ACCEPTED:
        raise EventsError(_refused_now(firm))
    said = asdict(counts)
    given = [one for one in said.values() if one is not None]
    if not given or not all(0 <= one <= 100_000 for one in given):
        raise EventsError(_("请填写数字，没有统计的留空。"))
    kept, _made = ReportedCount.objects.update_or_create(
        participation=firm, defaults={**said, "reported_by": acting_user}
    )
    journal_firm(acting_user, "report", firm, **said)
    return kept


def _words(text: str) -> str:
    words = text.strip()[:LONGEST].replace("\0", "")
    if holds_personal_number(words):
        raise EventsError(_("请不要写证件号、手机号。"))
    return words


def _move(firm: Participation, to: FirmState) -> Participation:
    firm.state = to
    firm.save()
    return firm


def _must_be(firm: Participation, *states: FirmState) -> None:
    if firm.state not in states:
        raise EventsError(_refused_now(firm))


def _refused_now(firm: Participation) -> str:
    return _("这个单位现在是“%(state)s”，不能这样处理。") % {"state": firm.get_state_display()}


def _over(event: Event) -> str:
    return _("这场活动现在是“%(state)s”，不再接受单位报名。") % {"state": event.get_state_display()}


def _held_by_firm(user: User, firm: Participation) -> Participation:
    if not may_act_for_firm(user, firm):
        raise PermissionDenied
    return _held(firm)


def _held_by_officer(user: User, firm: Participation) -> Participation:
    if not may_run_event(user, firm.event):
        raise PermissionDenied
    return _held(firm)


def _held(firm: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("booth", "event")
    return rows.get(pk=firm.pk)


def journal_firm(user: User | None, verb: str, firm: Participation, **data: object) -> None:
    record(
        acting_user=user,
        action=f"events.firm.{verb}",
        obj=firm,
        region=firm.division,
        data={"event": str(firm.event.uuid), "state": firm.state, **data},
    )


def _journal(user: User, verb: str, event: Event, **data: object) -> None:
    record(acting_user=user, action=f"events.{verb}", obj=event, region=event.division, data=data)
