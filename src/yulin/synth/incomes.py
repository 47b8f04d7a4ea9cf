"""收入: what employers declared for tax, in step with the yearly wages of 人员."""

from __future__ import annotations

import datetime as dt

import polars as pl

from yulin.facts import schema
from yulin.synth.labels import FORM
from yulin.synth.written import Written

#: nobody declares wages for these
_UNPAID = [FORM[name] for name in ("实习", "见习", "灵活就业")]


def income_frame(written: Written) -> pl.DataFrame:
    """Return 收入: the wages of the last two years, parted among the employers of each."""
    years = ((1, "上年工资收入"), (2, "前年工资收入"))
    rows = [_year(written, written.as_of.year - back, wages) for back, wages in years]
    return written.sheet(schema.INCOME, *rows)


def _year(written: Written, year: int, wages: str) -> pl.DataFrame:
    earned = written["人员"].filter(pl.col(wages) > 0).select("证件号", pl.col(wages).alias("wage"))
    firms = written["单位"].select("单位代码", "纳税地")
    rows = earned.join(
        _jobs(written, year), on="证件号", how="left", maintain_order="left_right"
    ).join(firms, on="单位代码", how="left", maintain_order="left")
    share = pl.col("wage") * pl.col("days") // pl.col("days").sum().over("证件号")
    parted = rows.with_columns(share.fill_null(pl.col("wage")).alias("share"))
    # the first job takes what the division leaves over, so that the parts make up the whole
    rest = pl.col("wage") - pl.col("share").sum().over("证件号")
    first = pl.int_range(pl.len()).over("证件号") == 0
    return parted.select(
        "证件号",
        "单位代码",
        "纳税地",
        pl.lit(year).alias("年度"),
        pl.when(first).then(pl.col("share") + rest).otherwise("share").alias("工资薪金"),
    ).filter(pl.col("工资薪金") > 0)


def _jobs(written: Written, year: int) -> pl.DataFrame:
    """The days that each person spent with each employer in a year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    held = written["就业"].filter(
        pl.col("单位代码").is_not_null(),
        ~pl.col("用工形式").is_in(_UNPAID),
        pl.col("入职日期") <= last,
        pl.col("离职日期") >= first,
    )
    begin, end = pl.max_horizontal("入职日期", first), pl.min_horizontal("离职日期", last)
    days = held.with_columns(((end - begin).dt.total_days() + 1).alias("days"))
    return days.group_by("证件号", "单位代码", maintain_order=True).agg(pl.col("days").sum())
