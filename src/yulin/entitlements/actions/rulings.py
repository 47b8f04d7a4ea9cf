"""A human decision in place of the automatic one: one proposes, another confirms, runs keep it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.access.refusals import in_words
from yulin.entitlements.actions.objections import (
    answered,
    held_objection,
    refuse_unless_open,
)
from yulin.entitlements.actions.ruled_answers import granted, stand
from yulin.entitlements.actions.tell import tell
from yulin.entitlements.enums import NoticeKind, ObjectionState, RulingState
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Objection, Ruling
from yulin.entitlements.models.subject import whose
from yulin.entitlements.rules import may_answer_objection, may_confirm_ruling, may_end_ruling


def propose_change(
    *,
    acting_user: User,
    objection: Objection,
    effect: str,
    clause: str,
    reason: str,
    amount: int | None = None,
    label: str = "",
    until: date | None = None,
) -> Ruling:
    """Propose another decision, by which clause and why; nothing changes before it is confirmed.

    Args:
        amount: fen of a period, of what is due and moves money.
        label: the class, of what gives classes.
        until: the last day; None: until somebody ends it.

    Raises:
        PermissionDenied: No duty there, or a hand in the decision.
        GrantError: Answered already, or the ruling is not whole.
    """
    try:
        with transaction.atomic():
            held = held_objection(objection)
            if not may_answer_objection(acting_user, held):
                raise PermissionDenied
            refuse_unless_open(held)
            held.state = ObjectionState.PROPOSED
            held.save(update_fields=["state"])
            ruling = Ruling.objects.create(
                objection=held,
                **whose(held.subject),
                policy=held.policy,
                benefit=held.benefit,
                effect=effect,
                **granted(held.policy, held.benefit, effect, amount, label),
                clause=redact(clause.strip()),
                reason=redact(reason.strip()),
                from_on=localdate(),
                until_on=until,
                proposed_by=acting_user,
            )
            _journal(acting_user, "propose", ruling)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise GrantError(words) from None
    return ruling


@transaction.atomic
def confirm_change(*, acting_user: User, ruling: Ruling, agree: bool, remarks: str = "") -> Ruling:
    """Let a ruling stand in place of the automatic decision, or send the objection back.

    A ruling that stood before ends with it.

    Raises:
        PermissionDenied: No duty there, proposed it, or a hand in the decision.
        GrantError: Decided already, or refused without a word.
    """
    held = _held(ruling)
    if not may_confirm_ruling(acting_user, held):
        raise PermissionDenied
    if held.state != RulingState.PROPOSED:
        raise GrantError(_("这项人工决定已经核准或退回。"))
    if not agree and not remarks.strip():
        raise GrantError(_("请写明不核准的理由。"))
    if agree:
        _end_earlier(held, acting_user)
    held.state = RulingState.IN_FORCE if agree else RulingState.REFUSED
    held.confirmed_by, held.confirmed_at = acting_user, timezone.now()
    held.remarks = redact(remarks.strip())
    held.save()
    _journal(acting_user, "confirm" if agree else "refuse", held)
    objection = held_objection(held.objection)
    if agree:
        answered(objection, acting_user, ObjectionState.CHANGED, held.reason)
        stand(held)
        _tell(held, NoticeKind.CHANGED, held.reason)
    else:
        objection.state = ObjectionState.OPEN
        objection.save(update_fields=["state"])
    return held


@transaction.atomic
def end_ruling(*, acting_user: User, ruling: Ruling, reason: str) -> Ruling:
    """From now on the automatic decision counts again.

    Raises:
        PermissionDenied: No duty there, or proposed it.
        GrantError: Not in force, or no word why.
    """
    held = _held(ruling)
    if not may_end_ruling(acting_user, held):
        raise PermissionDenied
    if held.state != RulingState.IN_FORCE:
        raise GrantError(_("这项人工决定没有生效或已经终止。"))
    if not reason.strip():
        raise GrantError(_("请写明终止的理由，本人会看到。"))
    _end(held, acting_user, redact(reason.strip()))
    _tell(held, NoticeKind.RULING_ENDED, held.end_reason)
    return held


def _held(ruling: Ruling) -> Ruling:
    rows = Ruling.objects.select_for_update(of=("self",)).select_related(
        "objection", "person", "employer"
    )
    return rows.get(pk=ruling.pk)


def _end_earlier(ruling: Ruling, user: User) -> None:
    standing = Ruling.objects.select_for_update().filter(
        **whose(ruling.subject),
        policy=ruling.policy,
        benefit=ruling.benefit,
        state=RulingState.IN_FORCE,
    )
    for earlier in standing:
        _end(earlier, user, _("由新的人工决定代替"))


def _end(ruling: Ruling, user: User, reason: str) -> None:
    ruling.state, ruling.end_reason = RulingState.ENDED, reason
    ruling.ended_by, ruling.ended_at = user, timezone.now()
    ruling.save()
    _journal(user, "end", ruling)


def _tell(ruling: Ruling, kind: NoticeKind, reason: str) -> None:
    tell(
        subject=ruling.subject,
        kind=kind,
        event=f"ruling:{ruling.pk}:{kind}",
        policy=ruling.policy,
        benefit=ruling.benefit,
        run=ruling.objection.run,
        reason=reason,
        clause=ruling.clause,
        effect=ruling.effect,
        amount=ruling.amount,
        **({"label": ruling.label} if ruling.label else {}),
        day=ruling.until_on.isoformat() if ruling.until_on else "",
        objection=str(ruling.objection.uuid),
    )


def _journal(user: User, name: str, ruling: Ruling) -> None:
    record(
        acting_user=user,
        action=f"entitlements.ruling.{name}",
        obj=ruling,
        region=ruling.objection.region,
        data={
            "policy": ruling.policy,
            "benefit": ruling.benefit,
            "effect": ruling.effect,
            "clause": ruling.clause,
        },
    )
