"""Decides every benefit for every subject of a population, keeping each clause's result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import polars as pl

from yulin.facts.frames import Facts
from yulin.policy import ir, long_form
from yulin.policy.backends.population import KEY, Population
from yulin.policy.decision import Status
from yulin.policy.kinds import YES
from yulin.policy.library import Library
from yulin.policy.long_form import COLUMNS, Wide
from yulin.policy.program import Clause, Item, Program
from yulin.policy.timing import NEVER
from yulin.policy.vocabulary import Subject

Progress = Callable[[str, int, int], None]
Engine = Literal["polars", "python"]
_SUBJECTS: tuple[Subject, ...] = ("人员", "单位")


@dataclass(frozen=True)
class DecisionTable:
    """The decisions of one run: per kind of subject one wide frame, one row a subject."""

    program: Program
    as_of: dt.date
    parts: tuple[Wide, ...]

    def long(self, *, local_only: bool = True) -> pl.DataFrame:
        """Return one row per subject and benefit (see ``long_form.COLUMNS``).

        With ``local_only`` the rows whose working-region clause fails are left out.
        """
        frames = [frame for part in self.parts for frame in part.long(local_only=local_only)]
        return pl.concat(frames) if frames else pl.DataFrame(schema=COLUMNS)


def decide(
    library: Library,
    facts: Facts,
    *,
    as_of: dt.date,
    engine: Engine = "polars",
    progress: Progress | None = None,
) -> DecisionTable:
    """Return the decisions on every benefit in force for everybody in ``facts``.

    Args:
        library: checked documents.
        facts: record tables; a table that is absent leaves what rests on it undetermined.
        as_of: the date of the decision.
        engine: ``polars`` for a population, ``python`` for the reference (slow, same answers).
        progress: called with (what, done, total).
    """
    if engine == "python":
        from yulin.policy.decide_reference import decide_reference  # noqa: PLC0415 -- cycle

        return decide_reference(library, facts, as_of=as_of, progress=progress)
    program = library.program(as_of)
    parts = []
    for kind in _SUBJECTS:
        items = program.of(kind)
        if items and kind in facts.tables:
            population = Population(program, facts, as_of, kind)
            parts.append(decide_population(population, items, progress))
    return DecisionTable(program, as_of, tuple(parts))


def decide_population(
    population: Population, items: tuple[Item, ...], progress: Progress | None = None
) -> Wide:
    """Return the wide frame of a population: statuses, sums, dates and every clause's result."""
    wide = Wide(population.subject, items, population.frame.select(KEY))
    for number, item in enumerate(items):
        if progress is not None:
            progress(item.key, number, len(items))
        wide.frame = wide.frame.hstack(_item_columns(item, population))
    if progress is not None:
        progress("", len(items), len(items))
    wide.settle(population.program.groups)
    return wide


def _item_columns(item: Item, population: Population) -> pl.DataFrame:
    """Return the columns of one benefit; clause results are worked out once and reused."""
    leaves = item.clause.leaves()
    for node in _nodes(item):
        population.prepare(node)
    clauses = {leaf.plain: f"{item.key}?{n}" for n, leaf in enumerate(leaves)}
    context = population.context
    frame = population.frame.with_columns(
        _as_yes(context.expr(node)).alias(name) for node, name in clauses.items()
    )
    named = [clauses[leaf.plain] for leaf in leaves]
    frame = _with_answer(item, _over_clauses(item.clause, clauses), frame, population)
    frame = frame.with_columns(_figures(item, population))
    wanted = [f"{item.key}{suffix}" for suffix in long_form.SUFFIXES]
    made = frame.select([*dict.fromkeys(named), *[w for w in wanted if w in frame.columns]])
    return made.with_columns(pl.col(f"{item.key}|status").cast(pl.Int8))


def _nodes(item: Item) -> Iterator[ir.Node]:
    yield item.truth
    yield item.projected
    yield item.ready
    if item.amount is not None:
        yield item.amount.node
        yield item.amount.total
        yield item.amount.first_year
        if item.amount.periods is not None:
            yield item.amount.periods


def _as_yes(expression: pl.Expr) -> pl.Expr:
    return expression.cast(pl.Boolean)


