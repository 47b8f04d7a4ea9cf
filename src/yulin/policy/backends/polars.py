"""The population back end: the IR as Polars expressions over one row per subject.

Variables become columns, worked out in the order of their dependencies; figures over records are
grouped once per table. Every expression follows the meaning in ``ir`` to the last null. What the
columns at hand prove never to be unknown is not asked about in every row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from yulin.policy import ir
from yulin.policy.backends import bounds, days, numbers
from yulin.policy.backends.certain import Certain
from yulin.policy.backends.forms import Forms
from yulin.policy.backends.python import Frame, division_step, month_index, run
from yulin.policy.dates.arithmetic import kind_of
from yulin.policy.dates.calendar_math import NEVER, WORK_FIRST, WORK_LAST, work_table
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Type

if TYPE_CHECKING:
    from yulin.policy.program import Program

#: what is worked out apart from the expression that reads it
Figure = ir.Aggregate | ir.Linked
_LEAVES = (ir.Var, ir.Column, ir.Linked, ir.Aggregate)


def dtype(kind: Type) -> pl.DataType:
    """Return the column type that holds values of a type."""
    if kind == YES:
        return pl.Boolean()
    if kind == DAY:
        return pl.Date()
    if kind == TEXT:
        return pl.String()
    if kind == DIVISION:
        return pl.Int32()
    return pl.Int8() if isinstance(kind, Label) else pl.Int64()


def _natural(node: ir.Node) -> pl.DataType:
    kind = kind_of(node)
    return pl.Boolean() if kind is None else dtype(kind)


@dataclass(frozen=True)
class Packed:
    """A date as ``days.packed`` or, as the end of a span, ``days.closing`` gives it."""

    date: ir.Node
    ends: bool = False


#: what has an expression: nodes, and the forms of dates that several nodes make use of
Part = ir.Node | Packed


def _nowhere(_: str) -> pl.Series | None:
    return None


@dataclass(frozen=True)
class Leaves:
    """Which column holds a part of an expression that is not worked out, and what stands in it."""

    variable: Callable[[str], str]
    figure: Callable[[Figure], str]
    column: Callable[[ir.Column], str]
    values: Callable[[str], pl.Series | None]

    def name(self, node: Part) -> str | None:
        """Return the column of a node that is one, None for every other."""
        if isinstance(node, ir.Var):
            return self.variable(node.name)
        if isinstance(node, ir.Column):
            return self.column(node)
        return self.figure(node) if isinstance(node, Figure) else None

    def at_hand(self, node: ir.Node) -> pl.Series | None:
        """Return the values of a node that is a column, where they are at hand."""
        name = self.name(node)
        return None if name is None else self.values(name)


@dataclass
class Context:
    """How the parts of an expression that are not pure arithmetic are reached.

    Nothing that it holds may hold it in turn, nor the population whose columns it reads: frames of
    gigabytes would stay until somebody looks for cycles.
    """

    as_of: dt.date
    #: column name of a variable
    variable: Callable[[str], str]
    #: column name of what was worked out elsewhere: over records, or for another subject
    figure: Callable[[Figure], str]
    #: column name of a record column
    column: Callable[[ir.Column], str]
    #: the values of a column by name, where they are at hand
    values: Callable[[str], pl.Series | None] = _nowhere
    #: number of a form → the column that holds it
    shared: dict[int, str] = field(default_factory=dict)
    leaves: Leaves = field(init=False)
    forms: Forms = field(init=False)
    certain: Certain = field(init=False)
    _made: dict[int, pl.Expr] = field(default_factory=dict)
    _fixed: dict[int, bool] = field(default_factory=dict)
    _settled: dict[int, Any] = field(default_factory=dict)
    _turns: dict[int, bounds.Turn | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.leaves = Leaves(self.variable, self.figure, self.column, self.values)
        self.forms = Forms(self.leaves.name)
        self.certain = Certain(self.forms, self.leaves.at_hand)

    def sharing(self) -> Context:
        """Return a context that knows as much, for expressions that read shared columns."""
        made = Context(self.as_of, self.variable, self.figure, self.column, self.values)
        made.forms, made.certain = self.forms, self.certain
        made._fixed, made._turns, made._settled = self._fixed, self._turns, self._settled
        made.shared = dict(self.shared)
        return made

    def share(self, node: ir.Node, column: str) -> None:
        """Read a node from a column from now on."""
        self.shared[self.forms.number(node)] = column

    def equate(self, node: ir.Node, other: ir.Node) -> None:
        """Take a node for another from now on, whose value is the same on the date."""
        self.is_fixed(other)
        self.settled(other)
        self.forms.equate(node, other)

    def column_of(self, node: Part) -> str | None:
        """Return the column that holds a node already, None where it is to be worked out."""
        return self.shared.get(self.forms.number(node)) or self.leaves.name(node)

    def type_of(self, node: ir.Node) -> pl.DataType | None:
        """Return the type of a node's expression, None where it is that of a column not at hand."""
        if not isinstance(node, _LEAVES):
            return _natural(node)
        values = self.leaves.at_hand(node)
        return None if values is None else values.dtype

    def expr(self, node: Part) -> pl.Expr:
        """Return the expression of a node."""
        number = self.forms.number(node)
        if number in self.shared:
            return pl.col(self.shared[number])
        if number not in self._made:
            self._made[number] = self.spelt_out(node)
        return self._made[number]

    def spelt_out(self, node: Part) -> pl.Expr:
        """Return the expression of a node, even where a column holds it."""
        if isinstance(node, Packed):
            return self._packed(node)
        if not isinstance(node, ir.Const | ir.AsOf) and self.is_fixed(node):
            return pl.lit(self.settled(node), dtype=_natural(node))
        return _MAKERS[type(node)](node, self)

    def _packed(self, node: Packed) -> pl.Expr:
        if self.is_fixed(node.date):
            day = self.settled(node.date)
            of_one = days.closing_day if node.ends else days.packed_day
            return pl.lit(None if day is None else of_one(day), dtype=pl.Int32)
        day = self.expr(node.date)
        return days.closing(day) if node.ends else days.packed(day)

    def parts(self, node: Part) -> tuple[tuple[Part, int], ...]:
        """Return what the expression of a node is made of, and how often it holds each part."""
        if self.forms.number(node) in self.shared:
            return ()
        if isinstance(node, Packed):
            return () if self.is_fixed(node.date) else ((node.date, 1),)
        if isinstance(node, _LEAVES) or self.is_fixed(node):
            return ()
        counted = _PARTS.get(type(node))
        if counted is not None:
            return counted(node, self)
        return tuple((part, 1) for part in ir.children(node))

    def is_fixed(self, node: ir.Node) -> bool:
        """Return whether a node is the same for everybody: made of literals and the date alone."""
        number = self.forms.number(node)
        found = self._fixed.get(number)
        if found is None:
            below = ir.children(node)
            if isinstance(node, _LEAVES) or not below:
                found = isinstance(node, ir.AsOf | ir.Const)
            else:
                found = all(map(self.is_fixed, below))
            self._fixed[number] = found
        return found

    def settled(self, node: ir.Node) -> Any:
        """Return the value of what is the same for everybody, None for every other node."""
        if isinstance(node, ir.Const):
            return node.value
        if not self.is_fixed(node):
            return None
        number = self.forms.number(node)
        if number not in self._settled:
            nobody = Frame(program=cast("Program", None), as_of=self.as_of)
            self._settled[number] = run(node, nobody)
        return self._settled[number]

    def turn(self, node: ir.Compare) -> bounds.Turn | None:
        """Return the day on which a comparison turns, where one date decides it."""
        number = self.forms.number(node)
        if number not in self._turns:
            self._turns[number] = bounds.turn(node, self.settled)
        return self._turns[number]


