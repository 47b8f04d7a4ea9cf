"""Date and rounding arithmetic as the intermediate form defines it, for plain Python values.

Months are counted by ``codes.dates``; here a date that would leave the years 1–9999 stays at their
edge, as it does in every back end.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from yulin.codes import calendar, dates

_MONTHS = 12
#: the last month there is, counted from year 0
_LAST_MONTH = 9999 * _MONTHS + 11
NEVER = dt.date(9999, 12, 31)

month_end = dates.month_end
months_between = dates.complete_months


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the date ``months`` later, clamped to the month's end and to years 1–9999."""
    index = day.year * _MONTHS + day.month - 1 + months
    if index > _LAST_MONTH:
        return NEVER
    return dt.date(1, 1, 1) if index < _MONTHS else dates.add_months(day, months)


def add_days(day: dt.date, days: int) -> dt.date:
    """Return the date ``days`` later, within years 1–9999."""
    ordinal = day.toordinal() + days
    return dt.date.fromordinal(max(1, min(ordinal, NEVER.toordinal())))


#: the years whose working days are counted
WORK_FIRST = dt.date(2000, 1, 1)
WORK_LAST = dt.date(2099, 12, 31)


@dataclass(frozen=True)
class WorkTable:
    """Working days from ``WORK_FIRST`` to ``WORK_LAST``, counted once for every back end."""

    #: for each day, how many working days there are up to and including it
    counts: tuple[int, ...]
    #: the working days in order
    days: tuple[dt.date, ...]


@cache
def work_table() -> WorkTable:
    """Return the working days of the calendar that comes with the codes room."""
    counts: list[int] = []
    days: list[dt.date] = []
    for ordinal in range(WORK_FIRST.toordinal(), WORK_LAST.toordinal() + 1):
        day = dt.date.fromordinal(ordinal)
        if calendar.is_workday(day):
            days.append(day)
        counts.append(len(days))
    return WorkTable(tuple(counts), tuple(days))


def _work_count(day: dt.date) -> int | None:
    """Return the working days up to and including a day; None outside the years counted."""
    inside = WORK_FIRST <= day <= WORK_LAST
    return work_table().counts[(day - WORK_FIRST).days] if inside else None


def workdays_between(start: dt.date, end: dt.date) -> int | None:
    """Return the working days after ``start`` up to ``end``; None outside the years counted."""
    before, upto = _work_count(start), _work_count(end)
    return None if before is None or upto is None else max(0, upto - before)


def add_workdays(day: dt.date, number: int) -> dt.date | None:
    """Return the n-th working day after a day (the day itself for 0), None where there is none."""
    before = _work_count(day)
    if before is None or number < 0:
        return None
    if number == 0:
        return day
    days = work_table().days
    place = before + number - 1
    return days[place] if place < len(days) else None


def round_half(value: int, divisor: int) -> int:
    """Return value ÷ divisor rounded half away from zero (divisor > 0)."""
    half = (abs(value) * 2 + divisor) // (2 * divisor)
    return half if value >= 0 else -half


def round_up(value: int, divisor: int) -> int:
    """Return value ÷ divisor rounded away from zero."""
    size = -(-abs(value) // divisor)
    return size if value >= 0 else -size


def round_down(value: int, divisor: int) -> int:
    """Return value ÷ divisor rounded towards zero."""
    size = abs(value) // divisor
    return size if value >= 0 else -size
