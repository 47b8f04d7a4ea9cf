"""Wrong money of checked money, benefit by benefit, with what it rests on."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.control.enums import FindingState
from yulin.control.models import Finding

_HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One benefit. Only a sample says something of what was not checked."""

    benefit: str
    #: drawn by lot; else looked at because something was in doubt
    sampled: bool
    #: payments that were checked, each counted once
    checks: int
    checked: Decimal
    wrong: Decimal
    #: per cent, to two places; none where nothing was checked
    rate: Decimal | None


def risk_rates(*, user: User) -> list[Rate]:
    """What confirmed findings of the user's region say, in two queries."""
    confirmed = Finding.objects.filter(state=FindingState.CONFIRMED, payment__isnull=False)
    seen = in_sight(user=user, rows=confirmed)
    return [
        *_rates(seen.filter(entry__isnull=False), sampled=True),
        *_rates(seen.filter(entry__isnull=True), sampled=False),
    ]


def _rates(rows: QuerySet[Finding], *, sampled: bool) -> list[Rate]:
    each = (
        rows.order_by()
        .values("payment", "payment__instalment__policy", "payment__instalment__benefit")
        .annotate(checked_sum=Max("checked"), wrong_sum=Sum("amount"))
    )
    found: dict[str, list[Decimal]] = {}
    for row in each:
        name = f"{row['payment__instalment__policy']}/{row['payment__instalment__benefit']}"
        sums = found.setdefault(name, [Decimal(0), Decimal(0), Decimal(0)])
        sums[0] += 1
        sums[1] += row["checked_sum"]
        sums[2] += row["wrong_sum"]
    return [
        Rate(
            benefit=name,
            sampled=sampled,
            checks=int(checks),
            checked=checked,
            wrong=wrong,
            rate=round(wrong * _HUNDRED / checked, 2) if checked else None,
        )
        for name, (checks, checked, wrong) in sorted(found.items())
    ]
