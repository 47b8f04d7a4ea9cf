"""The form as a graph of cells: equal parts once, dates taken apart, nothing of any dialect yet.

SQL has no names for parts of an expression. A tree written out as it stands would grow without
bound wherever a part is read twice (``AddMonths`` reads its date three times), so a node first
becomes a cell that points to the cells it reads; ``layers`` then gives names to those that are read
more than once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from yulin.policy import ir
from yulin.policy.backends.python import division_step, month_index
from yulin.policy.dates import calendar_math as cm
from yulin.policy.kinds import DAY, TEXT, YES, Type

FIRST_DAY = dt.date(1, 1, 1)
#: the last day there is, counted from the first
LAST_NUMBER = (cm.NEVER - FIRST_DAY).days
FIRST_MONTH, LAST_MONTH = month_index(FIRST_DAY), month_index(cm.NEVER)


def sql_type(kind: Type) -> str:
    """Return the SQL type of a value: every number, label and division is a 64-bit integer."""
    if kind == YES:
        return "BOOLEAN"
    if kind == DAY:
        return "DATE"
    return "TEXT" if kind == TEXT else "BIGINT"


@dataclass(frozen=True, slots=True)
class Cell:
    """One operation over other cells, which are named by their number in the graph."""

    op: str
    args: tuple[int, ...] = ()
    params: tuple[Hashable, ...] = ()


class Graph:
    """Cells by number; equal cells have the same one."""

    def __init__(self, as_of: dt.date) -> None:
        self.as_of = as_of
        self.cells: list[Cell] = []
        self._numbers: dict[Cell, int] = {}
        self._added: dict[int, tuple[ir.Node, int]] = {}

    def __getitem__(self, number: int) -> Cell:
        return self.cells[number]

    def add(self, node: ir.Node) -> int:
        """Return the cell of a node, kept by identity (hashing a tree costs more)."""
        found = self._added.get(id(node))
        if found is not None and found[0] is node:
            return found[1]
        number = _LOWERED[type(node)](self, node)
        self._added[id(node)] = (node, number)
        return number

    def cell(self, op: str, *args: int, params: tuple[Hashable, ...] = ()) -> int:
        """Return the number of a cell, new or known."""
        made = Cell(op, args, params)
        number = self._numbers.setdefault(made, len(self.cells))
        if number == len(self.cells):
            self.cells.append(made)
        return number

    def const(self, value: bool | int | str | dt.date | None, kind: str) -> int:
        """Return a constant of an SQL type."""
        return self.cell("const", params=(value, kind))

    def date(self, number: int) -> dt.date | None:
        """Return the date that a cell always holds, or None where it varies."""
        cell = self.cells[number]
        value = cell.params[0] if cell.op == "const" else None
        return value if isinstance(value, dt.date) else None

    # -- parts of dates, which many nodes share --------------------------------------------------

    def month(self, date: int) -> int:
        """Return months since year 0."""
        return self._part("month_index", date, month_index)

    def day(self, date: int) -> int:
        """Return the day of the month."""
        return self._part("day", date, lambda d: d.day)

    def number(self, date: int) -> int:
        """Return days since the first day there is."""
        return self._part("day_number", date, lambda d: (d - FIRST_DAY).days)

    def _part(self, op: str, date: int, of: Callable[[dt.date], int]) -> int:
        known = self.date(date)
        return self.cell(op, date) if known is None else self.const(of(known), "BIGINT")

    def complete_months(self, start: int, end: int) -> int:
        """Return the largest n with AddMonths(start, n) <= end.

        The last month is short where its day comes before the day of the start, unless the month
        itself ends: then the clamped day has come.
        """
        first, last = self.date(start), self.date(end)
        if first is not None and last is not None:
            return self.const(cm.months_between(first, last), "BIGINT")
        whole = self.cell("subtract", self.month(end), self.month(start))
        if last is not None and last == cm.month_end(last):
            return whole
        closes = self.const(False, "BOOLEAN") if last is not None else self.cell("closes", end)
        return self.cell("full", whole, self.day(end), self.day(start), closes)


# -- one function per node ------------------------------------------------------------------------


def _const(graph: Graph, node: ir.Const) -> int:
    return graph.const(node.value, sql_type(node.type))


def _unknown(graph: Graph, node: ir.Unknown) -> int:
    return graph.const(None, sql_type(node.type))


def _as_of(graph: Graph, _: ir.AsOf) -> int:
    return graph.const(graph.as_of, "DATE")


def _leaf(graph: Graph, node: ir.Node) -> int:
    """A part that the sheet at hand must hold as a column."""
    return graph.cell("leaf", params=(node,))


def _same(op: str, *names: str) -> Callable[[Graph, Any], int]:
    """A node whose parts are read as they stand."""

    def lower(graph: Graph, node: Any) -> int:
        return graph.cell(op, *(graph.add(getattr(node, name)) for name in names))

    return lower


def _many(op: str) -> Callable[[Graph, Any], int]:
    """A node over several arguments; of one argument it is that argument."""

    def lower(graph: Graph, node: Any) -> int:
        args = [graph.add(a) for a in node.args]
        return args[0] if len(args) == 1 else graph.cell(op, *args)

    return lower


def _compare(graph: Graph, node: ir.Compare) -> int:
    return graph.cell("compare", graph.add(node.left), graph.add(node.right), params=(node.op,))


def _is_in(graph: Graph, node: ir.IsIn) -> int:
    arg = graph.add(node.arg)
    if not node.values:
        return graph.cell("if_known", arg, graph.const(False, "BOOLEAN"))
    return graph.cell("is_in", arg, params=tuple(node.values))


def _within(graph: Graph, node: ir.Within) -> int:
    arg, step = graph.add(node.arg), division_step(node.scope)
    if step == 0:
        return graph.cell("if_known", arg, graph.const(True, "BOOLEAN"))
    low = node.scope // step * step
    return graph.cell("between", arg, params=(low, low + step - 1))


def _contains(graph: Graph, node: ir.Contains) -> int:
    arg = graph.add(node.arg)
    if not node.part:
        return graph.cell("if_known", arg, graph.const(True, "BOOLEAN"))
    return graph.cell("contains", arg, params=(node.part,))


def _shift(graph: Graph, node: ir.Shift) -> int:
    factor = graph.const(10**node.digits, "BIGINT")
    return graph.cell("multiply", graph.add(node.arg), factor)


def _round(graph: Graph, node: ir.Round) -> int:
    return graph.cell("round", graph.add(node.arg), params=(10**node.digits, node.mode))


def _divide(graph: Graph, node: ir.Divide) -> int:
    top = graph.add(node.left)
    if node.digits:
        top = graph.cell("multiply", top, graph.const(10**node.digits, "BIGINT"))
    return graph.cell("divide", top, graph.add(node.right))


def _choose(graph: Graph, node: ir.Choose) -> int:
    pairs = [graph.add(part) for case in node.cases for part in case]
    return graph.cell("choose", *pairs, graph.add(node.otherwise))


def _months_between(graph: Graph, node: ir.MonthsBetween) -> int:
    return graph.complete_months(graph.add(node.start), graph.add(node.end))


def _years_between(graph: Graph, node: ir.YearsBetween) -> int:
    months = graph.complete_months(graph.add(node.start), graph.add(node.end))
    return graph.cell("years", months)


def _days_between(graph: Graph, node: ir.DaysBetween) -> int:
    start, end = graph.number(graph.add(node.start)), graph.number(graph.add(node.end))
    return graph.cell("subtract", end, start)


def _add_months(graph: Graph, node: ir.AddMonths) -> int:
    date, months = graph.add(node.date), graph.add(node.months)
    return graph.cell("add_months", date, months, graph.cell("add", graph.month(date), months))


def _add_days(graph: Graph, node: ir.AddDays) -> int:
    number = graph.number(graph.add(node.date))
    return graph.cell("day_of_number", graph.cell("add", number, graph.add(node.days)))


def _workdays_between(graph: Graph, node: ir.WorkdaysBetween) -> int:
    ends = [graph.cell("workday_number", graph.add(d)) for d in (node.end, node.start)]
    return graph.cell("not_below_zero", graph.cell("subtract", *ends))


def _add_workdays(graph: Graph, node: ir.AddWorkdays) -> int:
    date, days = graph.add(node.date), graph.add(node.days)
    number = graph.cell("workday_number", date)
    then = graph.cell("nth_workday", graph.cell("workdays_later", number, days))
    return graph.cell("workdays_on", date, days, number, then)


_LOWERED: dict[type, Callable[[Graph, Any], int]] = {
    ir.Const: _const,
    ir.Unknown: _unknown,
    ir.AsOf: _as_of,
    ir.Var: _leaf,
    ir.Column: _leaf,
    ir.Aggregate: _leaf,
    ir.Linked: _leaf,
    ir.Disputed: _many("disputed"),
    ir.Not: _same("not", "arg"),
    ir.And: _many("and"),
    ir.Or: _many("or"),
    ir.Compare: _compare,
    ir.IsIn: _is_in,
    ir.Within: _within,
    ir.Contains: _contains,
    ir.Known: _same("known", "arg"),
    ir.Add: _many("add"),
    ir.Negate: _same("negate", "arg"),
    ir.Multiply: _same("multiply", "left", "right"),
    ir.Shift: _shift,
    ir.Round: _round,
    ir.Divide: _divide,
    ir.Least: _many("least"),
    ir.Greatest: _many("greatest"),
    ir.Earliest: _many("earliest"),
    ir.Choose: _choose,
    ir.MonthsBetween: _months_between,
    ir.YearsBetween: _years_between,
    ir.DaysBetween: _days_between,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.MonthEnd: _same("month_end", "date"),
    ir.YearOf: _same("year", "date"),
    ir.MonthOf: _same("month_of_year", "date"),
    ir.WorkdaysBetween: _workdays_between,
    ir.AddWorkdays: _add_workdays,
}

_TIMES: dict[str, int] = {
    "least": 2, "greatest": 2, "round": 4, "month_index": 2, "day_of_number": 4, "years": 3,
    "not_below_zero": 2, "workdays_on": 2, "workdays_later": 2, "class_status": 2,
}  # fmt: skip


def times(cell: Cell) -> tuple[int, ...]:
    """Return how often the SQL of a cell writes out each argument."""
    if cell.op == "disputed":
        return (len(cell.args), *(1 for _ in cell.args[1:]))
    if cell.op == "divide":
        return (4, 6)
    if cell.op == "add_months":
        return (1, 1, 3)
    return (_TIMES.get(cell.op, 1),) * len(cell.args)
