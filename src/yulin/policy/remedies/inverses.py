"""Working backwards: what a part of a figure must come to for the whole to meet a bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

from yulin.policy import ir
from yulin.policy.backends.python import Value, run
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.crossings import TURNED
from yulin.policy.remedies.steps import NOTHING, Way, both, cheapest

if TYPE_CHECKING:
    from yulin.policy.remedies.search import Search

Inverse = Callable[["Search", Any, ir.CompareOp, Value], list[Way]]


def _add(search: Search, node: ir.Add, op: ir.CompareOp, bound: Value) -> list[Way]:
    values = [run(arg, search.frame) for arg in node.args]
    found = []
    for i, arg in enumerate(node.args):
        rest = [v for j, v in enumerate(values) if j != i]
        if not isinstance(arg, ir.Const) and None not in rest:
            found.append(search.reach(arg, op, bound - sum(rest)))
    return cheapest(found)


def _negate(search: Search, node: ir.Negate, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.arg, TURNED[op], -bound)


def _multiply(search: Search, node: ir.Multiply, op: ir.CompareOp, bound: Value) -> list[Way]:
    found = []
    for part, other in ((node.left, node.right), (node.right, node.left)):
        factor = run(other, search.frame)
        if not isinstance(part, ir.Const) and factor is not None and factor > 0:
            found.append(search.reach(part, op, _quotient(op, bound, factor)))
    return cheapest(found)


def _quotient(op: str, bound: int, factor: int) -> int:
    """Return the bound of a factor: rounded so that what meets it meets the product's."""
    return -(-bound // factor) if op in (">=", "<") else bound // factor


def _shift(search: Search, node: ir.Shift, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.arg, op, _quotient(op, bound, 10**node.digits))


def _round(search: Search, node: ir.Round, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.arg, op, bound * 10**node.digits)


def _least(
    search: Search, node: ir.Least | ir.Greatest, op: ir.CompareOp, bound: Value
) -> list[Way]:
    parts = [search.reach(arg, op, bound) for arg in node.args]
    every = (op in (">", ">=")) is isinstance(node, ir.Least)
    return reduce(both, parts, NOTHING) if every else cheapest(parts)


def _chosen(search: Search, node: ir.Choose, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.choice(node, lambda value: search.reach(value, op, bound))


def _const(search: Search, node: ir.Const, op: ir.CompareOp, bound: Value) -> list[Way]:
    return []  # one that holds is met before


def _between(months: int) -> Inverse:
    """Return how months (12: years) between two dates are brought about."""

    def inverse(
        search: Search, node: ir.MonthsBetween, op: ir.CompareOp, bound: Value
    ) -> list[Way]:
        start, end = run(node.start, search.frame), run(node.end, search.frame)
        more = op in (">", ">=", "==")
        count = (bound + (op in (">", "<="))) * months
        found = []
        if end is not None:
            day = cm.add_months(end, -count)
            found.append(search.reach(node.start, "<=" if more else ">", day))
        if start is not None:
            day = cm.add_months(start, count)
            found.append(search.reach(node.end, ">=" if more else "<", day))
        return cheapest(found)

    return inverse


def _days_between(
    search: Search, node: ir.DaysBetween, op: ir.CompareOp, bound: Value
) -> list[Way]:
    start, end = run(node.start, search.frame), run(node.end, search.frame)
    found = []
    if end is not None:
        found.append(search.reach(node.start, TURNED[op], cm.add_days(end, -bound)))
    if start is not None:
        found.append(search.reach(node.end, op, cm.add_days(start, bound)))
    return cheapest(found)


def _add_months(search: Search, node: ir.AddMonths, op: ir.CompareOp, bound: Value) -> list[Way]:
    months = run(node.months, search.frame)
    return [] if months is None else search.reach(node.date, op, cm.add_months(bound, -months))


def _add_days(search: Search, node: ir.AddDays, op: ir.CompareOp, bound: Value) -> list[Way]:
    days = run(node.days, search.frame)
    return [] if days is None else search.reach(node.date, op, cm.add_days(bound, -days))


def _month_end(search: Search, node: ir.MonthEnd, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.date, op, bound)


def _year_of(search: Search, node: ir.YearOf, op: ir.CompareOp, bound: Value) -> list[Way]:
    if op in (">=", ">", "=="):
        return search.reach(node.date, ">=", dt.date(bound + (op == ">"), 1, 1))
    return search.reach(node.date, "<=", dt.date(bound - (op == "<"), 12, 31))


#: how each kind of part is brought to a bound
INVERSES: dict[type, Inverse] = {
    ir.Const: _const,
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Shift: _shift,
    ir.Round: _round,
    ir.Least: _least,
    ir.Greatest: _least,
    ir.Choose: _chosen,
    ir.MonthsBetween: _between(1),
    ir.YearsBetween: _between(12),
    ir.DaysBetween: _days_between,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.MonthEnd: _month_end,
    ir.YearOf: _year_of,
}
