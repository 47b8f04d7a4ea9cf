"""The next day on which time alone may change a decision, as IR over IR.

Between two such days nothing needs to be decided again for a subject whose facts stay as they are. A
day may be named too early, never too late: every comparison that moves, every figure over records and
every version of a document names the days on which it turns, whatever stands beside it.

A figure over records stays as it is until some row of it begins or ends to count. So each row says
when that may be, and the earliest of these days is itself a figure over the same rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.population import KEY, Population
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates import timing
from yulin.policy.dates.arithmetic import first_of_month
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.dates.figures import goes_on
from yulin.policy.dates.fixed import on_day
from yulin.policy.dates.growth import COVERS, FIRST_OF_MONTH, Growth
from yulin.policy.decide import nodes_read
from yulin.policy.incremental.kept import kept
from yulin.policy.kinds import DAY, YES, Number
from yulin.policy.library import Library
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject

_MONTHS = Number("月")
_NEVER = ir.Const(None, DAY)
#: parts of tests that are known where all below them is
_TESTS = (ir.And, ir.Or, ir.Not, ir.Compare, ir.IsIn, ir.Within, ir.Contains)
_END = ir.Const(NEVER, DAY)
_NEXT_MONTH = ir.AddMonths(FIRST_OF_MONTH, ir.Const(1, _MONTHS))
_TRUE = ir.Const(True, YES)
_WORDS: dict[Subject, str] = {"人员": "person", "单位": "employer"}
COLUMNS = {"subject_kind": pl.String(), "subject": pl.String(), "day": pl.Date()}


@dataclass(frozen=True)
class Horizon:
    """The days on which the decisions on one kind of subject may change, from a date on."""

    as_of: dt.date
    #: days that count wherever the subject works or lies
    everywhere: tuple[ir.Node, ...]
    #: (where a document applies, days that count unless the subject is definitely elsewhere)
    local: tuple[tuple[ir.Node, tuple[ir.Node, ...]], ...]

    def nodes(self) -> Iterator[ir.Node]:
        """Yield everything that must be worked out."""
        yield from self.everywhere
        for region, days in self.local:
            yield region
            yield from days


def next_days(
    library: Library,
    facts: Facts,
    *,
    as_of: dt.date,
    subjects: Mapping[Subject, pl.Series] | None = None,
) -> pl.DataFrame:
    """Return one row per subject: the first day after ``as_of`` on which time may change a decision.

    The day is null where it never does. Answers to documents of other regions do not count. Given
    ``subjects``, only these are asked for, and the facts may hold others.
    """
    program = library.program(as_of)
    frames = [pl.DataFrame(schema=COLUMNS)]
    for kind in _WORDS:
        keys = None if subjects is None else subjects.get(kind, pl.Series([], dtype=pl.String))
        if program.of(kind) and kind in facts.tables and (keys is None or keys.len()):
            population = Population(program, facts, as_of, kind, keys=keys)
            frames.append(days_of(population, library))
    return pl.concat(frames)


def days_of(population: Population, library: Library) -> pl.DataFrame:
    """Return the next days of a population, those on which versions start or end included."""
    return dated(next_days_of(population), population.subject, library, population.as_of)


def dated(days: pl.DataFrame, kind: Subject, library: Library, as_of: dt.date) -> pl.DataFrame:
    """Return the next days of a kind of subject, none after that on which versions start or end."""
    versions = pl.lit(next_version_day(library, as_of), pl.Date)
    return days.select(
        pl.lit(_WORDS[kind]).alias("subject_kind"), "subject", pl.min_horizontal("day", versions)
    )


def next_days_of(population: Population) -> pl.DataFrame:
    """Return ``subject`` and ``day`` for a population, while the same versions are in force."""
    horizon = horizon_of(population.program, population.subject, population.as_of)
    population.prepare(horizon.nodes())
    groups = [(None, horizon.everywhere), *horizon.local]
    days = [_first(population, region, nodes) for region, nodes in groups if nodes]
    found = pl.DataFrame([population.frame[KEY].alias("subject"), *days])
    first = pl.min_horizontal(pl.exclude("subject")) if days else pl.lit(None, pl.Date)
    return found.select("subject", pl.when(first < NEVER).then(first).alias("day"))


def _first(population: Population, region: ir.Node | None, nodes: tuple[ir.Node, ...]) -> pl.Series:
    """Return the first of some days for each subject; null where it is elsewhere."""
    each = [
        population.context.expr(node).cast(pl.Date).alias(f"{n}") for n, node in enumerate(nodes)
    ]
    here = pl.lit(value=True) if region is None else population.context.expr(region)
    days = population.frame.lazy().select(*each, here.fill_null(value=True).alias("here")).collect()
    later = [
        pl.when(pl.col(name) > population.as_of).then(name) for name in map(str, range(len(each)))
    ]
    first = pl.when("here").then(pl.min_horizontal(later))
    return days.select(first.alias(f"{id(nodes)}")).to_series()


def next_day(program: Program, frame: Frame, kind: Subject) -> dt.date | None:
    """Return the next day for one subject, worked out by the reference."""
    horizon = horizon_of(program, kind, frame.as_of)
    here = [days for region, days in horizon.local if run(region, frame) is not False]
    found = [run(node, frame) for days in (horizon.everywhere, *here) for node in days]
    days = (day for day in found if day is not None and frame.as_of < day < NEVER)
    return min(days, default=None)


def next_version_day(library: Library, as_of: dt.date) -> dt.date | None:
    """Return the next day on which a version starts, or is the first after one that ended."""
    settled = [v for d in library.documents for v in d.versions if not v.draft]
    starts = [v.starts for v in settled if v.starts is not None]
    ends = [v.ends for v in settled if v.ends is not None and v.ends < dt.date.max]
    days = [*starts, *(day + dt.timedelta(days=1) for day in ends)]
    return min((day for day in days if day > as_of), default=None)


@kept
def horizon_of(program: Program, kind: Subject, as_of: dt.date) -> Horizon:
    """Return the days of a kind of subject, kept by the identity of the program."""
    growth = Growth(program.growth.definitions, frozenset(), records=True)
    today = Frame(program=program, as_of=as_of)
    by_region: dict[ir.Node | None, list[Item]] = {}
    for item in program.of(kind):
        region = item.region_clause.plain if item.region_clause is not None else None
        by_region.setdefault(region, []).append(item)
    everywhere = by_region.pop(None, [])
    regions = [region for region in by_region if region is not None]
    common = _Changes(growth, today)
    common.add_all([*regions, *(node for item in everywhere for node in _roots(item))])
    common.standing_counters(everywhere, program.growth)
    known = tuple(common.days())
    local = []
    for region in regions:
        changes = _Changes(growth, today)
        changes.add_all(node for item in by_region[region] for node in _roots(item))
        changes.standing_counters(by_region[region], program.growth)
        local.append((region, tuple(day for day in changes.days() if day not in known)))
    return Horizon(as_of, known, tuple(local))


def _roots(item: Item) -> Iterator[ir.Node]:
    """Yield what decides an item; its outlook turns when that does."""
    ahead = {id(node) for node in item.outlook.nodes()} if item.outlook is not None else set()
    return (node for node in nodes_read(item) if id(node) not in ahead)


@dataclass
class _Changes:
    """Collects, from nodes about one subject, the days on which they may change."""

    growth: Growth
    #: nobody on the date of the decision, to work out what rests on the date alone
    today: Frame
    #: days that the subject's own facts give
    own: dict[ir.Node, None] = field(default_factory=dict)
    #: (table, column that names the subject, conditions a row must fulfil) → days a row gives
    rows: dict[tuple[str, str, tuple[ir.Node, ...]], dict[ir.Node, None]] = field(
        default_factory=dict
    )
    _names: set[str] = field(default_factory=set)
    _figures: dict[ir.Node, None] = field(default_factory=dict)

    def days(self) -> Iterator[ir.Node]:
        """Yield the days; those of a figure over rows lie ahead, others may be past."""
        yield from dict.fromkeys(on_day(day, self.today) for day in self.own)
        for (table, key, tests), days in self.rows.items():
            fixed = dict.fromkeys(on_day(day, self.today) for day in days)
            # the end of the calendar stands for no day, so that no row is ever in doubt
            first = ir.Earliest((*(self._ahead(day) for day in fixed), _END))
            where = ir.And(tuple(map(_not_refused, tests))) if tests else None
            yield ir.Aggregate("min", table, key, where, first, None, None, None, DAY)

    def _ahead(self, day: ir.Node) -> ir.Node:
        """Return a day where it lies after the date of the decision, else null."""
        past = ir.Compare("<=", day, ir.Const(self.today.as_of, DAY))
        return ir.Choose(((past, _NEVER),), day, DAY)

    def add_all(self, nodes: Iterable[ir.Node]) -> None:
        """Collect the days of nodes, each once."""
        turns = timing.Turns(self.growth)
        for node in dict.fromkeys(nodes):
            turns.value(node)
            self._look_behind(node)
        self.own.update(dict.fromkeys(turns.days()))

    # -- figures over records, and other subjects ----------------------------------------------

    def _look_behind(self, node: ir.Node) -> None:
        """Find the figures and links that a node about the subject rests on, through its names."""
        if isinstance(node, ir.Var):
            definition = self.growth.definitions.get(node.name)
            if definition is not None and node.name not in self._names:
                self._names.add(node.name)
                self._look_behind(definition)
        elif isinstance(node, ir.Aggregate):
            self._figure(node)
        elif isinstance(node, ir.Linked):
            self._look_behind(node.key)
            self.own.update(dict.fromkeys(self._of_other(node)))
        else:
            for child in ir.children(node):
                self._look_behind(child)

    def _figure(self, node: ir.Aggregate) -> None:
        if node in self._figures:
            return
        self._figures[node] = None
        conditions = _conditions(node.where)
        asks = any(isinstance(part, ir.Linked) for part in ir.walk(node))
        # a test that ends is worth one figure more only where others are asked about the rows
        tests = tuple(t for t in conditions if self._stands(t) or (asks and self._ends(t)))
        days = dict.fromkeys(self._row_days(node))
        beside = [day for day in days if not _reads_row(day)]
        self.own.update(dict.fromkeys(beside))
        if len(beside) < len(days):
            place = self.rows.setdefault((node.table, node.key, tests), {})
            place.update((day, None) for day in days if _reads_row(day))
        for part in (node.until, node.empty):
            if part is not None:
                self.add_all([part])

    def _stands(self, test: ir.Node) -> bool:
        """Whether a condition says the same of a row until some day that is named anyway."""
        return not self.growth.moves(test) and not any(
            isinstance(part, ir.Linked | ir.Aggregate) for part in ir.walk(test)
        )

    def _ends(self, test: ir.Node) -> bool:
        """Whether a condition that fails of a row fails for good: it lasts until some day."""
        if not isinstance(test, ir.Compare):
            return False
        last = test.left if test.op in (">=", ">") else test.right
        day = test.right if test.op in (">=", ">") else test.left
        return test.op not in ("==", "!=") and isinstance(day, ir.AsOf) and self._stands(last)

    def _row_days(self, node: ir.Aggregate) -> Iterator[ir.Node]:
        """Yield the days on which a row may begin or end to count, or count as something else."""
        turns = timing.Turns(self.growth)
        for part in (node.where, node.value, node.order):
            if part is not None:
                turns.value(part)
                yield from self._behind_row(part)
        yield from turns.days()
        if node.kind in COVERS and node.value is not None and node.order is not None:
            last = node.until if node.until is not None else ir.AsOf()
            begins = first_of_month(node.value)
            # a run counts until a whole month after its last is over
            breaks = ir.AddMonths(first_of_month(node.order), ir.Const(2, _MONTHS))
            for day in (begins, breaks) if node.kind == "streak" else (begins,):
                yield from turns.crossings.reach(last, day, 1)

    def _behind_row(self, node: ir.Node) -> Iterator[ir.Node]:
        """Look behind what a row reads; yield the days of others whom it names."""
        if isinstance(node, ir.Linked):
            yield from self._behind_row(node.key)
            yield from self._of_other(node)
        elif isinstance(node, ir.Var | ir.Aggregate):
            self._look_behind(node)
        else:
            for child in ir.children(node):
                yield from self._behind_row(child)

    def _of_other(self, node: ir.Linked) -> Iterator[ir.Node]:
        other = _Changes(self.growth, self.today)
        other.add_all([node.node])
        days = tuple(self._ahead(day) for day in other.days())
        if days:
            yield ir.Linked(node.key, node.subject, ir.Earliest(days), DAY)

    # -- counters that stand still -----------------------------------------------------------------

    def standing_counters(self, items: Iterable[Item], growth: Growth) -> None:
        """Add the first of the next month where months are foreseen that no record brings.

        A day foreseen from a counter stays the same as long as the counter grows with the months;
        where its records have ended, it moves on by a month every month.
        """
        counters = {
            part
            for item in items
            if item.outlook is not None
            for _, day in item.outlook.dates
            for part in ir.walk(day)
            if isinstance(part, ir.Var) and part.name in growth.counting
        }
        for counter in sorted(counters, key=lambda c: c.name):
            definition = growth.definitions.get(counter.name)
            covers = _covers(definition) if definition is not None else []
            running = ir.And(tuple(goes_on(cover, _NEXT_MONTH) for cover in covers))
            stands = ir.Not(ir.And((ir.Known(running), running))) if covers else _TRUE
            still = ir.And((ir.Compare(">", counter, ir.Const(0, _MONTHS)), stands))
            self.own[ir.Choose(((still, _NEXT_MONTH),), _NEVER, DAY)] = None


def _not_refused(test: ir.Node) -> ir.Node:
    """Return a test of a row that is never unknown, and fails only where the given one does."""
    return test if _always_known(test) else ir.Not(timing.false(test))


def _always_known(node: ir.Node) -> bool:
    if isinstance(node, ir.Column):
        column = schema.BY_NAME[node.table].column(node.name)
        return node.via is None and (column.required or column.blank != "unknown")
    if isinstance(node, ir.Const):
        return node.value is not None
    return isinstance(node, _TESTS) and all(map(_always_known, ir.children(node)))


def _conditions(where: ir.Node | None) -> tuple[ir.Node, ...]:
    if where is None:
        return ()
    return where.args if isinstance(where, ir.And) else (where,)


def _reads_row(node: ir.Node) -> bool:
    """Whether a node reads the row at hand; a figure within it has rows of its own."""
    if isinstance(node, ir.Column):
        return node.via != ir.OWN
    if isinstance(node, ir.Aggregate):
        return False
    return any(map(_reads_row, ir.children(node)))


def _covers(node: ir.Node) -> list[ir.Aggregate]:
    return [p for p in ir.walk(node) if isinstance(p, ir.Aggregate) and p.kind in COVERS]
