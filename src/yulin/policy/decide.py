"""Decides every benefit for every subject of a population, keeping each clause's result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.polars import Context, dtype
from yulin.policy.backends.population import KEY, Population
from yulin.policy.backends.python import Frame
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.dates.fixed import on_day
from yulin.policy.dates.growth import FIRST_OF_MONTH
from yulin.policy.dates.timing import Outlook
from yulin.policy.decision import Status
from yulin.policy.engines import Engine
from yulin.policy.engines import engine as find_engine
from yulin.policy.kinds import YES
from yulin.policy.library import Library
from yulin.policy.long_form import COLUMNS, Wide, clause_columns
from yulin.policy.program import Clause, Item, Program
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
    for item in items:
        if item.outlook is not None:
            answers = _forecast(item, item.outlook, clauses, population)
            population.frame = population.frame.with_columns(answers)
    tell(f"{what}：处理互斥", 4, steps)
    wide = Wide(population.subject, items, _result(population, items, clauses), clauses)
    wide.settle(population.program.relations)
    tell(f"{what}：完成", steps, steps)
    return wide


def _result(
    population: Population, items: tuple[Item, ...], clauses: dict[ir.Node, str]
) -> pl.DataFrame:
    keys = tuple(f"{item.key}|" for item in items)
    wanted = [c for c in population.frame.columns if c.startswith(keys)]
    return population.frame.select(KEY, *clauses.values(), *wanted)


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
    items: tuple[Item, ...], clauses: dict[ir.Node, str], population: Population
) -> Iterator[pl.Expr]:
    """Yield status and class of every benefit, from the columns of the clauses."""
    context = population.context
    for item in items:
        if item.label is not None:
            yield from _class(item, context.expr(_over_clauses_label(item, clauses)))
            continue
        node = _over_clauses(item.clause, clauses)
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


def _over_clauses(clause: Clause, names: dict[ir.Node, str]) -> ir.Node:
    """Return the truth of a clause tree over the columns that hold its leaves' results."""
    if clause.condition.kind == "leaf":
        leaf = ir.Var(names[clause.plain], YES)
        return ir.Not(ir.And((ir.Known(leaf), ir.Not(leaf)))) if clause.condition.process else leaf
    parts = tuple(_over_clauses(child, names) for child in clause.children)
    if not parts:
        return ir.Const(True, YES)
    if clause.condition.kind == "any":
        return parts[0] if len(parts) == 1 else ir.Or(parts)
    if clause.condition.kind == "not":
        return ir.Not(parts[0] if len(parts) == 1 else ir.Or(parts))
    return parts[0] if len(parts) == 1 else ir.And(parts)


def _over_clauses_label(item: Item, names: dict[ir.Node, str]) -> ir.Node:
    """Return the class of the first child clause that holds."""
    assert isinstance(item.label, ir.Choose)
    tests = (_over_clauses(child, names) for child in item.clause.children)
    cases = tuple((t, value) for t, (_, value) in zip(tests, item.label.cases, strict=True))
    return ir.Choose(cases, item.label.otherwise, item.label.type)


def _class(item: Item, label: pl.Expr) -> Iterator[pl.Expr]:
    code = label.cast(pl.Int8)
    yield code.alias(f"{item.key}|label")
    status = pl.when(code.is_null()).then(_OPEN).when(code == 0).then(_NO).otherwise(_YES)
    yield status.alias(f"{item.key}|status")


def _curable(clause: Clause, names: dict[ir.Node, str], context: Context) -> pl.Expr:
    """Say for which rows time alone might make a clause hold: a cheap test before the dear one."""
    if clause.condition.kind == "leaf":
        stands = pl.col(names[clause.plain]).fill_null(value=True)
        return stands if clause.outlook is None else pl.lit(value=True)
    if clause.condition.kind == "not":
        holds = context.expr(_over_clauses(clause, names)).fill_null(value=True)
        return holds if clause.outlook is None else pl.lit(value=True)
    parts = [_curable(child, names, context) for child in clause.children] or [pl.lit(value=True)]
    return pl.any_horizontal(parts) if clause.condition.kind == "any" else pl.all_horizontal(parts)


