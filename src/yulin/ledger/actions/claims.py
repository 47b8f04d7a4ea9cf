"""Money that has to come back: found by one, approved by another, then owed."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.entitlements.models import Grant
from yulin.entitlements.models.subject import whose
from yulin.ledger.actions.post import post
from yulin.ledger.actions.tell import tell
from yulin.ledger.enums import Cause, ClaimState, Movement, NoticeKind, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import BudgetLine, Claim, ClaimPart, ClaimTerm, Payment
from yulin.ledger.queries.claims import claimable, rests_of
from yulin.ledger.queries.parts import sums_of
from yulin.ledger.rules import may_ask_claim, may_decide_claim
from yulin.ledger.shares import divide, owed_back, split

#: terms in which a claim may be paid back
MOST_TERMS = 60


def pro_rata(*, payments: list[Payment], months: int, served: int) -> dict[Payment, Decimal]:
    """What is owed back of payments for a grant of so many months, spread over them to the fen."""
    paid = [payment.amount for payment in payments]
    back = owed_back(sum(paid, Decimal(0)), months=months, served=served)
    parts = zip(payments, split(back, paid), strict=True)
    return {payment: part for payment, part in parts if part}


@transaction.atomic
def ask_claim(
    *,
    acting_user: User,
    grant: Grant,
    cause: Cause,
    parts: Mapping[Payment, Decimal],
    reason: str,
    first_due: date,
    terms: int = 1,
) -> Claim:
    """Say what was paid too much, and in how many months it is to be paid back; nothing moves yet.

    Args:
        parts: payment → yuan of it that are to come back.
        first_due: the day of the first term; the others follow month by month.

    Raises:
        PermissionDenied: The user is neither maker nor control where the grant belongs.
        LedgerError: A payment is not paid, not of the grant, or has less left to ask back.
    """
    region = grant.district or grant.region
    if not may_ask_claim(acting_user, region):
        raise PermissionDenied
    if not reason.strip():
        raise LedgerError(_("请写明查明的事实和退回的条款。"))
    if not parts or min(parts.values()) <= 0 or not 1 <= terms <= MOST_TERMS:
        raise LedgerError(_("追回须有金额，分期为 1 到 %(most)s 期。") % {"most": MOST_TERMS})
    held = _payments(grant, parts)
    claim = Claim.objects.create(
        **whose(paid_to(held)),
        grant=grant,
        region=region,
        cause=cause,
        amount=sum(parts.values(), Decimal(0)),
        reason=reason.strip(),
        asked_by=acting_user,
    )
    for payment in held:
        ClaimPart.objects.bulk_create(parts_of_lines(claim, payment, parts[payment]))
    plan_terms(claim, first_due, terms)
    journal(acting_user, "ask", claim, cause=cause)
    return claim


def _payments(grant: Grant, parts: Mapping[Payment, Decimal]) -> list[Payment]:
    keys = [payment.pk for payment in parts]
    held = list(
        Payment.objects.select_for_update(of=("self",)).filter(pk__in=keys, instalment__grant=grant)
    )
    for payment in held:
        if payment.state != PaymentState.PAID or parts[payment] > claimable(payment):
            raise LedgerError(
                _("付款 %(reference)s 没有付出，或可追回的不足。")
                % {"reference": payment.reference}
            )
    if len(held) != len(parts):
        raise LedgerError(_("有付款不属于这项享受。"))
    return held


def paid_to(payments: Iterable[Payment]) -> Any:
    """The one person or organisation that got them. Raises LedgerError where there are several."""
    found = {payment.instalment.paid_to for payment in payments}
    if len(found) != 1:
        raise LedgerError(_("这些付款付给了不同的单位，请按单位分别提出。"))
    return found.pop()


def parts_of_lines(claim: Claim, payment: Payment, amount: Decimal) -> list[ClaimPart]:
    """What a claim takes back of a payment, line by line."""
    paid = sums_of(Payment.objects.filter(pk=payment.pk))
    for line, earlier in _claimed(payment).items():
        paid[line] -= earlier
    shares = split(amount, list(paid.values()))
    return [
        ClaimPart(claim=claim, payment=payment, line=line, amount=share)
        for line, share in zip(paid, shares, strict=True)
        if share
    ]


def _claimed(payment: Payment) -> dict[BudgetLine, Decimal]:
    found: dict[BudgetLine, Decimal] = {}
    states = (ClaimState.ASKED, ClaimState.OPEN, ClaimState.ENDED)
    rows = ClaimPart.objects.filter(payment=payment, claim__state__in=states)
    for part in rows.select_related("line"):
        found[part.line] = found.get(part.line, Decimal(0)) + part.amount
    return found


def plan_terms(claim: Claim, first_due: date, terms: int) -> None:
    """The first plan: so many terms, month by month."""
    amounts = [amount for amount in divide(claim.amount, [1] * terms) if amount]
    ClaimTerm.objects.bulk_create(
        ClaimTerm(claim=claim, number=number, due_on=months_on(first_due, number - 1), amount=sum_)
        for number, sum_ in enumerate(amounts, start=1)
    )


def months_on(day: date, months: int) -> date:
    """The same day of a later month; the last of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