def _const(node: ir.Const, _: Context) -> pl.Expr:
    return pl.lit(node.value, dtype=dtype(node.type))


def _unknown(node: ir.Unknown, _: Context) -> pl.Expr:
    return pl.lit(None, dtype=dtype(node.type))


def _disputed(node: ir.Disputed, context: Context) -> pl.Expr:
    first, *rest = (context.expr(a) for a in node.args)
    agree = pl.all_horizontal([first == other for other in rest])
    return pl.when(agree).then(first)


def _as_of(_: ir.AsOf, context: Context) -> pl.Expr:
    return pl.lit(context.as_of, dtype=pl.Date)


def _var(node: ir.Var, context: Context) -> pl.Expr:
    return pl.col(context.variable(node.name))


def _column(node: ir.Column, context: Context) -> pl.Expr:
    return pl.col(context.column(node))


def _not(node: ir.Not, context: Context) -> pl.Expr:
    return ~context.expr(node.arg)


def _and(node: ir.And, context: Context) -> pl.Expr:
    return pl.all_horizontal([context.expr(arg) for arg in node.args])


def _or(node: ir.Or, context: Context) -> pl.Expr:
    return pl.any_horizontal([context.expr(arg) for arg in node.args])


_COMPARISONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": pl.Expr.eq,
    "!=": pl.Expr.ne,
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
}


