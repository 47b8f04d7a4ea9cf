"""The days on which dates, spans of time and the calendar come to a bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.arithmetic import (
    ONE,
    PLAIN,
    Rule,
    Sign,
    day_of,
    days_on,
    first_of_month,
    months_on,
    negated,
    number,
    plus,
    step,
    times,
)
from yulin.policy.kinds import DAY

if TYPE_CHECKING:
    from yulin.policy.dates.crossings import Crossings

_JANUARY = dt.date(2000, 1, 1)

# -- dates: they only ever come later --------------------------------------------------------------


def _as_of(_: Crossings, node: ir.AsOf, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if sign > 0:
        yield bound


def _add_months(
    way: Crossings, node: ir.AddMonths, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if way.growth.moves(node.months):
        full = ir.MonthsBetween(node.date, bound)
        for steps in (0, 1):
            yield from way.reach(node.months, plus(full, steps), sign)
        return
    day = months_on(bound, negated(node.months))
    if way.growth.records:  # a day too many costs less than telling which of the two it is
        yield from way.reach(node.date, day, sign)
        yield from way.reach(node.date, days_on(day, ONE), sign)
    else:
        yield from way.reach(node.date, _reaching(day, node.months, bound), sign)


def _reaching(day: ir.Node, months: ir.Node, bound: ir.Node) -> ir.Node:
    """2026-02-28 + 1 month stops short of 2026-03-31: a day more where the month's end cut."""
    fixed, count, last = day_of(day), number(months), day_of(bound)
    if fixed is not None and count is not None and last is not None:
        short = cm.add_months(fixed, count) < last
        return ir.Const(cm.add_days(fixed, 1) if short else fixed, DAY)
    falls_short = ir.Compare("<", ir.AddMonths(day, months), bound)
    return ir.Choose(((falls_short, ir.AddDays(day, ONE)),), day, DAY)


def _add_days(way: Crossings, node: ir.AddDays, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if way.growth.moves(node.days):
        yield from way.reach(node.days, ir.DaysBetween(node.date, bound), sign)
    else:
        yield from way.reach(node.date, days_on(bound, negated(node.days)), sign)


def _add_workdays(
    way: Crossings, node: ir.AddWorkdays, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if way.growth.moves(node.days):
        way.lost += 1
        return
    yield from way.reach(node.date, bound, sign)  # no working day on
    before = step(bound, -1)
    if before is not None:
        yield from _fewer_workdays(way, node.date, before, plus(node.days, -1), sign)


def _month_end(way: Crossings, node: ir.MonthEnd, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    yield from way.reach(node.date, first_of_month(bound), sign)


# -- spans: they grow with their end and shrink with their start -----------------------------------


def _months_between(
    way: Crossings, node: ir.MonthsBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    yield from _whole_months(way, (node.start, node.end), bound, sign)


def _years_between(
    way: Crossings, node: ir.YearsBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    # at most n complete years are at most 12 n + 11 complete months
    months = times(bound, 12)
    yield from _whole_months(
        way, (node.start, node.end), months if sign > 0 else plus(months, 11), sign
    )


def _whole_months(
    way: Crossings, span: tuple[ir.Node, ir.Node], bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    start, end = span
    if sign > 0 and not way.growth.moves(start):
        yield from way.reach(end, months_on(start, bound), 1)
    elif sign < 0 and not way.growth.moves(end):
        after = step(end, 1)
        if after is not None:
            yield from way.reach(ir.AddMonths(start, plus(bound, 1)), after, 1)


def _days_between(
    way: Crossings, node: ir.DaysBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if sign > 0 and not way.growth.moves(node.start):
        yield from way.reach(node.end, days_on(node.start, bound), 1)
    elif sign < 0 and not way.growth.moves(node.end):
        yield from way.reach(node.start, days_on(node.end, negated(bound)), 1)


def _workdays_between(
    way: Crossings, node: ir.WorkdaysBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if sign > 0 and not way.growth.moves(node.start):
        yield from way.reach(node.end, ir.AddWorkdays(node.start, bound), 1)
    elif sign < 0 and not way.growth.moves(node.end):
        yield from way.reach(node.start, node.end, 1)  # none is left
        yield from _fewer_workdays(way, node.start, node.end, bound, 1)


def _fewer_workdays(
    way: Crossings, start: ir.Node, end: ir.Node, most: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    """Working days cannot be counted backwards, so count off from today those that are too many."""
    left = ir.WorkdaysBetween(start, end)
    spare = ir.Add((left, negated(most)), PLAIN)
    yield from way.reach(start, ir.AddWorkdays(start, spare), sign)


# -- the calendar ----------------------------------------------------------------------------------


def _year_of(way: Crossings, node: ir.YearOf, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if sign > 0:
        months = times(plus(bound, -_JANUARY.year), 12)
        yield from way.reach(node.date, months_on(ir.Const(_JANUARY, DAY), months), 1)


def _month_of(way: Crossings, node: ir.MonthOf, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """Remember the month in which it turns every year: it falls in January, and else it rises."""
    month = number(bound)
    turns = [1] if sign < 0 else range(1, 13) if month is None else [month]
    way.yearly.update(dict.fromkeys((node.date, n) for n in turns if 1 <= n <= 12))
    yield from ()


RULES: dict[type, Rule] = {
    ir.AsOf: _as_of,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.AddWorkdays: _add_workdays,
    ir.MonthEnd: _month_end,
    ir.MonthsBetween: _months_between,
    ir.YearsBetween: _years_between,
    ir.DaysBetween: _days_between,
    ir.WorkdaysBetween: _workdays_between,
    ir.YearOf: _year_of,
    ir.MonthOf: _month_of,
}
