"""Days and months as integers: days since 1970-01-01, months since January 1970."""

from __future__ import annotations

import datetime as dt

import numpy as np

from yulin.facts.schema import OPEN_END
from yulin.synth.streams import Ints

EPOCH = dt.date(1970, 1, 1)
#: no date at all
NO_DAY = -(2**31)
#: the day that an unfinished spell ends on
OPEN_DAY = (OPEN_END - EPOCH).days
#: a month that has not come, and its day in the frame is the open end
OPEN_MONTH = 10**6


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def month_number(day: dt.date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def first_day(months: Ints) -> Ints:
    """The first day of each month."""
    days = months.astype("datetime64[M]").astype("datetime64[D]")
    return days.astype(np.int64)


def last_day(months: Ints) -> Ints:
    """The last day of each month; an open month gives the open end."""
    days = first_day(np.where(months >= OPEN_MONTH, 0, months) + 1) - 1
    return np.where(months >= OPEN_MONTH, OPEN_DAY, days)


def month_of(days: Ints) -> Ints:
    """The month each day lies in."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def closed_month_day(months: Ints) -> Ints:
    """The first day of each month; an open month gives the open end."""
    days = first_day(np.where(months >= OPEN_MONTH, 0, months))
    return np.where(months >= OPEN_MONTH, OPEN_DAY, days)


def date_digits(days: Ints) -> Ints:
    """Each day as the number YYYYMMDD."""
    months = month_of(days)
    day_in_month = days - first_day(months) + 1
    return (months // 12 + 1970) * 10_000 + (months % 12 + 1) * 100 + day_in_month


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months on, or the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))
