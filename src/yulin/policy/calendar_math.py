"""Date and rounding arithmetic as the intermediate form defines it, for plain Python values."""

from __future__ import annotations

import calendar
import datetime as dt

#: day 0 of months since year 0
_LAST_MONTH = 9999 * 12 + 11
NEVER = dt.date(9999, 12, 31)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the date ``months`` later, clamped to the month's end and to years 1–9999."""
    index = day.year * 12 + day.month - 1 + months
    if index > _LAST_MONTH:
        return NEVER
    if index < 12:
        return dt.date(1, 1, 1)
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def add_days(day: dt.date, days: int) -> dt.date:
    """Return the date ``days`` later, within years 1–9999."""
    ordinal = day.toordinal() + days
    return dt.date.fromordinal(max(1, min(ordinal, NEVER.toordinal())))


def month_end(day: dt.date) -> dt.date:
    """Return the last day of the month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_between(start: dt.date, end: dt.date) -> int:
    """Return complete months: the largest n with add_months(start, n) <= end."""
    months = (end.year - start.year) * 12 + end.month - start.month
    last = calendar.monthrange(end.year, end.month)[1]
    return months - 1 if end.day < min(start.day, last) else months


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
