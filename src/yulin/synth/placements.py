"""见习实习: the traineeships and internships that 就业 lists, and those of earlier graduates."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import EDUCATION, FORM, KIND, STUDY_STATUS
from yulin.synth.written import Written, days_after

_KINDS = {
    FORM["见习"]: enums.PLACEMENT_KIND.code("就业见习"),
    FORM["实习"]: enums.PLACEMENT_KIND.code("实习"),
}
_FIRMS = [KIND[name] for name in ("企业", "民办非企业", "其他事业单位", "机关", "医疗机构")]
_BASES = {"无": 48, "市级": 36, "省级": 13, "国家级": 3}


def placement_frame(written: Written) -> pl.DataFrame:
    """Return 见习实习."""
    return written.sheet(
        schema.PLACEMENT,
        _with_terms(written, "见习.在册", _listed(written)),
        _with_terms(written, "见习.以往", _earlier(written)),
    )


def _listed(written: Written) -> pl.DataFrame:
    jobs = written["就业"].filter(pl.col("用工形式").is_in(list(_KINDS)))
    return jobs.select(
        "证件号",
        "单位代码",
        pl.col("用工形式").replace_strict(_KINDS, return_dtype=pl.Int8).alias("类型"),
        pl.col("入职日期").alias("开始日期"),
        pl.col("离职日期").alias("结束日期"),
        pl.col("月工资").alias("月补贴"),
    )


def _earlier(written: Written) -> pl.DataFrame:
    """Some graduates of the last years began as trainees within months of leaving school."""
    studies = written.of_drawn(written["学历"]).filter(
        pl.col("毕业状态") == STUDY_STATUS["毕业"],
        pl.col("学历") >= EDUCATION["中职"],
        pl.col("毕业日期").is_between(
            days_after(pl.lit(written.as_of), -4 * 365), days_after(pl.lit(written.as_of), -600)
        ),
    )
    rows = written.some("见习.以往", studies.select("证件号", "毕业日期"), 0.06)
    wait = written.numbers("见习.以往.等", rows, 10, 180)
    days = written.numbers("见习.以往.天数", rows, 60, 365)
    return rows.select(
        "证件号",
        written.employers("见习.以往.单位", rows, *_FIRMS).alias("单位代码"),
        pl.lit(enums.PLACEMENT_KIND.code("就业见习")).alias("类型"),
        days_after("毕业日期", wait).alias("开始日期"),
        days_after("毕业日期", wait + days).alias("结束日期"),
        (written.numbers("见习.以往.补贴", rows, 15, 30) * 10_000).alias("月补贴"),
    )


def _with_terms(written: Written, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Days present, insurance, whose it was, and whether the trainee was kept on."""
    last = pl.min_horizontal("结束日期", pl.lit(written.as_of))
    days = (last - pl.col("开始日期")).dt.total_days() + 1
    absent = written.numbers(f"{name}.缺勤", rows, 0, 3)
    kept = written.yes(f"{name}.留用", rows, 0.45, missing=0.05)
    over = pl.col("结束日期") != schema.OPEN_END
    return rows.with_columns(
        # five days of every seven
        pl.max_horizontal(days * 5 // 7 - absent, 0).alias("出勤天数"),
        (written.numbers(f"{name}.保险", rows, 3, 10) * 1_000).alias("月保险费"),
        written.yes(f"{name}.政府", rows, 0.3, missing=0.04).alias("政府组织"),
        pl.when(over).then(kept).alias("留用"),
        written.labels(f"{name}.基地", rows, enums.BASE_LEVEL, _BASES, missing=0.06).alias(
            "基地级别"
        ),
    )
