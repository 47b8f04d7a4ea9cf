"""A post, and what a firm reads of somebody, as rows of the engine's tables 岗位 and 求职者.

What a firm may not read (sex, age, marriage, ethnicity, household) is not in what comes in here, and
has no column to go to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from yulin.facts import enums
from yulin.matching.tables import ANY, POSTS, SEEKERS, columns_of

#: columns of a post that become a row
POST_FIELDS = (
    "pk", "title", "occupation", "industry", "division", "least_education", "least_skill_level",
    "certificates", "licences", "majors", "least_years", "pay_from", "pay_to", "forms", "shifts",
    "duties", "skills", "headcount", "gives_work_permit",
)  # fmt: skip
#: 电工证, 电工职业资格证书 and 电工 are one certificate
_PAPER = re.compile(r"(职业技能等级|职业资格|资格|等级|从业|执业)*(证书|证)$")
Row = dict[str, Any]


def post_row(said: Mapping[str, Any]) -> Row:
    """Of the values of `POST_FIELDS`; None is unknown, 0 of a rank and an empty list are 不限."""
    return {
        "编号": str(said["pk"]),
        "岗位名称": said["title"],
        "职业": said["occupation"] or None,
        "行业": _label(said["industry"], enums.INDUSTRY),
        "地区": str(said["division"]),
        "最低学历": _rank(said["least_education"], enums.EDUCATION),
        "最低技能等级": _rank(said["least_skill_level"], enums.SKILL_LEVEL),
        "证书要求": _papers(said["certificates"]),
        "执照要求": _papers(said["licences"]),
        "专业要求": said["majors"],
        "最低工作年限": said["least_years"],
        "月薪下限": said["pay_from"],
        "月薪上限": said["pay_to"],
        "工作形式": list(said["forms"]),
        "班次": said["shifts"],
        "职责": said["duties"],
        "技能": said["skills"],
        "招聘人数": said["headcount"],
        "可办工作许可": said["gives_work_permit"],
    }


def seeker_row(shown: Mapping[str, Any], key: object = "") -> Row:
    """Of what a firm reads (`queries.resumes.shown_to_firms`).

    Of a sheet that the register holds of somebody, nothing in it is an answer; else it is unknown.
    """
    own, held = shown["own"], shown.get("held") or ()
    papers = shown.get("certificates") or []
    return {
        "编号": str(key),
        "期望岗位": own.get("titles"),
        "期望职业": own.get("occupations"),
        "期望地区": _places(own.get("divisions")),
        "学历": _known(shown.get("education"), enums.EDUCATION, "education" in held),
        "专业": shown.get("majors") or None,
        "技能等级": _known(shown.get("skill_level"), enums.SKILL_LEVEL, "certificate" in held),
        "证书": _papers(papers) if papers or "certificate" in held else None,
        "执照": _papers(own.get("licences")),
        "技能": own.get("skills"),
        "经历": _story(own.get("story"), shown.get("badges") or ()),
        "工作年限": own.get("years"),
        "期望月薪": own.get("least_pay"),
        "工作形式": own.get("forms"),
        "班次": own.get("shifts"),
        "需工作许可": own.get("needs_work_permit"),
        "期望行业": [enums.INDUSTRY.label(code) for code in own.get("industries") or []] or None,
    }


def posts_table(rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as the table 岗位."""
    return _table(rows, POSTS)


def seekers_table(rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as the table 求职者."""
    return _table(rows, SEEKERS)


def _table(rows: Iterable[Row], columns: Any) -> pl.DataFrame:
    kept = list(rows)
    names = [column.name for column in columns]
    data = {name: [row.get(name) for row in kept] for name in names}
    return columns_of(pl.DataFrame(data, strict=False), columns)


def paper(name: str) -> str:
    """The name of a certificate or licence without the word that it is one."""
    return _PAPER.sub("", name.strip()) or name.strip()


def _papers(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else [paper(name) for name in names]


def _rank(code: int | None, labels: enums.LabelSet) -> str | None:
    """Of a demand: the lowest rank is 不限."""
    return ANY if code == 0 else _label(code, labels)


def _known(code: int | None, labels: enums.LabelSet, held: bool) -> str | None:
    """What somebody has: none where the register holds the sheet and it says of none."""
    return labels.label(0) if code is None and held else _label(code, labels)


def _label(code: int | None, labels: enums.LabelSet) -> str | None:
    return None if code is None else labels.label(code)


def _places(codes: list[int] | None) -> list[str] | None:
    if codes is None:
        return None
    return [str(code) for code in codes] or [ANY]


def _story(story: str | None, badges: Iterable[Mapping[str, str]]) -> str | None:
    """Own words, and the posts that the register knows of; a firm's name says nothing of the work."""
    jobs = [one["text"].partition(" · ") for one in badges if one.get("kind") == "就业"]
    work = [post for _firm, _point, post in jobs if post]
    return "\n".join([*([story] if story else []), *work]) or None
