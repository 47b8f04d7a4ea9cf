"""ZJ-02-JH, Jinhua's post and insurance subsidies for graduates, written by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bench.handwritten import shared as s

CITY = 330700
SMALL, CARE, FLEXIBLE, FIRM = (
    "中小微岗位补贴",
    "特定行业岗位补贴",
    "灵活就业社保补贴",
    "小微企业社保补贴",
)
_SMALL = [f"{SMALL}/{c}" for c in ("适用地区", "毕业两年", "中小微", "合同", "同单位一年", "工资")]
_CARE = [f"{CARE}/{c}" for c in ("适用地区", "毕业五年", "行业", "主管认定", "合同", "同单位一年")]
_FLEXIBLE = [f"{FLEXIBLE}/{c}" for c in ("毕业两年", "登记", "参保")]
_FIRM = [f"{FIRM}/{c}" for c in ("适用地区", "毕业生", "小微", "参保")]
_NOTHING = pl.lit(None, dtype=pl.Boolean)


def decide(tables: s.Tables, as_of: dt.date) -> pl.DataFrame:
    """Return the decisions on all four benefits for everybody."""
    people = s.numbered(tables)
    jobs = s.current_jobs(tables, people, as_of)
    employed = _employed(jobs)
    frame = s.beside(
        people,
        _degrees(tables, people),
        _newest(jobs, tables),
        employed,
        *_insurance(tables, people, employed, as_of),
    )
    return _exclusive(_forecast(_answers(_clauses(frame, as_of)), as_of))


def _degrees(tables: s.Tables, people: pl.LazyFrame) -> pl.LazyFrame:
    day, counted = pl.col("毕业日期"), ~pl.col("境外") | pl.col("留服认证")
    return (
        s.rows(tables, "学历", people, pl.col("毕业状态") == 0)
        .group_by("p")
        .agg(
            degree=pl.col("学历").filter(counted).max(),
            graduated=pl.when(~day.is_null().any()).then(day.max()),
        )
    )


def _newest(jobs: pl.LazyFrame, tables: s.Tables) -> pl.LazyFrame:
    firm = ("单位地区", "单位类型", "单位规模", "行业", "行业主管认定")
    return s.newest_job(jobs, tables, *firm).select("p", "合同年限", "has_job", *firm)


def _employed(jobs: pl.LazyFrame) -> pl.LazyFrame:
    """Return per person at work: employed, flexible, and the employer of the newest employment."""
    form = pl.col("用工形式")
    employed = form.is_in(s.EMPLOYED)
    return jobs.group_by("p", maintain_order=True).agg(
        employed=employed.any(),
        registered=(form == s.FLEXIBLE).any(),
        employer=pl.col("单位代码").filter(employed).last(),
    )


def _insurance(
    tables: s.Tables, people: pl.LazyFrame, employed: pl.LazyFrame, as_of: dt.date
) -> tuple[pl.LazyFrame, ...]:
    kind, local = pl.col("险种"), s.in_city("参保地", CITY)
    normal = s.rows(tables, "社保", people, pl.col("缴费类型") == 0)
    pension = normal.filter(kind.is_in([s.PENSION, s.PUBLIC_PENSION])).join(
        employed.select("p", "employer"), on="p", how="left"
    )
    same = pl.col("单位代码") == pl.col("employer")
    staff = kind.is_in([s.PENSION, s.MEDICAL, s.PUBLIC_PENSION])
    return (
        s.streak(pension.filter(same), as_of, "streak"),
        pension.filter(same.is_null()).select("p").unique().with_columns(unsure=True),
        normal.filter(s.insured_now(as_of))
        .group_by("p")
        .agg(
            medical=(kind == s.MEDICAL).any(),
            insured=(staff & local).any(),
            flexible=((kind == s.FLEXIBLE_PENSION) & local).any(),
        ),
    )


def _graduate(day: pl.Expr, months: int) -> pl.Expr:
    within = day <= pl.col("graduated").dt.offset_by(f"{months}mo")
    return (pl.col("degree") >= 4) & within


def _clauses(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    today, employed, here = pl.lit(as_of), pl.col("employed"), s.works_in(CITY)
    contract = employed & (pl.col("合同年限") >= 10)
    firm = employed & (pl.col("单位类型") == 0)
    sure = today <= pl.col("graduated").dt.offset_by("24mo")
    return frame.with_columns(
        pl.col("degree").fill_null(0),
        pl.col("employed", "registered", "medical", "insured", "flexible").fill_null(value=False),
        streak=pl.when(pl.col("unsure").is_null()).then(pl.col("streak").fill_null(0)),
    ).with_columns(
        here.alias(_SMALL[0]),
        _graduate(today, 24).alias(_SMALL[1]),
        (firm & (pl.col("单位规模") <= 2)).alias(_SMALL[2]),
        contract.alias(_SMALL[3]),
        (pl.col("streak") >= 12).alias(_SMALL[4]),
        _NOTHING.alias(_SMALL[5]),
        here.alias(_CARE[0]),
        _graduate(today, 60).alias(_CARE[1]),
        (employed & pl.col("行业").is_in([15, 16, 17, 18])).alias(_CARE[2]),
        (employed & pl.col("行业主管认定")).alias(_CARE[3]),
        contract.alias(_CARE[4]),
        (pl.col("streak") >= 12).alias(_CARE[5]),
        _graduate(today, 24).alias(_FLEXIBLE[0]),
        pl.col("registered").alias(_FLEXIBLE[1]),
        pl.col("flexible").alias(_FLEXIBLE[2]),
        here.alias(_FIRM[0]),
        (_graduate(today, 60) & (sure | _NOTHING)).alias(_FIRM[1]),
        (firm & (pl.col("单位规模") <= 1)).alias(_FIRM[2]),
        pl.col("insured").alias(_FIRM[3]),
    )


def _answers(frame: pl.DataFrame) -> pl.DataFrame:
    monthly = pl.when("medical").then(55_000).otherwise(40_000)
    never = pl.lit(None, dtype=pl.Date)
    return frame.with_columns(
        s.status(s.all_of(*_SMALL)).alias(f"{SMALL}|status"),
        s.status(s.all_of(*_CARE)).alias(f"{CARE}|status"),
        s.status(s.all_of(*_FLEXIBLE)).alias(f"{FLEXIBLE}|status"),
        s.status(s.all_of(*_FIRM)).alias(f"{FIRM}|status"),
        *s.sums(SMALL, pl.lit(300_000, dtype=pl.Int64), periods=3),
        *s.sums(CARE, pl.lit(1_000_000, dtype=pl.Int64), periods=3),
        *s.sums(FLEXIBLE, monthly, periods=36, per_year=12),
        *s.sums(FIRM, pl.lit(None, dtype=pl.Int64), periods=12, per_year=12),
        never.alias(f"{FLEXIBLE}|ready_on"),
        never.alias(f"{FIRM}|ready_on"),
    )


def _forecast(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    for benefit, clauses, months in ((SMALL, _SMALL, 24), (CARE, _CARE, 60)):
        streak = f"{benefit}/同单位一年"
        steady = [c for c in clauses if c not in {streak, clauses[1]}]
        frame = s.forecast(
            frame,
            benefit,
            where=~pl.col(streak) & s.not_false(*steady, clauses[1]),
            day=s.reaches(as_of, "streak", 12),
            later=s.all_of(*steady) & _graduate(pl.col("_day"), months),
        )
    return frame


def _exclusive(frame: pl.DataFrame) -> pl.DataFrame:
    """Pay the higher of the two post subsidies."""
    both = (pl.col(f"{SMALL}|status") == 3) & (pl.col(f"{CARE}|status") == 3)
    return frame.with_columns(
        pl.when(both).then(pl.lit(f"ZJ-02-JH/{CARE}")).alias(f"{SMALL}|displaced_by"),
        pl.lit(None, dtype=pl.String).alias(f"{CARE}|displaced_by"),
    )
