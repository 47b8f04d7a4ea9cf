"""What was paid, by policy: counted from payments that the bank has confirmed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Sum

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.ledger.enums import PaymentState
from yulin.ledger.models import Payment


@dataclass(frozen=True, kw_only=True)
class Paid:
    """Of one policy: payments, those about whom they are, yuan."""

    policy: str
    payments: int
    people: int
    amount: Decimal


def paid_by_policy(
    *, policies: Iterable[str], region: int, begins_on: dt.date, ends_on: dt.date
) -> list[Paid]:
    """Sums of a region and a period, both days included, in the order of the policies.

    In one query, of all that were paid there; money that came back is not counted, and a policy of
    which nothing was paid stands there with nothing.
    """
    wanted = list(dict.fromkeys(policies))
    with as_the_program():
        rows = (
            Payment.objects.filter(
                state=PaymentState.PAID,
                answered_at__date__range=(begins_on, ends_on),
                instalment__policy__in=wanted,
                instalment__grant__district__range=bounds(region),
            )
            .order_by()
            .values(policy=F("instalment__policy"))
            .annotate(
                payments=Count("pk"),
                people=Count("instalment__person", distinct=True),
                sum=Sum("amount"),
            )
        )
        found = {row["policy"]: row for row in rows} if wanted else {}
    return [_paid(policy, found.get(policy)) for policy in wanted]


def _paid(policy: str, row: "dict[str, object] | None") -> Paid:
    if row is None:
        return Paid(policy=policy, payments=0, people=0, amount=Decimal("0.00"))
    return Paid(
        policy=policy,
        payments=int(str(row["payments"])),
        people=int(str(row["people"])),
        amount=Decimal(str(row["sum"])),
    )
