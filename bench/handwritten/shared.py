"""What the three policies have in common: months on an axis, streaks, people at work, forecasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from yulin.policy.decision import Status

Tables = Mapping[str, pl.DataFrame]
ID = "证件号"
#: keeps the months of different people apart on one axis
_STRIDE = 240_000
#: positions in the label sets of the record tables
PENSION, MEDICAL, PUBLIC_PENSION, FLEXIBLE_PENSION = 0, 1, 5, 6
EMPLOYED = (0, 1, 2)
PUBLIC_STAFF, FLEXIBLE = 2, 3
CLAWED_BACK = 4


def numbered(tables: Tables) -> pl.LazyFrame:
    """Return every identity number with its row number ``p``."""
    return tables["人员"].lazy().select(ID).with_row_index("p")


def rows(tables: Tables, name: str, people: pl.LazyFrame, *where: pl.Expr) -> pl.LazyFrame:
    """Return the rows of a table that fit, with their person's row number."""
    return tables[name].lazy().filter(*where).join(people, on=ID, maintain_order="left")


def in_city(column: str, city: int) -> pl.Expr:
    return pl.col(column).is_between(city, city + 99)


def month(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _spells(found: pl.LazyFrame, start: str, end: str, as_of: dt.date) -> pl.LazyFrame:
    """Return spells in months, sorted, with how far the ones before each reach."""
    now, offset = as_of.year * 12 + as_of.month - 1, pl.col("p").cast(pl.Int64) * _STRIDE
    return (
        found.select(
            "p",
            a=month(pl.col(start)) + offset,
            b=pl.min_horizontal(month(pl.col(end)), pl.lit(now, dtype=pl.Int64)) + offset,
        )
        .filter(pl.col("b") >= pl.col("a"))
        .sort("a")
        .with_columns(reach=pl.col("b").cum_max())
        .with_columns(before=pl.col("reach").shift(1, fill_value=-2))
    )


def streak(found: pl.LazyFrame, as_of: dt.date, name: str) -> pl.LazyFrame:
    """Return each person's unbroken months up to this month or the last."""
    now = as_of.year * 12 + as_of.month - 1
    fresh = pl.col("a") > pl.col("before") + 1
    return (
        _spells(found, "起始年月", "截止年月", as_of)
        .with_columns(run=pl.when(fresh).then("a").forward_fill())
        .filter(pl.col("reach") - pl.col("p").cast(pl.Int64) * _STRIDE >= now - 1)
        .group_by("p")
        .agg((pl.col("reach").max() - pl.col("run").max() + 1).alias(name))
    )


def months_covered(
    found: pl.LazyFrame, as_of: dt.date, name: str, *, start: str, end: str
) -> pl.LazyFrame:
    """Return each person's distinct months covered."""
    length = pl.col("b") - pl.max_horizontal("a", pl.col("before") + 1) + 1
    return _spells(found, start, end, as_of).group_by("p").agg(length.clip(0).sum().alias(name))


def insured_now(as_of: dt.date) -> pl.Expr:
    return (pl.col("起始年月") <= as_of) & (pl.col("截止年月") >= as_of.replace(day=1))


def current_jobs(tables: Tables, people: pl.LazyFrame, as_of: dt.date) -> pl.LazyFrame:
    """Return the jobs people hold on a day, oldest first."""
    day = pl.lit(as_of)
    held = rows(tables, "就业", people, pl.col("入职日期") <= day, pl.col("离职日期") >= day)
    return held.sort("入职日期", maintain_order=True)


def newest_job(jobs: pl.LazyFrame, tables: Tables, *employer: str) -> pl.LazyFrame:
    """Return each person's newest job with some columns of its employer, and that there is one."""
    firms = tables["单位"].lazy().select("单位代码", *employer)
    newest = jobs.unique("p", keep="last").drop(ID)
    return newest.join(firms, on="单位代码", how="left").with_columns(has_job=True)


def works_in(city: int) -> pl.Expr:
    """Say whether people work in a city; whoever has no job does not."""
    return pl.when(pl.col("has_job").is_null()).then(False).otherwise(in_city("单位地区", city))


def beside(people: pl.LazyFrame, *found: pl.LazyFrame) -> pl.DataFrame:
    """Return one row a person with everything found about them."""
    for part in found:
        people = people.join(part, on="p", how="left", maintain_order="left")
    return people.collect()


def status(truth: pl.Expr) -> pl.Expr:
    return (
        pl.when(truth.is_null())
        .then(int(Status.UNDETERMINED))
        .when(truth)
        .then(int(Status.YES))
        .otherwise(int(Status.NO))
        .cast(pl.Int8)
    )


def forecast(
    frame: pl.DataFrame, benefit: str, *, where: pl.Expr, day: pl.Expr, later: pl.Expr
) -> pl.DataFrame:
    """Set NOT_YET and the date where time alone cures a "no"; ``later`` reads the date ``_day``."""
    name = f"{benefit}|status"
    ripe = (
        frame.lazy()
        .with_row_index("_n")
        .filter((pl.col(name) == int(Status.NO)) & where)
        .with_columns(_day=day)
        .filter(pl.col("_day").is_not_null())
        .select("_n", "_day", _later=later)
        .filter(pl.col("_later").fill_null(value=True))
        .collect()
    )
    sure = ripe.filter(pl.col("_later"))
    open_ = ripe.filter(pl.col("_later").is_null())
    answers = frame[name].scatter(sure["_n"], int(Status.NOT_YET))
    days = pl.Series([None], dtype=pl.Date).new_from_index(0, frame.height)
    return frame.with_columns(
        answers.scatter(open_["_n"], int(Status.UNDETERMINED)).alias(name),
        days.scatter(sure["_n"], sure["_day"]).alias(f"{benefit}|ready_on"),
    )


def not_false(*clauses: str) -> pl.Expr:
    """Say for which rows none of some clauses is known to fail."""
    return pl.all_horizontal([pl.col(c).fill_null(value=True) for c in clauses])


def reaches(as_of: dt.date, counter: str, months: int) -> pl.Expr:
    """Return the first of the month in which a counter of months reaches a number, if it runs."""
    running = pl.col(counter) > 0
    lacking = pl.format("{}mo", months - pl.col(counter))
    return pl.when(running).then(pl.lit(as_of.replace(day=1)).dt.offset_by(lacking))


def all_of(*clauses: str) -> pl.Expr:
    """Join clauses by a three-valued and."""
    return pl.all_horizontal([pl.col(c) for c in clauses])


def sums(
    benefit: str, amount: pl.Expr, *, periods: pl.Expr | int = 1, per_year: int = 1
) -> list[pl.Expr]:
    """Return a benefit's sum in fen, its periods, the total and the first year's part."""
    count = pl.lit(periods, dtype=pl.Int64) if isinstance(periods, int) else periods
    within = pl.min_horizontal(count, pl.lit(per_year, dtype=pl.Int64))
    return [
        amount.cast(pl.Int64).alias(f"{benefit}|amount"),
        count.alias(f"{benefit}|periods"),
        (amount * count).cast(pl.Int64).alias(f"{benefit}|total"),
        (amount * within).cast(pl.Int64).alias(f"{benefit}|first_year"),
    ]
