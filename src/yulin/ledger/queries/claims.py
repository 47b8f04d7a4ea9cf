"""What is left of a claim, exactly."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Sum

from yulin.entitlements.enums import GrantState
from yulin.entitlements.models import Instalment
from yulin.ledger.enums import LIVE, AccountKind, ClaimState, Step
from yulin.ledger.models import Claim, ClaimPart, ClaimTerm, Entry, Payment
from yulin.ledger.queries.parts import PAID_TO, rest_of_instalment

#: claims whose money counts as asked for: a second one cannot ask for it again
COUNTS = (ClaimState.ASKED, ClaimState.OPEN, ClaimState.ENDED)


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What became of a claim so far; the parts make up the amount."""

    amount: Decimal
    received: Decimal
    set_off: Decimal
    written_off: Decimal
    remains: Decimal
    #: of what remains, due before today
    overdue: Decimal


def balance_of(claim: Claim, *, today: date) -> Balance:
    """The sums of a claim to the fen."""
    sums = dict.fromkeys(Step, Decimal("0.00"))
    agreed = claim.steps.filter(agreed=True).order_by().values_list("kind")
    sums |= {Step(kind): amount for kind, amount in agreed.annotate(Sum("amount"))}
    done = sum(sums.values(), Decimal("0.00"))
    due = current_terms(claim).filter(due_on__lt=today).aggregate(due=Sum("amount"))[
        "due"
    ] or Decimal(0)
    is_open = claim.state == ClaimState.OPEN
    return Balance(
        amount=claim.amount,
        received=sums[Step.RECEIPT],
        set_off=sums[Step.SET_OFF],
        written_off=sums[Step.WRITE_OFF],
        remains=claim.amount - done if is_open else Decimal("0.00"),
        overdue=max(Decimal("0.00"), due - done) if is_open else Decimal("0.00"),
    )


def current_terms(claim: Claim) -> "QuerySet[ClaimTerm]":
    """The terms that count: those of the last plan."""
    last = ClaimTerm.objects.filter(claim=claim).order_by("-plan").values("plan")[:1]
    return claim.terms.filter(plan=last)


def later_instalments(claim: Claim) -> list[Instalment]:
    """What the same person or organisation is still to be paid, has money, and can be set off."""
    whose = {"to_person": claim.person_id, "to_employer": claim.employer_id}
    living = Payment.objects.filter(instalment=OuterRef("pk"), state__in=LIVE)
    owed = Instalment.objects.annotate(**PAID_TO).filter(
        **{f"{name}__isnull": key is None for name, key in whose.items()},
        **{name: key for name, key in whose.items() if key is not None},
    )
    rows = owed.filter(allocations__isnull=False).exclude(grant__state=GrantState.STOPPED)
    found = rows.annotate(rest=rest_of_instalment()).filter(~Exists(living), rest__gt=0)
    return list(found.distinct().order_by("during", "pk"))


def rests_of(claim: Claim) -> dict[int, Decimal]:
    """Line → what is left to come back to it."""
    rests: dict[int, Decimal] = defaultdict(Decimal)
    for line, amount in claim.parts.values_list("line", "amount"):
        rests[line] += amount
    keys = [str(key) for key in claim.steps.values_list("pk", flat=True)]
    entries = Entry.objects.filter(
        posting__about_type="ledger.claimstep",
        posting__about_id__in=keys,
        account__kind=AccountKind.TO_RECOVER,
    )
    for line, amount in entries.values_list("account__line", "amount"):
        rests[line] += amount
    return dict(sorted(rests.items()))


def claimable(payment: Payment) -> Decimal:
    """What of a payment nobody has asked back yet."""
    parts = ClaimPart.objects.filter(payment=payment, claim__state__in=COUNTS)
    return payment.amount - (parts.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))