@transaction.atomic
def decide_claim(*, acting_user: User, claim: Claim, agree: bool, remarks: str = "") -> Claim:
    """Approve what another found: from now on it is owed, and the person is told. Or refuse it.

    Raises:
        PermissionDenied: The user does not approve there, or found it.
        LedgerError: Decided already, or refused without a word.
    """
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if not may_decide_claim(acting_user, held.region) or held.asked_by_id == acting_user.pk:
        raise PermissionDenied
    if held.state != ClaimState.ASKED:
        raise LedgerError(_("这件追回已经审批。"))
    if not agree and not remarks.strip():
        raise LedgerError(_("请写明不批准的理由。"))
    if agree and held.waits_for_answer(timezone.localdate()):
        raise LedgerError(
            _("本人还可以在 %(day)s（含）以前说明情况；答复以后或过了这一天才能批准。")
            % {"day": held.answer_by}
        )
    held.state = ClaimState.OPEN if agree else ClaimState.REFUSED
    held.decided_by, held.decided_at, held.remarks = acting_user, timezone.now(), remarks.strip()
    held.save()
    if agree:
        _post(acting_user, held, Movement.CLAIM)
        terms = held.terms.count()
        first = held.terms.order_by("number").first()
        tell(
            subject=held.subject,
            kind=NoticeKind.CLAIM_OPENED,
            amount=f"{held.amount:.2f}",
            terms=str(terms),
            day=first.due_on.isoformat() if first else "",
        )
    elif held.answer_by is not None:  # they were told that it might be asked back
        tell(subject=held.subject, kind=NoticeKind.CLAIM_REFUSED, amount=f"{held.amount:.2f}")
    journal(acting_user, "approve" if agree else "refuse", held)
    return held


@transaction.atomic
def drop_claim(*, acting_user: User, claim: Claim, remarks: str) -> Claim:
    """Take a claim back of which nothing came in yet, such as after an objection.

    Raises:
        PermissionDenied: The user does not approve there, or found it.
        LedgerError: Not open, something came in already, or no word why.
    """
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if not may_decide_claim(acting_user, held.region) or held.asked_by_id == acting_user.pk:
        raise PermissionDenied
    if held.state != ClaimState.OPEN or held.steps.exclude(agreed=False).exists():
        raise LedgerError(_("只有还没有进展的追回可以撤销。"))
    if not remarks.strip():
        raise LedgerError(_("请写明撤销的理由。"))
    _post(acting_user, held, Movement.DROP_CLAIM)
    held.state, held.remarks = ClaimState.DROPPED, remarks.strip()
    held.save(update_fields=["state", "remarks"])
    tell(subject=held.subject, kind=NoticeKind.CLAIM_ENDED, amount=f"{held.amount:.2f}")
    journal(acting_user, "drop", held)
    return held


def _post(user: User, claim: Claim, movement: Movement) -> None:
    rests = rests_of(claim)
    lines = BudgetLine.objects.select_related("fund").in_bulk(rests)
    post(
        acting_user=user,
        movement=movement,
        parts={lines[line]: amount for line, amount in rests.items()},
        key=f"claim:{claim.uuid}:{movement.value}",
        # a voucher outlives the words that people write: those stand in the claim
        reason=_("%(movement)s（%(cause)s）")
        % {"movement": movement.label, "cause": claim.get_cause_display()},
        about=("ledger.claim", str(claim.pk)),
    )


def journal(user: User | None, name: str, claim: Claim, **more: object) -> None:
    """An entry about a claim; for the verbs of this room."""
    record(
        acting_user=user,
        action=f"ledger.claim.{name}",
        obj=claim,
        region=claim.region,
        data={"amount": claim.amount, **more},
    )
