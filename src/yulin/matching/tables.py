"""The two tables that the engine reads: 求职者 (seekers) and 岗位 (posts).

Of a wish or requirement, 不限 (of numbers: 0) is an answer and a blank is unknown. Neither table has
a column for sex, age, marriage, ethnicity, household registration or health, and such columns are
left unread where somebody hands them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from yulin.facts import enums

ANY: Final = "不限"
SEPARATOR: Final = "、"

Kind = Literal["text", "list", "division", "divisions", "label", "labels", "number", "yes"]


@dataclass(frozen=True)
class Column:
    """One column; ``labels`` are the words that may stand in it, lowest first."""

    name: str
    kind: Kind
    required: bool = False
    labels: tuple[str, ...] = ()
    en: str = ""


EDUCATION: Final = enums.EDUCATION.labels
LEVELS: Final = enums.SKILL_LEVEL.labels
FORMS: Final = ("全职", "兼职", "实习", "见习", "灵活")
SHIFTS: Final = ("白班", "倒班", "夜班", "周末")

SEEKERS: Final = (
    Column("编号", "text", required=True, en="Number"),
    Column("期望岗位", "list", en="Titles wished for"),
    Column("期望职业", "list", en="Occupations wished for"),
    Column("期望地区", "divisions", en="Places wished for"),
    Column("学历", "label", labels=EDUCATION, en="Education"),
    Column("专业", "list", en="Majors"),
    Column("技能等级", "label", labels=LEVELS, en="Skill level"),
    Column("证书", "list", en="Certificates"),
    Column("执照", "list", en="Licences"),
    Column("技能", "list", en="Skills"),
    Column("经历", "text", en="Experience"),
    Column("工作年限", "number", en="Years of work"),
    Column("期望月薪", "number", en="Least pay a month"),
    Column("工作形式", "labels", labels=FORMS, en="Forms of work"),
    Column("班次", "labels", labels=SHIFTS, en="Shifts"),
    Column("需工作许可", "yes", en="Needs a work permit"),
    Column("期望行业", "list", en="Industries wished for"),
    Column("常住地区", "division", en="Lives in"),
    Column("最长通勤分钟", "number", en="Longest way, in minutes"),
)
POSTS: Final = (
    Column("编号", "text", required=True, en="Number"),
    Column("单位", "text", en="Employer"),
    Column("岗位名称", "text", en="Title"),
    Column("职业", "text", en="Occupation"),
    Column("行业", "text", en="Industry"),
    Column("地区", "division", en="Place"),
    Column("最低学历", "label", labels=EDUCATION, en="Least education"),
    Column("最低技能等级", "label", labels=LEVELS, en="Least skill level"),
    Column("证书要求", "list", en="Certificates asked for"),
    Column("执照要求", "list", en="Licences asked for"),
    Column("专业要求", "list", en="Majors asked for"),
    Column("最低工作年限", "number", en="Least years of work"),
    Column("月薪下限", "number", en="Pay from"),
    Column("月薪上限", "number", en="Pay to"),
    Column("工作形式", "labels", labels=FORMS, en="Forms of work"),
    Column("班次", "labels", labels=SHIFTS, en="Shifts"),
    Column("职责", "text", en="Duties"),
    Column("技能", "list", en="Skills"),
    Column("招聘人数", "number", en="Headcount"),
    Column("可办工作许可", "yes", en="Arranges a work permit"),
)

TYPES: Final = {
    "text": pl.String(),
    "list": pl.List(pl.String),
    "division": pl.String(),
    "divisions": pl.List(pl.String),
    "label": pl.String(),
    "labels": pl.List(pl.String),
    "number": pl.Int64(),
    "yes": pl.Boolean(),
}


def columns_of(frame: pl.DataFrame, columns: tuple[Column, ...]) -> pl.DataFrame:
    """Return a table with exactly the columns of one side, each of its type; missing ones are blank.

    Args:
        frame: As read or made; further columns are left out.
        columns: ``SEEKERS`` or ``POSTS``.

    Raises:
        polars.exceptions.PolarsError: A column holds what its type cannot.
    """
    return frame.select(
        (pl.col(column.name) if column.name in frame.columns else pl.lit(None))
        .cast(TYPES[column.kind])
        .alias(column.name)
        for column in columns
    )
