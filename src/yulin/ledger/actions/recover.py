"""What becomes of a claim: money comes in, is set off where the policy lets it, or is given up."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.divisions import above
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.entitlements.actions.grants import recovered
from yulin.entitlements.models import Instalment
from yulin.ledger.actions.claims import journal
from yulin.ledger.actions.post import Parts, post
from yulin.ledger.actions.tell import tell
from yulin.ledger.enums import LIVE, ClaimState, Movement, NoticeKind, PaymentState, Step
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Allocation, BudgetLine, Claim, ClaimStep, Payment, SetOffRule
from yulin.ledger.queries.claims import balance_of, rests_of
from yulin.ledger.queries.parts import rest_of_instalment, set_off_on
from yulin.ledger.rules import (
    may_approve_set_off_rule,
    may_ask_set_off_rule,
    may_ask_write_off,
    may_decide_write_off,
    may_set_off,
    may_take_receipt,
)
from yulin.ledger.shares import split


@transaction.atomic
def take_receipt(
    *, acting_user: User, claim: Claim, amount: Decimal, reference: str, reason: str
) -> ClaimStep:
    """Note that money came in; it is free in the lines it was paid from.

    Raises LedgerError for more than remains, and for a bank's number that was noted before.
    """
    held = _held(claim, amount)
    if not may_take_receipt(acting_user, held.region):
        raise PermissionDenied
    step = ClaimStep(
        claim=held,
        kind=Step.RECEIPT,
        amount=amount,
        reference=reference.strip(),
        reason=reason.strip(),
        asked_by=acting_user,
        agreed=True,
    )
    return _done(acting_user, _saved(step), Movement.RECOVER)


@transaction.atomic
def set_off(
    *, acting_user: User, claim: Claim, instalment: Instalment, amount: Decimal
) -> ClaimStep:
    """Pay somebody that much less of a later instalment, where the policy lets it.

    Raises:
        PermissionDenied: The user is no maker there.
        LedgerError: No clause allows it, the instalment is somebody else's, has no money, is being
            paid, or has less left.
    """
    held = _held(claim, amount)
    if not may_set_off(acting_user, held.region):
        raise PermissionDenied
    owed = _instalment(held, instalment, amount)
    rules = SetOffRule.objects.filter(
        policy=held.grant.policy, region__in=above(held.region), approved_by__isnull=False
    )
    rule = rules.order_by("-region").first()
    if rule is None:
        raise LedgerError(_("这项政策没有经核准的抵扣条款，不能从后续款项中抵扣。"))
    step = _saved(
        ClaimStep(
            claim=held,
            kind=Step.SET_OFF,
            amount=amount,
            reason=rule.clause,
            instalment=owed,
            asked_by=acting_user,
            agreed=True,
        )
    )
    _post(acting_user, step, Movement.OFFSET, _of_instalment(owed, amount))
    tell(subject=held.subject, kind=NoticeKind.CLAIM_SET_OFF, amount=f"{amount:.2f}")
    return _done(acting_user, step, Movement.RECOVER)


def _instalment(claim: Claim, instalment: Instalment, amount: Decimal) -> Instalment:
    # Locked like those that a batch takes, so that it is set off or paid, not both.
    Instalment.objects.select_for_update().get(pk=instalment.pk)
    owed = Instalment.objects.annotate(rest=rest_of_instalment()).get(pk=instalment.pk)
    if owed.paid_to != claim.subject:
        raise LedgerError(_("只能从本人的后续款项中抵扣。"))
    if Payment.objects.filter(instalment=owed, state__in=LIVE).exists():
        raise LedgerError(_("这笔应付正在支付或已经支付，不能抵扣。"))
    if not owed.allocations.exists() or amount > owed.rest:
        raise LedgerError(_("这笔应付没有落实资金，或余下的不足抵扣。"))
    return owed


def _of_instalment(owed: Instalment, amount: Decimal) -> Parts:
    rows = Allocation.objects.filter(instalment=owed).select_related("line__fund").order_by("line")
    taken = set_off_on([owed])
    rests = {row.line: row.amount - taken.get(row.line_id, Decimal(0)) for row in rows}
    parts = zip(rests, split(amount, list(rests.values())), strict=True)
    return {line: part for line, part in parts if part}


@transaction.atomic
def ask_write_off(*, acting_user: User, claim: Claim, amount: Decimal, reason: str) -> ClaimStep:
    """Ask that a sum be given up; nothing moves before another approves."""
    held = _held(claim, amount)
    if not may_ask_write_off(acting_user, held.region):
        raise PermissionDenied
    step = ClaimStep(
        claim=held,
        kind=Step.WRITE_OFF,
        amount=amount,
        reason=reason.strip(),
        asked_by=acting_user,
    )
    kept = _saved(step)
    journal(acting_user, "ask_write_off", held, step=str(kept.uuid), asked=amount)
    return kept


@transaction.atomic
def decide_write_off(
    *, acting_user: User, step: ClaimStep, agree: bool, remarks: str = ""
) -> ClaimStep:
    """Give up what another asked for, or refuse.

    Raises:
        PermissionDenied: The user does not approve there, or asked for it.
        LedgerError: Decided already, less remains by now, or refused without a word.
    """
    held = ClaimStep.objects.select_for_update().select_related("claim").get(pk=step.pk)
    may = may_decide_write_off(acting_user, held.claim.region)
    if not may or held.asked_by_id == acting_user.pk:
        raise PermissionDenied
    if held.kind != Step.WRITE_OFF or held.agreed is not None:
        raise LedgerError(_("这件核销已经审批。"))
    if not agree and not remarks.strip():
        raise LedgerError(_("请写明不批准的理由。"))
    held.agreed, held.decided_by, held.remarks = agree, acting_user, remarks.strip()
    if not agree:
        journal(acting_user, "refuse_write_off", held.claim, step=str(held.uuid))
        return _saved(held)
    held.claim = _held(held.claim, held.amount)
    return _done(acting_user, _saved(held), Movement.WRITE_OFF)


def _held(claim: Claim, amount: Decimal) -> Claim:
    held = Claim.objects.select_for_update().select_related("grant").get(pk=claim.pk)
    if held.state != ClaimState.OPEN:
        raise LedgerError(_("这件追回不在追回中。"))
    remains = balance_of(held, today=timezone.localdate()).remains
    if amount <= 0 or amount != round(amount, 2) or amount > remains:
        raise LedgerError(_("金额须大于零，且不超过尚欠的 %(remains)s 元。") % {"remains": remains})
    return held


def _saved(step: ClaimStep) -> ClaimStep:
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None
    return step


def _done(user: User, step: ClaimStep, movement: Movement) -> ClaimStep:
    """Post what became of the claim on its own lines, and end it where nothing remains."""
    claim = step.claim
    rests = rests_of(claim)
    lines = BudgetLine.objects.select_related("fund").in_bulk(rests)
    parts = zip(rests, split(step.amount, list(rests.values())), strict=True)
    _post(user, step, movement, {lines[line]: part for line, part in parts if part})
    if not balance_of(claim, today=timezone.localdate()).remains:
        claim.state = ClaimState.ENDED
        claim.save(update_fields=["state"])
        tell(subject=claim.subject, kind=NoticeKind.CLAIM_ENDED, amount=f"{claim.amount:.2f}")
        _close_grant(user, claim)
    journal(user, step.kind, claim, step=str(step.uuid), sum=step.amount)
    return step


def _close_grant(user: User, claim: Claim) -> None:
    """All that had to come back of a grant has: nothing was given up, and no claim is left."""
    claims = Claim.objects.filter(grant=claim.grant)
    if claims.filter(state__in=(ClaimState.ASKED, ClaimState.OPEN)).exists():
        return
    steps = ClaimStep.objects.filter(claim__grant=claim.grant, agreed=True)
    if steps.filter(kind=Step.WRITE_OFF).exists():
        return
    paid = Payment.objects.filter(instalment__grant=claim.grant, state=PaymentState.PAID)
    sums = (rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0) for rows in (paid, steps))
    out, back = sums
    recovered(acting_user=user, grant=claim.grant, claim=str(claim.uuid), whole=out == back)


def _post(user: User, step: ClaimStep, movement: Movement, parts: Parts) -> None:
    post(
        acting_user=user,
        movement=movement,
        parts=parts,
        key=f"claimstep:{step.uuid}:{movement.value}",
        reason=str(step.get_kind_display()),
        about=("ledger.claimstep", str(step.pk)),
    )


def ask_set_off_rule(*, acting_user: User, policy: str, region: int, clause: str) -> SetOffRule:
    """Say by which clause a policy lets what is owed back be set off; another approves it."""
    if not may_ask_set_off_rule(acting_user, region):
        raise PermissionDenied
    rule = SetOffRule(policy=policy, region=region, clause=clause.strip(), asked_by=acting_user)
    return _kept_rule(acting_user, rule, "ask")


def approve_set_off_rule(*, acting_user: User, rule: SetOffRule) -> SetOffRule:
    """Let a clause be used. Raises PermissionDenied for anybody but control, and who asked."""
    if not may_approve_set_off_rule(acting_user, rule.region):
        raise PermissionDenied
    rule.approved_by = acting_user
    return _kept_rule(acting_user, rule, "approve")


def _kept_rule(user: User, rule: SetOffRule, name: str) -> SetOffRule:
    try:
        with transaction.atomic():
            rule.save()
            record(
                acting_user=user,
                action=f"ledger.set_off_rule.{name}",
                obj=rule,
                region=rule.region,
                data={"policy": rule.policy, "clause": rule.clause},
            )
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None
    return rule
