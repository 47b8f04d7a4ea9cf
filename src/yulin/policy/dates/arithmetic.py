"""Figures and dates as IR, worked out at once where they are literals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.kinds import DAY, Number, Type

if TYPE_CHECKING:
    from yulin.policy.dates.crossings import Crossings

#: +1: the first day on which a figure is at least the bound; -1: at most
Sign = Literal[1, -1]
#: how a part of a kind comes to a bound
Rule = Callable[["Crossings", Any, ir.Node, Sign], Iterator[ir.Node]]
PLAIN = Number()
MONTHS = Number("月")
ONE = ir.Const(1, PLAIN)
_DATES = (ir.AsOf, ir.AddMonths, ir.AddDays, ir.AddWorkdays, ir.MonthEnd, ir.Earliest)
_SPANS = (ir.MonthsBetween, ir.YearsBetween, ir.DaysBetween, ir.WorkdaysBetween)


def number(node: ir.Node) -> int | None:
    """Return the stored number of a literal."""
    value = node.value if isinstance(node, ir.Const) else None
    return value if isinstance(value, int) else None


def plus(node: ir.Node, steps: int) -> ir.Node:
    """Return a number some steps of its scale further."""
    return node if steps == 0 else added(node, ir.Const(steps, PLAIN))


def added(*parts: ir.Node) -> ir.Node:
    """Return a sum with its literals added up."""
    known = [n for n in map(number, parts) if n is not None]
    rest = tuple(p for p in parts if number(p) is None)
    literal = ir.Const(sum(known), PLAIN)
    if not rest:
        return literal
    if sum(known):
        return ir.Add((*rest, literal), PLAIN)
    return rest[0] if len(rest) == 1 else ir.Add(rest, PLAIN)


def negated(node: ir.Node) -> ir.Node:
    """Return a number with the other sign."""
    value = number(node)
    return ir.Negate(node, PLAIN) if value is None else ir.Const(-value, PLAIN)


def times(node: ir.Node, factor: int) -> ir.Node:
    """Return a number multiplied by a whole number."""
    value = number(node)
    if value is not None:
        return ir.Const(value * factor, PLAIN)
    return ir.Multiply(node, ir.Const(factor, PLAIN), PLAIN)


def day_of(node: ir.Node) -> dt.date | None:
    """Return the day of a literal."""
    value = node.value if isinstance(node, ir.Const) else None
    return value if isinstance(value, dt.date) else None


def months_on(date: ir.Node, months: ir.Node) -> ir.Node:
    """Return a date some months later."""
    day, count = day_of(date), number(months)
    if day is not None and count is not None:
        return ir.Const(cm.add_months(day, count), DAY)
    return ir.AddMonths(date, months)


def days_on(date: ir.Node, days: ir.Node) -> ir.Node:
    """Return a date some days later."""
    day, count = day_of(date), number(days)
    if day is not None and count is not None:
        return ir.Const(cm.add_days(day, count), DAY)
    return ir.AddDays(date, days)


def first_of_month(date: ir.Node) -> ir.Node:
    """Return the first day of a date's month."""
    day = day_of(date)
    if day is not None:
        return ir.Const(day.replace(day=1), DAY)
    if isinstance(date, ir.Column) and schema.BY_NAME[date.table].column(date.name).kind == "month":
        return date
    return ir.AddDays(ir.MonthEnd(ir.AddMonths(date, ir.Const(-1, MONTHS))), ONE)


def step(node: ir.Node, steps: int) -> ir.Node | None:
    """Return the next value but so many; None where a value has no next."""
    if steps == 0:
        return node
    kind = kind_of(node)
    if kind == DAY:
        return days_on(node, ir.Const(steps, PLAIN))
    return plus(node, steps) if isinstance(kind, Number) else None


def kind_of(node: ir.Node) -> Type | None:
    """Return the type of a node, None for truths that carry none."""
    if isinstance(node, _DATES):
        return DAY
    if isinstance(node, (*_SPANS, ir.YearOf, ir.MonthOf)):
        return PLAIN
    return getattr(node, "type", None)


def values_of(node: ir.Node) -> tuple[ir.Node, ...]:
    """Return the values one of which a choice, an extreme or a dispute takes."""
    if isinstance(node, ir.Choose):
        return (*(value for _, value in node.cases), node.otherwise)
    assert isinstance(node, ir.Least | ir.Greatest | ir.Earliest | ir.Disputed)
    return node.args
