"""平台: the studios that 荣誉 says people lead, and stations and bases at larger employers."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.facts.enums import LabelSet
from yulin.synth.labels import SCALE
from yulin.synth.written import Written, completed, day, days_after

_LEADER = "技能大师工作室领办人"
_REVIEWS = {"未评": 10, "合格": 40, "良好": 28, "优秀": 16, "不合格": 6}
_LEVELS = {"县级": 24, "市级": 50, "省级": 20, "国家级": 6}
_KINDS = {
    "技能大师工作室": 22,
    "博士后工作站": 14,
    "见习基地": 34,
    "实训基地": 18,
    "专家工作站": 12,
}


def platform_frame(written: Written) -> pl.DataFrame:
    """Return 平台, numbered through; employers first, then those led by whom 荣誉 names."""
    rows = pl.concat([_at_employers(written), _of_masters(written)], how="diagonal_relaxed")
    numbers = pl.int_range(1, rows.height + 1, eager=True).cast(pl.String).str.zfill(6)
    codes = f"PT{written.streams.part:03}" + numbers
    names = pl.Series(enums.PLATFORM_KIND.labels).gather(rows["平台类型"])
    numbered = rows.with_columns(codes.alias("平台编号"), names.alias("平台名称"))
    return completed(schema.PLATFORM, _reviewed(written, numbered))


def _label(written: Written, name: str, rows: pl.DataFrame, labels: LabelSet) -> pl.Series:
    weights = {"平台类型": _KINDS, "荣誉级别": _LEVELS, "评估结果": _REVIEWS}[labels.name]
    return written.labels(f"平台.{name}", rows, labels, weights)


def _at_employers(written: Written) -> pl.DataFrame:
    """One in five employers of some size runs one, led by somebody who works there."""
    large = written["单位"].filter(pl.col("单位规模") >= SCALE["中型"]).select("单位代码")
    rows = written.some("平台.单位", large, 0.2)
    back = written.numbers("平台.认定", rows, 30, 6 * 365)
    years = written.numbers("平台.年限", rows, 3, 6)
    staff = written.of_drawn(written.jobs()).select(
        "单位代码", pl.col("证件号").alias("领办人证件号")
    )
    leaders = staff.unique("单位代码", keep="first", maintain_order=True)
    led = rows.join(leaders, on="单位代码", how="left", maintain_order="left")
    leader = written.known("平台.领办人", led, led["领办人证件号"], missing=0.15)
    return led.select(
        "单位代码",
        leader.alias("领办人证件号"),
        _label(written, "类型", rows, enums.PLATFORM_KIND).alias("平台类型"),
        _label(written, "级别", rows, enums.HONOUR_LEVEL).alias("级别"),
        day(written.today - back).alias("认定日期"),
        day(written.today - back + years * 365).alias("失效日期"),
    )


def _of_masters(written: Written) -> pl.DataFrame:
    """The studios of those who bear the title, where they work now."""
    masters = written["荣誉"].filter(pl.col("荣誉名称") == _LEADER)
    places = written.jobs().select("证件号", "单位代码")
    studios = masters.join(places, on="证件号", how="inner", maintain_order="left")
    return studios.select(
        "单位代码",
        pl.col("证件号").alias("领办人证件号"),
        pl.lit(enums.PLATFORM_KIND.code("技能大师工作室")).alias("平台类型"),
        pl.col("荣誉级别").alias("级别"),
        pl.col("授予日期").alias("认定日期"),
        "失效日期",
    )


def _reviewed(written: Written, rows: pl.DataFrame) -> pl.DataFrame:
    review = _label(written, "评估", rows, enums.REVIEW_RESULT)
    back = written.numbers("平台.评估.日", rows, 1, 360)
    after = pl.max_horizontal(day(written.today - back), days_after("认定日期", 1))
    on = pl.min_horizontal(after, pl.lit(written.as_of))
    done = review != enums.REVIEW_RESULT.code("未评")
    return rows.with_columns(review.alias("评估结果"), pl.when(done).then(on).alias("评估日期"))
