"""Comparisons that one date decides: the date is compared with the day on which they turn.

Months since a day, a date some years on and the like only ever rise, or only fall, as that day comes
later. So such a figure reaches a bound on one side of a certain day, which is found once, and no row
takes any arithmetic.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.arithmetic import kind_of
from yulin.policy.kinds import DAY

#: gives the value of what is the same for everybody, None for every other node
Settled = Callable[[ir.Node], Any]
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Turn:
    """A comparison that holds from a day on (``rises``), or until the day before it."""

    date: ir.Node
    #: None: later than any day there is
    day: dt.date | None
    rises: bool


@dataclass(frozen=True)
class _Course:
    """A value that only rises, or only falls, as a date comes later."""

    date: ir.Node
    at: Callable[[dt.date], Any]
    rises: bool


def turn(node: ir.Compare, settled: Settled) -> Turn | None:
    """Return when a comparison turns, or None where it takes more than one date to tell."""
    if node.op not in _ORDERS:
        return None
    op: str = node.op
    moving, bound = node.left, settled(node.right)
    if bound is None:
        op, moving, bound = _TURNED[op], node.right, settled(node.left)
    if bound is None:
        return None
    course = _course(moving, settled)
    if course is None or course.date is moving:
        return None
    order = _ORDERS[op]
    rises = course.rises == (op in (">", ">="))
    day = _first(lambda day: order(course.at(day), bound) == rises)
    return Turn(course.date, day, rises)


def _first(holds: Callable[[dt.date], bool]) -> dt.date | None:
    """Return the first day on which something holds that goes on holding."""
    low, high = 1, cm.NEVER.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        if holds(dt.date.fromordinal(middle)):
            high = middle
        else:
            low = middle + 1
    return dt.date.fromordinal(low) if low <= cm.NEVER.toordinal() else None


def _course(node: ir.Node, settled: Settled) -> _Course | None:
    rule = _RULES.get(type(node))
    found = rule(node, settled) if rule is not None else None
    if found is None and kind_of(node) == DAY:
        return _Course(node, lambda day: day, rises=True)
    return found


def _then(
    inner: _Course | None, step: Callable[[Any], Any], *, rises: bool = True
) -> _Course | None:
    if inner is None:
        return None
    return _Course(inner.date, lambda day: step(inner.at(day)), rises=inner.rises == rises)


def _add_months(node: ir.AddMonths, settled: Settled) -> _Course | None:
    months = settled(node.months)
    if months is None:
        return None
    return _then(_course(node.date, settled), lambda day: cm.add_months(day, months))


def _add_days(node: ir.AddDays, settled: Settled) -> _Course | None:
    days = settled(node.days)
    if days is None:
        return None
    return _then(_course(node.date, settled), lambda day: cm.add_days(day, days))


def _month_end(node: ir.MonthEnd, settled: Settled) -> _Course | None:
    return _then(_course(node.date, settled), cm.month_end)


def _year_of(node: ir.YearOf, settled: Settled) -> _Course | None:
    return _then(_course(node.date, settled), lambda day: day.year)


Span = ir.MonthsBetween | ir.YearsBetween | ir.DaysBetween


def _between(node: Span, settled: Settled) -> _Course | None:
    count = _COUNTS[type(node)]
    start, end = settled(node.start), settled(node.end)
    if end is not None:
        return _then(_course(node.start, settled), lambda day: count(day, end), rises=False)
    if start is not None:
        return _then(_course(node.end, settled), lambda day: count(start, day))
    return None


_COUNTS: dict[type, Callable[[dt.date, dt.date], int]] = {
    ir.MonthsBetween: cm.months_between,
    ir.YearsBetween: lambda start, end: cm.months_between(start, end) // 12,
    ir.DaysBetween: lambda start, end: (end - start).days,
}
_RULES: dict[type, Callable[[Any, Settled], _Course | None]] = {
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.MonthEnd: _month_end,
    ir.YearOf: _year_of,
    ir.MonthsBetween: _between,
    ir.YearsBetween: _between,
    ir.DaysBetween: _between,
}
