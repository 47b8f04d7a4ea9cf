"""Cells as one query: what is read more than once gets a name in a subquery below.

Each layer reads the columns of the one below. A cell is written out where it is used, unless it is
used again and is worth a column, or stands so deep that engines would give up on the expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from yulin.policy.backends.sql.cells import Graph, times
from yulin.policy.backends.sql.dialects import Dialect, called, column, named
from yulin.policy.backends.sql.emit import Part, emit

#: an expression of fewer operations is repeated rather than named
_WORTH_A_NAME = 3
_DEEPEST = 24
#: cells that are looked up by a join on their only argument
LOOKED_UP = ("workday_number", "nth_workday")
_BELOW = "below"

Place = tuple[str, str]


@dataclass(frozen=True)
class Ground:
    """What the lowest layer stands on."""

    #: table and column that hold a cell, or None where it must be worked out
    find: Callable[[int], Place | None]
    #: a query without columns that reads the tables holding some cells
    source: Callable[[Sequence[int]], exp.Select]
    #: the identity of a row, kept through all layers
    identity: Place
    #: relation, its key column and its value column, for an operation that is looked up
    lookup: Callable[[str], tuple[str, str, str]]


@dataclass
class _Plan:
    """Which cells are named, and in which layer each can be worked out."""

    graph: Graph
    ground: Ground
    targets: frozenset[int]
    order: list[int] = field(default_factory=list)
    uses: dict[int, int] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    layer: dict[int, int] = field(default_factory=dict)
    size: dict[int, int] = field(default_factory=dict)
    depth: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[int] = set()
        for target in self.targets:
            self._visit(target, seen)
        self._count()
        for number in self.order:
            self._place(number)

    def is_ground(self, number: int) -> bool:
        """Whether a cell needs no working out."""
        return self.graph[number].op == "const" or self.ground.find(number) is not None

    def _visit(self, number: int, seen: set[int]) -> None:
        if number in seen or self.is_ground(number):
            return
        seen.add(number)
        if self.graph[number].op == "leaf":
            raise LookupError(f"no column holds {self.graph[number].params[0]}")
        for arg in self.graph[number].args:
            self._visit(arg, seen)
        self.order.append(number)

    def _count(self) -> None:
        for number in self.order:
            cell = self.graph[number]
            for arg, count in zip(cell.args, times(cell), strict=True):
                # what a join looks up by must be a column
                self.uses[arg] = self.uses.get(arg, 0) + count
                if cell.op in LOOKED_UP and not self.is_ground(arg):
                    self.named.add(arg)

    def _place(self, number: int) -> None:
        cell = self.graph[number]
        args = [a for a in cell.args if not self.is_ground(a)]
        self.layer[number] = max((self.ready(a) for a in args), default=0)
        inline = [a for a in args if a not in self.named]
        counts = dict(zip(cell.args, times(cell), strict=True))
        self.size[number] = 1 + sum(self.size[a] * counts[a] for a in inline)
        self.depth[number] = 1 + max((self.depth[a] for a in inline), default=0)
        again = self.uses.get(number, 0) + (number in self.targets) > 1
        worth = again and self.size[number] >= _WORTH_A_NAME
        if worth or self.depth[number] >= _DEEPEST or cell.op in LOOKED_UP:
            self.named.add(number)

    def ready(self, number: int) -> int:
        """Return the first layer that can read a cell."""
        return self.layer[number] + (number in self.named)

    def read(self, number: int) -> Iterator[int]:
        """Yield the columns that the expression of a cell reads."""
        for arg in self.graph[number].args:
            if self.graph[arg].op == "const":
                continue
            if arg in self.named or self.ground.find(arg) is not None:
                yield arg
            else:
                yield from self.read(arg)


def layered(
    graph: Graph, ground: Ground, dialect: Dialect, targets: Sequence[tuple[str, int]]
) -> exp.Select:
    """Return the query that gives ``id`` and every target under its name.

    Raises:
        LookupError: where a target reads something that the ground does not hold.
    """
    plan = _Plan(graph, ground, frozenset(number for _, number in targets))
    builder = _Builder(plan, dialect)
    return builder.query(targets)


@dataclass
class _Builder:
    plan: _Plan
    dialect: Dialect

    def query(self, targets: Sequence[tuple[str, int]]) -> exp.Select:
        top = max((self._top(number) for _, number in targets), default=0)
        made: exp.Select | None = None
        for layer in range(top):
            made = self._layer(layer, top, made, targets)
        return self._finish(top, made, targets)

    def _top(self, number: int) -> int:
        return self.plan.ready(number) if number in self.plan.layer else 0

    def _layer(
        self, layer: int, top: int, below: exp.Select | None, targets: Sequence[tuple[str, int]]
    ) -> exp.Select:
        here = [n for n in self.plan.order if n in self.plan.named and self.plan.layer[n] == layer]
        passed = self._read_after(layer, top, targets)
        wanted = [n for n in passed if n not in here]
        query = self._from(layer, below, self._read_in(here, wanted))
        query = self._joined(query, [n for n in here if self._is_lookup(n)], layer)
        kept = [called(self._column(n, layer), f"h{n}") for n in wanted]
        made = [called(self._value(n, layer), f"h{n}") for n in here]
        selected = query.select(self._identity(layer), *kept, *made, copy=False)
        # kept apart, or an engine would write every name out again where it is used
        return selected.offset(0, copy=False) if self.dialect.fenced else selected

    def _finish(
        self, top: int, below: exp.Select | None, targets: Sequence[tuple[str, int]]
    ) -> exp.Select:
        read = [n for _, target in targets for n in self._reads(target)]
        query = self._from(top, below, list(dict.fromkeys(read)))
        values = [called(self._use(n, top)(), name) for name, n in targets]
        return query.select(self._identity(top), *values, copy=False)

    # -- columns ---------------------------------------------------------------------------------

    def _is_column(self, number: int) -> bool:
        return number in self.plan.named or self.plan.ground.find(number) is not None

    def _reads(self, number: int) -> Iterator[int]:
        if self.plan.graph[number].op == "const":
            return
        if self._is_column(number):
            yield number
        else:
            yield from self.plan.read(number)

    def _read_in(self, here: list[int], passed: list[int]) -> list[int]:
        read = [n for number in here for n in self.plan.read(number)]
        return list(dict.fromkeys([*read, *passed]))

    def _read_after(self, layer: int, top: int, targets: Sequence[tuple[str, int]]) -> list[int]:
        """Return the columns that stand in this layer or below and are read above it."""
        later = [n for n in self.plan.order if n in self.plan.named and self.plan.layer[n] > layer]
        read = [n for number in later for n in self.plan.read(number)]
        read += [n for _, target in targets for n in self._reads(target)]
        known = (n for n in dict.fromkeys(read) if n not in later)
        return list(known)

    def _from(self, layer: int, below: exp.Select | None, read: list[int]) -> exp.Select:
        if below is None:
            return self.plan.ground.source(read)
        return exp.select().from_(below.subquery(_BELOW, copy=False), copy=False)

    def _identity(self, layer: int) -> exp.Expr:
        table, name = self.plan.ground.identity
        return called(column(name, table if layer == 0 else _BELOW), "id")

    def _column(self, number: int, layer: int) -> exp.Expr:
        if layer > 0:
            return column(f"h{number}", _BELOW)
        place = self.plan.ground.find(number)
        assert place is not None
        return column(place[1], place[0])

    def _use(self, number: int, layer: int) -> Part:
        """Return how a cell is written where a layer uses it."""
        if self.plan.graph[number].op != "const" and self._is_column(number):
            return lambda: self._column(number, layer)
        return lambda: self._value(number, layer)

    def _value(self, number: int, layer: int) -> exp.Expr:
        if self._is_lookup(number):
            _, _, value = self.plan.ground.lookup(self.plan.graph[number].op)
            return column(value, f"l{number}")
        cell = self.plan.graph[number]
        return emit(cell, [self._use(a, layer) for a in cell.args], self.dialect)

    # -- joins -----------------------------------------------------------------------------------

    def _is_lookup(self, number: int) -> bool:
        return self.plan.graph[number].op in LOOKED_UP

    def _joined(self, query: exp.Select, lookups: list[int], layer: int) -> exp.Select:
        for number in lookups:
            relation, key, _ = self.plan.ground.lookup(self.plan.graph[number].op)
            name = f"l{number}"
            by = self._use(self.plan.graph[number].args[0], layer)()
            test = exp.EQ(this=column(key, name), expression=by)
            query = query.join(named(relation, name), on=test, join_type="left", copy=False)
        return query


__all__ = ["LOOKED_UP", "Ground", "Place", "layered"]
