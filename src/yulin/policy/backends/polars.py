"""The population back end: the IR as Polars expressions over one row per subject.

Variables become columns, worked out in the order of their dependencies; figures over records are
grouped once per table. Every expression follows the meaning in ``ir`` to the last null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.python import Frame, division_step, month_index, run
from yulin.policy.dates.calendar_math import NEVER, WORK_FIRST, WORK_LAST, add_months, work_table
from yulin.policy.dates.growth import rests_on_date
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Type

if TYPE_CHECKING:
    from yulin.policy.program import Program

#: what is worked out apart from the expression that reads it
Figure = ir.Aggregate | ir.Linked


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


@dataclass
class Context:
    """How the parts of an expression that are not pure arithmetic are reached."""

    as_of: dt.date
    #: column name of a variable
    variable: Callable[[str], str]
    #: column name of what was worked out elsewhere: over records, or for another subject
    figure: Callable[[Figure], str]
    #: column name of a record column
    column: Callable[[ir.Column], str]
    cache: dict[int, tuple[ir.Node, pl.Expr]] = field(default_factory=dict)

    def expr(self, node: ir.Node) -> pl.Expr:
        """Return the expression of a node."""
        found = self.cache.get(id(node))
        if found is not None and found[0] is node:
            return found[1]
        made = self._settled(node)
        if made is None:
            made = _MAKERS[type(node)](node, self)
        self.cache[id(node)] = (node, made)
        return made

    def _settled(self, node: ir.Node) -> pl.Expr | None:
        """Return a day that rests on the date of the decision alone as a literal.

        Polars would plan its arithmetic anew wherever it stands, which takes longer than a table.
        """
        if not isinstance(node, ir.AddMonths | ir.AddDays | ir.MonthEnd) or not rests_on_date(node):
            return None
        nobody = Frame(program=cast("Program", None), as_of=self.as_of)
        return pl.lit(run(node, nobody), dtype=pl.Date)


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
    result = context.expr(node.args[0])
    for arg in node.args[1:]:
        result = result & context.expr(arg)
    return result


def _or(node: ir.Or, context: Context) -> pl.Expr:
    result = context.expr(node.args[0])
    for arg in node.args[1:]:
        result = result | context.expr(arg)
    return result


_COMPARISONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": pl.Expr.eq,
    "!=": pl.Expr.ne,
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
}


def _compare(node: ir.Compare, context: Context) -> pl.Expr:
    bounded = _bounded(node, context)
    if bounded is not None:
        return bounded
    compare = _COMPARISONS[node.op]
    return compare(context.expr(node.left), context.expr(node.right))


_TURNED: dict[str, ir.CompareOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _bounded(node: ir.Compare, context: Context) -> pl.Expr | None:
    """Compare a date some months on with a fixed day by moving the day: no arithmetic per row."""
    if node.op not in _TURNED:
        return None
    moved, op, other = node.left, node.op, node.right
    if isinstance(other, ir.AddMonths):
        moved, op, other = other, _TURNED[op], moved
    fixed = context.as_of if isinstance(other, ir.AsOf) else getattr(other, "value", None)
    if not isinstance(moved, ir.AddMonths) or not isinstance(fixed, dt.date):
        return None
    if not isinstance(moved.months, ir.Const) or not isinstance(moved.months.value, int):
        return None
    first = _first_day(moved.months.value, fixed, beyond=op in (">", "<="))
    if first is None:
        return None
    date = context.expr(moved.date)
    return date >= first if op in (">", ">=") else date < first


def _first_day(months: int, fixed: dt.date, *, beyond: bool) -> dt.date | None:
    """Return the first day that, so many months on, reaches a fixed day (passes it: beyond)."""
    low, high = 1, NEVER.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        later = add_months(dt.date.fromordinal(middle), months)
        if later > fixed or (later == fixed and not beyond):
            high = middle
        else:
            low = middle + 1
    return dt.date.fromordinal(low) if low <= NEVER.toordinal() else None


def _is_in(node: ir.IsIn, context: Context) -> pl.Expr:
    return context.expr(node.arg).is_in(list(node.values))


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
    result = context.expr(node.args[0])
    for arg in node.args[1:]:
        result = result + context.expr(arg)
    return result


def _negate(node: ir.Negate, context: Context) -> pl.Expr:
    return -context.expr(node.arg)


def _multiply(node: ir.Multiply, context: Context) -> pl.Expr:
    return context.expr(node.left) * context.expr(node.right)


def _shift(node: ir.Shift, context: Context) -> pl.Expr:
    return context.expr(node.arg) * pl.lit(10**node.digits, dtype=pl.Int64)


def _round(node: ir.Round, context: Context) -> pl.Expr:
    return _rounded(context.expr(node.arg), pl.lit(10**node.digits, dtype=pl.Int64), node.mode)


def _rounded(value: pl.Expr, divisor: pl.Expr, mode: ir.RoundMode) -> pl.Expr:
    """Integer division of a value by a positive divisor; Polars floors, so work on magnitudes."""
    size, rest = value.abs() // divisor, value.abs() % divisor
    if mode == "half":  # the rest doubled, not the value: that may fill 64 bits already
        size = size + (rest >= divisor - rest).cast(pl.Int64)
    elif mode == "up":
        size = size + (rest > 0).cast(pl.Int64)
    return pl.when(value < 0).then(-size).otherwise(size)


def _divide(node: ir.Divide, context: Context) -> pl.Expr:
    bottom = context.expr(node.right)
    top = context.expr(node.left) * 10**node.digits
    signed = pl.when(bottom < 0).then(-top).otherwise(top)
    safe = pl.when(bottom != 0).then(bottom.abs())
    return _rounded(signed, safe, "half")


def _strict_extreme(args: list[pl.Expr], combined: pl.Expr) -> pl.Expr:
    """Polars skips nulls across columns; here any null makes the result null."""
    return pl.when(pl.all_horizontal([a.is_not_null() for a in args])).then(combined)


def _least(node: ir.Least, context: Context) -> pl.Expr:
    args = [context.expr(a) for a in node.args]
    return _strict_extreme(args, pl.min_horizontal(args))


def _greatest(node: ir.Greatest, context: Context) -> pl.Expr:
    args = [context.expr(a) for a in node.args]
    return _strict_extreme(args, pl.max_horizontal(args))


def _earliest(node: ir.Earliest, context: Context) -> pl.Expr:
    return pl.min_horizontal([context.expr(a) for a in node.args])


def _choose(node: ir.Choose, context: Context) -> pl.Expr:
    """First test that holds; an unknown test before it makes the result unknown."""
    nothing = pl.lit(None, dtype=dtype(node.type))
    result = context.expr(node.otherwise)
    for test, value in reversed(node.cases):
        holds = context.expr(test)
        result = (
            pl.when(holds.is_null())
            .then(nothing)
            .when(holds)
            .then(context.expr(value))
            .otherwise(result)
        )
    return result


def _days_in_month(day: pl.Expr) -> pl.Expr:
    return day.dt.days_in_month().cast(pl.Int64)


def _index(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _complete_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    day = pl.min_horizontal(start.dt.day().cast(pl.Int64), _days_in_month(end))
    short = (end.dt.day().cast(pl.Int64) < day).cast(pl.Int64)
    both = start.is_not_null() & end.is_not_null()
    return pl.when(both).then(_index(end) - _index(start) - short)


def _months_between(node: ir.MonthsBetween, context: Context) -> pl.Expr:
    return _complete_months(context.expr(node.start), context.expr(node.end))


def _years_between(node: ir.YearsBetween, context: Context) -> pl.Expr:
    return _complete_months(context.expr(node.start), context.expr(node.end)) // 12


def _days_between(node: ir.DaysBetween, context: Context) -> pl.Expr:
    return (context.expr(node.end) - context.expr(node.start)).dt.total_days()


def _add_months(node: ir.AddMonths, context: Context) -> pl.Expr:
    date, months = context.expr(node.date), context.expr(node.months)
    index = _index(date) + months
    inside = pl.when(index.is_between(12, NEVER.year * 12 + 11)).then(index)
    year, month = inside // 12, inside % 12 + 1
    first = pl.date(year, month, 1)
    day = pl.min_horizontal(date.dt.day().cast(pl.Int64), _days_in_month(first))
    exact = pl.date(year, month, day)
    return (
        pl.when(index > NEVER.year * 12 + 11)
        .then(pl.lit(NEVER))
        .when(index < 12)
        .then(pl.lit(dt.date(1, 1, 1)))
        .otherwise(exact)
    )


_FIRST_DAY = dt.date(1, 1, 1)
_EPOCH = dt.date(1970, 1, 1)


def _add_days(node: ir.AddDays, context: Context) -> pl.Expr:
    low, high = (_FIRST_DAY - _EPOCH).days, (NEVER - _EPOCH).days
    number = context.expr(node.date).cast(pl.Int32).cast(pl.Int64) + context.expr(node.days)
    return number.clip(low, high).cast(pl.Int32).cast(pl.Date)


def _month_end(node: ir.MonthEnd, context: Context) -> pl.Expr:
    return context.expr(node.date).dt.month_end()


def _year_of(node: ir.YearOf, context: Context) -> pl.Expr:
    return context.expr(node.date).dt.year().cast(pl.Int64)


def _month_of(node: ir.MonthOf, context: Context) -> pl.Expr:
    return context.expr(node.date).dt.month().cast(pl.Int64)


@cache
def _work_series() -> tuple[pl.Series, pl.Series]:
    table = work_table()
    return pl.Series(table.counts, dtype=pl.Int64), pl.Series(table.days, dtype=pl.Date)


def _work_count(day: pl.Expr) -> pl.Expr:
    """Return the working days up to and including a day, null outside the years counted."""
    place = day.cast(pl.Int32) - (WORK_FIRST - _EPOCH).days
    inside = pl.when(day.is_between(WORK_FIRST, WORK_LAST)).then(place)
    return looked_up(_work_series()[0], inside)


def looked_up(values: pl.Series, place: pl.Expr) -> pl.Expr:
    """Return the value at a place; one place for all rows gives one value for all rows."""
    found = pl.lit(values).gather(place)
    return found if place.meta.root_names() else found.first()


def _workdays_between(node: ir.WorkdaysBetween, context: Context) -> pl.Expr:
    before, upto = _work_count(context.expr(node.start)), _work_count(context.expr(node.end))
    return (upto - before).clip(lower_bound=0)


def _add_workdays(node: ir.AddWorkdays, context: Context) -> pl.Expr:
    day, number = context.expr(node.date), context.expr(node.days)
    days = _work_series()[1]
    before = _work_count(day)
    # compared before adding: a number may fill 64 bits
    there = pl.when((number > 0) & (number <= len(days) - before)).then(before + number - 1)
    later = looked_up(days, there)
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
    ir.Round: _round,
    ir.Divide: _divide,
    ir.Least: _least,
    ir.Greatest: _greatest,
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

__all__ = ["Context", "Figure", "dtype", "month_index"]