def _over_columns(node: ir.Node, names: dict[ir.Node, str]) -> ir.Node:
    """Return a node that reads the clauses' results instead of working them out again."""

    def swap(part: ir.Node) -> ir.Node | None:
        if part in names:
            return ir.Var(names[part], YES)
        return part if isinstance(part, ir.Aggregate | ir.Linked) else None

    return ir.replace(node, swap)


def _forecast(
    item: Item, outlook: Outlook, clauses: dict[ir.Node, str], population: Population
) -> tuple[pl.Series, ...]:
    """Return status and date where time may cure a shortfall; only such rows are looked at."""
    status = f"{item.key}|status"
    on_days = _on_days(item, outlook, clauses, population)
    found = on_days.group_by("_n").agg(
        pl.col("day").filter(pl.col("later")).min(), pl.col("later").is_null().any().alias("open")
    )
    ripe, rest = found.filter(pl.col("day").is_not_null()), pl.col("day").is_null()
    open_ = found.filter(rest & pl.col("open"))
    days = pl.Series([None], dtype=pl.Date).new_from_index(0, len(population))
    statuses = population.frame[status].scatter(ripe["_n"], int(Status.NOT_YET))
    return (
        statuses.scatter(open_["_n"], int(Status.UNDETERMINED)).alias(status),
        days.scatter(ripe["_n"], ripe["day"]).alias(f"{item.key}|ready_on"),
    )


def _on_days(
    item: Item, outlook: Outlook, clauses: dict[ir.Node, str], population: Population
) -> pl.DataFrame:
    """Return the truth on every day that may bring it: the subject's place, the day, the truth."""
    context, today = population.context, _Today.of(population)
    failed = pl.col(f"{item.key}|status") == int(Status.NO)
    refused = (
        population.frame.lazy()
        .with_row_index("_n")
        .filter(failed & _curable(item.clause, clauses, context))
        .collect()
    )
    if refused.is_empty():
        return pl.DataFrame(schema={"_n": pl.UInt32, "day": pl.Date, "later": pl.Boolean})
    later = context.expr(_over_columns(today.settled(outlook.later), clauses))
    read = [name for name in dict.fromkeys(later.meta.root_names()) if name != outlook.when]
    days = {
        name: context.expr(_over_columns(today.settled(node), clauses)).cast(pl.Date)
        for name, node in outlook.dates
    }
    rows = refused.lazy().select("_n", *read, *(d.alias(n) for n, d in days.items())).collect()
    each = (
        rows.filter(_comes(pl.col(name), population.as_of)).select(
            "_n", pl.col(name).alias(outlook.when), *read
        )
        for name in days
    )
    ahead = pl.concat(list(each)).lazy()
    return ahead.select("_n", pl.col(outlook.when).alias("day"), later.alias("later")).collect()


@dataclass(frozen=True)
class _Today:
    """What a population knows for certain on the date of the decision, whoever is looked at."""

    frame: Frame
    #: where the months of a counter begin → the first of the month, where nobody told the months
    known: dict[ir.Node, ir.Node]

    @classmethod
    def of(cls, population: Population) -> _Today:
        growth, program = population.program.growth, population.program
        counters = (program.definitions[name] for name in growth.counting)
        recorded = [
            ir.Var(c.key, c.type)
            for c in counters
            if c.node is not None and not {c.key, c.name} & set(population.given)
        ]
        known: dict[ir.Node, ir.Node] = {growth.counted_from(c): FIRST_OF_MONTH for c in recorded}
        return cls(Frame(program=program, as_of=population.as_of), known)

    def settled(self, node: ir.Node) -> ir.Node:
        """Return a node without what is the same for everybody."""
        return on_day(node, self.frame, self.known)


def _comes(day: pl.Expr, as_of: dt.date) -> pl.Expr:
    """Say whether a day lies ahead; the end of the calendar never comes."""
    return (day > as_of) & (day < NEVER)
