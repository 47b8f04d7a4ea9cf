"""Other terms for a claim under way: asked for by one, approved by another, told to who owes it."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.ledger.actions.claims import MOST_TERMS, journal, months_on
from yulin.ledger.actions.tell import tell
from yulin.ledger.enums import ClaimState, NoticeKind
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim, ClaimPlan, ClaimTerm
from yulin.ledger.queries.claims import balance_of
from yulin.ledger.rules import may_ask_claim, may_decide_claim
from yulin.ledger.shares import divide


@transaction.atomic
def ask_plan(
    *, acting_user: User, claim: Claim, first_due: date, terms: int, reason: str
) -> ClaimPlan:
    """Ask that what is left be paid back in so many months; nothing changes before another agrees.

    Raises:
        PermissionDenied: The user is neither maker nor control there.
        LedgerError: Not under way, from a day that has passed, or not whole.
    """
    held = Claim.objects.select_for_update().get(pk=claim.pk)
    if not may_ask_claim(acting_user, held.region):
        raise PermissionDenied
    if held.state != ClaimState.OPEN:
        raise LedgerError(_("这件追回不在追回中。"))
    if not reason.strip() or not 1 <= terms <= MOST_TERMS or first_due <= timezone.localdate():
        raise LedgerError(
            _("还款安排须有理由，从明天或以后起，分 1 到 %(most)s 期。") % {"most": MOST_TERMS}
        )
    plan = ClaimPlan(
        claim=held,
        first_due=first_due,
        terms_count=terms,
        reason=reason.strip(),
        asked_by=acting_user,
    )
    try:
        with transaction.atomic():
            plan.save()
            journal(acting_user, "ask_plan", held, terms=terms)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None
    return plan


@transaction.atomic
def decide_plan(*, acting_user: User, plan: ClaimPlan, agree: bool, remarks: str = "") -> ClaimPlan:
    """Let other terms count from now on, for what is left by now; or refuse them.

    Raises:
        PermissionDenied: The user does not approve there, or asked for it.
        LedgerError: Decided already, nothing is left, or refused without a word.
    """
    claim = Claim.objects.select_for_update().get(pk=plan.claim_id)
    held = ClaimPlan.objects.select_for_update().get(pk=plan.pk)
    if not may_decide_claim(acting_user, claim.region) or held.asked_by_id == acting_user.pk:
        raise PermissionDenied
    if held.agreed is not None or claim.state != ClaimState.OPEN:
        raise LedgerError(_("这个还款安排已经审批，或追回已经办结。"))
    if not agree and not remarks.strip():
        raise LedgerError(_("请写明不批准的理由。"))
    held.agreed, held.remarks = agree, remarks.strip()
    held.decided_by, held.decided_at = acting_user, timezone.now()
    held.save()
    if agree:
        _replace(claim, held)
    journal(acting_user, "agree_plan" if agree else "refuse_plan", claim, terms=held.terms_count)
    return held


def _replace(claim: Claim, plan: ClaimPlan) -> None:
    """The terms of the plan; what has come back is the first of them, so that they make it up."""
    today = timezone.localdate()
    left = balance_of(claim, today=today).remains
    number = (claim.terms.aggregate(last=Max("plan"))["last"] or 0) + 1
    done = claim.amount - left
    rows = [(0, today, done)] if done else []
    amounts: list[Decimal] = [a for a in divide(left, [1] * plan.terms_count) if a]
    rows += [(n, months_on(plan.first_due, n - 1), a) for n, a in enumerate(amounts, start=1)]
    ClaimTerm.objects.bulk_create(
        ClaimTerm(claim=claim, plan=number, number=n, due_on=day, amount=amount)
        for n, day, amount in rows
    )
    tell(
        subject=claim.subject,
        kind=NoticeKind.CLAIM_PLANNED,
        amount=f"{left:.2f}",
        terms=str(len(amounts)),
        day=plan.first_due.isoformat(),
    )
