"""Figures over records: one grouping of the rows for many figures, islands of months for covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from yulin.policy import ir
from yulin.policy.backends.python import month_index
from yulin.policy.backends.sql.cells import sql_type
from yulin.policy.backends.sql.dialects import apart, called, cast, column, named, whole
from yulin.policy.backends.sql.emit import cases, is_known, is_null, joined, literal, number
from yulin.policy.backends.sql.layers import Place
from yulin.policy.backends.sql.sheets import Sheet, ordered
from yulin.policy.kinds import TEXT, YES

#: figures in one grouping; each takes two or three columns
_FIGURES = 40
_COVERING = ("months", "streak", "longest")
_CHOOSING = ("latest", "first")
#: kinds that are unknown where a fitting row's value is
_VALUED = ("distinct", "sum", "max", "min", "top")


@dataclass
class Figures:
    """Works out figures over the rows of one table."""

    #: the subjects, who hold what is read once for all their rows
    subjects: Sheet
    #: whom or what the rows are about: the subjects, or outer rows
    about: Sheet
    rows: Sheet
    nodes: tuple[ir.Aggregate, ...]

    def places(self) -> Iterator[Place]:
        """Yield where each figure stands, in their order; it has a row for all of ``about``."""
        for start in range(0, len(self.nodes), _FIGURES):
            yield from self._finished(self.nodes[start : start + _FIGURES])

    def _finished(self, nodes: Sequence[ir.Aggregate]) -> list[Place]:
        job = self.about.job
        grouping = _Grouping(self.subjects, self.rows, nodes)
        grouped = job.table(grouping.query())
        base = self.about.base
        read = [grouping.cell(node.empty) for node in nodes if node.empty is not None]
        query = self.about.source([n for n in read if job.graph[n].op != "const"])
        covers = {}
        for place, node in enumerate(nodes):
            if node.kind in _COVERING:
                covers[place] = job.table(grouping.cover(place))
        for table in (grouped, *covers.values()):
            test = exp.EQ(this=column("a", table), expression=column("id", base))
            query = query.join(named(table), on=test, join_type="left", copy=False)
        names = [job.name("c") for _ in nodes]
        values = [
            called(self._value(i, node, grouped, covers.get(i)), name)
            for i, (node, name) in enumerate(zip(nodes, names, strict=True))
        ]
        made = job.table(query.select(column("id", base), *values, copy=False))
        return [(made, name) for name in names]

    def _value(self, i: int, node: ir.Aggregate, grouped: str, cover: str | None) -> exp.Expr:
        doubtful = _at_least_one(column(f"d{i}", grouped))
        kind = sql_type(node.type)
        if cover is not None:
            known = exp.Coalesce(this=column("v", cover), expressions=[number(0)])
            return cases((doubtful, literal(None, kind)), otherwise=known)
        fits = _at_least_one(column(f"k{i}", grouped))
        if node.kind == "any":
            return cases((fits, exp.true()), (doubtful, literal(None, kind)), otherwise=exp.false())
        if node.kind == "count":
            counted = exp.Coalesce(this=column(f"k{i}", grouped), expressions=[number(0)])
            return cases((doubtful, literal(None, kind)), otherwise=counted)
        found = cast(column(f"v{i}", grouped), kind)
        return cases(
            (doubtful, literal(None, kind)), (fits, found), otherwise=self._empty(node, kind)
        )

    def _empty(self, node: ir.Aggregate, kind: str) -> exp.Expr:
        if node.empty is None:
            zero = 0 if node.kind in ("distinct", "sum", "top") else None
            return literal(zero, kind)
        cell = self.about.job.graph.add(node.empty)
        if self.about.job.graph[cell].op == "const":
            value, _ = self.about.job.graph[cell].params
            return literal(value, kind)  # type: ignore[arg-type]
        return cast(self.about.value(cell), kind)


def _at_least_one(count: exp.Expr) -> exp.Expr:
    """Return whether a count of rows is more than none; there is none where nothing was counted."""
    counted = exp.Coalesce(this=count, expressions=[number(0)])
    return apart(exp.GT(this=counted, expression=number(0)))


@dataclass
class _Grouping:
    """The rows with what their figures read, and the grouping of them."""

    subjects: Sheet
    rows: Sheet
    nodes: Sequence[ir.Aggregate]
    _read: dict[int, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        read: list[int] = []
        for node in self.nodes:
            parts = [p for p in (node.where, node.value, node.order) if p is not None]
            read += [self._month(p) if self._is_spell(node, p) else self.cell(p) for p in parts]
        graph = self.rows.job.graph
        self._read = dict.fromkeys(n for n in read if graph[n].op != "const")
        self.rows.add(self._read)
        untils = [self._until(n) for n in self.nodes if n.kind in _COVERING]
        self.subjects.add(n for n in untils if graph[n].op != "const")
        self._read |= dict.fromkeys(n for n in untils if graph[n].op != "const")

    def cell(self, node: ir.Node) -> int:
        return self.rows.job.graph.add(node)

    def _is_spell(self, node: ir.Aggregate, part: ir.Node) -> bool:
        return node.kind in _COVERING and part is not node.where

    def _month(self, node: ir.Node) -> int:
        graph = self.rows.job.graph
        return graph.month(graph.add(node))

    def _until(self, node: ir.Aggregate) -> int:
        graph = self.rows.job.graph
        if node.until is None:
            return graph.const(month_index(graph.as_of), "BIGINT")
        return graph.month(graph.add(node.until))

    def _use(self, cell: int) -> exp.Expr:
        """Return a cell in a query over the rows' columns, each named after its cell."""
        found = self.rows.job.graph[cell]
        if found.op == "const":
            value, kind = found.params
            return literal(value, str(kind))  # type: ignore[arg-type]
        return column(f"x{cell}")

    def _mask(self, node: ir.Aggregate) -> exp.Expr:
        return exp.true() if node.where is None else self._use(self.cell(node.where))

    def _columns(self) -> exp.Select:
        """Return the rows with every cell that is read, named after it."""
        query = self.rows.source(list(self._read))
        own = [called(column(c, self.rows.base), c) for c in ("a", "id")]
        read = [called(self.rows.value(n), f"x{n}") for n in self._read]
        return query.select(*own, *read, copy=False)

    # -- one row for each that rows are about ------------------------------------------------------

    def query(self) -> exp.Select:
        """Return the grouping: fitting rows, doubtful rows and value of every figure."""
        below = self._chosen(self._ranked())
        wanted: list[exp.Expr] = [column("a")]
        for i, node in enumerate(self.nodes):
            wanted.append(called(_count(self._doubt(node)), f"d{i}"))
            if node.kind in _COVERING:
                continue
            wanted.append(called(_count(self._mask(node)), f"k{i}"))
            if node.kind not in ("any", "count"):
                wanted.append(called(self._combined(i, node), f"v{i}"))
        query = exp.select(*wanted).from_(below.subquery("g", copy=False), copy=False)
        return query.group_by(column("a"), copy=False)

    def _doubt(self, node: ir.Aggregate) -> exp.Expr:
        read: list[int] = []
        if node.kind in _VALUED and node.value is not None:
            read = [self.cell(node.value)]
        elif node.kind in _CHOOSING and node.order is not None:
            read = [self.cell(node.order)]
        elif node.kind in _COVERING and node.value is not None and node.order is not None:
            read = [self._month(node.value), self._month(node.order), self._until(node)]
        unknown = is_null(self._mask(node))
        if not read:
            return unknown
        missing = joined(exp.Or, [is_null(self._use(n)) for n in read])
        return joined(exp.Or, [unknown, joined(exp.And, [self._mask(node), missing])])

    def _ranked(self) -> exp.Select:
        """Number the rows of each by every order that is asked for."""
        query = self._columns().subquery("g", copy=False)
        ranks = {}
        for i, node in enumerate(self.nodes):
            if node.kind in _CHOOSING and node.order is not None:
                order = self.cell(node.order)
                by = ordered(self._use(order), column("id"))
                ranks[f"r{order}"] = exp.Window(
                    this=exp.RowNumber(), partition_by=[column("a")], order=by
                )
            elif node.kind == "top":
                largest = exp.Ordered(this=self._fitting(node), desc=True, nulls_first=False)
                ranks[f"t{i}"] = exp.Window(
                    this=exp.RowNumber(),
                    partition_by=[column("a")],
                    order=exp.Order(expressions=[largest]),
                )
        return _widened(query, ranks)

    def _chosen(self, ranked: exp.Select) -> exp.Select:
        """Find the last or first fitting row of each by its number."""
        chosen = {}
        for i, node in enumerate(self.nodes):
            if node.kind in _CHOOSING and node.order is not None:
                rank = cases((self._mask(node), column(f"r{self.cell(node.order)}")))
                kind = exp.Max if node.kind == "latest" else exp.Min
                chosen[f"m{i}"] = exp.Window(this=kind(this=rank), partition_by=[column("a")])
        return _widened(ranked.subquery("g", copy=False), chosen) if chosen else ranked

    def _fitting(self, node: ir.Aggregate) -> exp.Expr:
        assert node.value is not None
        return cases((self._mask(node), self._use(self.cell(node.value))))

    def _combined(self, i: int, node: ir.Aggregate) -> exp.Expr:
        fitting = self._fitting(node)
        if node.kind == "distinct":
            return exp.Count(this=exp.Distinct(expressions=[fitting]))
        if node.kind == "sum":
            return whole(exp.Sum(this=fitting))
        if node.kind == "top":
            among = apart(exp.LTE(this=column(f"t{i}"), expression=number(node.limit or 0)))
            total = exp.Sum(this=cases((among, fitting), otherwise=number(0)))
            return whole(total)
        if node.kind in _CHOOSING:
            assert node.order is not None
            rank = column(f"r{self.cell(node.order)}")
            here = apart(exp.EQ(this=rank, expression=column(f"m{i}")))
            fitting = cases((here, fitting))
        least = node.kind == "min"
        if node.type == TEXT:
            fitting = self.rows.job.dialect.by_bytes(fitting)
        if node.type == YES:
            return exp.LogicalAnd(this=fitting) if least else exp.LogicalOr(this=fitting)
        return exp.Min(this=fitting) if least else exp.Max(this=fitting)

    # -- months that spells cover ------------------------------------------------------------------

    def cover(self, i: int) -> exp.Select:
        """Return the months of one figure for each that has any."""
        node = self.nodes[i]
        runs = self._runs(node).subquery("g", copy=False)
        length = joined(exp.Add, [_minus(column("l"), column("f")), number(1)])
        if node.kind == "months":
            value = whole(exp.Sum(this=length))
        else:
            if node.kind == "streak":
                last = _minus(column("u"), number(1))
                length = cases((apart(exp.GTE(this=column("l"), expression=last)), length))
            value = exp.Max(this=length)
        query = exp.select(column("a"), called(value, "v"))
        return query.from_(runs, copy=False).group_by(column("a"), copy=False)

    def _runs(self, node: ir.Aggregate) -> exp.Select:
        """Return the unbroken runs of months from ``f`` to ``l``: a spell that begins after the
        month that follows all spells before it begins a new one.
        """
        before = exp.Max(this=column("l"))
        reach = _running(before, upto=("PRECEDING", "1"))
        spells = _widened(self._spells(node).subquery("g", copy=False), {"b": reach})
        after = apart(
            exp.GT(this=column("f"), expression=joined(exp.Add, [column("b"), number(1)]))
        )
        begins = cases((is_null(column("b")), number(1)), (after, number(1)), otherwise=number(0))
        island = _running(exp.Sum(this=begins), upto=("CURRENT ROW", None))
        islands = _widened(spells.subquery("g", copy=False), {"i": island})
        return (
            exp.select(
                column("a"),
                called(exp.Min(this=column("f")), "f"),
                called(exp.Max(this=column("l")), "l"),
                called(exp.Max(this=column("u")), "u"),
            )
            .from_(islands.subquery("g", copy=False), copy=False)
            .group_by(column("a"), column("i"), copy=False)
        )

    def _spells(self, node: ir.Aggregate) -> exp.Select:
        """Return the fitting spells of some month: first and last month, last that counts."""
        assert node.value is not None
        assert node.order is not None
        first, last, until = self._month(node.value), self._month(node.order), self._until(node)
        counted = exp.Least(this=self._use(last), expressions=[self._use(until)], ignore_nulls=True)
        known = joined(exp.And, [is_known(self._use(n)) for n in (first, last, until)])
        fitting = exp.select(
            column("a"),
            column("id"),
            called(self._use(first), "f"),
            called(counted, "l"),
            called(self._use(until), "u"),
        ).from_(self._columns().subquery("g", copy=False), copy=False)
        fitting = fitting.where(self._mask(node), known, copy=False)
        some = exp.GTE(this=column("l"), expression=column("f"))
        return exp.select("*").from_(fitting.subquery("g", copy=False)).where(some, copy=False)


def _minus(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return apart(exp.Sub(this=left, expression=right))


def _count(test: exp.Expr) -> exp.Expr:
    """Return in how many rows a test holds."""
    return exp.Count(this=cases((test, number(1))))


def _running(value: exp.Expr, *, upto: tuple[str, str | None]) -> exp.Window:
    """Return a value over the spells of one subject so far, in order of their months."""
    side, distance = upto
    end: dict[str, object] = {"end": side}
    if distance is not None:
        end = {"end": exp.Literal.number(distance), "end_side": side}
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", **end)
    order = ordered(column("f"), column("l"), column("id"))
    return exp.Window(this=value, partition_by=[column("a")], order=order, spec=spec)


def _widened(below: exp.Subquery, more: dict[str, exp.Window]) -> exp.Select:
    """Return a query's columns and more."""
    values = [called(value, name) for name, value in more.items()]
    return exp.select("*", *values).from_(below, copy=False)
