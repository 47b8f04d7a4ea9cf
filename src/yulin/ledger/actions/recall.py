"""Money that the text itself calls back: proposed by a run, told, answered, and decided by somebody."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.locks import Lock, hold
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.codes.calendar import WorkCalendar
from yulin.entitlements.enums import Mode
from yulin.entitlements.models import Decision, Grant, Run
from yulin.entitlements.models.subject import whose
from yulin.ledger.actions.claims import journal, paid_to, parts_of_lines, plan_terms
from yulin.ledger.actions.tell import tell
from yulin.ledger.enums import Cause, ClaimState, NoticeKind, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim, ClaimPart, Payment
from yulin.ledger.queries.claims import COUNTS, claimable
from yulin.ledger.recalling import CalledBack, called_back, items_of
from yulin.ledger.rules import may_answer_claim
from yulin.ledger.shares import split

#: days between the end of the time to answer and the first term
DAYS_TO_PAY = 30
LONGEST = 1000


@transaction.atomic
def recall(*, run: Run) -> list[Claim]:
    """Propose a claim for each grant of which the run's text calls back more than was asked for.

    May be called again: what was proposed before, whatever became of it, is not proposed anew.
    Nothing moves before somebody approves.
    """
    _program, items = items_of(run)
    if not items:
        return []
    hold(Lock.RECALLING)  # two runs would each see what the other is about to propose
    grants = {grant.pk: grant for grant in _paid_grants(run, [item.key for item in items])}
    if not grants:
        return []
    made = [
        claim
        for key, called in sorted(called_back(run, grants.values()).items())
        if (claim := _propose(run, grants[key], called)) is not None
    ]
    if made:
        record(
            acting_user=None,
            action="ledger.claims.recall",
            obj=run,
            data={"rows": len(made), "sum": sum((c.amount for c in made), Decimal(0))},
        )
    return made


def _paid_grants(run: Run, keys: list[str]) -> list[Grant]:
    """The last grants, paid for, of those whom the run decided."""
    wanted = Q()
    for key in keys:
        policy, benefit = key.split("/", 1)
        wanted |= Q(policy=policy, benefit=benefit)
    rows = Grant.objects.filter(wanted, instalments__payments__state=PaymentState.PAID)
    if run.mode == Mode.INCREMENTAL:
        decided = Decision.objects.filter(run=run)
        rows = rows.filter(
            Q(person__in=decided.filter(person__isnull=False).values("person"))
            | Q(employer__in=decided.filter(employer__isnull=False).values("employer"))
        )
    return list(rows.distinct().order_by("pk"))


def _propose(run: Run, grant: Grant, called: CalledBack) -> Claim | None:
    region = grant.district or grant.region
    paid = _payments(grant)
    try:
        to = paid_to(paid)
    except LedgerError:  # of several organisations somebody has to say who pays back what
        return None
    rests = {payment: claimable(payment) for payment in paid}
    left = sum(rests.values(), Decimal(0))
    amount = min(Decimal(called.fen) / 100 - _asked_before(grant), left)
    if amount <= 0:
        return None
    day = (
        WorkCalendar.shipped()
        .add_working_days(timezone.localdate(), settings.YULIN_ANSWER_DAYS)
        .date
    )
    claim = Claim.objects.create(
        **whose(to),
        grant=grant,
        region=region,
        cause=Cause.CALLED_BACK,
        amount=amount,
        reason="；".join(called.clauses) or _("政策文本规定退回"),
        run=run,
        answer_by=day,
    )
    for payment, part in zip(rests, split(amount, list(rests.values())), strict=True):
        if part:
            ClaimPart.objects.bulk_create(parts_of_lines(claim, payment, part))
    plan_terms(claim, day + timedelta(days=DAYS_TO_PAY), 1)
    tell(
        subject=claim.subject,
        kind=NoticeKind.CLAIM_ASKED,
        amount=f"{amount:.2f}",
        day=day.isoformat(),
    )
    journal(None, "call_back", claim, cause=claim.cause)
    return claim


def _payments(grant: Grant) -> list[Payment]:
    """What was paid for a grant, held so that nobody else claims it meanwhile."""
    rows = Payment.objects.select_for_update(of=("self",)).filter(instalment__grant=grant)
    return list(rows.filter(state=PaymentState.PAID).order_by("pk"))


def _asked_before(grant: Grant) -> Decimal:
    """Of the benefit, of the same subject: what counts, and what a text called back and was refused."""
    claims = Claim.objects.filter(
        grant__person_id=grant.person_id,
        grant__employer_id=grant.employer_id,
        grant__policy=grant.policy,
        grant__benefit=grant.benefit,
    )
    counted = claims.filter(Q(state__in=COUNTS) | Q(run__isnull=False))
    return counted.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


@transaction.atomic
def answer_claim(*, acting_user: User, claim: Claim, text: str) -> Claim:
    """Say what somebody has to say before it is decided; kept as it is, once.

    Raises:
        PermissionDenied: The user is not whom it is about.
        LedgerError: Nothing to answer, answered before, decided, or too late.
    """
    held = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if not may_answer_claim(acting_user, held):
        raise PermissionDenied
    if held.state != ClaimState.ASKED or held.answer_by is None or held.answer:
        raise LedgerError(_("这件追回已经答复过或已经审批；如有异议请另行提出。"))
    if not text.strip():
        raise LedgerError(_("请写下您的说明。"))
    held.answer = redact(text.strip())[:LONGEST]
    held.answered_by, held.answered_at = acting_user, timezone.now()
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    journal(acting_user, "answer", held)
    return held
