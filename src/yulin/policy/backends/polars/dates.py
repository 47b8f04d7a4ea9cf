"""Expressions of dates and spans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from yulin.policy import ir
from yulin.policy.backends import days
from yulin.policy.backends.polars.leaves import Counted, Packed, Part, twice
from yulin.policy.dates.calendar_math import NEVER, WORK_FIRST, WORK_LAST, work_table

if TYPE_CHECKING:
    from yulin.policy.backends.polars.context import Context


def _earliest(node: ir.Earliest, context: Context) -> pl.Expr:
    return pl.min_horizontal([context.expr(a) for a in node.args])


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


def _moved(node: ir.AddMonths, _: Context) -> Counted:
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


def _taken_apart(node: ir.MonthEnd | ir.YearOf | ir.MonthOf, _: Context) -> Counted:
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


MAKERS: dict[type, Callable[[Any, Context], pl.Expr]] = {
    ir.Earliest: _earliest,
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
}

#: nodes whose expression holds other parts than what stands below them, or some more than once
PARTS: dict[type, Callable[[Any, Context], Counted]] = {
    ir.MonthsBetween: _span,
    ir.YearsBetween: _span,
    ir.AddMonths: _moved,
    ir.MonthEnd: _taken_apart,
    ir.YearOf: _taken_apart,
    ir.MonthOf: _taken_apart,
    ir.AddWorkdays: twice,
    ir.WorkdaysBetween: twice,
}
