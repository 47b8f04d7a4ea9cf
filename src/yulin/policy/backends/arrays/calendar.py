"""Date arithmetic on days since 1970, as the intermediate form defines it."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yulin.policy.backends.arrays.vectors import Flags, Numbers, Value
from yulin.policy.dates import calendar_math as cm

_EPOCH = dt.date(1970, 1, 1)
#: months from year 0 to 1970
_MONTHS_BEFORE = 1970 * 12
_FIRST_MONTH, _LAST_MONTH = 12, 9999 * 12 + 11


def day_number(day: dt.date) -> int:
    """Return the days from 1970 to a date."""
    return (day - _EPOCH).days


FIRST, NEVER = day_number(dt.date(1, 1, 1)), day_number(cm.NEVER)
_WORK_FIRST, _WORK_LAST = day_number(cm.WORK_FIRST), day_number(cm.WORK_LAST)


def month_index(days: Numbers) -> Numbers:
    """Return months since year 0."""
    # what is unknown may be anything
    found: Numbers = _calendar()[0].take(days - FIRST, mode="clip").astype(np.int64)
    return found


def _begins(index: Numbers) -> Numbers:
    """Return the first day of a month."""
    found: Numbers = _calendar()[1].take(index - _FIRST_MONTH, mode="clip")
    return found


def _inside(days: Numbers) -> Numbers:
    """Return days within the calendar."""
    found: Numbers = np.minimum(np.maximum(days, FIRST), NEVER)
    return found


@cache
def _calendar() -> tuple[NDArray[np.int32], Numbers]:
    """Return the month of every day of the calendar, and the first day of every month."""
    days = np.arange(FIRST, NEVER + 1).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64) + _MONTHS_BEFORE
    # one month more, to tell how long the last one is
    every = np.arange(_FIRST_MONTH, _LAST_MONTH + 2) - _MONTHS_BEFORE
    begins = every.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return months.astype(np.int32), begins


def year_of(days: Numbers) -> Numbers:
    """Return the year of each day."""
    return month_index(days) // 12


def month_of(days: Numbers) -> Numbers:
    """Return the month of each day, 1 to 12."""
    return month_index(days) % 12 + 1


def month_end(days: Numbers) -> Numbers:
    """Return the last day of the month of each day."""
    return _begins(month_index(days) + 1) - 1


def complete_months(start: Numbers, end: Numbers) -> Numbers:
    """Return the largest n with start + n months ≤ end."""
    one, two = month_index(start), month_index(end)
    first_of_end = _begins(two)
    length = _begins(two + 1) - first_of_end
    day = np.minimum(_inside(start) - _begins(one), length - 1)
    short: Flags = _inside(end) - first_of_end < day
    made: Numbers = two - one - short
    return made


def add_months(days: Numbers, months: Numbers) -> Numbers:
    """Return the days some months on, at the month's end at the latest, within the calendar."""
    one = month_index(days)
    index = one + months
    inside = np.minimum(np.maximum(index, _FIRST_MONTH), _LAST_MONTH)
    first = _begins(inside)
    last = _begins(inside + 1) - 1
    made = np.minimum(first + (_inside(days) - _begins(one)), last)
    if bool((index != inside).any()):
        made = np.where(index > _LAST_MONTH, NEVER, np.where(index < _FIRST_MONTH, FIRST, made))
    return made


def add_days(days: Numbers, number: Numbers) -> Numbers:
    """Return the days so many days on, within the calendar."""
    return _inside(days + number)


@cache
def _work() -> tuple[Numbers, Numbers]:
    table = cm.work_table()
    days = np.array(table.days, dtype="datetime64[D]").astype(np.int64)
    return np.array(table.counts, dtype=np.int64), days


def _work_count(days: Numbers) -> tuple[Numbers, Flags]:
    """Return the working days up to and including each day, and whether it is one of those counted."""
    inside = (days >= _WORK_FIRST) & (days <= _WORK_LAST)
    return _work()[0][np.clip(days - _WORK_FIRST, 0, _WORK_LAST - _WORK_FIRST)], inside


def workdays_between(start: Value, end: Value) -> Value:
    """Return the working days after a day up to another; unknown outside the years counted."""
    (before, one), (upto, two) = _work_count(start.numbers), _work_count(end.numbers)
    return Value(np.maximum(upto - before, 0), start.known & end.known & one & two)


def add_workdays(day: Value, number: Value) -> Value:
    """Return the n-th working day after a day, the day itself for none; unknown where there is none."""
    before, inside = _work_count(day.numbers)
    days, count = _work()[1], number.numbers
    # compared before adding: a number may fill 64 bits
    there = (count > 0) & (count <= len(days) - before)
    place = np.where(there, before + count - 1, 0)
    made = np.where(count == 0, day.numbers, days[place])
    return Value(made, day.known & number.known & inside & ((count == 0) | there))
