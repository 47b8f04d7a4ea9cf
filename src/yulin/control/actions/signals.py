"""What an officer does with a doubt: take it, say what explains it, have it checked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.enums import Duty
from yulin.access.models import User
from yulin.access.rules import holds_duty
from yulin.control.enums import Event, SignalState
from yulin.control.errors import ControlError
from yulin.control.kinds import KINDS, SWITCH
from yulin.control.models import Signal, SignalStep, Threshold
from yulin.control.rules import may_handle, may_set_threshold
from yulin.control.words import said
from yulin.entitlements.actions.holds import place_hold
from yulin.entitlements.enums import OPEN_GRANT
from yulin.entitlements.models import Grant


def held(user: User, signal: Signal) -> Signal:
    """The row, locked, for whoever handles it. Raises PermissionDenied, ControlError."""
    one = Signal.objects.select_for_update(of=("self",)).get(pk=signal.pk)
    if not may_handle(user, one):
        raise PermissionDenied
    if not one.is_undecided:
        raise ControlError(
            _("这个疑点现在是“%(state)s”，不能再处理。") % {"state": one.get_state_display()}
        )
    return one


@transaction.atomic
def assign_signal(*, acting_user: User, signal: Signal, to: User) -> Signal:
    """Say who looks into it: somebody who holds the duty of control there, and is not in it."""
    one = held(acting_user, signal)
    if not may_handle(to, one) or not holds_duty(Duty.CONTROL)(to, one.region):
        raise ControlError(_("只能分派给当地的稽核人员，且不是本人的疑点。"))
    one.assigned_to = to
    one.save(update_fields=["assigned_to"])
    note(acting_user, one, Event.ASSIGNED, to.display_name)
    return one


@transaction.atomic
def explain_signal(*, acting_user: User, signal: Signal, reason: str) -> Signal:
    """Say what explains it; it comes back only where its evidence changes."""
    return _decided(acting_user, signal, SignalState.EXPLAINED, Event.EXPLAINED, reason)


@transaction.atomic
def check_signal(*, acting_user: User, signal: Signal, reason: str, hold: bool = False) -> Signal:
    """Have it checked, by visit, letter or another department; payments go on meanwhile.

    With `hold`, where its kind allows that, what is still open for them is held by hand.
    """
    if hold and not KINDS[signal.kind].may_hold:
        raise ControlError(_("这一类疑点不能暂停发放。"))
    one = _decided(acting_user, signal, SignalState.CHECKING, Event.CHECKING, reason)
    if hold:
        note(acting_user, one, Event.HELD, str(_hold(acting_user, one)))
    return one


def _hold(user: User, signal: Signal) -> int:
    """Hold what is open of whom it is about and not held yet; return how many."""
    open_ = Grant.objects.filter(
        person=signal.person_id, employer=signal.employer_id, state__in=sorted(OPEN_GRANT)
    )
    free = [
        grant
        for grant in open_.prefetch_related("holds")
        if not any(one.lifted_at is None for one in grant.holds.all())
    ]
    for grant in free:
        place_hold(
            acting_user=user,
            subject=signal.subject,
            policy=grant.policy,
            benefit=grant.benefit,
            grant=grant,
            reason=signal.reason,
        )
    return len(free)


def _decided(user: User, signal: Signal, state: SignalState, event: Event, reason: str) -> Signal:
    one = held(user, signal)
    one.reason = said(reason, _("请写明理由：核对了什么，凭什么这样处理。"))
    one.state = state
    one.decided_by, one.decided_at = user, timezone.now()
    one.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    note(user, one, event, one.reason)
    return one


def note(user: User, signal: Signal, event: Event, text: str) -> None:
    """Keep what was done, beside the signal and in the journal."""
    SignalStep.objects.create(signal=signal, event=event, at=timezone.now(), by=user, text=text)
    record(
        acting_user=user,
        action=f"control.signal.{event.value}",
        obj=signal,
        region=signal.region,
        data={"kind": signal.kind, "reason": text},
    )


@transaction.atomic
def set_threshold(*, acting_user: User, kind: str, name: str, value: int, reason: str) -> Threshold:
    """From now on a pattern counts from another number on; 0 for `on` switches it off.

    Raises:
        PermissionDenied: Some other control lies outside of the user's region.
        ControlError: There is no such limit, the number is out of its range, or no word why.
    """
    if not may_set_threshold(acting_user):
        raise PermissionDenied
    known = KINDS.get(kind)
    limit = known.limits.get(name) if known else None
    if known is None or (limit is None and name != SWITCH):
        raise ControlError(_("没有这个界限。"))
    least, most = (limit.least, limit.most) if limit else (0, 1)
    if not least <= value <= most:
        raise ControlError(
            _("数值须在 %(least)s 到 %(most)s 之间。") % {"least": least, "most": most}
        )
    words = said(reason, _("请写明为什么改。"))
    made = Threshold.objects.create(
        kind=kind, name=name, value=value, reason=words, set_by=acting_user
    )
    record(
        acting_user=acting_user,
        action="control.threshold.set",
        obj=made,
        data={"kind": kind, "name": name, "value": value, "reason": made.reason},
    )
    return made
