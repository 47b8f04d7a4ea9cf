"""Budget lines with where their money is."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Sum

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.entitlements.models import Instalment
from yulin.ledger.enums import AccountKind
from yulin.ledger.models import BudgetLine, Fund, Funding, FundingShare
from yulin.ledger.queries.scope import visible_funds


@dataclass(frozen=True, kw_only=True)
class LineState:
    """A line's money: what was granted is what is free, reserved, under way, spent or owed back."""

    line: BudgetLine
    granted: Decimal
    available: Decimal
    reserved: Decimal
    sent: Decimal
    paid: Decimal
    to_recover: Decimal
    written_off: Decimal


def funds_with_lines(*, user: User) -> list[tuple[Fund, list[LineState]]]:
    """In three queries, however many lines there are."""
    funds = visible_funds(user).prefetch_related("lines__accounts")
    return [(fund, [_state(line) for line in fund.lines.all()]) for fund in funds]


def access_fund(*, user: User, uuid: UUID | str) -> Fund:
    """Raises DoesNotExist also for what exists elsewhere."""
    return visible_funds(user).prefetch_related("lines__accounts").get(uuid=uuid)


def lines_of(fund: Fund) -> list[LineState]:
    return [_state(line) for line in fund.lines.all()]


def fundings_of(fund: Fund) -> list[Funding]:
    """The arrangements in which a line of the fund has a part, those in force first."""
    shares = FundingShare.objects.filter(line__fund=fund, funding=OuterRef("pk"))
    rows = Funding.objects.filter(Exists(shares)).prefetch_related("shares__line__fund")
    return sorted(rows, key=lambda f: (f.during.upper is not None, f.policy, f.benefit, f.region))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What is owed of a benefit and has no money yet."""

    policy: str
    benefit: str
    count: int
    amount: Decimal


def waiting_for_money(*, region: int) -> list[Waiting]:
    """By benefit, the largest sum first, in one query."""
    rows = (
        Instalment.objects.filter(allocations__isnull=True, grant__district__range=bounds(region))
        .values("policy", "benefit")
        .annotate(count=Count("pk"), fen=Sum("amount"))
        .order_by("-fen", "policy", "benefit")
    )
    return [
        Waiting(
            policy=row["policy"],
            benefit=row["benefit"],
            count=row["count"],
            amount=Decimal(row["fen"]) / 100,
        )
        for row in rows
    ]


def _state(line: BudgetLine) -> LineState:
    held = {account.kind: account.balance for account in line.accounts.all()}
    sums = {kind.value: held.get(kind.value, Decimal(0)) for kind in AccountKind}
    sums["granted"] = -sums["granted"]
    return LineState(line=line, **sums)
