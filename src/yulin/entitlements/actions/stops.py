"""Stop a grant for good: what is paid stays, what is not paid is not, and only a ruling undoes it.

Asked by one and agreed to by another, with clause and reason; or found by a run where the document
itself says when a benefit stops (存续: 停发).
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.access.refusals import in_words
from yulin.entitlements.actions.tell import tell
from yulin.entitlements.enums import OPEN_GRANT, GrantState, NoticeKind, StopCause
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Run, Stop
from yulin.entitlements.rules import may_ask_stop, may_decide_stop

LONGEST = 1000
#: rooms above this one let go of what they hold for a grant that was stopped
STOPPED: list[Callable[..., object]] = []


def ask_stop(*, acting_user: User, grant: Grant, clause: str, reason: str) -> Stop:
    """Ask that a grant be stopped, by which clause and why; nothing changes before another agrees.

    Raises:
        PermissionDenied: No duty for it where the grant belongs.
        GrantError: Not under way, not whole, or asked for already.
    """
    stop = Stop(
        grant=grant,
        person_id=grant.person_id,
        employer_id=grant.employer_id,
        region=grant.district or grant.region,
        cause=StopCause.OFFICER,
        clause=redact(clause.strip())[:LONGEST],
        reason=redact(reason.strip())[:LONGEST],
        asked_by=acting_user,
    )
    if not may_ask_stop(acting_user, stop):
        raise PermissionDenied
    if not stop.clause or not stop.reason:
        raise GrantError(_("请写明停发的条款和理由，本人会看到。"))
    try:
        with transaction.atomic():
            _open_grant(grant)
            stop.save()
            _journal(acting_user, "ask", stop)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise GrantError(words) from None
    return stop


@transaction.atomic
def decide_stop(*, acting_user: User, stop: Stop, agree: bool, remarks: str = "") -> Stop:
    """Let a stop take effect, or refuse it.

    Raises:
        PermissionDenied: The user asked for it, or holds no duty for it.
        GrantError: Decided already, refused without a word, or the grant has ended meanwhile.
    """
    held = Stop.objects.select_for_update(of=("self",)).select_related("grant").get(pk=stop.pk)
    if not may_decide_stop(acting_user, held):
        raise PermissionDenied
    if not held.waits:
        raise GrantError(_("这件停发已经核准或退回。"))
    if not agree and not remarks.strip():
        raise GrantError(_("请写明不核准的理由。"))
    held.agreed, held.decided_by, held.decided_at = agree, acting_user, timezone.now()
    held.remarks = redact(remarks.strip())[:LONGEST]
    held.save()
    _journal(acting_user, "agree" if agree else "refuse", held)
    if agree:
        _carry_out(acting_user, held)
        for let_go in STOPPED:
            let_go(acting_user=acting_user)
    return held


def stop_by_document(*, run: Run, grant: Grant, clause: str, reason: str) -> Stop:
    """Stop a grant of which the document's own clause holds; called by the accrual of a run."""
    stop = Stop.objects.create(
        grant=grant,
        person_id=grant.person_id,
        employer_id=grant.employer_id,
        region=grant.district or grant.region,
        cause=StopCause.DOCUMENT,
        clause=clause,
        reason=reason,
        run=run,
        agreed=True,
        decided_at=timezone.now(),
    )
    _journal(None, "agree", stop)
    _carry_out(None, stop)
    return stop


def _open_grant(grant: Grant) -> Grant:
    held = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if held.state not in OPEN_GRANT and not _has_unpaid(held):
        raise GrantError(_("这项享受已经结束，没有可以停发的。"))
    return held


def _has_unpaid(grant: Grant) -> bool:
    """A grant that is complete, with money still to come, can be stopped as well."""
    paid = ("sent", "paid", "unclear")
    unpaid = grant.instalments.exclude(payments__state__in=paid)
    return grant.state == GrantState.ENDED and unpaid.exists()


def _carry_out(user: User | None, stop: Stop) -> None:
    held = _open_grant(stop.grant)
    before, held.state = held.state, GrantState.STOPPED
    held.save(update_fields=["state"])
    record(
        acting_user=user,
        action="entitlements.grant.stop",
        obj=held,
        region=stop.region,
        data={"policy": held.policy, "benefit": held.benefit, "state": before},
    )
    tell(
        subject=held.subject,
        kind=NoticeKind.STOPPED,
        event=f"stop:{stop.pk}",
        policy=held.policy,
        benefit=held.benefit,
        grant=held,
        run=stop.run,
        clause=stop.clause,
        reason=stop.reason,
    )


def _journal(user: User | None, name: str, stop: Stop) -> None:
    """The words stand in the row alone: they may name somebody, and the journal is never erased."""
    record(
        acting_user=user,
        action=f"entitlements.stop.{name}",
        obj=stop,
        region=stop.region,
        data={
            "policy": stop.grant.policy,
            "benefit": stop.grant.benefit,
            "cause": stop.cause,
        },
    )