def _compare(node: ir.Compare, context: Context) -> pl.Expr:
    turn = context.turn(node)
    if turn is None:
        return _COMPARISONS[node.op](context.expr(node.left), context.expr(node.right))
    date = context.expr(turn.date)
    if turn.day is None:
        return date > NEVER if turn.rises else date <= NEVER
    return date >= turn.day if turn.rises else date < turn.day


def _compared(node: ir.Compare, context: Context) -> tuple[tuple[Part, int], ...]:
    turn = context.turn(node)
    return ((node.left, 1), (node.right, 1)) if turn is None else ((turn.date, 1),)


def _is_in(node: ir.IsIn, context: Context) -> pl.Expr:
    arg, values = context.expr(node.arg), node.values
    if values and all(type(value) is int for value in values):
        low, high = min(cast(tuple[int, ...], values)), max(cast(tuple[int, ...], values))
        if high - low == len(set(values)) - 1:
            return arg == low if low == high else (arg >= low) & (arg <= high)
    return arg.is_in(list(values))


def _within(node: ir.Within, context: Context) -> pl.Expr:
    code = context.expr(node.arg)
    step = division_step(node.scope)
    if step == 0:
        return pl.when(code.is_not_null()).then(pl.lit(value=True))
    if step == 1:
        return code == node.scope
    low = node.scope // step * step
    return (code >= low) & (code < low + step)


def _contains(node: ir.Contains, context: Context) -> pl.Expr:
    return context.expr(node.arg).str.contains(node.part, literal=True)


def _known(node: ir.Known, context: Context) -> pl.Expr:
    return context.expr(node.arg).is_not_null()


def _add(node: ir.Add, context: Context) -> pl.Expr:
    first, *rest = node.args
    result = context.expr(first)
    for arg in rest:
        if _is_taken_off(arg, context):
            result = result - context.expr(cast(ir.Negate, arg).arg)
        else:
            result = result + context.expr(arg)
    return result


def _is_taken_off(arg: ir.Node, context: Context) -> bool:
    return isinstance(arg, ir.Negate) and not context.is_fixed(arg)


def _added(node: ir.Add, context: Context) -> tuple[tuple[Part, int], ...]:
    first, *rest = node.args
    taken = [cast(ir.Negate, a).arg if _is_taken_off(a, context) else a for a in rest]
    return tuple((part, 1) for part in (first, *taken))


def _negate(node: ir.Negate, context: Context) -> pl.Expr:
    return -context.expr(node.arg)


def _multiply(node: ir.Multiply, context: Context) -> pl.Expr:
    return context.expr(node.left) * context.expr(node.right)


def _shift(node: ir.Shift, context: Context) -> pl.Expr:
    raised = _raised(node)
    if raised is not None:
        return context.expr(raised)
    return context.expr(node.arg) * pl.lit(10**node.digits, dtype=pl.Int64)


def _raised(node: ir.Shift) -> ir.Choose | None:
    """Return a choice among literals at the higher scale, so that no row is multiplied."""
    choice = node.arg
    if not isinstance(choice, ir.Choose):
        return None
    values = [*(value for _, value in choice.cases), choice.otherwise]
    shifted = [_literal(value, node) for value in values]
    found = [value for value in shifted if value is not None]
    if len(found) < len(values):
        return None
    *cases, rest = found
    tests = (test for test, _ in choice.cases)
    return ir.Choose(tuple(zip(tests, cases, strict=True)), rest, node.type)


