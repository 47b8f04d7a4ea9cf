"""Date and rounding arithmetic as the intermediate form defines it, for plain Python values.

Months are counted by ``codes.dates``; here a date that would leave the years 1–9999 stays at their
edge, as it does in every back end.
"""

from __future__ import annotations

import datetime as dt

from yulin.codes import dates

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
