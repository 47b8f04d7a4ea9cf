"""HZ-01, Hangzhou's living allowance for new graduates, written by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bench.handwritten import shared as s

CITY = 330100
FIVE = (330111, 330112, 330122, 330127, 330182)
FIRST, AGAIN = "生活补贴", "五地再补"
_FIRST = [
    f"{FIRST}/{c}"
    for c in ("适用地区", "学历", "应届", "社保半年", "在保核验", "以前没领过", "没有领满")
]
_AGAIN = [f"{AGAIN}/{c}" for c in ("适用地区", "学历", "领过", "五地三年", "没有再领过")]


def decide(tables: s.Tables, as_of: dt.date) -> pl.DataFrame:
    """Return the decisions on both benefits for everybody."""
    people = s.numbered(tables)
    jobs = s.newest_job(s.current_jobs(tables, people, as_of), tables, "单位地区")
    degrees = _degrees(tables, people)
    frame = s.beside(
        people,
        jobs.select("p", "单位地区", "has_job"),
        degrees,
        _first_insured(tables, people),
        *_insurance(tables, people, as_of),
        _paid(tables, people, degrees),
    )
    return _forecast(_answers(_clauses(frame, as_of)), as_of)


def _degrees(tables: s.Tables, people: pl.LazyFrame) -> pl.LazyFrame:
    day, abroad = pl.col("毕业日期"), pl.col("境外")
    full_time = ((pl.col("学习形式") == 0) & ~abroad) | (abroad & pl.col("留服认证"))
    return (
        s.rows(tables, "学历", people, pl.col("毕业状态") == 0)
        .group_by("p")
        .agg(
            degree=pl.col("学历").filter(full_time).max(),
            graduated=pl.when(~day.is_null().any()).then(day.max()),
        )
    )


def _first_insured(tables: s.Tables, people: pl.LazyFrame) -> pl.LazyFrame:
    pension = pl.col("险种").is_in([s.PENSION, s.PUBLIC_PENSION])
    found = s.rows(tables, "社保", people, pension)
    return found.group_by("p").agg(first_insured=pl.col("起始年月").min())


def _insurance(tables: s.Tables, people: pl.LazyFrame, as_of: dt.date) -> tuple[pl.LazyFrame, ...]:
    kinds = pl.col("险种").is_in([s.PENSION, s.MEDICAL, s.PUBLIC_PENSION])
    local = s.rows(
        tables, "社保", people, kinds, s.in_city("参保地", CITY), pl.col("缴费类型") == 0
    )
    outer = local.filter(pl.col("险种") != s.MEDICAL, pl.col("参保地").is_in(FIVE))
    return (
        s.streak(local, as_of, "streak"),
        local.filter(s.insured_now(as_of)).select("p").unique().with_columns(insured=True),
        s.months_covered(outer, as_of, "outer_months", start="起始年月", end="截止年月"),
    )


def _paid(tables: s.Tables, people: pl.LazyFrame, degrees: pl.LazyFrame) -> pl.LazyFrame:
    day, graduated, what = pl.col("享受日期"), pl.col("graduated"), pl.col("待遇")
    unsure = graduated.is_null().any()
    return (
        s.rows(
            tables,
            "已享受",
            people,
            pl.col("政策编号") == "HZ-01",
            pl.col("享受状态") != s.CLAWED_BACK,
        )
        .join(degrees, on="p", how="left")
        .group_by("p")
        .agg(
            drawn=pl.when(~unsure).then(pl.col("金额").filter(day >= graduated).sum()),
            drawn_unsure=unsure,
            before=pl.when(~unsure).then((day < graduated).any()),
            first_paid=what.str.contains(FIRST, literal=True).any(),
            again_paid=what.str.contains("再", literal=True).any(),
        )
    )


def _new_graduate(day: pl.Expr) -> pl.Expr:
    """Say whether somebody still is a new graduate on a day, as far as the text tells."""
    graduated, first = pl.col("graduated"), pl.col("first_insured")
    two_years = graduated.dt.offset_by("2y")
    over = (day > graduated.dt.offset_by("3y")) | (first > two_years)
    sure = (first.dt.year() == graduated.dt.year()) & (day <= two_years)
    return pl.when(over).then(False).when(over.is_not_null() & sure).then(True)


def _clauses(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    no_rows = pl.col("drawn_unsure").is_null()
    standard = pl.when(pl.col("degree") == 7).then(10_000_000)
    standard = standard.when(pl.col("degree") == 6).then(3_000_000).otherwise(1_000_000)
    return frame.with_columns(
        pl.col("degree", "streak", "outer_months").fill_null(0),
        pl.col("insured", "first_paid", "again_paid").fill_null(value=False),
        drawn=pl.when(no_rows).then(0).otherwise("drawn"),
        before=pl.when(no_rows).then(False).otherwise("before"),
    ).with_columns(
        s.works_in(CITY).alias(_FIRST[0]),
        (pl.col("degree") >= 5).alias(_FIRST[1]),
        _new_graduate(pl.lit(as_of)).alias(_FIRST[2]),
        (pl.col("streak") >= 6).alias(_FIRST[3]),
        pl.col("insured").alias(_FIRST[4]),
        (~pl.col("before")).alias(_FIRST[5]),
        (pl.col("drawn") < standard).alias(_FIRST[6]),
        s.works_in(CITY).alias(_AGAIN[0]),
        (pl.col("degree") >= 5).alias(_AGAIN[1]),
        pl.col("first_paid").alias(_AGAIN[2]),
        (pl.col("outer_months") >= 36).alias(_AGAIN[3]),
        (~pl.col("again_paid")).alias(_AGAIN[4]),
    )


def _answers(frame: pl.DataFrame) -> pl.DataFrame:
    amount = pl.col("degree").replace_strict(
        {5: 1_000_000, 6: 3_000_000, 7: 10_000_000}, default=None, return_dtype=pl.Int64
    )
    return frame.with_columns(
        s.status(s.all_of(*_FIRST)).alias(f"{FIRST}|status"),
        s.status(s.all_of(*_AGAIN)).alias(f"{AGAIN}|status"),
        *s.sums(FIRST, amount),
        *s.sums(AGAIN, amount),
    )


def _forecast(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    others = [c for c in _FIRST if c not in {_FIRST[2], _FIRST[3]}]
    frame = s.forecast(
        frame,
        FIRST,
        where=~pl.col(_FIRST[3]) & s.not_false(*others, _FIRST[2]),
        day=s.reaches(as_of, "streak", 6),
        later=s.all_of(*others) & _new_graduate(pl.col("_day")),
    )
    others = [c for c in _AGAIN if c != _AGAIN[3]]
    return s.forecast(
        frame,
        AGAIN,
        where=~pl.col(_AGAIN[3]) & s.not_false(*others),
        day=s.reaches(as_of, "outer_months", 36),
        later=s.all_of(*others),
    )