def _literal(value: ir.Node, shift: ir.Shift) -> ir.Node | None:
    if isinstance(value, ir.Choose):
        return _raised(ir.Shift(value, shift.digits, shift.type))
    if not isinstance(value, ir.Const) or not isinstance(value.value, int):
        return None
    return ir.Const(value.value * 10**shift.digits, shift.type)


def _shifted(node: ir.Shift, _: Context) -> tuple[tuple[Part, int], ...]:
    return ((_raised(node) or node.arg, 1),)


def _factored(node: ir.Round, _: Context) -> tuple[tuple[Part, int], ...]:
    return ((numbers.factored(node.arg)[0], 1),)


def _earliest(node: ir.Earliest, context: Context) -> pl.Expr:
    return pl.min_horizontal([context.expr(a) for a in node.args])


def _choose(node: ir.Choose, context: Context) -> pl.Expr:
    """First test that holds; an unknown test before it makes the result unknown."""
    nothing = pl.lit(None, dtype=dtype(node.type))
    result = context.expr(node.otherwise)
    doubtful = _doubtful(node, context)
    for (test, value), doubt in zip(reversed(node.cases), reversed(doubtful), strict=True):
        holds = context.expr(test)
        result = pl.when(holds).then(context.expr(value)).otherwise(result)
        if doubt is not None:
            result = pl.when(context.expr(doubt).is_not_null()).then(result).otherwise(nothing)
    return result


def _doubtful(node: ir.Choose, context: Context) -> list[ir.Node | None]:
    """Return for each test what leaves it unknown, None where it is known once it is asked.

    Of tests on the same value only the first must see whether that is known.
    """
    settled: set[int] = set()
    found: list[ir.Node | None] = []
    for test, _ in node.cases:
        rests_on = _rests_on(test, context)
        number = context.forms.number(rests_on)
        known = number in settled or context.certain.sure(test)
        found.append(None if known else rests_on)
        settled.add(number)
    return found


def _rests_on(test: ir.Node, context: Context) -> ir.Node:
    """Return the value without which a test is unknown, and with which it is known."""
    if not isinstance(test, ir.Compare):
        return test
    turn = context.turn(test)
    if turn is not None:
        return turn.date
    return test if context.settled(test.right) is None else test.left


def _chosen(node: ir.Choose, context: Context) -> tuple[tuple[Part, int], ...]:
    doubts = [(doubt, 1) for doubt in _doubtful(node, context) if doubt is not None]
    cases = [(part, 1) for case in node.cases for part in case]
    return (*doubts, *cases, (node.otherwise, 1))


def _months_between(node: ir.MonthsBetween, context: Context) -> pl.Expr:
    start, end = (context.expr(part) for part, _ in _span(node, context))
    return days.months_between(start, end)


def _years_between(node: ir.YearsBetween, context: Context) -> pl.Expr:
    start, end = (context.expr(part) for part, _ in _span(node, context))
    return days.years_between(start, end)


def _span(
    node: ir.MonthsBetween | ir.YearsBetween, _: Context
) -> tuple[tuple[Part, int], tuple[Part, int]]:
    return (Packed(node.start), 1), (Packed(node.end, ends=True), 1)


def _days_between(node: ir.DaysBetween, context: Context) -> pl.Expr:
    return (context.expr(node.end) - context.expr(node.start)).dt.total_days()


def _add_months(node: ir.AddMonths, context: Context) -> pl.Expr:
    fixed = context.settled(node.months)
    day = context.expr(Packed(node.date))
    return days.months_later(day, context.expr(node.months) if fixed is None else fixed)


def _moved(node: ir.AddMonths, _: Context) -> tuple[tuple[Part, int], ...]:
    return ((Packed(node.date), 3), (node.months, 2))


_FIRST_DAY = dt.date(1, 1, 1)
_EPOCH = dt.date(1970, 1, 1)


def _add_days(node: ir.AddDays, context: Context) -> pl.Expr:
    low, high = (_FIRST_DAY - _EPOCH).days, (NEVER - _EPOCH).days
    number = context.expr(node.date).cast(pl.Int32).cast(pl.Int64) + context.expr(node.days)
    return number.clip(low, high).cast(pl.Int32).cast(pl.Date)


def _month_end(node: ir.MonthEnd, context: Context) -> pl.Expr:
    return days.month_end_of(context.expr(Packed(node.date)))