def _over_clauses(clause: Clause, names: dict[ir.Node, str]) -> ir.Node:
    """Return the truth of a clause tree over the columns that hold its leaves' results."""
    if clause.condition.kind == "leaf":
        leaf = ir.Var(names[clause.plain], YES)
        return ir.Not(ir.And((ir.Known(leaf), ir.Not(leaf)))) if clause.condition.process else leaf
    parts = tuple(_over_clauses(child, names) for child in clause.children)
    if clause.condition.kind == "any":
        return parts[0] if len(parts) == 1 else ir.Or(parts)
    if clause.condition.kind == "not":
        return ir.Not(parts[0] if len(parts) == 1 else ir.Or(parts))
    if not parts:
        return ir.Const(True, YES)
    return parts[0] if len(parts) == 1 else ir.And(parts)


def _with_answer(
    item: Item, truth: ir.Node, frame: pl.DataFrame, population: Population
) -> pl.DataFrame:
    context = population.context
    if item.label is not None:
        return _with_label(item, frame, population)
    status, day = f"{item.key}|status", f"{item.key}|ready_on"
    frame = frame.with_columns(context.expr(truth).alias("@now"))
    yes, no = pl.lit(int(Status.YES), dtype=pl.Int8), pl.lit(int(Status.NO), dtype=pl.Int8)
    open_ = pl.lit(int(Status.UNDETERMINED), dtype=pl.Int8)
    if item.ready == NEVER or isinstance(item.ready, ir.AsOf):
        now = pl.col("@now")
        answer = pl.when(now.is_null()).then(open_).when(now).then(yes).otherwise(no)
        return frame.with_columns(answer.alias(status), pl.lit(None, dtype=pl.Date).alias(day))
    return _with_forecast(item, frame, population)


def _with_forecast(item: Item, frame: pl.DataFrame, population: Population) -> pl.DataFrame:
    """Add status and date where time can cure a shortfall; only the failed rows are projected."""
    context, status, day = population.context, f"{item.key}|status", f"{item.key}|ready_on"
    frame = frame.with_columns(
        pl.when(~pl.col("@now")).then(context.expr(item.ready)).cast(pl.Date).alias(item.ready_name)
    )
    later = context.expr(item.projected)
    now, ready = pl.col("@now"), pl.col(item.ready_name)
    answer = (
        pl.when(now.is_null())
        .then(pl.lit(int(Status.UNDETERMINED), dtype=pl.Int8))
        .when(now)
        .then(pl.lit(int(Status.YES), dtype=pl.Int8))
        .when(ready.is_null())
        .then(pl.lit(int(Status.NO), dtype=pl.Int8))
        .when(later.is_null())
        .then(pl.lit(int(Status.UNDETERMINED), dtype=pl.Int8))
        .when(later)
        .then(pl.lit(int(Status.NOT_YET), dtype=pl.Int8))
        .otherwise(pl.lit(int(Status.NO), dtype=pl.Int8))
    )
    frame = frame.with_columns(answer.alias(status))
    waiting = pl.col(status) == int(Status.NOT_YET)
    return frame.with_columns(pl.when(waiting).then(ready).alias(day))


def _with_label(item: Item, frame: pl.DataFrame, population: Population) -> pl.DataFrame:
    assert item.label is not None
    label = population.context.expr(item.label).cast(pl.Int8)
    frame = frame.with_columns(label.alias(f"{item.key}|label"))
    code = pl.col(f"{item.key}|label")
    status = (
        pl.when(code.is_null())
        .then(int(Status.UNDETERMINED))
        .when(code == 0)
        .then(int(Status.NO))
        .otherwise(int(Status.YES))
    )
    return frame.with_columns(status.alias(f"{item.key}|status"))


def _figures(item: Item, population: Population) -> list[pl.Expr]:
    if item.amount is None:
        return []
    context, amount = population.context, item.amount
    columns = {"amount": amount.node, "total": amount.total, "first_year": amount.first_year}
    if amount.periods is not None:
        columns["periods"] = amount.periods
    return [
        context.expr(node).cast(pl.Int64).alias(f"{item.key}|{name}")
        for name, node in columns.items()
    ]
