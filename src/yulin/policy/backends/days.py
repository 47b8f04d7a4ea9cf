"""Arithmetic on columns of dates by looking days up in tables: dividing days into months is dear.

A day is *packed* as 32 × its month + its day in the month, months counted from year 0. So whole months
between two days are one subtraction and one division: the last day of a month counts as its 31st
where a span ends, because months are clamped to their end.
"""

from __future__ import annotations

import datetime as dt
from functools import cache

import polars as pl

from yulin.policy.dates.calendar_math import NEVER, month_end

_EPOCH = dt.date(1970, 1, 1)
_FIRST_DAY = dt.date(1, 1, 1)
#: the calendar repeats itself after so many years
_CYCLE_YEARS = 400
_CYCLE_MONTHS, _CYCLE_DAYS = _CYCLE_YEARS * 12, 146_097
_CYCLES = 25
_DAYS = NEVER.toordinal()
#: the first and the last month there is
_FIRST_MONTH, _LAST_MONTH = 12, NEVER.year * 12 + 11
#: so many months may be added to any date without looking whether it leaves the calendar
_MARGIN = 12_000
#: months to the packed year
_DAY_PLACES = 32
_YEAR_PLACES = 12 * _DAY_PLACES
_LAST_PLACE = 31


def days_since_epoch(day: dt.date) -> int:
    """Return the number under which Polars keeps a date."""
    return (day - _EPOCH).days


# -- tables ----------------------------------------------------------------------------------------


def _by_day(cycle: pl.Series, step: int) -> pl.Series:
    """Return one value a day of the whole calendar, days before 1970 last, as negative places."""
    whole = pl.concat([cycle + step * number for number in range(_CYCLES)]).head(_DAYS)
    before = -days_since_epoch(_FIRST_DAY)
    return pl.concat([whole.slice(before), whole.head(before)]).rechunk()


def _cycle() -> pl.LazyFrame:
    days = pl.date_range(_FIRST_DAY, dt.date(_CYCLE_YEARS, 12, 31), "1d", eager=True).alias("day")
    year, month = pl.col("day").dt.year(), pl.col("day").dt.month().cast(pl.Int32)
    index = year * 12 + month - 1
    return pl.LazyFrame([days]).with_columns(index=index, place=pl.col("day").dt.day())


@cache
def _packed_days() -> pl.Series:
    packed = pl.col("index") * _DAY_PLACES + pl.col("place").cast(pl.Int32)
    return _by_day(_cycle().select(packed).collect().to_series(), _CYCLE_MONTHS * _DAY_PLACES)


@cache
def _closing_days() -> pl.Series:
    """Return packed days, the last of every month as its 31st."""
    last = pl.col("index") != pl.col("index").shift(-1)
    place = pl.when(last | last.is_null()).then(_LAST_PLACE).otherwise("place").cast(pl.Int32)
    packed = pl.col("index") * _DAY_PLACES + place
    return _by_day(_cycle().select(packed).collect().to_series(), _CYCLE_MONTHS * _DAY_PLACES)


@cache
def _months() -> tuple[pl.Series, pl.Series]:
    """Return the first and the last day of every month, and of as many beyond as may be met."""
    days = pl.date_range(_FIRST_DAY, dt.date(_CYCLE_YEARS, 12, 1), "1mo", eager=True)
    cycle = days.to_physical()
    first = pl.concat([cycle + _CYCLE_DAYS * number for number in range(_CYCLES)])
    count = _LAST_MONTH - _FIRST_MONTH + 1
    last = first.shift(-1).head(count) - 1
    return _with_margin(first.head(count)), _with_margin(last)


def _with_margin(table: pl.Series) -> pl.Series:
    low, high = (
        pl.Series([days_since_epoch(day)], dtype=pl.Int32).new_from_index(0, _MARGIN)
        for day in (_FIRST_DAY, NEVER)
    )
    return pl.concat([low, table, high]).rechunk()


def looked_up(values: pl.Series, place: pl.Expr) -> pl.Expr:
    """Return the value at a place; one place for all rows gives one value for all rows."""
    found = pl.lit(values).gather(place)
    return found if place.meta.root_names() else found.first()


# -- expressions -----------------------------------------------------------------------------------


def packed(day: pl.Expr) -> pl.Expr:
    """Return each day as 32 × its month + its day in the month."""
    return looked_up(_packed_days(), day.to_physical())


def closing(day: pl.Expr) -> pl.Expr:
    """Return each day packed as the end of a span."""
    return looked_up(_closing_days(), day.to_physical())


def packed_day(day: dt.date) -> int:
    """Return one day packed."""
    return (day.year * 12 + day.month - 1) * _DAY_PLACES + day.day


def closing_day(day: dt.date) -> int:
    """Return one day packed as the end of a span."""
    cut = _LAST_PLACE - day.day if day == month_end(day) else 0
    return packed_day(day) + cut


def months_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return complete months from a packed day to one packed as an end."""
    return ((end - start) // _DAY_PLACES).cast(pl.Int64)


def years_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return complete years from a packed day to one packed as an end."""
    return ((end - start) // _YEAR_PLACES).cast(pl.Int64)


def year_of(day: pl.Expr) -> pl.Expr:
    """Return the year of a packed day."""
    return (day // _YEAR_PLACES).cast(pl.Int64)


def month_of(day: pl.Expr) -> pl.Expr:
    """Return the month of a packed day, 1 to 12."""
    return (day % _YEAR_PLACES // _DAY_PLACES + 1).cast(pl.Int64)


def month_index(day: pl.Expr) -> pl.Expr:
    """Return the month of a packed day, counted from year 0."""
    return day // _DAY_PLACES


def month_end_of(day: pl.Expr) -> pl.Expr:
    """Return the last day of a packed day's month."""
    place = month_index(day) + (_MARGIN - _FIRST_MONTH)
    return looked_up(_months()[1], place).cast(pl.Date)


def months_later(day: pl.Expr, months: pl.Expr | int) -> pl.Expr:
    """Return the date so many months after a packed day, clamped to the month's end."""
    if isinstance(months, int) and abs(months) <= _MARGIN:
        place = month_index(day) + (_MARGIN - _FIRST_MONTH + months)
    else:
        place = _place(day, months)
    first, last = (looked_up(table, place) for table in _months())
    return pl.min_horizontal(first + (day % _DAY_PLACES - 1), last).cast(pl.Date)


def _place(day: pl.Expr, months: pl.Expr | int) -> pl.Expr:
    later = month_index(day).cast(pl.Int64) + months
    return later.clip(_FIRST_MONTH - 1, _LAST_MONTH + 1) + (_MARGIN - _FIRST_MONTH)
