"""What rows about a subject give to its figures, before a change and after it.

Whoever once worked for an employer stands in its records for ever, but most of what changes about them
says nothing of it. A row counts only by what a figure reads of it: whether it fits, and its value. So
the rows that a change may bear on are read in both states, and a subject is touched where what they
give differs, today or on the day on which one of them turns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
import polars as pl

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.arrays import calendar, figures
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.arrays.subjects import Rows, Run, Subjects
from yulin.policy.backends.arrays.vectors import (
    UNKNOWN_VALUE,
    Numbers,
    Places,
    as_truth,
    as_value,
    either,
    spread,
)
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.decide import nodes_read
from yulin.policy.incremental.horizon import horizon_of
from yulin.policy.incremental.kept import kept
from yulin.policy.kinds import DAY
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject

#: (table, column that names the subject)
Place = tuple[str, str]
_END = ir.Const(NEVER, DAY)
_COUNT = "count"


@dataclass(frozen=True)
class States:
    """The records before a change and after it, of the same tables, and the date of the decision."""

    before: Facts | Records
    after: Facts | Records
    as_of: dt.date


@dataclass(frozen=True, eq=False)
class Told:
    """A figure over rows, and what is to be known of it to compare them."""

    node: ir.Aggregate
    #: whether what a row gives rests on it alone
    of_row: bool
    #: whether it only names the next day on which a row turns
    day: bool
    #: whether it asks others about its rows
    asks: bool
    #: where it counts; None: everywhere
    regions: tuple[ir.Node, ...] | None


@dataclass
class Figures:
    """The figures that deciding one kind of subject rests on, now or on a day to come."""

    program: Program
    kind: Subject
    #: figure → where it counts; None: everywhere
    where: dict[ir.Aggregate, set[ir.Node | None]] = field(default_factory=dict)
    #: those that only name the next day on which a row turns
    days: set[ir.Aggregate] = field(default_factory=set)
    #: whether every other subject is named by a row of a figure
    told_by_rows: bool = True
    _names: set[tuple[str, ir.Node | None]] = field(default_factory=set)

    @classmethod
    def of(cls, program: Program, kind: Subject, as_of: dt.date) -> Figures:
        """Return the figures of a kind of subject."""
        found = cls(program, kind)
        for item in program.of(kind):
            region = found._region(item)
            for node in nodes_read(item):
                found._add(node, region)
        read = set(found.where)
        horizon = horizon_of(program, kind, as_of)
        for region, days in ((None, horizon.everywhere), *horizon.local):
            if region is not None:
                found._add(region, None)
            for day in days:
                found._add(day, region if region and found._is_own(region) else None)
                if isinstance(day, ir.Aggregate) and day not in read and _names_days(day):
                    found.days.add(day)
        return found

    @cached_property
    def told(self) -> Mapping[Place, tuple[Told, ...]]:
        """The figures over rows about the subject, by table and the column that names it."""
        found: dict[Place, list[Told]] = {}
        for node, where in self.where.items():
            regions = None if None in where else tuple(r for r in where if r is not None)
            asks = any(isinstance(part, ir.Linked) for part in ir.walk(node))
            told = Told(node, is_of_row(node), node in self.days, asks, regions)
            found.setdefault((node.table, node.key), []).append(told)
        return {place: tuple(told) for place, told in found.items()}

    def _region(self, item: Item) -> ir.Node | None:
        """Return where a benefit counts; a joint cap stands beside the first one that it binds."""
        if item.region_clause is None or item.ceilings:
            return None
        self._add(item.region_clause.plain, None)
        return item.region_clause.plain if self._is_own(item.region_clause.plain) else None

    def _is_own(self, node: ir.Node) -> bool:
        """Whether a node reads nothing but the subject's own row."""
        if isinstance(node, ir.Var):
            definition = None if node.name.startswith("@") else self.program.definitions[node.name]
            return definition is not None and (
                definition.node is None or self._is_own(definition.node)
            )
        if isinstance(node, ir.Aggregate | ir.Linked):
            return False
        return all(map(self._is_own, ir.children(node)))

    def _add(self, node: ir.Node, region: ir.Node | None) -> None:
        """Add the figures below a node about the subject, through its names."""
        if isinstance(node, ir.Var):
            self._add_name(node.name, region)
            return
        parts = ir.children(node)
        if isinstance(node, ir.Linked):
            self.told_by_rows = False
        elif isinstance(node, ir.Aggregate):
            self.where.setdefault(node, set()).add(region)
            for part in _parts(node.where, node.value, node.order):
                self._add_beside_row(part, region)
            parts = _parts(node.until, node.empty)
        for part in parts:
            self._add(part, region)

    def _add_name(self, name: str, region: ir.Node | None) -> None:
        if name.startswith("@") or (name, region) in self._names:
            return
        self._names.add((name, region))
        definition = self.program.definitions[name].node
        if definition is not None:
            self._add(definition, region)

    def _add_beside_row(self, node: ir.Node, region: ir.Node | None) -> None:
        """Add the figures of the subject that a test of a row reads."""
        if isinstance(node, ir.Var | ir.Aggregate):
            self._add(node, region)
        elif isinstance(node, ir.Linked):
            plain = isinstance(node.key, ir.Column) and node.key.via is None
            self.told_by_rows = self.told_by_rows and plain
        else:
            for child in ir.children(node):
                self._add_beside_row(child, region)


