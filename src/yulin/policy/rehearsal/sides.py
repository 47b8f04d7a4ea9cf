"""One side of a rehearsal on one date: its decisions as rows, and the compiled benefits behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from yulin.policy.backends.population import Population
from yulin.policy.decide import decide_population
from yulin.policy.decision import Status
from yulin.policy.library import Library
from yulin.policy.long_form import COLUMNS, Wide
from yulin.policy.program import Item, Program
from yulin.policy.rehearsal.people import Batch
from yulin.policy.stacking.places import items_with_places
from yulin.policy.vocabulary import Subject

#: what identifies a line: one subject and one benefit
LINE = ("subject", "policy", "benefit")
KINDS: dict[Subject, str] = {"人员": "person", "单位": "employer"}
_YES, _NOT_YET, _OPEN = int(Status.YES), int(Status.NOT_YET), int(Status.UNDETERMINED)
#: decisions on a batch → the same with the places given
Placed = Callable[[Wide, Program], Wide]
_OF_ITEM = {
    "policy": pl.String(),
    "benefit": pl.String(),
    "kind": pl.String(),
    "counts": pl.Boolean(),
    "has_parts": pl.Boolean(),
    "competes": pl.Boolean(),
    "settled": pl.Boolean(),
}


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one library says on one date about the subjects of one kind."""

    program: Program
    #: every row of ``DecisionTable.long`` with ``due`` and ``open``, and what is known of the benefit
    rows: pl.DataFrame
    #: ``subject``, ``region``, ``label`` of every classification, also of those not in ``rows``
    labels: pl.DataFrame

    @property
    def items(self) -> Mapping[str, Item]:
        """The compiled benefits by ``policy/benefit``."""
        return self.program.by_key

    @property
    def due(self) -> pl.DataFrame:
        """The rows that are due and not displaced; classes are no benefits."""
        return self.rows.filter(pl.col("due") & (pl.col("kind") != "class"))

    @property
    def open(self) -> pl.DataFrame:
        """The rows of which nobody can tell whether they are due."""
        return self.rows.filter(pl.col("open") & (pl.col("kind") != "class"))

    @property
    def with_places(self) -> set[str]:
        """The benefits, of those in ``rows``, of which there are fewer places than who may qualify."""
        said = self.rows.select("policy", "benefit").unique().rows()
        limited = {item.key for item in items_with_places(self.program)}
        return limited & {f"{policy}/{benefit}" for policy, benefit in said}

    def ripening(self, until: dt.date) -> pl.DataFrame:
        """The rows that become due by time before ``until``, without those that compete with others.

        Whether one of several gives way is known only when all are decided again.
        """
        ripe = (pl.col("status") == _NOT_YET) & (pl.col("ready_on") <= until)
        return self.rows.filter(ripe & ~pl.col("competes"))


def side(
    library: Library,
    batch: Batch,
    *,
    day: dt.date,
    kept: Iterable[str] | None,
    placed: Placed | None = None,
) -> Side:
    """Decide one library on one day; of the documents in ``kept`` only (None: of all) rows remain.

    Facts also hold families, staff and superiors, who are decided in a batch of their own.
    ``placed`` says what became of those who stood for places.
    """
    program = library.program(day)
    rows = _decided(program, batch, day, placed)
    classed = rows.filter(pl.col("label").is_not_null())
    if kept is not None:
        rows = rows.filter(pl.col("policy").is_in(list(kept)))
    known = rows.join(_of_items(program), on=["policy", "benefit"], maintain_order="left")
    return Side(
        program=program,
        rows=known.with_columns(
            ((pl.col("status") == _YES) & pl.col("displaced_by").is_null()).alias("due"),
            (pl.col("status") == _OPEN).alias("open"),
        ),
        labels=classed.select("subject", "region", "label"),
    )


def _decided(program: Program, batch: Batch, day: dt.date, placed: Placed | None) -> pl.DataFrame:
    """Return the answers about those in a batch as rows."""
    items, keys = program.of(batch.kind), batch.places["subject"]
    if not items or batch.kind not in batch.facts.tables:
        return pl.DataFrame(schema=COLUMNS)
    population = Population(program, batch.facts, day, batch.kind, keys=keys)
    wide = decide_population(population, items)
    if placed is not None:
        wide = placed(wide, program)
    return pl.concat(wide.long(local_only=True))


def _of_items(program: Program) -> pl.DataFrame:
    lessened = {m for g in program.relations if g.lessens for m in g.members}
    rivals = lessened.union(*(g.members for g in program.groups))
    rows = [
        {
            "policy": item.document.id,
            "benefit": item.id,
            "kind": item.kind,
            "counts": item.kind == "money" or item.amount is not None,
            "has_parts": bool(item.parts),
            "competes": item.key in rivals or item.quota is not None,
            "settled": item.key in lessened,
        }
        for item in program.items
    ]
    return pl.DataFrame(rows, schema=_OF_ITEM)
