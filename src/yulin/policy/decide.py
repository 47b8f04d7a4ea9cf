"""Decides every benefit for every subject of a population, keeping each clause's result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.forecast import Forecast
from yulin.policy.backends.polars import dtype
from yulin.policy.backends.population import KEY, Population
from yulin.policy.backends.trees import over_clauses
from yulin.policy.decision import Status
from yulin.policy.engines import Engine
from yulin.policy.engines import engine as find_engine
from yulin.policy.library import Library
from yulin.policy.long_form import COLUMNS, Wide, clause_columns
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject

Progress = Callable[[str, int, int], None]
_SUBJECTS: tuple[Subject, ...] = ("人员", "单位")
_YES, _NOT_YET, _OPEN, _NO = (
    pl.lit(int(s), dtype=pl.Int8)
    for s in (Status.YES, Status.NOT_YET, Status.UNDETERMINED, Status.NO)
)


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
        engine: ``polars`` for a population, ``python`` for the reference (slow, same answers),
            ``duckdb``, ``postgres`` or ``spark`` where the facts are large or there already.
        progress: called with (what, done, total).

    Raises:
        EngineError: where an engine cannot run here.
    """
    if engine != "polars":
        return find_engine(engine)(library, facts, as_of=as_of, progress=progress)
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
    tell = progress or (lambda _what, _done, _total: None)
    what, steps = population.subject, 5
    tell(f"{what}：归集事实", 0, steps)
    population.prepare(node for item in items for node in nodes_read(item))
    tell(f"{what}：逐条判断", 1, steps)
    clauses = clause_columns(items)
    population.add({name: (node, pl.Boolean()) for node, name in clauses.items()})
    tell(f"{what}：汇总结论", 2, steps)
    population.add(dict(_sums(items)), _answers(items, clauses, population))
    tell(f"{what}：推算日期", 3, steps)
    forecast = Forecast(population, clauses)
    for item in items:
        if item.outlook is not None:
            answers = forecast.of(item, item.outlook)
            population.frame = population.frame.with_columns(answers)
    tell(f"{what}：处理互斥", 4, steps)
    wide = Wide(population.subject, items, _result(population, items, clauses), clauses)
    wide.settle(population.program.relations)
    tell(f"{what}：完成", steps, steps)
    return wide


def _result(
    population: Population, items: tuple[Item, ...], clauses: Mapping[ir.Node, str]
) -> pl.DataFrame:
    keys = tuple(f"{item.key}|" for item in items)
    wanted = [c for c in population.frame.columns if c.startswith(keys)]
    return population.frame[[KEY, *clauses.values(), *wanted]]


def nodes_read(item: Item) -> Iterator[ir.Node]:
    """Yield every node that deciding an item looks at."""
    yield from (leaf.plain for leaf in item.clause.leaves())
    if item.outlook is not None:
        yield from item.outlook.nodes()
    if item.label is not None:
        yield item.label
    yield from (node for _, node in figures_of(item))
    yield from (extra.node for extra in item.extras)


def figures_of(item: Item) -> Iterator[tuple[str, ir.Node]]:
    """Yield the sums of a benefit with the names of their columns."""
    if item.amount is None:
        return
    yield "amount", item.amount.node
    yield "total", item.amount.total
    yield "first_year", item.amount.first_year
    if item.amount.periods is not None:
        yield "periods", item.amount.periods


def _answers(
    items: tuple[Item, ...], clauses: Mapping[ir.Node, str], population: Population
) -> Iterator[pl.Expr]:
    """Yield status and class of every benefit, from the columns of the clauses."""
    context = population.context
    for item in items:
        if item.label is not None:
            yield from _class(item, context.expr(_over_clauses_label(item, clauses)))
            continue
        node = over_clauses(item.clause, clauses)
        truth = context.expr(node)
        status = pl.when(truth).then(_YES).otherwise(_NO)
        if not context.certain.sure(node):
            status = pl.when(truth.is_null()).then(_OPEN).otherwise(status)
        yield status.alias(f"{item.key}|status")


def _sums(items: tuple[Item, ...]) -> Iterator[tuple[str, tuple[ir.Node, pl.DataType]]]:
    """Yield sums and further figures of every benefit."""
    for item in items:
        if item.label is not None:
            continue
        for name, node in figures_of(item):
            yield f"{item.key}|{name}", (node, pl.Int64())
        for extra in item.extras:
            yield f"{item.key}|{extra.name}", (extra.node, dtype(extra.type))


def _over_clauses_label(item: Item, names: Mapping[ir.Node, str]) -> ir.Node:
    """Return the class of the first child clause that holds."""
    assert isinstance(item.label, ir.Choose)
    tests = (over_clauses(child, names) for child in item.clause.children)
    cases = tuple((t, value) for t, (_, value) in zip(tests, item.label.cases, strict=True))
    return ir.Choose(cases, item.label.otherwise, item.label.type)


def _class(item: Item, label: pl.Expr) -> Iterator[pl.Expr]:
    code = label.cast(pl.Int8)
    yield code.alias(f"{item.key}|label")
    status = pl.when(code.is_null()).then(_OPEN).when(code == 0).then(_NO).otherwise(_YES)
    yield status.alias(f"{item.key}|status")
