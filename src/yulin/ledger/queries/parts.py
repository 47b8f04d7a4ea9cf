"""What payments take from each line, once what was set off is taken off."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from yulin.entitlements.models import Instalment
from yulin.ledger.enums import AccountKind, Movement, Step
from yulin.ledger.models import Allocation, BudgetLine, ClaimStep, Entry, Payment
from yulin.ledger.models.account import MONEY

_YUAN: Any = DecimalField(**MONEY)


#: for a query of instalments: who gets the money, which may be another than whom it is about
PAID_TO: dict[str, Any] = {
    "to_person": Case(When(payee__isnull=True, then=F("person_id"))),
    "to_employer": Coalesce(F("payee_id"), F("employer_id")),
}


def rest_of_instalment() -> Any:
    """For a query of instalments: yuan that are still to be paid of each, ignoring payments."""
    steps = ClaimStep.objects.filter(kind=Step.SET_OFF, instalment=OuterRef("pk")).order_by()
    taken = Subquery(steps.values("instalment").annotate(sum=Sum("amount")).values("sum"))
    nothing = Value(Decimal("0.00"), output_field=_YUAN)
    whole = Cast(F("amount"), _YUAN) / Value(100)
    return ExpressionWrapper(whole - Coalesce(taken, nothing), output_field=_YUAN)


def sums_of(payments: QuerySet[Payment]) -> dict[BudgetLine, Decimal]:
    """What some payments take from each line, in three queries however many they are."""
    instalments = payments.values("instalment")
    rows = Allocation.objects.filter(instalment__in=instalments)
    sums = dict(rows.values_list("line").annotate(Sum("amount")).order_by("line"))
    for line, less in set_off_on(Instalment.objects.filter(pk__in=instalments)).items():
        sums[line] -= less
    lines = BudgetLine.objects.select_related("fund").in_bulk(sums)
    return {lines[line]: amount for line, amount in sums.items() if amount}


def set_off_on(
    instalments: QuerySet[Instalment] | Iterable[Instalment] | Iterable[int],
) -> dict[int, Decimal]:
    """Line → what was set off against these instalments."""
    steps = ClaimStep.objects.filter(kind=Step.SET_OFF, instalment__in=instalments)
    keys = [str(key) for key in steps.values_list("pk", flat=True)]
    found: dict[int, Decimal] = defaultdict(Decimal)
    entries = Entry.objects.filter(
        posting__about_type="ledger.claimstep",
        posting__about_id__in=keys,
        posting__movement=Movement.OFFSET,
        account__kind=AccountKind.PAID,
    )
    for line, amount in entries.values_list("account__line", "amount"):
        found[line] += amount
    return found