def _year_of(node: ir.YearOf, context: Context) -> pl.Expr:
    return days.year_of(context.expr(Packed(node.date)))


def _month_of(node: ir.MonthOf, context: Context) -> pl.Expr:
    return days.month_of(context.expr(Packed(node.date)))


def _taken_apart(
    node: ir.MonthEnd | ir.YearOf | ir.MonthOf, _: Context
) -> tuple[tuple[Part, int], ...]:
    return ((Packed(node.date), 1),)


@cache
def _work_series() -> tuple[pl.Series, pl.Series]:
    table = work_table()
    return pl.Series(table.counts, dtype=pl.Int64), pl.Series(table.days, dtype=pl.Date)


def _work_count(day: pl.Expr) -> pl.Expr:
    """Return the working days up to and including a day, null outside the years counted."""
    place = day.cast(pl.Int32) - (WORK_FIRST - _EPOCH).days
    inside = pl.when(day.is_between(WORK_FIRST, WORK_LAST)).then(place)
    return days.looked_up(_work_series()[0], inside)


def _workdays_between(node: ir.WorkdaysBetween, context: Context) -> pl.Expr:
    before, upto = _work_count(context.expr(node.start)), _work_count(context.expr(node.end))
    return (upto - before).clip(lower_bound=0)


def _add_workdays(node: ir.AddWorkdays, context: Context) -> pl.Expr:
    day, number = context.expr(node.date), context.expr(node.days)
    workdays = _work_series()[1]
    before = _work_count(day)
    # compared before adding: a number may fill 64 bits
    there = pl.when((number > 0) & (number <= len(workdays) - before)).then(before + number - 1)
    later = days.looked_up(workdays, there)
    return pl.when((number == 0) & before.is_not_null()).then(day).otherwise(later)


def _figure(node: Figure, context: Context) -> pl.Expr:
    return pl.col(context.figure(node))


_MAKERS: dict[type, Callable[[Any, Context], pl.Expr]] = {
    ir.Const: _const,
    ir.Unknown: _unknown,
    ir.Disputed: _disputed,
    ir.AsOf: _as_of,
    ir.Var: _var,
    ir.Column: _column,
    ir.Not: _not,
    ir.And: _and,
    ir.Or: _or,
    ir.Compare: _compare,
    ir.IsIn: _is_in,
    ir.Within: _within,
    ir.Contains: _contains,
    ir.Known: _known,
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Shift: _shift,
    ir.Round: numbers.rounded,
    ir.Divide: numbers.divided,
    ir.Least: numbers.extreme,
    ir.Greatest: numbers.extreme,
    ir.Earliest: _earliest,
    ir.Choose: _choose,
    ir.MonthsBetween: _months_between,
    ir.YearsBetween: _years_between,
    ir.DaysBetween: _days_between,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.MonthEnd: _month_end,
    ir.YearOf: _year_of,
    ir.MonthOf: _month_of,
    ir.WorkdaysBetween: _workdays_between,
    ir.AddWorkdays: _add_workdays,
    ir.Linked: _figure,
    ir.Aggregate: _figure,
}


def _twice(node: Any, _: Context) -> tuple[tuple[Part, int], ...]:
    return tuple((part, 2) for part in ir.children(node))


#: nodes whose expression holds other parts than what stands below them, or holds them more than once
_PARTS: dict[type, Callable[[Any, Context], tuple[tuple[Part, int], ...]]] = {
    ir.Compare: _compared,
    ir.Add: _added,
    ir.Shift: _shifted,
    ir.Round: _factored,
    ir.Choose: _chosen,
    ir.MonthsBetween: _span,
    ir.YearsBetween: _span,
    ir.AddMonths: _moved,
    ir.MonthEnd: _taken_apart,
    ir.YearOf: _taken_apart,
    ir.MonthOf: _taken_apart,
    ir.Least: _twice,
    ir.Greatest: _twice,
    ir.Divide: _twice,
    ir.Within: _twice,
    ir.IsIn: _twice,
    ir.AddWorkdays: _twice,
    ir.WorkdaysBetween: _twice,
    ir.Disputed: _twice,
}

__all__ = ["Context", "Figure", "dtype", "month_index"]
