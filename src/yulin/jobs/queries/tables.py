"""Posts and applicants as rows of a table, in words."""

from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from yulin.access.models import User
from yulin.codes.divisions import DEFAULT
from yulin.facts import enums
from yulin.jobs.models import Application, Post
from yulin.jobs.occupations import name_of
from yulin.jobs.queries.boards import narrowed_posts, officer_posts
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Employer

#: a workbook of more rows cannot be worked with
MOST_ROWS = 20_000


def post_rows(
    *, employer: Employer | None = None, user: User | None = None, state: str = "", words: str = ""
) -> list[dict[str, Any]]:
    """Of a firm, or those that an officer sees; in three queries however many."""
    rows: QuerySet[Post] = (
        Post.objects.filter(employer=employer).defer("search")
        if user is None
        else narrowed_posts(officer_posts(user), state=state, words=words)
    )
    found = list(rows.annotate(came=Count("applications")).order_by("-id")[:MOST_ROWS])
    names = firm_names(post.employer_id for post in found)
    return [_post(post, names.get(post.employer_id, "")) for post in found]


def _post(post: Any, firm: str) -> dict[str, Any]:
    place = DEFAULT.find(post.division)
    return {
        "单位": firm,
        "单位自编号": post.external_key,
        "岗位名称": post.title,
        "状态": str(post.get_state_display()),
        "工作地区": place.name if place else str(post.division),
        "职业": name_of(post.occupation) if post.occupation else "",
        "行业": "" if post.industry is None else enums.INDUSTRY.label(post.industry),
        "职责": post.duties,
        "月薪下限": post.pay_from,
        "月薪上限": post.pay_to,
        "工作形式": "、".join(post.forms),
        "最低学历": _rank(post.least_education, enums.EDUCATION),
        "招聘人数": post.headcount,
        "已录用": post.filled,
        "投递": post.came,
        "发布日期": timezone.localdate(post.published_at) if post.published_at else None,
        "有效期至": post.valid_until,
    }


def _rank(code: int | None, labels: enums.LabelSet) -> str:
    return "" if code is None else "不限" if code == 0 else labels.label(code)


def applicant_rows(employer: Employer) -> list[dict[str, Any]]:
    """Who applied, from what they sent; what was deleted since is blank."""
    rows = Application.objects.filter(employer=employer).select_related("post")
    found = rows.defer("post__search").order_by("-id")[:MOST_ROWS]
    return [_applicant(one) for one in found]


def _applicant(one: Application) -> dict[str, Any]:
    sent = one.resume
    education = sent.get("education")
    return {
        "岗位": one.post.title,
        "姓名": sent.get("name", ""),
        "状态": str(one.get_state_display()),
        "投递日期": timezone.localdate(one.sent_at),
        "最高学历": enums.EDUCATION.label(education) if education else "",
        "专业": "、".join(sent.get("majors", [])),
        "证书": "、".join(sent.get("certificates", [])),
        "技能": "、".join((sent.get("own") or {}).get("skills") or []),
        "未录用原因": str(one.get_reason_display()) if one.reason else "",
        "补充说明": one.note,
    }