def _parts(*nodes: ir.Node | None) -> tuple[ir.Node, ...]:
    return tuple(node for node in nodes if node is not None)


def _names_days(node: ir.Aggregate) -> bool:
    """Whether a figure is the first of the days that rows name, the end of the calendar for none."""
    return node.kind == "min" and isinstance(node.value, ir.Earliest) and _END in node.value.args


def is_of_row(node: ir.Aggregate) -> bool:
    """Return whether what a row gives to a figure rests on it, and whom it names, alone.

    Of rows in an order, one that gives the same may still stand elsewhere among its equals.
    """
    if node.match or node.kind in ("latest", "first"):
        return False
    return all(_reads_row(part) for part in _parts(node.where, node.value, node.order))


def _reads_row(node: ir.Node) -> bool:
    if isinstance(node, ir.Var | ir.Aggregate):
        return False
    if isinstance(node, ir.Column):
        return node.via != ir.OWN
    if isinstance(node, ir.Linked):
        supplied = (p.name for p in ir.walk(node.node) if isinstance(p, ir.Var))
        return _reads_row(node.key) and not any(name.startswith("@") for name in supplied)
    return all(map(_reads_row, ir.children(node)))


@kept
def figures_read(program: Program, kind: Subject, as_of: dt.date) -> Figures:
    """Return the figures of a kind of subject, kept by the identity of the program."""
    return Figures.of(program, kind, as_of)


@dataclass(frozen=True)
class Comparison:
    """Compares what rows give in two states."""

    figures: Figures
    states: States

    @cached_property
    def _runs(self) -> tuple[Run, Run]:
        program, as_of = self.figures.program, self.states.as_of
        before = Run.of(program, self.states.before, as_of)
        return before, Run.of(program, self.states.after, as_of, before.store.texts)

    def differing(self, place: Place, named: Mapping[str, pl.Series]) -> pl.Series | None:
        """Return the subjects to whom some rows of a table give something else than before.

        Args:
            place: the table, and the column that names the subject.
            named: the rows in which a column holds one of some keys; all rows that changed, or that
                name somebody who did, are among them.

        Returns:
            The keys of the subjects; None where the table is not held in both states.
        """
        table, key = place
        if any(table not in run.store.facts for run in self._runs):
            return None
        before, after = (self._rows(run, table, named) for run in self._runs)
        told = self.figures.told.get(place, ())
        found = [self._by(figure, key, before, after) for figure in told]
        numbers = reduce(np.union1d, found, np.zeros(0, dtype=np.int64))
        return self._runs[1].store.texts.named(numbers)

    def _rows(self, run: Run, table: str, named: Mapping[str, pl.Series]) -> Rows:
        places = run.store.places_naming(table, named)
        nobody = Subjects(run, self.figures.kind, np.zeros(0, dtype=np.int64))
        alone = np.zeros(len(places), dtype=np.int64)
        return Rows(run, nobody, run.store.table(table, places), alone, 1, alone)

    def _by(self, told: Told, key: str, before: Rows, after: Rows) -> Numbers:
        """Return to whom rows give something else in one figure, by the numbers of their keys."""
        if not told.of_row:
            return self._there(told, np.union1d(_subjects(before, key), _subjects(after, key)))
        with np.errstate(all="ignore"):  # what is not known may be any number
            old, new = (given(r, told.node, key, drop_never=told.day) for r in (before, after))
        return self._there(told, old.differing(new))

    def _there(self, told: Told, numbers: Numbers) -> Numbers:
        """Return those of some subjects who may be where a figure counts."""
        if told.regions is None or not len(numbers):
            return numbers
        subjects = Subjects(self._runs[1], self.figures.kind, numbers)
        away = [as_truth(subjects.value(region)).fails for region in told.regions]
        here = either([~fails for fails in away])
        near: Numbers = numbers[spread(here, len(numbers))]
        return near


