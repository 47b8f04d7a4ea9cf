"""Figures over rows: one value for each whom the rows are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from yulin.policy import ir
from yulin.policy.backends.arrays import covers
from yulin.policy.backends.arrays.texts import place_among
from yulin.policy.backends.arrays.vectors import (
    FALSE,
    TRUE,
    ZERO,
    Flags,
    Numbers,
    Places,
    Truth,
    Value,
    Vector,
    as_truth,
    as_value,
    either,
    every,
    spread,
    unknown,
)
from yulin.policy.kinds import TEXT, YES

if TYPE_CHECKING:
    from yulin.policy.backends.arrays.subjects import Rows

#: rows from which on it is worth leaving some out, and the part of them that must be
_MANY, _WORTH = 2_000, 5
_OVER_VALUES = ("distinct", "sum", "max", "min", "top")


def figure(rows: Rows, node: ir.Aggregate) -> Vector:
    """Return a figure for each whom or what rows are about."""
    rows = _worth_asking(rows, node)
    fits = _fitting(rows, node)
    if node.kind in covers.KINDS:
        return covers.figure(rows, node, fits)
    holds = spread(fits.holds, len(rows))
    doubts = ~spread(fits.known, len(rows))
    if node.kind in ("latest", "first"):
        return _chosen(rows, node, holds, doubts)
    if node.kind in _OVER_VALUES:
        return _over_values(rows, node, holds, doubts)
    doubtful = marked(rows, doubts)
    if node.kind == "any":
        some = marked(rows, holds)
        return Truth(some, ~some & ~doubtful)
    return Value(np.bincount(rows.about[holds], minlength=rows.count), ~doubtful)


def _worth_asking(rows: Rows, node: ir.Aggregate) -> Rows:
    """Leave out rows that fail a cheap test before others than the subject are asked about them.

    A row that does not fit and one that is not there mean the same to every figure.
    """
    if node.where is None or len(rows) < _MANY:
        return rows
    tests = list(tests_of(node.where))
    dear = rows.run.numbering.asks_others
    if not any(dear(part) for part in (*tests, node.value, node.order) if part is not None):
        return rows
    cheap = [test for test in tests if not dear(test)]
    fails = spread(either([as_truth(rows.value(test)).fails for test in cheap]), len(rows))
    if np.count_nonzero(fails) * _WORTH < len(rows):
        return rows
    name = tuple(map(rows.run.numbering.of, cheap))
    return rows.narrowed(name, np.flatnonzero(~fails))


def tests_of(where: ir.Node) -> Iterator[ir.Node]:
    """Yield the tests that must all hold."""
    for test in where.args if isinstance(where, ir.And) else ():
        yield from tests_of(test)
    if not isinstance(where, ir.And):
        yield where


def _fitting(rows: Rows, node: ir.Aggregate) -> Truth:
    tests = [] if node.where is None else [as_truth(rows.value(node.where))]
    if rows.matches is not None:
        tests.append(rows.matches)
    if not tests:
        return Truth(TRUE, FALSE)
    return Truth(every([t.holds for t in tests]), either([t.fails for t in tests]))


def marked(rows: Rows, flags: Flags) -> Flags:
    """Return for each whom rows are about whether any of these is flagged."""
    found = np.zeros(rows.count, dtype=np.bool_)
    found[rows.about[flags]] = True
    return found


def _when_none(rows: Rows, node: ir.Aggregate, zero: Vector) -> Vector:
    return zero if node.empty is None else rows.once(node.empty)


def _over_values(rows: Rows, node: ir.Aggregate, holds: Flags, doubts: Flags) -> Vector:
    assert node.value is not None
    value = as_value(rows.value(node.value))
    numbers = spread(value.numbers, len(rows))[holds]
    doubtful = marked(rows, doubts | (holds & ~value.known))
    about = rows.about[holds]
    by_text = _text_extreme(node)
    if by_text:  # what is not known is no text
        told = spread(value.known, len(rows))[holds]
        about, numbers = about[told], numbers[told]
    found = (_by_text if by_text else _REDUCTIONS[node.kind])(rows, node, about, numbers)
    some = marked(rows, holds)
    zero = Value(np.asarray(np.int64(0)), FALSE if node.kind in ("max", "min") else TRUE)
    none = as_value(_when_none(rows, node, zero))
    return Value(np.where(some, found, none.numbers), ~doubtful & (some | none.known))


def _text_extreme(node: ir.Aggregate) -> bool:
    return node.type == TEXT and node.kind in ("max", "min")


def _by_text(rows: Rows, node: ir.Aggregate, about: Places, numbers: Numbers) -> Numbers:
    """Return the first or last of texts in their order."""
    codes = rows.texts.different(Value(numbers, TRUE))
    if not len(codes):
        return np.zeros(rows.count, dtype=np.int64)
    ranks = rows.texts.ranks(codes)
    found = _REDUCTIONS[node.kind](rows, node, about, ranks[place_among(codes, numbers)])
    return codes[np.argsort(ranks)][np.clip(found, 0, len(codes) - 1)]


def _sum(rows: Rows, _: ir.Aggregate, about: Places, numbers: Numbers) -> Numbers:
    found = np.zeros(rows.count, dtype=np.int64)
    np.add.at(found, about, numbers)
    return found


def _max(rows: Rows, _: ir.Aggregate, about: Places, numbers: Numbers) -> Numbers:
    found = np.full(rows.count, np.iinfo(np.int64).min)
    np.maximum.at(found, about, numbers)
    return found


def _min(rows: Rows, _: ir.Aggregate, about: Places, numbers: Numbers) -> Numbers:
    found = np.full(rows.count, np.iinfo(np.int64).max)
    np.minimum.at(found, about, numbers)
    return found


def _distinct(rows: Rows, _: ir.Aggregate, about: Places, numbers: Numbers) -> Numbers:
    order = np.lexsort((numbers, about))
    whose, what = about[order], numbers[order]
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (whose[1:] != whose[:-1]) | (what[1:] != what[:-1])
    return np.bincount(whose[fresh], minlength=rows.count)


def _top(rows: Rows, node: ir.Aggregate, about: Places, numbers: Numbers) -> Numbers:
    order = np.lexsort((numbers, about))[::-1]
    whose = about[order]
    starts = np.flatnonzero(np.append(True, whose[1:] != whose[:-1])) if len(whose) else whose
    lengths = np.diff(np.append(starts, len(whose)))
    rank = np.arange(len(whose)) - np.repeat(starts, lengths)
    taken = order[rank < (node.limit or 0)]
    return _sum(rows, node, about[taken], numbers[taken])


_REDUCTIONS: dict[str, Callable[[Rows, ir.Aggregate, Places, Numbers], Numbers]] = {
    "sum": _sum,
    "max": _max,
    "min": _min,
    "distinct": _distinct,
    "top": _top,
}


def _chosen(rows: Rows, node: ir.Aggregate, holds: Flags, doubts: Flags) -> Vector:
    """Return the value of the row that comes last or first, in the order of the rows among equals."""
    assert node.order is not None
    assert node.value is not None
    order = as_value(rows.value(node.order))
    doubtful = marked(rows, doubts | (holds & ~order.known))
    in_order = _in_order(rows, node.order, order)
    fitting = in_order[holds[in_order]]
    row = np.full(rows.count, -1, dtype=np.int64)
    # of those written to one place the last stays
    last_wins = fitting if node.kind == "latest" else fitting[::-1]
    row[rows.about[last_wins]] = last_wins
    some = row >= 0
    found = rows.value(node.value)
    none = _when_none(rows, node, unknown(node.type))
    told = ~doubtful
    place = np.where(some, row, 0)
    if node.type == YES:
        one, other = as_truth(found), as_truth(none)
        yes = np.where(some, _pick(one.holds, place), other.holds) & told
        return Truth(yes, np.where(some, _pick(one.fails, place), other.fails) & told)
    first, second = as_value(found), as_value(none)
    known = np.where(some, _pick(first.known, place), second.known) & told
    return Value(np.where(some, _pick(first.numbers, place), second.numbers), known)


def _pick(part: Flags | Numbers, place: Places) -> Flags | Numbers:
    if not part.size:  # there are no rows
        return FALSE if part.dtype == np.bool_ else ZERO
    return part if part.ndim == 0 else part[place]


def _in_order(rows: Rows, node: ir.Node, order: Value) -> Places:
    """Return the rows in an order, equal ones as they stand; kept for other figures."""
    place = rows.run.numbering.of(node)
    if place not in rows.orders:
        numbers = spread(order.numbers, len(rows))
        rows.orders[place] = np.argsort(numbers, kind="stable")
    return rows.orders[place]
