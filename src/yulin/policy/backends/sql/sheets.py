"""Sheets: one row per subject or record, with columns that stand in several narrow tables.

A table of a database may not be arbitrarily wide, and engines give up on very wide expressions, so
what is worked out for a sheet is kept in parts of some hundred columns that share the row's ``id``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlglot import exp

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.sql import calendar
from yulin.policy.backends.sql.cells import Graph
from yulin.policy.backends.sql.dialects import Dialect, alias, column, named
from yulin.policy.backends.sql.layers import Ground, Place, layered
from yulin.policy.program import Program
from yulin.policy.vocabulary import SUBJECTS

#: expressions in one query
WIDTH = 120
_T = TypeVar("_T")


def portions(whole: Sequence[_T], width: int = WIDTH) -> Iterator[Sequence[_T]]:
    """Yield parts of a sequence that one query may work out."""
    for start in range(0, len(whole), width):
        yield whole[start : start + width]


@dataclass(frozen=True)
class Source:
    """Where the rows of a record table stand, with the schema's column names."""

    #: schema and name, or the name alone
    name: tuple[str, ...]
    #: columns that say in which order the rows came; none: they came in no order
    order: tuple[str, ...]
    #: whether the only such column counts them
    counted: bool = False
    #: kinds of subjects of whom not all rows are here; see ``Facts.knows``
    lacking: tuple[str, ...] = ()

    def table(self, under: str) -> exp.Table:
        """Return the relation under another name."""
        *schema, name = (exp.to_identifier(part, quoted=True) for part in self.name)
        return exp.Table(this=name, db=schema[-1] if schema else None, alias=alias(under))

    def position(self, under: str, *more: exp.Expr) -> exp.Expr:
        """Return a number for each row that grows as the rows came; ``more`` settles doubles."""
        columns = [column(name, under) for name in self.order]
        if self.counted and not more:
            return columns[0]
        by = [*columns, *more]
        return exp.Window(this=exp.RowNumber(), order=ordered(*by) if by else None)


def lacking(facts: Facts, table: str) -> tuple[str, ...]:
    """Return the kinds of subjects of whom some facts do not have all rows of a table."""
    return tuple(kind for kind in SUBJECTS if not facts.knows(table, kind))


def ordered(*values: exp.Expr) -> exp.Order:
    """Return an order by some values."""
    return exp.Order(expressions=[exp.Ordered(this=value) for value in values])


@dataclass
class Job:
    """The statements that decide, in order: each makes one table from those before it."""

    program: Program
    as_of: dt.date
    dialect: Dialect
    sources: Mapping[str, Source]
    #: set before the names of tables
    prefix: str = "yulin_"
    graph: Graph = field(init=False)
    statements: list[tuple[str, exp.Query]] = field(default_factory=list)
    _names: int = 0
    _calendar: str | None = None
    _workdays: str | None = None

    def __post_init__(self) -> None:
        self.graph = Graph(self.as_of)

    def name(self, mark: str) -> str:
        """Return a name that is new in this job; short, because PostgreSQL cuts names at 63 bytes."""
        self._names += 1
        return f"{mark}{self._names}"

    def table(self, query: exp.Query) -> str:
        """Keep a query as a table; return its name."""
        name = f"{self.prefix}{self.name('t')}"
        self.statements.append((name, query))
        return name

    def lookup(self, op: str) -> tuple[str, str, str]:
        """Return the calendar, the column that is looked up there and the one that is given."""
        if self._calendar is None:
            self._calendar = self.table(calendar.days(self.dialect))
        if op == "workday_number":
            return self._calendar, "day", "n"
        if self._workdays is None:
            self._workdays = self.table(calendar.workdays(self._calendar))
        return self._workdays, "n", "day"


@dataclass
class Sheet:
    """Rows with an ``id``, and where each of their cells stands."""

    job: Job
    base: str
    #: the subjects to which each row's ``p`` points: what they hold can be read here
    parent: Sheet | None = None
    places: dict[int, Place] = field(default_factory=dict)
    #: the columns of the subjects' own table
    own: Mapping[str, Place] = field(default_factory=dict)

    def find(self, number: int) -> Place | None:
        """Return table and column of a cell, here or with the subject."""
        found = self._here(number)
        return self.parent.find(number) if found is None and self.parent is not None else found

    def _here(self, number: int) -> Place | None:
        return self.places.get(number) or self._own_column(number)

    def _own_column(self, number: int) -> Place | None:
        cell = self.job.graph[number]
        node = cell.params[0] if cell.op == "leaf" else None
        return (
            self.own.get(node.name) if isinstance(node, ir.Column) and node.via == ir.OWN else None
        )

    def value(self, number: int) -> exp.Column:
        """Return the column of a cell; raise LookupError where there is none."""
        place = self.find(number)
        if place is None:
            raise LookupError(f"no column holds {self.job.graph[number]}")
        return column(place[1], place[0])

    def name(self, cells: Mapping[int, int]) -> None:
        """Let cells stand where others do, which are worked out here first."""
        self._work_out(n for n in cells.values() if self._here(n) is None)
        for number, same in cells.items():
            place = self._here(same)
            assert place is not None
            self.places[number] = place

    def add(self, numbers: Iterable[int]) -> None:
        """Work out cells that no column holds yet."""
        self._work_out(n for n in numbers if self.find(n) is None)

    def _work_out(self, numbers: Iterable[int]) -> None:
        for some in portions(list(dict.fromkeys(numbers))):
            targets = [(self.job.name("c"), n) for n in some]
            table = self.job.table(self.query(targets))
            self.places.update({n: (table, name) for name, n in targets})

    def query(self, targets: Sequence[tuple[str, int]], *, where: Sequence[int] = ()) -> exp.Select:
        """Return a query that gives ``id`` and cells by name, for rows where some cells hold."""

        def source(numbers: Sequence[int]) -> exp.Select:
            found = self.source([*numbers, *where])
            places = (self.find(n) for n in where)
            tests = [column(p[1], p[0]) for p in places if p is not None]
            return found.where(*tests, copy=False)

        ground = Ground(self.find, source, (self.base, "id"), self.job.lookup)
        return layered(self.job.graph, ground, self.job.dialect, targets)

    def source(self, numbers: Sequence[int]) -> exp.Select:
        """Return a query without columns over the tables that hold some cells."""
        query = exp.select().from_(named(self.base), copy=False)
        own = self.tables(numbers)
        for table in own:
            query = self._join(query, table, column("id", self.base))
        if self.parent is None:
            return query
        rest = [n for n in numbers if n not in self.places]
        above = self.parent.tables(rest)
        if any(place[0] == self.parent.base for n in rest if (place := self.parent.find(n))):
            above = [self.parent.base, *above]
        for table in above:
            query = self._join(query, table, column("p", self.base))
        return query

    def tables(self, numbers: Iterable[int]) -> list[str]:
        """Return the tables besides the base that hold some of this sheet's own cells."""
        places = (self.places.get(n) for n in numbers)
        return list(dict.fromkeys(p[0] for p in places if p is not None and p[0] != self.base))

    def _join(self, query: exp.Select, table: str, by: exp.Expr) -> exp.Select:
        test = exp.EQ(this=column("id", table), expression=by)
        return query.join(named(table), on=test, copy=False)
