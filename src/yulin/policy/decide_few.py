"""Decides some subjects over arrays: what a population costs besides its people is saved.

The answers are those of ``decide_population``. Where a few thousand people are decided anew, planning
the queries of a population would take longer than deciding them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from yulin.policy import ir
from yulin.policy.backends.arrays import calendar
from yulin.policy.backends.arrays.frames import Named, columns_of, series
from yulin.policy.backends.arrays.subjects import Some, Subjects
from yulin.policy.backends.arrays.vectors import (
    TRUE,
    Flags,
    Numbers,
    Truth,
    Value,
    as_truth,
    as_value,
    either,
    every,
    spread,
)
from yulin.policy.backends.polars import dtype
from yulin.policy.backends.population import KEY
from yulin.policy.dates.timing import Outlook
from yulin.policy.decide import figures_of
from yulin.policy.decision import Status
from yulin.policy.long_form import Wide, clause_columns
from yulin.policy.program import Clause, Item

_NEVER = np.int64(calendar.NEVER)


def decide_few(subjects: Subjects, keys: pl.Series, items: tuple[Item, ...]) -> Wide:
    """Return the wide frame of some subjects: statuses, sums, dates and every clause's result.

    Args:
        subjects: whom it is about.
        keys: their keys.
        items: what is decided about them.
    """
    clauses, count = clause_columns(items), len(keys)
    with np.errstate(all="ignore"):  # what is not known may be any number
        columns: list[Named] = [
            (name, subjects.value(clause), pl.Boolean()) for clause, name in clauses.items()
        ]
        foreseen = {i.key: _foreseen(i, i.outlook, subjects) for i in items if i.outlook}
        for item in items:
            columns += _answers(item, subjects, foreseen)
        columns += [(f"{key}|ready_on", days, pl.Date()) for key, (_, days) in foreseen.items()]
    frame = pl.DataFrame([keys.alias(KEY), *columns_of(columns, count)])
    wide = Wide(subjects.kind, items, frame, clauses)
    wide.settle(subjects.run.program.relations)
    return wide


def _answers(
    item: Item, subjects: Subjects, foreseen: dict[str, tuple[Value, Value]]
) -> Iterator[Named]:
    """Yield status, sums and class of a benefit, in the order of ``decide_population``."""
    if item.label is not None:
        code = as_value(subjects.value(item.label))
        yield f"{item.key}|label", code, pl.Int8()
        given = Truth(code.known & (code.numbers != 0), code.known & (code.numbers == 0))
        yield f"{item.key}|status", _status(given), pl.Int8()
        return
    status = _status(as_truth(subjects.value(item.truth)))
    if item.key in foreseen:
        status = foreseen[item.key][0]
    yield f"{item.key}|status", status, pl.Int8()
    for name, node in figures_of(item):
        yield f"{item.key}|{name}", subjects.value(node), pl.Int64()
    for extra in item.extras:
        yield f"{item.key}|{extra.name}", subjects.value(extra.node), dtype(extra.type)


def _status(truth: Truth) -> Value:
    failing = np.where(truth.fails, int(Status.NO), int(Status.UNDETERMINED))
    return Value(np.where(truth.holds, int(Status.YES), failing), TRUE)


def _foreseen(item: Item, outlook: Outlook, subjects: Subjects) -> tuple[Value, Value]:
    """Return status and date where time may cure a shortfall; only such subjects are looked at."""
    truth = as_truth(subjects.value(item.truth))
    count = len(subjects)
    curable = spread(truth.fails & _curable(item.clause, subjects), count)
    refused = np.flatnonzero(curable)
    status = spread(_status(truth).numbers, count)
    days = np.full(count, _NEVER)
    if len(refused):
        place, day, later = _on_days(outlook, Some(subjects.run, subjects, refused), len(refused))
        status = status.copy()
        status[refused[place[~later.known]]] = int(Status.UNDETERMINED)
        np.minimum.at(days, refused[place[later.holds]], day[later.holds])
        status[days < _NEVER] = int(Status.NOT_YET)
    return Value(status, TRUE), Value(days, days < _NEVER)


def _curable(clause: Clause, subjects: Subjects) -> Flags:
    """Say for whom time alone might make a clause hold: a cheap test before the dear one."""
    if clause.condition.kind in ("leaf", "not"):
        if clause.outlook is not None:
            return TRUE
        node = clause.plain if clause.condition.kind == "leaf" else clause.node
        return ~as_truth(subjects.value(node)).fails
    parts = [_curable(child, subjects) for child in clause.children] or [TRUE]
    return either(parts) if clause.condition.kind == "any" else every(parts)


def _on_days(outlook: Outlook, some: Some, count: int) -> tuple[Numbers, Numbers, Truth]:
    """Return the truth on every day that may bring it: the place, the day, the truth."""
    today = calendar.day_number(some.as_of)
    places, days = [], []
    for _, node in outlook.dates:
        found = as_value(some.value(node))
        day = spread(found.numbers, count)
        comes = np.flatnonzero(spread(found.known, count) & (day > today) & (day < _NEVER))
        places.append(comes)
        days.append(day[comes])
    place, day = np.concatenate(places), np.concatenate(days)
    ahead = Some(some.run, some, place, {outlook.when: Value(day, TRUE)})
    holds, fails = as_truth(ahead.value(outlook.later)) if len(place) else Truth(TRUE, TRUE)
    return place, day, Truth(spread(holds, len(place)), spread(fails, len(place)))


def first_days(
    subjects: Subjects, groups: Iterable[tuple[ir.Node | None, tuple[ir.Node, ...]]]
) -> pl.Series:
    """Return the first of some days after the date of the decision, null where there is none.

    Args:
        subjects: whom it is about.
        groups: (where the days count, the days); None: everywhere.
    """
    today, count = calendar.day_number(subjects.as_of), len(subjects)
    first = np.full(count, _NEVER)
    with np.errstate(all="ignore"):
        for region, nodes in groups:
            here = TRUE if region is None else ~as_truth(subjects.value(region)).fails
            for node in nodes:
                numbers, known = as_value(subjects.value(node))
                counts = known & here & (numbers > today)
                first = np.where(counts, np.minimum(first, numbers), first)
    return series("day", Value(first, first < _NEVER), pl.Date(), count)
