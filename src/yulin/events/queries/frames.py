"""People and posts of an event as the tables that matching reads, in few queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

from yulin.events.models import EventPost, Ticket
from yulin.facts import enums
from yulin.jobs.models import Post, Resume
from yulin.matching.tables import ANY, POSTS, SEEKERS, columns_of
from yulin.registry.models import Certificate, Education, Person

Rows = dict[int, list[Any]]


def seekers(tickets: list[Ticket]) -> pl.DataFrame:
    """求职者: what their résumés wish and what the register verifies; protected traits are not read."""
    people = [ticket.person_id for ticket in tickets]
    kept = {one.person_id: one for one in Resume.objects.filter(person__in=people)}
    of = dict(_numbers(people))
    schools, papers = _by_person(Education, of), _by_person(Certificate, of)
    rows = [
        _seeker(
            ticket, kept.get(ticket.person_id), schools[ticket.person_id], papers[ticket.person_id]
        )
        for ticket in tickets
    ]
    return columns_of(pl.DataFrame(rows, infer_schema_length=None), SEEKERS)


def _numbers(people: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Every number of these people, with the row that stands for it."""
    rows = Person.objects.filter(pk__in=people) | Person.objects.filter(merged_into__in=people)
    return [(pk, merged or pk) for pk, merged in rows.values_list("pk", "merged_into")]


def _by_person(model: Any, of: dict[int, int]) -> Rows:
    found: Rows = defaultdict(list)
    for row in model.objects.filter(superseded_at__isnull=True, person__in=of).order_by("pk"):
        found[of[row.person_id]].append(row)
    return found


def _seeker(
    ticket: Ticket, resume: Resume | None, schools: list[Any], papers: list[Any]
) -> dict[str, Any]:
    own = resume or Resume()
    done = [one for one in schools if enums.STUDY_STATUS.label(one.status) == "毕业"]
    degree = max((one.level for one in done), default=None)
    level = max((one.skill_level or 0 for one in papers), default=None)
    return {
        "编号": str(ticket.pk),
        "期望岗位": own.titles,
        "期望职业": own.occupations,
        "期望地区": _places(own.divisions),
        "学历": None if degree is None else enums.EDUCATION.label(degree),
        "专业": [one.major for one in done if one.major] or None,
        "技能等级": None if level is None else enums.SKILL_LEVEL.label(level),
        "证书": [one.trade for one in papers if one.trade] or None,
        "执照": own.licences,
        "技能": own.skills,
        "经历": own.story or None,
        "工作年限": own.years,
        "期望月薪": own.least_pay,
        "工作形式": own.forms,
        "班次": own.shifts,
        "需工作许可": own.needs_work_permit,
        "期望行业": [enums.INDUSTRY.label(code) for code in own.industries or []] or None,
    }


def _places(codes: list[int] | None) -> list[str] | None:
    if codes is None:
        return None
    return [str(code) for code in codes] or [ANY]


def posts(brought: list[EventPost]) -> pl.DataFrame:
    """岗位: of every demand none is unknown and 不限 is an answer."""
    rows = [_post(one.pk, one.post) for one in brought]
    return columns_of(pl.DataFrame(rows, infer_schema_length=None), POSTS)


def _post(key: int, post: Post) -> dict[str, Any]:
    return {
        "编号": str(key),
        "单位": str(post.employer_id),
        "岗位名称": post.title,
        "职业": post.occupation or None,
        "行业": None if post.industry is None else enums.INDUSTRY.label(post.industry),
        "地区": str(post.division),
        "最低学历": _rank(post.least_education, enums.EDUCATION),
        "最低技能等级": _rank(post.least_skill_level, enums.SKILL_LEVEL),
        "证书要求": _words(post.certificates),
        "执照要求": _words(post.licences),
        "专业要求": _words(post.majors),
        "最低工作年限": post.least_years,
        "月薪下限": post.pay_from,
        "月薪上限": post.pay_to,
        "工作形式": post.forms,
        "班次": post.shifts,
        "职责": post.duties,
        "技能": _words(post.skills),
        "招聘人数": post.headcount,
        "可办工作许可": post.gives_work_permit,
    }


def _rank(code: int | None, labels: enums.LabelSet) -> str | None:
    if code is None:
        return None
    return ANY if code == 0 else labels.label(code)


def _words(words: list[str] | None) -> list[str] | None:
    return words if words is None or words else [ANY]
