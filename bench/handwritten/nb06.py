"""NB-06, Ningbo's post allowance for skilled workers in shortage trades, written by hand."""

from __future__ import annotations

import datetime as dt

import polars as pl

from bench.handwritten import shared as s

CITY, ZHENHAI = 330200, 330211
ONCE, OLD, DISTRICT = "岗位补贴", "旧制续领", "区县津贴"
_ONCE = [
    f"{ONCE}/{c}"
    for c in (
        "适用地区",
        "一线",
        "单位",
        "合同",
        "就业登记",
        "社保",
        "紧缺技师",
        "技师满三年",
        "高级技师满一年",
        "未领过",
        "未领区县津贴",
        "公示",
    )
]
_PLAIN = [c for c in _ONCE[:10] if c not in set(_ONCE[7:9])] + [_ONCE[10]]
_OLD = [f"{OLD}/{c}" for c in ("在旧制", "在岗", "未满三年", "五年内")]
_DISTRICT = [f"{DISTRICT}/{c}" for c in ("适用地区", "镇海", "高技能", "区县条件")]
_NOTHING = pl.lit(None, dtype=pl.Boolean)


def decide(tables: s.Tables, as_of: dt.date) -> pl.DataFrame:
    """Return the decisions on all three benefits for everybody."""
    people = s.numbered(tables)
    frame = s.beside(
        people,
        *_work(tables, people, as_of),
        _insurance(tables, people, as_of),
        _skills(tables, people, as_of),
        *_paid(tables, people, as_of),
    )
    return _forecast(_answers(_clauses(frame, as_of), as_of), as_of)


def _work(tables: s.Tables, people: pl.LazyFrame, as_of: dt.date) -> tuple[pl.LazyFrame, ...]:
    jobs = s.current_jobs(tables, people, as_of)
    newest = s.newest_job(jobs, tables, "单位地区", "单位类型")
    employed = jobs.filter(pl.col("用工形式").is_in(s.EMPLOYED)).select("p").unique()
    wanted = ("p", "一线岗位", "用工形式", "合同年限", "单位地区", "单位类型", "has_job")
    return newest.select(wanted), employed.with_columns(employed=True)


def _insurance(tables: s.Tables, people: pl.LazyFrame, as_of: dt.date) -> pl.LazyFrame:
    kinds = pl.col("险种").is_in([s.PENSION, s.MEDICAL, s.PUBLIC_PENSION])
    local = s.rows(
        tables, "社保", people, kinds, s.in_city("参保地", CITY), pl.col("缴费类型") == 0
    )
    return s.streak(local, as_of, "streak")


def _skills(tables: s.Tables, people: pl.LazyFrame, as_of: dt.date) -> pl.LazyFrame:
    """Return skill levels; a certificate whose trade may be short leaves a figure open."""
    level, day, short = pl.col("技能等级"), pl.col("发证日期"), pl.col("紧缺工种")
    issued = day <= as_of

    def sure(figure: pl.Expr, within: pl.Expr) -> pl.Expr:
        return pl.when(~(within & short.is_null()).any()).then(figure)

    return (
        s.rows(tables, "证书", people, pl.col("证书类别") == 0)
        .group_by("p")
        .agg(
            level=level.filter(issued).max(),
            short_level=sure(level.filter(issued & short).max().fill_null(0), issued),
            technician=sure(day.filter(short & (level >= 5)).min(), level >= 5),
            senior=sure(day.filter(short & (level >= 6)).min(), level >= 6),
        )
    )


def _paid(tables: s.Tables, people: pl.LazyFrame, as_of: dt.date) -> tuple[pl.LazyFrame, ...]:
    state, day, what = pl.col("享受状态"), pl.col("享受日期"), pl.col("待遇")
    paid = s.rows(tables, "已享受", people, pl.col("政策编号").is_in(["NB-06", "NB-04"]))
    district = paid.filter(
        pl.col("政策编号") == "NB-04",
        what.str.contains("岗位津贴", literal=True),
        state != s.CLAWED_BACK,
    )
    city = paid.filter(pl.col("政策编号") == "NB-06")
    old = city.filter(what.str.contains("旧制", literal=True))
    kept = state != s.CLAWED_BACK
    return (
        district.select("p").unique().with_columns(district_paid=True),
        city.filter(kept).select("p").unique().with_columns(city_paid=True),
        old.sort("享受日期", maintain_order=True)
        .group_by("p", maintain_order=True)
        .agg(
            running=state.is_in([1, 2]).any(),
            since=day.filter(kept).min(),
            old_level=pl.col("技能等级").last(),
        ),
        s.months_covered(
            old.filter(state.is_in([0, 1, 3])),
            as_of,
            "old_months",
            start="享受日期",
            end="截止日期",
        ),
    )


