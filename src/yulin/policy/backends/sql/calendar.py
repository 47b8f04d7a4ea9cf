"""The working days as a relation: a day of the years that are counted, and how many it is.

Most days follow their weekday, so a statement carries only the days that do not.
"""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from yulin.policy.backends.sql.dialects import Dialect, apart, called, cast, column, named, whole
from yulin.policy.backends.sql.emit import cases, literal
from yulin.policy.dates.calendar_math import WORK_FIRST, work_table

_SATURDAY = 5


def days(dialect: Dialect) -> exp.Select:
    """Return the query for ``day`` and ``n``: the working days up to and including the day."""
    dates = _dates(dialect).subquery("dates", copy=False)
    weekday = apart(exp.Mod(this=apart(_from_monday(column("i", "dates"))), expression=_small(7)))
    usual = apart(exp.LT(this=weekday, expression=_small(_SATURDAY)))
    day = column("day", "dates")
    unusual = [literal(d, "DATE") for d in _unusual()]
    turned = exp.In(this=day.copy(), expressions=unusual) if unusual else exp.false()
    works = apart(exp.NEQ(this=usual, expression=apart(turned)))
    order = exp.Order(expressions=[exp.Ordered(this=day.copy())])
    count = exp.Window(
        this=exp.Sum(this=cases((works, _small(1)), otherwise=_small(0))), order=order
    )
    return exp.select(
        day,
        called(whole(count), "n"),
        called(works.copy(), "works"),
    ).from_(dates, copy=False)


def workdays(calendar: str) -> exp.Select:
    """Return the query for the working days by their number."""
    wanted = exp.select(column("n", calendar), column("day", calendar))
    return wanted.from_(named(calendar), copy=False).where(column("works", calendar), copy=False)


def _dates(dialect: Dialect) -> exp.Select:
    last = len(work_table().counts) - 1
    series = exp.Anonymous(this="GENERATE_SERIES", expressions=[_small(0), _small(last)])
    if dialect.name == "duckdb":
        number: exp.Expr = exp.Unnest(expressions=[series])
    else:
        number = series
    numbers = exp.select(called(number, "i")).subquery("numbers", copy=False)
    place = column("i", "numbers")
    day = exp.Add(this=literal(WORK_FIRST, "DATE"), expression=cast(place, "INT"))
    return exp.select(place.copy(), called(apart(day), "day")).from_(numbers)


def _from_monday(place: exp.Expr) -> exp.Expr:
    return exp.Add(this=place, expression=_small(WORK_FIRST.weekday()))


def _unusual() -> list[dt.date]:
    """Return the days that are worked on a weekend, or off on a weekday."""
    found, before = [], 0
    for place, count in enumerate(work_table().counts):
        day = WORK_FIRST + dt.timedelta(days=place)
        if (count > before) != (day.weekday() < _SATURDAY):
            found.append(day)
        before = count
    return found


def _small(value: int) -> exp.Expr:
    return exp.Literal.number(value)
