"""Gives the places of every benefit that has fewer than who qualify, and decides anew what hangs on it.

Whoever qualifies and is left without a place gets nothing of the benefit: the answer is no, and says
why. What it displaced by being the greater sum comes into its own then, which may lead to a place
elsewhere; so places are given again until nothing changes. Where it cannot be told who gets a place
(a tie at the edge, a rank that is unknown), the answer is undetermined.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.long_form import Wide
from yulin.policy.program import Item, Program
from yulin.policy.stacking.allocate import Allocation, Terms, candidates, figures
from yulin.policy.stacking.place import BENEFIT
from yulin.policy.stacking.rounds import (
    Asked,
    Outcome,
    allocations,
    rows_of,
    together,
    with_outcome,
)


@dataclass(frozen=True)
class Given:
    """One benefit's places, and how many whose answer is open may yet stand for it."""

    item: Item
    allocation: Allocation
    waiting: int


@dataclass(frozen=True)
class Placed:
    """Decisions after places were given."""

    table: DecisionTable
    given: tuple[Given, ...]


def items_with_places(program: Program) -> tuple[Item, ...]:
    """Return the benefits of which there are fewer places than who may qualify."""
    return tuple(item for item in program.items if item.quota is not None)


def standing(table: DecisionTable) -> pl.DataFrame:
    """Return ``subject``, ``key``, ``figures`` of those who qualify, displaced or not.

    The figures are those by which places are given (``allocate.figures``), in order.
    """
    found = [pl.DataFrame(schema=_STANDING)]
    for part in table.parts:
        for item in part.items:
            if item.quota is None:
                continue
            yes = pl.col(f"{item.key}|status") == int(Status.YES)
            rows = candidates(table, [item], {item.key: part.frame.filter(yes)[KEY]})
            found.append(
                rows.select(
                    pl.col(KEY).alias("subject"),
                    pl.col(BENEFIT).alias("key"),
                    pl.concat_list(figures(item)).alias("figures"),
                )
            )
    return pl.concat(found)


_STANDING: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "key": pl.String(),
    "figures": pl.List(pl.Int64()),
}


def with_places(table: DecisionTable, asked: Asked | None = None) -> Placed:
    """Return decisions on everybody with the places given: nobody may be missing from the table.

    Args:
        table: the decisions.
        asked: what else bears on the places of a benefit.
    """
    decided = {item.key for part in table.parts for item in part.items}
    wanted = [i for i in items_with_places(table.program) if i.key in decided]
    if not wanted:
        return Placed(table, ())
    sets = [
        replace(one, items=items)
        for one in together(table.program)
        if (items := tuple(i for i in one.items if i.key in decided))
    ]
    found = allocations(table, sets, asked or (lambda _item: Terms()))
    settling = any(one.groups for one in sets)
    current = marked(table, rows_of(found), settling=settling)
    waiting = {item.key: _waiting(table, item) for item in wanted}
    return Placed(current, tuple(Given(i, found[i.key], waiting[i.key]) for i in wanted))


def marked(table: DecisionTable, outcome: Outcome, *, settling: bool) -> DecisionTable:
    """Return decisions with what became of those who stood for places.

    Args:
        table: decisions before places were given.
        outcome: by benefit, what became of whom.
        settling: whether to settle anew what gives way to what.
    """
    parts = [_marked(part, outcome, table.program, settling=settling) for part in table.parts]
    return DecisionTable(table.program, table.as_of, tuple(parts))


def _marked(part: Wide, outcome: Outcome, program: Program, *, settling: bool) -> Wide:
    frame = with_outcome(part.frame, part.items, outcome)
    if not settling:
        return Wide(part.subject, part.items, frame, part.clauses)
    again = [c for c in frame.columns if c.endswith(("|displaced_by", "|net"))]
    wide = Wide(part.subject, part.items, frame.drop(again), part.clauses)
    wide.settle(program.relations)
    return wide


def _waiting(table: DecisionTable, item: Item) -> int:
    wide = next(part for part in table.parts if part.subject == item.subject)
    return int((wide.frame[f"{item.key}|status"] == int(Status.UNDETERMINED)).sum())
