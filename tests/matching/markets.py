"""Small markets for tests: tables as somebody hands them in."""

import datetime as dt
from typing import Any

import polars as pl

from yulin.matching.encode import encode_people, idf, learn_posts
from yulin.matching.features import DEFAULT, Weights
from yulin.matching.rank import Sides
from yulin.matching.reference import Reference
from yulin.matching.tables import POSTS, SEEKERS, columns_of
from yulin.synth.posts import invent_posts
from yulin.synth.seekers import invent_seekers

#: A post that says everything, and somebody who meets all of it.
POST: dict[str, Any] = {
    "编号": "J1", "单位": "甲厂", "岗位名称": "电气工程师", "职业": "2-02-14-04", "行业": "C38",
    "地区": "330302", "最低学历": "本科", "最低技能等级": "中级工", "证书要求": ["电工证"],
    "执照要求": ["驾驶证C1"], "专业要求": ["080601"], "最低工作年限": 2, "月薪下限": 8000,
    "月薪上限": 12000, "工作形式": ["全职"], "班次": ["白班"], "职责": "负责配电柜设计与调试",
    "技能": ["PLC编程", "电气制图"], "招聘人数": 2, "可办工作许可": False,
}  # fmt: skip
SEEKER: dict[str, Any] = {
    "编号": "S1", "期望岗位": ["电气工程师"], "期望职业": ["2-02-14-04"], "期望地区": ["330302"],
    "学历": "硕士", "专业": ["080601"], "技能等级": "高级工", "证书": ["电工证"],
    "执照": ["驾驶证C1"], "技能": ["PLC编程", "电气制图"], "经历": "做过配电柜设计与调试",
    "工作年限": 3, "期望月薪": 6000, "工作形式": ["全职"], "班次": ["白班", "倒班"],
    "需工作许可": False, "期望行业": ["C38"],
}  # fmt: skip


def posts(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return a table of posts, each like POST but for what is told."""
    return _table([{**POST, "编号": f"J{at}", **row} for at, row in enumerate(rows)], POSTS)


def seekers(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return a table of seekers, each like SEEKER but for what is told."""
    return _table([{**SEEKER, "编号": f"S{at}", **row} for at, row in enumerate(rows)], SEEKERS)


def _table(rows: list[dict[str, Any]], columns: Any) -> pl.DataFrame:
    return columns_of(pl.DataFrame(rows, infer_schema_length=None), columns)


def sides(people: pl.DataFrame, offered: pl.DataFrame, weights: Weights = DEFAULT) -> Sides:
    """Encode both tables."""
    book, encoded = learn_posts(offered)
    return Sides(
        encode_people(people, book), encoded, idf(book.vocabulary), len(book.places), weights
    )


def reference(market: Sides) -> Reference:
    """The same market for the plain reference."""
    return Reference(market.people, market.posts, market.idf, market.weights)


def invented(people: int, offered: int, seed: int = 1) -> Sides:
    """A market of an invented city, with blanks of every kind."""
    return sides(
        invent_seekers(count=people, seed=seed, region=330300),
        invent_posts(count=offered, seed=seed, as_of=dt.date(2026, 9, 1), region=330300),
    )
