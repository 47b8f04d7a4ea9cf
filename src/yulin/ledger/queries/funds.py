"""Budget lines with where their money is."""

from dataclasses import dataclass
from decimal import Decimal

from yulin.access.models import User
from yulin.ledger.enums import AccountKind
from yulin.ledger.models import BudgetLine, Fund
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


def _state(line: BudgetLine) -> LineState:
    held = {account.kind: account.balance for account in line.accounts.all()}
    sums = {kind.value: held.get(kind.value, Decimal(0)) for kind in AccountKind}
    sums["granted"] = -sums["granted"]
    return LineState(line=line, **sums)
