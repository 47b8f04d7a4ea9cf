"""认定: talent classes that have been recognised, for some who fit the catalogue and applied."""

from __future__ import annotations

import polars as pl

from yulin.facts import schema
from yulin.synth.labels import EDUCATION, STUDY_STATUS
from yulin.synth.written import Written, day, days_after

#: highest level of education → the class it leads to
_CLASSES = {EDUCATION["博士"]: "E", EDUCATION["硕士"]: "F2", EDUCATION["本科"]: "F3"}
_CATALOGUE = "WZ-01"
_EDITION = "2022版"
_TERM = 5 * 365


def recognition_frame(written: Written) -> pl.DataFrame:
    """Return 认定."""
    highest = (
        written.of_drawn(written["学历"])
        .filter(pl.col("毕业状态") == STUDY_STATUS["毕业"], pl.col("学历").is_in(list(_CLASSES)))
        .group_by("证件号", maintain_order=True)
        .agg(pl.col("学历").max())
    )
    rows = written.some("认定.有", highest, 0.09)
    back = written.numbers("认定.日期", rows, 5, 4 * 365)
    recognised = day(written.today - back)
    fixed = written.yes("认定.有期", rows, 0.7)
    return written.sheet(
        schema.RECOGNITION,
        rows.select(
            "证件号",
            pl.lit(_CATALOGUE).alias("目录"),
            pl.lit(_EDITION).alias("版本"),
            pl.col("学历").replace_strict(_CLASSES, return_dtype=pl.String).alias("类别"),
            written.counties("认定.地区", rows).alias("认定地区"),
            recognised.alias("认定日期"),
            pl.when(fixed)
            .then(days_after(recognised, _TERM))
            .otherwise(pl.lit(schema.OPEN_END))
            .alias("有效期至"),
        ),
    )
