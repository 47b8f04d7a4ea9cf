"""Months that spells cover: how many, how many without a break, and the longest run of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from yulin.policy import ir
from yulin.policy.backends.arrays import calendar
from yulin.policy.backends.arrays.vectors import (
    Flags,
    Numbers,
    Places,
    Truth,
    Value,
    as_value,
    gathered,
    number,
    spread,
)

if TYPE_CHECKING:
    from yulin.policy.backends.arrays.subjects import Rows

KINDS = ("months", "streak", "longest")
#: keeps the months of different subjects apart on one axis
_STRIDE = 10_000 * 12 * 2


def figure(rows: Rows, node: ir.Aggregate, fits: Truth) -> Value:
    """Return a number of months for each whom rows are about."""
    assert node.value is not None
    assert node.order is not None
    first, last = as_value(rows.value(node.value)), as_value(rows.value(node.order))
    now = _now(rows, node)
    here = Value(*gathered(now, rows.about))
    opened = ~(first.known & last.known & here.known)
    holds, known = spread(fits.holds, len(rows)), spread(fits.known, len(rows))
    doubtful = np.zeros(rows.count, dtype=np.bool_)
    doubtful[rows.about[~known | (holds & opened)]] = True
    begin, end = _in_order(rows, node, first, last, here)
    order = begin[1]
    taken = order[(holds & ~opened)[order]]
    a, b = begin[0][taken], end[taken]
    some = b >= a
    found = _lengths(node.kind, rows, rows.about[taken][some], (a[some], b[some]), now)
    return Value(found, ~doubtful)


def _now(rows: Rows, node: ir.Aggregate) -> Value:
    """Return the month of the last day that counts, for each whom rows are about."""
    if node.until is None:
        return number(rows.as_of.year * 12 + rows.as_of.month - 1)
    last = as_value(rows.once(node.until))
    return Value(calendar.month_index(last.numbers), last.known)


def _in_order(
    rows: Rows, node: ir.Aggregate, first: Value, last: Value, now: Value
) -> tuple[tuple[Numbers, Places], Numbers]:
    """Return the first month of each row with the order of the rows by it, and the last month."""
    offset = rows.about * _STRIDE
    begin = spread(calendar.month_index(first.numbers), len(rows)) + offset
    end = np.minimum(calendar.month_index(last.numbers), now.numbers) + offset
    place = rows.run.numbering.of(node.value) if node.value is not None else -1
    if place not in rows.spells:
        rows.spells[place] = np.argsort(begin, kind="stable")
    return (begin, rows.spells[place]), end


def _lengths(
    kind: str, rows: Rows, about: Places, spells: tuple[Numbers, Numbers], now: Value
) -> Numbers:
    """Return the months of spells in order, each within the months of one subject."""
    a, b = spells
    found = np.zeros(rows.count, dtype=np.int64)
    if not len(a):
        return found
    reach = np.maximum.accumulate(b)
    before = np.append(np.int64(-2), reach[:-1])
    if kind == "months":
        fresh = np.maximum(a, before + 1)
        np.add.at(found, about, np.maximum(b - fresh + 1, 0))
        return found
    starts: Flags = a > before + 1
    run = a[np.maximum.accumulate(np.where(starts, np.arange(len(a)), 0))]
    if kind == "longest":
        np.maximum.at(found, about, reach - run + 1)
        return found
    current = spread(now.numbers, rows.count)[about] + about * _STRIDE
    lasting = reach >= current - 1
    # the last run is the one that begins last, and reaches farthest
    whose = about[lasting]
    found[whose] = (reach - run + 1)[lasting]
    return found
