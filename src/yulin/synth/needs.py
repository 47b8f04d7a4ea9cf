"""困难身份: the registers behind the hardship that 人员 names, and what has lapsed."""

from __future__ import annotations

import polars as pl

from yulin.facts import enums, schema
from yulin.synth.labels import HARDSHIP
from yulin.synth.written import Written, day

#: what 人员 says → the register's word; what a school gives is in no register
_KINDS = {
    HARDSHIP[said]: enums.NEED_KIND.code(listed)
    for said, listed in {
        "低保家庭": "低保家庭",
        "孤儿": "孤儿",
        "残疾人": "残疾",
        "助学贷款": "助学贷款",
        "脱贫人口": "脱贫户",
        "残疾人困难家庭": "残疾人贫困家庭",
        "特困人员": "特困",
    }.items()
}
_LAPSED = {"低保家庭": 40, "低保边缘家庭": 40, "零就业家庭": 20}


def need_frame(written: Written) -> pl.DataFrame:
    """Return 困难身份."""
    return written.sheet(schema.NEED, _held(written), _lapsed(written), _nearly(written))


def _held(written: Written) -> pl.DataFrame:
    kind = pl.col("困难类别").replace_strict(_KINDS, default=None, return_dtype=pl.Int8)
    rows = written["人员"].select("证件号", kind.alias("困难类型")).drop_nulls("困难类型")
    back = written.numbers("困难身份.认定日期", rows, 30, 5 * 365)
    return rows.with_columns(day(written.today - back).alias("认定日期"))


def _lapsed(written: Written) -> pl.DataFrame:
    rows = written.some("困难身份.失效", written.drawn.select("证件号"), 0.012)
    back = written.numbers("困难身份.失效.认定", rows, 500, 6 * 365)
    lasted = written.numbers("困难身份.失效.天数", rows, 180, 480)
    return rows.with_columns(
        written.labels("困难身份.失效.类型", rows, enums.NEED_KIND, _LAPSED).alias("困难类型"),
        day(written.today - back).alias("认定日期"),
        day(written.today - back + lasted).alias("失效日期"),
    )


def _nearly(written: Written) -> pl.DataFrame:
    """Kinds for which 人员 has no word."""
    fine = written.drawn.filter(pl.col("困难类别") == HARDSHIP["无"]).select("证件号")
    rows = written.some("困难身份.其他", fine, 0.006)
    back = written.numbers("困难身份.其他.认定", rows, 10, 700)
    kinds = {"低保边缘家庭": 70, "零就业家庭": 30}
    return rows.with_columns(
        written.labels("困难身份.其他.类型", rows, enums.NEED_KIND, kinds).alias("困难类型"),
        day(written.today - back).alias("认定日期"),
    )
