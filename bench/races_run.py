"""The last yuan of a budget line, wanted by many; imported once Django is set up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from bench.crowd import Crowd
from bench.payment_run import set_up
from yulin.ledger.actions.post import post
from yulin.ledger.enums import AccountKind, Movement
from yulin.ledger.models import Account, BudgetLine, Posting
from yulin.ledger.queries.proof import prove

YUAN = Decimal("1.00")


@dataclass(frozen=True)
class Found:
    """What many who want the same yuan got."""

    processes: int
    rounds: int
    #: rounds in which so many got it → how many rounds
    winners: dict[int, int]
    refused: int
    others: list[str]
    #: least that was left on the line, yuan
    lowest: Decimal
    holds: bool
    seconds: float

    @property
    def as_it_should(self) -> bool:
        refused = self.rounds * (self.processes - 1)
        right = self.winners == {1: self.rounds} and self.refused == refused and not self.others
        return right and self.holds and self.lowest == 0


def last_yuan(processes: int, rounds: int) -> Found:
    """Leave one yuan on a line, let all reserve it at once, put it back; so many times."""
    line = BudgetLine.objects.order_by("pk").first()
    if line is None:
        set_up(1)
        line = BudgetLine.objects.earliest("pk")
    _leave_one(line)

    def take(round_: int, number: int) -> str:
        post(
            acting_user=None,
            movement=Movement.RESERVE,
            parts={line: YUAN},
            key=f"{mark}-{round_}-{number}",
            reason="预留",
        )
        return "taken"

    mark = f"race-{Posting.objects.count()}"
    winners, refused, others, lowest = Counter[int](), 0, list[str](), YUAN
    begun = time.perf_counter()
    with Crowd(processes, take).gathered() as crowd:
        for round_ in range(rounds):
            told = Counter(crowd.round())
            won = told.pop("taken", 0)
            winners[won] += 1
            refused += told.pop("NotEnoughError", 0)
            others += list(told)
            lowest = min(lowest, _balance(line))
            _give_back(line, won, f"{mark}-{round_}-back")
    return Found(
        processes=processes,
        rounds=rounds,
        winners=dict(winners),
        refused=refused,
        others=others,
        lowest=lowest,
        holds=prove().holds,
        seconds=time.perf_counter() - begun,
    )


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """Lines may be overdrawn."""
    constraint = next(c for c in Account._meta.constraints if c.name.endswith("overdrawn"))
    with connection.schema_editor() as editor:
        editor.remove_constraint(Account, constraint)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Account, constraint)


def _balance(line: BudgetLine) -> Decimal:
    account = Account.objects.get(line=line, kind=AccountKind.AVAILABLE)
    return Decimal(account.balance)


def _leave_one(line: BudgetLine) -> None:
    left = _balance(line)
    if left > YUAN:
        post(
            acting_user=None,
            movement=Movement.CUT,
            parts={line: left - YUAN},
            key="leave one",
            reason="收回",
        )


def _give_back(line: BudgetLine, times: int, key: str) -> None:
    if times:
        post(
            acting_user=None,
            movement=Movement.RELEASE,
            parts={line: YUAN * times},
            key=key,
            reason="再来一次",
        )
