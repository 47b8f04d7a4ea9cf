"""Gives the places of every benefit that has fewer than who qualify, and decides anew what hangs on it.

Whoever qualifies and is left without a place gets nothing of the benefit: the answer is no, and says
why. What it displaced by being the greater sum comes into its own then, which may lead to a place
elsewhere; so places are given again until nothing changes. Where it cannot be told who gets a place
(a tie at the edge, a rank that is unknown), the answer is undetermined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.long_form import Wide
from yulin.policy.program import Item, Program
from yulin.policy.stacking.allocate import (
    BENEFIT,
    Allocation,
    Place,
    allocation,
    candidates,
    figures,
    sharing,
)

#: how often places are given again before what still changes is left open
_ROUNDS = 12
_ENTANGLED = "名额与互斥相互牵连，无法判定"
#: what becomes of the answer "yes"
STATUS_OF = {
    Place.TAKEN: Status.YES,
    Place.REFUSED: Status.NO,
    Place.TIED: Status.UNDETERMINED,
    Place.OPEN: Status.UNDETERMINED,
}
#: by benefit: ``_key``, ``_benefit``, ``place``, ``position`` of who stands for it
Outcome = Mapping[str, pl.DataFrame]


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


def bound(program: Program, keys: Mapping[str, object] | set[str]) -> bool:
    """Return whether some benefits stand in a relation to others: what gives way, or is paid less."""
    return any(key in keys for group in program.relations for key in group.members)


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


def with_places(table: DecisionTable) -> Placed:
    """Return decisions on everybody with the places given: nobody may be missing from the table."""
    wanted = [i for part in table.parts for i in part.items if i.quota is not None]
    if not wanted:
        return Placed(table, ())
    settling = bound(table.program, {i.key for i in wanted})
    current, outcome = table, dict[str, pl.DataFrame]()
    found: dict[str, Allocation] = {}
    for _ in range(_ROUNDS):
        found = dict(_allocated(table, current, outcome, wanted))
        fresh = {key: one.rows.filter(pl.col(BENEFIT) == key) for key, one in found.items()}
        settled = _same(outcome, fresh)
        outcome = fresh
        current = marked(table, outcome, settling=settling)
        if settled or not settling:
            break
    else:
        found = {item.key: _entangled(table, item, wanted) for item in wanted}
        outcome = {key: one.rows.filter(pl.col(BENEFIT) == key) for key, one in found.items()}
        current = marked(table, outcome, settling=settling)
    waiting = {item.key: _waiting(table, item) for item in wanted}
    return Placed(current, tuple(Given(i, found[i.key], waiting[i.key]) for i in wanted))


def _allocated(
    table: DecisionTable, current: DecisionTable, outcome: Outcome, items: list[Item]
) -> Iterator[tuple[str, Allocation]]:
    """Yield who gets a place among those to whom each benefit is due, or was but for its places."""
    standing = {item.key: _standing(current, item, outcome) for item in items}
    for item in items:
        yield item.key, allocation(item, candidates(table, sharing(item, items), standing))


def _standing(current: DecisionTable, item: Item, outcome: Outcome) -> pl.Series:
    """Return those to whom a benefit is due as things stand, and whom only places keep from it."""
    wide = next(part for part in current.parts if part.subject == item.subject)
    due = wide.due(item)[KEY]
    if item.key not in outcome:
        return due
    kept = pl.col("place") != int(Place.TAKEN)
    return pl.concat([due, outcome[item.key].filter(kept)[KEY]]).unique(maintain_order=True)


def _same(before: Outcome, after: Outcome) -> bool:
    by = ["_key", "place", "position"]
    return before.keys() == after.keys() and all(
        before[key].select(by).sort(by).equals(after[key].select(by).sort(by)) for key in after
    )


def _entangled(table: DecisionTable, item: Item, items: list[Item]) -> Allocation:
    """Leave open who gets a place, of all who qualify.

    Also of those who stood back for something else: it may be open now, and they would seem due.
    """
    among = sharing(item, items)
    yes = {one.key: _qualified(table, one) for one in among}
    return allocation(item, candidates(table, among, yes), hindered=_ENTANGLED)


def _qualified(table: DecisionTable, item: Item) -> pl.Series:
    wide = next(part for part in table.parts if part.subject == item.subject)
    return wide.frame.filter(pl.col(f"{item.key}|status") == int(Status.YES))[KEY]


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
    frame = part.frame
    for item in part.items:
        if item.key in outcome:
            frame = _with_outcome(frame, item.key, outcome[item.key])
    if not settling:
        return Wide(part.subject, part.items, frame, part.clauses)
    again = [c for c in frame.columns if c.endswith(("|displaced_by", "|net"))]
    wide = Wide(part.subject, part.items, frame.drop(again), part.clauses)
    wide.settle(program.relations)
    return wide


def _with_outcome(frame: pl.DataFrame, key: str, rows: pl.DataFrame) -> pl.DataFrame:
    place, position = f"{key}|place", f"{key}|position"
    told = rows.select(KEY, pl.col("place").alias(place), pl.col("position").alias(position))
    frame = frame.join(told, on=KEY, how="left", maintain_order="left")
    status = pl.col(f"{key}|status")
    turned = pl.col(place).replace_strict(
        {int(p): int(s) for p, s in STATUS_OF.items()}, default=None, return_dtype=pl.Int8
    )
    return frame.with_columns(pl.coalesce(turned, status).alias(f"{key}|status"))


def _waiting(table: DecisionTable, item: Item) -> int:
    wide = next(part for part in table.parts if part.subject == item.subject)
    return int((wide.frame[f"{item.key}|status"] == int(Status.UNDETERMINED)).sum())
