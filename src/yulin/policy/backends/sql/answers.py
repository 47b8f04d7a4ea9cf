"""Statuses, sums and dates of every benefit, as columns of the subjects' sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from sqlglot import exp

from yulin.policy import ir
from yulin.policy.backends.polars import dtype
from yulin.policy.backends.population import KEY
from yulin.policy.backends.sql.dialects import alias, apart, called, column, named
from yulin.policy.backends.sql.emit import cases, is_known, is_null, joined, literal, number
from yulin.policy.backends.sql.layers import Place
from yulin.policy.backends.sql.population import Population
from yulin.policy.backends.sql.sheets import Sheet, ordered, portions
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.dates.timing import Outlook, false
from yulin.policy.decide import nodes_read
from yulin.policy.decision import Status
from yulin.policy.kinds import DAY, YES
from yulin.policy.long_form import Wide, clause_columns
from yulin.policy.program import Clause, Item
from yulin.policy.vocabulary import Subject

#: tables joined in one query
_JOINS = 20
_TRUE = ir.Const(True, YES)


@dataclass(frozen=True)
class Answers:
    """Where the wide frame of one kind of subject stands when all statements have run."""

    subject: Subject
    items: tuple[Item, ...]
    clauses: Mapping[ir.Node, str]
    #: column of the frame → table and column, in the frame's order
    places: Mapping[str, Place]
    #: column of the frame → its type
    dtypes: Mapping[str, pl.DataType]

    def by_table(self) -> dict[str, dict[str, pl.DataType]]:
        """Return the columns to fetch from each table, as which type a database gives them.

        Every table has the same rows by ``id``.
        """
        found: dict[str, dict[str, pl.DataType]] = {}
        for shown, (table, name) in self.places.items():
            kind = self.dtypes[shown]
            found.setdefault(table, {})[name] = pl.Int64() if kind.is_integer() else kind
        return found

    def wide(self, fetched: Mapping[str, pl.DataFrame]) -> Wide:
        """Return the wide frame from what was fetched, by table in the order of ``id``."""
        columns = [
            fetched[table][name].cast(self.dtypes[shown]).alias(shown)
            for shown, (table, name) in self.places.items()
        ]
        return Wide(self.subject, self.items, pl.DataFrame(columns), self.clauses)


@dataclass
class Decided:
    """Adds the answers on some items to a population."""

    population: Population
    items: tuple[Item, ...]
    places: dict[str, Place] = field(default_factory=dict)
    dtypes: dict[str, pl.DataType] = field(default_factory=dict)

    def answers(self, subject: Subject) -> Answers:
        """Return where every column of the wide frame stands."""
        sheet, graph = self.population.sheet, self.population.job.graph
        self.population.prepare(node for item in self.items for node in nodes_read(item))
        self.population.prepare(item.truth for item in self.items)
        clauses = clause_columns(self.items)
        sheet.add(graph.add(node) for node in clauses)
        self._keep(KEY, (sheet.base, "_key"), pl.String())
        for node, name in clauses.items():
            self._keep(name, self._place(graph.add(node)), pl.Boolean())
        wanted = [answer for item in self.items for answer in self._cells(item)]
        sheet.add(cell for _, cell, _ in wanted)
        for name, cell, kind in wanted:
            self._keep(name, self._place(cell), kind)
        self._forecast()
        return Answers(subject, self.items, clauses, self.places, self.dtypes)

    def _keep(self, name: str, place: Place, kind: pl.DataType) -> None:
        self.places[name], self.dtypes[name] = place, kind

    def _place(self, number: int) -> Place:
        place = self.population.sheet.find(number)
        assert place is not None
        return place

    def _cells(self, item: Item) -> Iterator[tuple[str, int, pl.DataType]]:
        """Yield what today's facts answer: name in the frame, cell and type."""
        graph = self.population.job.graph
        if item.label is not None:
            label = graph.add(item.label)
            yield f"{item.key}|label", label, pl.Int8()
            yield f"{item.key}|status", graph.cell("class_status", label), pl.Int8()
            return
        yield f"{item.key}|status", graph.cell("status", graph.add(item.truth)), pl.Int8()
        for name, node in _figures(item):
            yield f"{item.key}|{name}", graph.add(node), pl.Int64()
        for extra in item.extras:
            yield f"{item.key}|{extra.name}", graph.add(extra.node), dtype(extra.type)

    # -- by time alone -----------------------------------------------------------------------------

    def _forecast(self) -> None:
        """Put the status as time will have it in the place of today's, and the day beside it."""
        sheet, graph = self.population.sheet, self.population.job.graph
        waiting = [(i, i.outlook) for i in self.items if i.outlook is not None]
        failed = {i.key: graph.add(_may_ripen(i)) for i, _ in waiting}
        sheet.add(failed.values())
        ripe = [(item, self._ripe(failed[item.key], outlook)) for item, outlook in waiting]
        for some in portions(ripe, _JOINS):
            self._bring(some)

    def _ripe(self, failed: int, outlook: Outlook) -> str:
        """Return the table of those for whom a day may bring the truth: ``day``, and ``open``."""
        later = self._on_days(failed, outlook)
        graph = self.population.job.graph
        truth = graph.add(outlook.later)
        later.add([truth])
        day = later.value(graph.add(ir.Var(outlook.when, DAY)))
        query = later.source([truth])
        found = exp.Min(this=cases((later.value(truth), day)))
        unknown = exp.LogicalOr(this=is_null(later.value(truth)))
        query = query.select(
            column("p", later.base),
            called(found, "day"),
            called(unknown, "open"),
            copy=False,
        )
        return self.population.job.table(query.group_by(column("p", later.base), copy=False))

    def _on_days(self, failed: int, outlook: Outlook) -> Sheet:
        """Return a row for every day ahead on which something turns for somebody."""
        job, sheet = self.population.job, self.population.sheet
        targets = [(job.name("c"), job.graph.add(node)) for _, node in outlook.dates]
        dates = job.table(sheet.query(targets, where=[failed]))
        each = [_ahead(dates, name, literal(job.as_of, "DATE")) for name, _ in targets]
        united: exp.Query = each[0].distinct(copy=False)
        if len(each) > 1:
            united = exp.union(*each, distinct=True, copy=False)
        place = exp.Window(
            this=exp.RowNumber(), order=ordered(column("p", "d"), column("day", "d"))
        )
        query = exp.select(called(place, "id"), column("p", "d"), column("day", "d")).from_(
            exp.Subquery(this=united, alias=alias("d")), copy=False
        )
        base = job.table(query)
        when = job.graph.add(ir.Var(outlook.when, DAY))
        return Sheet(job, base, parent=sheet, places={when: (base, "day")})

    def _bring(self, ripe: Sequence[tuple[Item, str]]) -> None:
        """Make the final statuses and days of some items, for everybody."""
        job, sheet = self.population.job, self.population.sheet
        statuses = {item.key: self.places[f"{item.key}|status"] for item, _ in ripe}
        query = exp.select(column("id", sheet.base)).from_(named(sheet.base), copy=False)
        for table in dict.fromkeys(table for table, _ in statuses.values()):
            test = exp.EQ(this=column("id", table), expression=column("id", sheet.base))
            query = query.join(named(table), on=test, copy=False)
        names: dict[str, tuple[str, pl.DataType]] = {}
        for item, table in ripe:
            test = exp.EQ(this=column("p", table), expression=column("id", sheet.base))
            query = query.join(named(table), on=test, join_type="left", copy=False)
            place = statuses[item.key]
            now = column(place[1], place[0])
            status = cases(
                (is_known(column("day", table)), number(Status.NOT_YET)),
                (column("open", table), number(Status.UNDETERMINED)),
                otherwise=now,
            )
            new, day = job.name("c"), job.name("c")
            names[f"{item.key}|status"] = new, pl.Int8()
            names[f"{item.key}|ready_on"] = day, pl.Date()
            values = [called(status, new), called(column("day", table), day)]
            query = query.select(*values, copy=False)
        made = job.table(query)
        for shown, (name, kind) in names.items():
            self._keep(shown, (made, name), kind)