def _subjects(rows: Rows, key: str) -> Numbers:
    """Return whom rows are about, by the numbers of their keys."""
    keys = rows.table.texts(key)
    known: Numbers = spread(keys.numbers, len(rows))[spread(keys.known, len(rows))]
    return known


@dataclass(frozen=True)
class Given:
    """What rows give to a figure: a line of numbers each."""

    #: places of the rows, in order
    places: Places
    #: the subject, whether the row is in doubt, value and order, each with whether it is known
    lines: Numbers

    def differing(self, other: Given) -> Numbers:
        """Return the subjects to whom other rows give something else."""
        mine, theirs = self._unlike(other)
        if not len(mine) and not len(theirs):
            return np.zeros(0, dtype=np.int64)
        names = [f"{n}" for n in range(self.lines.shape[1])]
        frame = pl.DataFrame(np.concatenate([mine, theirs]), schema=names)
        counts = np.repeat([1, -1], [len(mine), len(theirs)])
        sums = frame.with_columns(pl.Series(_COUNT, counts)).group_by(names).agg(pl.sum(_COUNT))
        return np.unique(sums.filter(pl.col(_COUNT) != 0)[names[0]].to_numpy())

    def _unlike(self, other: Given) -> tuple[Numbers, Numbers]:
        """Leave out what gives the same in the same place: that makes no difference to anybody."""
        _, mine, theirs = np.intersect1d(
            self.places, other.places, assume_unique=True, return_indices=True
        )
        same = (self.lines[mine] == other.lines[theirs]).all(axis=1)
        return np.delete(self.lines, mine[same], 0), np.delete(other.lines, theirs[same], 0)


def given(rows: Rows, node: ir.Aggregate, key: str, *, drop_never: bool = False) -> Given:
    """Return what each row that may fit gives to a figure.

    Args:
        rows: rows of the figure's table, in order.
        node: the figure.
        key: the column that names the subject.
        drop_never: leave out rows whose value is the end of the calendar.
    """
    some = _worth_asking(rows, node)
    count = len(some)
    subject = some.table.texts(key)
    stay = spread(subject.known, count)
    doubtful = np.zeros(count, dtype=np.bool_)
    if node.where is not None and count:
        fits = as_truth(some.value(node.where))
        stay, doubtful = stay & ~fits.fails, spread(~fits.holds, count)
    columns = [spread(subject.numbers, count), doubtful.astype(np.int64)]
    for part in (node.value, node.order):
        value = as_value(some.value(part)) if part is not None and count else UNKNOWN_VALUE
        known = spread(value.known, count)
        columns += [np.where(known, value.numbers, 0), known.astype(np.int64)]
    if drop_never:
        stay = stay & ((columns[2] != calendar.NEVER) | (columns[3] == 0))
    return Given(some.table.positions[stay], np.stack(columns, axis=1)[stay])


def _worth_asking(rows: Rows, node: ir.Aggregate) -> Rows:
    """Leave out rows that fail a cheap test before others than the subject are asked about them."""
    dear = rows.run.numbering.asks_others
    cheap = [t for t in figures.tests_of(node.where) if not dear(t)] if node.where else []
    if not cheap or not len(rows):
        return rows
    fails = spread(either([as_truth(rows.value(test)).fails for test in cheap]), len(rows))
    return rows.narrowed(tuple(map(rows.run.numbering.of, cheap)), np.flatnonzero(~fails))