def _held(day: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Say whether a certificate has been held long enough on a day."""
    senior = (pl.col("short_level") >= 6) & (pl.col("senior").dt.offset_by("12mo") <= day)
    return pl.col("technician").dt.offset_by("36mo") <= day, senior


def _clauses(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    kind = pl.col("单位类型")
    employed = pl.col("employed")
    fits = ~kind.is_in([8, 9]) & (pl.col("用工形式") != s.PUBLIC_STAFF)
    technician, senior = _held(pl.lit(as_of))
    here = s.works_in(CITY)
    return frame.with_columns(
        pl.col("streak", "level", "old_months", "old_level").fill_null(0),
        pl.col("employed", "district_paid", "city_paid", "running").fill_null(value=False),
        short_level=pl.when(pl.col("level").fill_null(0) == 0).then(0).otherwise("short_level"),
    ).with_columns(
        here.alias(_ONCE[0]),
        pl.col("一线岗位").alias(_ONCE[1]),
        (fits & (~kind.is_in([4, 5, 6, 7]) | _NOTHING)).alias(_ONCE[2]),
        (pl.col("合同年限") >= 30).alias(_ONCE[3]),
        pl.col("employed").alias(_ONCE[4]),
        (pl.col("streak") >= 12).alias(_ONCE[5]),
        (pl.col("short_level") >= 5).alias(_ONCE[6]),
        technician.alias(_ONCE[7]),
        senior.alias(_ONCE[8]),
        (~pl.col("city_paid")).alias(_ONCE[9]),
        (~(pl.col("district_paid") & _NOTHING)).alias(_ONCE[10]),
        _NOTHING.alias(_ONCE[11]),
        pl.col("running").alias(_OLD[0]),
        ((employed & here) | (~employed & _NOTHING)).alias(_OLD[1]),
        (pl.col("old_months") < 36).alias(_OLD[2]),
        (pl.lit(as_of) < pl.col("since").dt.offset_by("5y")).alias(_OLD[3]),
        here.alias(_DISTRICT[0]),
        (employed & (pl.col("单位地区") == ZHENHAI)).alias(_DISTRICT[1]),
        (pl.col("level") >= 4).alias(_DISTRICT[2]),
        _NOTHING.alias(_DISTRICT[3]),
    )


def _answers(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    held = pl.col(_ONCE[7]) | pl.col(_ONCE[8])
    senior = pl.col(_ONCE[8])
    once = pl.when(senior).then(2_000_000).when(~senior).then(1_000_000)
    monthly = pl.when(pl.col("old_level") == 5).then(50_000)
    monthly = monthly.when(pl.col("old_level") == 6).then(100_000)
    left = (36 - pl.col("old_months")).clip(0)
    never = pl.lit(None, dtype=pl.Date)
    return frame.with_columns(
        s.status(s.all_of(*_PLAIN) & held).alias(f"{ONCE}|status"),
        s.status(s.all_of(*_OLD)).alias(f"{OLD}|status"),
        s.status(s.all_of(*_DISTRICT)).alias(f"{DISTRICT}|status"),
        *s.sums(ONCE, once),
        *s.sums(OLD, monthly, periods=left, per_year=12),
        *s.sums(DISTRICT, pl.lit(None, dtype=pl.Int64)),
        never.alias(f"{OLD}|ready_on"),
        never.alias(f"{DISTRICT}|ready_on"),
    )


def _forecast(frame: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    insured = pl.when(~pl.col(_ONCE[5])).then(s.reaches(as_of, "streak", 12))
    senior = pl.when(pl.col("short_level") < 6).then(None)
    senior = senior.otherwise(pl.col("senior").dt.offset_by("12mo"))
    held = pl.col(_ONCE[7]) | pl.col(_ONCE[8])
    grown = pl.min_horizontal(pl.col("technician").dt.offset_by("36mo"), senior)
    steady = [c for c in _PLAIN if c != _ONCE[5]]
    technician_then, senior_then = _held(pl.col("_day"))
    return s.forecast(
        frame,
        ONCE,
        where=s.not_false(*steady),
        day=pl.when(
            (pl.col(_ONCE[5]) | insured.is_not_null())
            & (held.fill_null(value=True) | grown.is_not_null())
        ).then(pl.max_horizontal(pl.lit(as_of), insured, pl.when(~held).then(grown))),
        later=s.all_of(*steady) & (technician_then | senior_then),
    )