def _ahead(dates: str, name: str, as_of: exp.Expr) -> exp.Select:
    """Return who has a date after the date of the decision and before the calendar ends."""
    day = column(name, dates)
    tests = [
        apart(exp.GT(this=day, expression=as_of.copy())),
        apart(exp.LT(this=day.copy(), expression=literal(NEVER, "DATE"))),
    ]
    query = exp.select(
        called(column("id", dates), "p"),
        called(day.copy(), "day"),
    )
    return query.from_(named(dates), copy=False).where(joined(exp.And, tests), copy=False)


def _figures(item: Item) -> Iterator[tuple[str, ir.Node]]:
    if item.amount is None:
        return
    yield "amount", item.amount.node
    yield "total", item.amount.total
    yield "first_year", item.amount.first_year
    if item.amount.periods is not None:
        yield "periods", item.amount.periods


def _may_ripen(item: Item) -> ir.Node:
    """Return whether an item fails, and by nothing that time cannot mend."""
    return ir.And((false(item.truth), _curable(item.clause)))


def _curable(clause: Clause) -> ir.Node:
    """Say for whom time alone might make a clause hold: a cheap test before the dear one."""
    if clause.outlook is not None:
        return _TRUE
    if clause.condition.kind == "leaf":
        return ir.Not(false(clause.plain))
    if clause.condition.kind == "not":
        return ir.Not(false(clause.node))
    parts = tuple(_curable(child) for child in clause.children)
    parts = tuple(p for p in parts if p is not _TRUE) if clause.condition.kind == "all" else parts
    if not parts or any(p is _TRUE for p in parts):
        return _TRUE
    return ir.Or(parts) if clause.condition.kind == "any" else ir.And(parts)
