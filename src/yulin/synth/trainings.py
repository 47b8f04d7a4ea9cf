"""培训: courses of workers in their trade, of founders, and of those newly hired."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import FORM, KIND, SKILL_LEVEL
from yulin.synth.written import Written, day, days_after, ended

_SCHOOLS = [KIND[name] for name in ("民办非企业", "学校幼儿园", "高校")]
_WORKERS = {"技能培训": 46, "新型学徒制": 14, "项目制培训": 16, "以师带徒": 8, "高级研修": 6}
_LEVELS = {"初级工": 28, "中级工": 34, "高级工": 26, "技师": 9, "高级技师": 3}
#: days that each kind lasts, least and spread
_LONG = [enums.TRAINING_KIND.code(name) for name in ("新型学徒制", "以师带徒")]
_RUNNING = enums.TRAINING_RESULT.code("未结业")


def training_frame(written: Written) -> pl.DataFrame:
    """Return 培训."""
    return written.sheet(schema.TRAINING, *_courses(written))


def _courses(written: Written) -> list[pl.DataFrame]:
    jobs = written.of_drawn(written.jobs())
    skilled = jobs.filter(pl.col("从事工种").is_not_null())
    owners = jobs.filter(pl.col("用工形式") == FORM["自主创业"])
    fresh = jobs.filter(pl.col("入职日期") > days_after(pl.lit(written.as_of), -500))
    return [
        _workers(written, written.some("培训.技能", skilled, 0.16)),
        _others(written, "创业培训", written.some("培训.创业", owners, 0.4)),
        _others(written, "岗前培训", written.some("培训.岗前", fresh, 0.12)),
    ]


def _workers(written: Written, jobs: pl.DataFrame) -> pl.DataFrame:
    kinds = written.labels("培训.类型", jobs, enums.TRAINING_KIND, _WORKERS)
    levels = written.labels("培训.技能等级", jobs, enums.SKILL_LEVEL, _LEVELS)
    rows = jobs.with_columns(
        kinds.alias("培训类型"), levels.alias("技能等级"), pl.col("从事工种").alias("工种")
    )
    return _held(written, "培训.技能", rows)


def _others(written: Written, kind: str, jobs: pl.DataFrame) -> pl.DataFrame:
    rows = jobs.with_columns(
        pl.lit(enums.TRAINING_KIND.code(kind)).alias("培训类型"),
        pl.lit(SKILL_LEVEL["无"]).alias("技能等级"),
    )
    return _held(written, f"培训.{kind}", rows)


def _held(written: Written, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """When and where the courses were held, what they cost, and how they ended."""
    back = written.numbers(f"{name}.开班日期", rows, 3, 4 * 365)
    short = written.numbers(f"{name}.天数", rows, 5, 90)
    long = written.numbers(f"{name}.学制", rows, 365, 720)
    passed = written.labels(
        f"{name}.结果", rows, enums.TRAINING_RESULT, {"合格": 90, "不合格": 10}, missing=0.04
    )
    started = pl.max_horizontal(day(written.today - back), pl.col("入职日期"))
    days = pl.when(pl.col("培训类型").is_in(_LONG)).then(long).otherwise(short)
    dated = rows.with_columns(started.alias("开班日期"))
    closed = dated.with_columns(ended(days_after("开班日期", days), written).alias("结业日期"))
    running = pl.col("结业日期") == schema.OPEN_END
    return closed.with_columns(
        written.employers(f"{name}.机构", rows, *_SCHOOLS).alias("培训机构代码"),
        written.counties(f"{name}.培训地", rows).alias("培训地"),
        (written.numbers(f"{name}.学费", rows, 3, 60) * 10_000).alias("学费"),
        written.yes(f"{name}.线上", rows, 0.2, missing=0.03).alias("线上"),
        pl.when(running).then(pl.lit(_RUNNING)).otherwise(passed).alias("培训结果"),
    )
