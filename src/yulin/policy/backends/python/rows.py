"""Figures over the subject's records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from yulin.policy import ir
from yulin.policy.backends.python.compiled import Eval, Value, compiled
from yulin.policy.backends.python.frame import Frame, Row
from yulin.policy.backends.python.nodes import kleene


def _aggregate(node: ir.Aggregate) -> Eval:
    where = compiled(node.where) if node.where is not None else None
    finish = _FINISHERS[node.kind](node)
    empty = compiled(node.empty) if node.empty is not None else None
    source = (node.table, node.key)
    outer = [(column, compiled(of_outer)) for column, of_outer in node.match]

    def evaluate(frame: Frame) -> Value:
        rows = frame.records.get(source)
        if rows is None:
            return None
        if not rows:
            return finish([], False, frame, empty)
        fits = where
        if outer:  # read before another row is at hand
            fits = _matching([(column, part(frame)) for column, part in outer], where)
        fitting, doubtful = _select(rows, fits, frame)
        return finish(fitting, doubtful, frame, empty)

    return evaluate


def _matching(wanted: list[tuple[str, Value]], where: Eval | None) -> Eval:
    """Return the condition that columns equal those of the outer row and ``where`` holds."""

    def agree(frame: Frame) -> Value:
        result: bool | None = True
        for column, value in wanted:
            cell = frame.row[column] if frame.row is not None else None
            if cell is None or value is None:
                result = None
            elif cell != value:
                return False
        return result

    return agree if where is None else kleene([agree, where], settles=False)


def _select(rows: list[Row], where: Eval | None, frame: Frame) -> tuple[list[Row], bool]:
    if where is None:
        return rows, False
    fitting, doubtful, before = [], False, frame.row
    try:
        for row in rows:
            frame.row = row
            holds = where(frame)
            if holds:
                fitting.append(row)
            elif holds is None:
                doubtful = True
    finally:
        frame.row = before
    return fitting, doubtful


def _each(rows: list[Row], part: Eval, frame: Frame) -> list[Value]:
    values, before = [], frame.row
    try:
        for row in rows:
            frame.row = row
            values.append(part(frame))
    finally:
        frame.row = before
    return values


def _when_none(frame: Frame, empty: Eval | None, otherwise: Value) -> Value:
    """Return what stands for no row at all; like ``until`` it is about the subject."""
    return frame.outside_rows(empty) if empty is not None else otherwise


Finish = Callable[[list[Row], bool, Frame, "Eval | None"], Value]


def _any(node: ir.Aggregate) -> Finish:
    return lambda rows, doubtful, frame, empty: True if rows else (None if doubtful else False)


def _count(node: ir.Aggregate) -> Finish:
    return lambda rows, doubtful, frame, empty: None if doubtful else len(rows)


def _over_values(combine: Callable[[list[Value]], Value], *, zero: bool) -> Callable[..., Finish]:
    def make(node: ir.Aggregate) -> Finish:
        assert node.value is not None
        part = compiled(node.value)

        def finish(rows: list[Row], doubtful: bool, frame: Frame, empty: Eval | None) -> Value:
            if doubtful:
                return None
            values = _each(rows, part, frame)
            if None in values:
                return None
            if values:
                return combine(values)
            return _when_none(frame, empty, 0 if zero else None)

        return finish

    return make


def _top(node: ir.Aggregate) -> Finish:
    limit = node.limit or 0
    make = _over_values(lambda vs: sum(sorted(vs, reverse=True)[:limit]), zero=True)
    return make(node)


def _latest(node: ir.Aggregate) -> Finish:
    # of equal orders the last row wins, as it does after a stable sort
    return _chosen(node, lambda orders: max(range(len(orders)), key=lambda i: (orders[i], i)))


def _first(node: ir.Aggregate) -> Finish:
    return _chosen(node, lambda orders: min(range(len(orders)), key=lambda i: (orders[i], i)))


def _chosen(node: ir.Aggregate, choose: Callable[[list[Value]], int]) -> Finish:
    assert node.value is not None
    assert node.order is not None
    value, order = compiled(node.value), compiled(node.order)

    def finish(rows: list[Row], doubtful: bool, frame: Frame, empty: Eval | None) -> Value:
        if doubtful:
            return None
        orders = _each(rows, order, frame)
        if None in orders:
            return None
        if not rows:
            return _when_none(frame, empty, None)
        return _each([rows[choose(orders)]], value, frame)[0]

    return finish


#: first and last month of an unbroken cover
Run = tuple[int, int]


def _cover(node: ir.Aggregate, count: Callable[[list[Run], int], int]) -> Finish:
    assert node.value is not None
    assert node.order is not None
    start, end = compiled(node.value), compiled(node.order)
    until = compiled(node.until) if node.until is not None else None

    def finish(rows: list[Row], doubtful: bool, frame: Frame, empty: Eval | None) -> Value:
        if doubtful:
            return None
        if not rows:
            return 0
        starts, ends = _each(rows, start, frame), _each(rows, end, frame)
        last = frame.as_of if until is None else frame.outside_rows(until)
        if last is None or None in starts or None in ends:
            return None
        now = month_index(last)
        spells = zip(map(month_index, starts), map(month_index, ends), strict=True)
        return count(_runs([(a, min(b, now)) for a, b in spells]), now)

    return finish


def _runs(spells: list[Run]) -> list[Run]:
    """Return the unbroken runs of months that spells cover, in order; a spell may be of none."""
    runs: list[Run] = []
    for a, b in sorted(spell for spell in spells if spell[0] <= spell[1]):
        if runs and a <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(b, runs[-1][1]))
        else:
            runs.append((a, b))
    return runs


def month_index(day: dt.date) -> int:
    """Return months since year 0."""
    return day.year * 12 + day.month - 1


def _length(spell: Run) -> int:
    return spell[1] - spell[0] + 1


def _months(node: ir.Aggregate) -> Finish:
    return _cover(node, lambda runs, _: sum(map(_length, runs)))


def _streak(node: ir.Aggregate) -> Finish:
    return _cover(node, _unbroken)


def _unbroken(runs: list[Run], now: int) -> int:
    return _length(runs[-1]) if runs and runs[-1][1] >= now - 1 else 0


def _longest(node: ir.Aggregate) -> Finish:
    return _cover(node, lambda runs, _: max(map(_length, runs), default=0))


_FINISHERS: dict[str, Callable[[ir.Aggregate], Finish]] = {
    "any": _any,
    "count": _count,
    "distinct": _over_values(lambda vs: len(set(vs)), zero=True),
    "sum": _over_values(sum, zero=True),
    "max": _over_values(max, zero=False),
    "min": _over_values(min, zero=False),
    "top": _top,
    "latest": _latest,
    "first": _first,
    "months": _months,
    "streak": _streak,
    "longest": _longest,
}

MAKERS: dict[type, Callable[[Any], Eval]] = {ir.Aggregate: _aggregate}
