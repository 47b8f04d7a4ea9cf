"""People of a list and open posts of their place, as the tables that the matching engine reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from yulin.access.divisions import bounds
from yulin.facts import enums
from yulin.helping.enums import CaseState, OfferKind, OfferState
from yulin.helping.models import HelpCase, HelpList
from yulin.jobs.models import Post, Resume
from yulin.jobs.queries.firms import firm_names
from yulin.jobs.queries.search import published
from yulin.registry.models import Certificate, Education

_KEPT = Coalesce("person__merged_into", "person")
_ANY = "不限"
_STANDING = (OfferState.PROPOSED, OfferState.MADE)


def to_be_seated(helplist: HelpList) -> list[HelpCase]:
    """Open cases with no post proposed or offered that waits for an answer."""
    waiting = Q(offers__kind=OfferKind.POST, offers__state__in=_STANDING)
    rows = helplist.cases.filter(state=CaseState.OPEN).exclude(
        pk__in=HelpCase.objects.filter(waiting).values("pk")
    )
    return list(rows.order_by("pk"))


def open_posts(helplist: HelpList) -> QuerySet[Post]:
    """Of the city around the list's place, with the seats that nobody holds or is offered."""
    city = helplist.division // 100 * 100
    standing = Count("help_offers", filter=Q(help_offers__state__in=_STANDING))
    rows = published().filter(division__range=bounds(city)).annotate(standing=standing)
    rows = rows.annotate(free=F("headcount") - F("filled") - F("standing"))
    return rows.filter(free__gt=0).order_by("pk")


def said_no(cases: Iterable[HelpCase]) -> set[tuple[int, int]]:
    """Case and post of every offer that there was: nobody is asked twice."""
    rows = HelpCase.objects.filter(pk__in=[case.pk for case in cases], offers__post__isnull=False)
    return set(rows.values_list("pk", "offers__post"))


def seekers(cases: list[HelpCase]) -> pl.DataFrame:
    """求职者: what registers hold and what people wrote themselves, in four queries."""
    people = {case.person_id for case in cases}
    schooling = _schooling(people)
    papers = _papers(people)
    resumes = {one.person_id: one for one in Resume.objects.filter(person__in=people)}
    rows = [
        {"编号": str(case.pk)}
        | schooling.get(case.person_id, {})
        | papers.get(case.person_id, {})
        | _own_words(resumes.get(case.person_id))
        for case in cases
    ]
    return _frame(rows, "SEEKERS")


def offered(posts: list[Post]) -> pl.DataFrame:
    """岗位: what firms look for, in one query."""
    names = firm_names(post.employer_id for post in posts)
    rows = [
        {
            "编号": str(post.pk),
            "单位": names.get(post.employer_id, ""),
            "岗位名称": post.title,
            "职业": post.occupation or None,
            "行业": None if post.industry is None else enums.INDUSTRY.label(post.industry),
            "地区": str(post.division),
            "最低学历": _least(post.least_education, enums.EDUCATION),
            "最低技能等级": _least(post.least_skill_level, enums.SKILL_LEVEL),
            "证书要求": _asked(post.certificates),
            "执照要求": _asked(post.licences),
            "专业要求": _asked(post.majors),
            "最低工作年限": post.least_years,
            "月薪下限": post.pay_from,
            "月薪上限": post.pay_to,
            "工作形式": post.forms,
            "班次": post.shifts,
            "职责": post.duties,
            "技能": post.skills,
            "招聘人数": post.headcount,
            "可办工作许可": post.gives_work_permit,
        }
        for post in posts
    ]
    return _frame(rows, "POSTS")


def _frame(rows: list[dict[str, Any]], side: str) -> pl.DataFrame:
    from yulin.matching import tables  # noqa: PLC0415 - an extra of its own

    columns = getattr(tables, side)
    schema = {column.name: tables.TYPES[column.kind] for column in columns}
    full = [{name: row.get(name) for name in schema} for row in rows]
    frame: pl.DataFrame = tables.columns_of(pl.DataFrame(full, schema=schema), columns)
    return frame


def _schooling(people: set[int]) -> dict[int, dict[str, Any]]:
    rows = Education.objects.current().annotate(kept=_KEPT).filter(
        kept__in=people, status=enums.STUDY_STATUS.code("毕业")
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for person, level, major in rows.order_by("-pk").values_list("kept", "level", "major"):
        one = found.setdefault(person, {"level": 0, "专业": []})
        one["level"] = max(one["level"], level)
        if major and major not in one["专业"]:
            one["专业"].append(major)
    return {
        person: {"学历": enums.EDUCATION.label(one["level"]), "专业": one["专业"] or None}
        for person, one in found.items()
    }


def _papers(people: set[int]) -> dict[int, dict[str, Any]]:
    rows = Certificate.objects.current().annotate(kept=_KEPT).filter(kept__in=people)
    found: dict[int, dict[str, Any]] = {}
    for person, level, trade in rows.order_by("-pk").values_list("kept", "skill_level", "trade"):
        one = found.setdefault(person, {"level": 0, "证书": []})
        one["level"] = max(one["level"], level or 0)
        if trade and trade not in one["证书"]:
            one["证书"].append(trade)
    return {
        person: {
            "技能等级": enums.SKILL_LEVEL.label(one["level"]) if one["level"] else None,
            "证书": one["证书"] or None,
        }
        for person, one in found.items()
    }


def _own_words(resume: Resume | None) -> dict[str, Any]:
    if resume is None:
        return {}
    return {
        "期望岗位": resume.titles,
        "期望职业": resume.occupations,
        "期望地区": _places(resume.divisions),
        "执照": resume.licences,
        "技能": resume.skills,
        "经历": resume.story or None,
        "工作年限": resume.years,
        "期望月薪": resume.least_pay,
        "工作形式": resume.forms,
        "班次": resume.shifts,
        "需工作许可": resume.needs_work_permit,
        "期望行业": None
        if resume.industries is None
        else [enums.INDUSTRY.label(code) for code in resume.industries] or [_ANY],
    }


def _places(codes: list[int] | None) -> list[str] | None:
    return None if codes is None else [str(code) for code in codes] or [_ANY]


def _least(rank: int | None, labels: enums.LabelSet) -> str | None:
    if rank is None:
        return None
    return labels.label(rank) if rank else _ANY


def _asked(words: list[str] | None) -> list[str] | None:
    return None if words is None else words or [_ANY]
