"""What a post demands and offers, and what a résumé tells, as lines of words."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import _json_script_escapes
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.facts import enums
from yulin.jobs.enums import Shift, WorkForm
from yulin.jobs.models import Post
from yulin.jobs.occupations import name_of, names_of
from yulin.web import regions
from yulin.web.jobs_form import words_of

Line = tuple[str, str]


def pay_words(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return _("面议")
    told = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return _("每月 %(sum)s 元") % {"sum": told}


def demands(post: Post) -> list[Line]:
    """Every demand that was said, 不限 among them; what nobody said is not shown as an answer."""
    return [(label, words) for label, words in _demands(post) if words]


def _demands(post: Post) -> Iterator[Line]:
    yield _("学历"), _at_least(post.least_education, enums.EDUCATION)
    yield _("技能等级"), _at_least(post.least_skill_level, enums.SKILL_LEVEL)
    yield _("证书"), _list(post.certificates)
    yield _("执照"), _list(post.licences)
    yield _("专业"), _list(post.majors)
    yield _("工作年限"), _years(post.least_years)
    yield _("技能"), _list(post.skills)


def offers(post: Post) -> list[Line]:
    permit = {True: _("可以"), False: _("不可以")}
    lines = [
        (_("工资"), pay_words(post.pay_from, post.pay_to)),
        (_("地点"), regions.full_name(post.division)),
        (_("职业"), name_of(post.occupation) if post.occupation else ""),
        (_("工作形式"), labels(WorkForm, post.forms)),
        (_("班次"), labels(Shift, post.shifts)),
        (_("行业"), words_of(enums.INDUSTRY)[post.industry] if post.industry is not None else ""),
        (_("福利"), "、".join(map(benefit_word, post.benefits or []))),
        (_("办理外国人工作许可"), permit.get(post.gives_work_permit, "")),
        (_("招聘人数"), str(post.headcount)),
        (_("有效期至"), post.valid_until.isoformat() if post.valid_until else ""),
    ]
    return [(label, words) for label, words in lines if words]


def labels(choices: Any, values: Iterable[str] | None) -> str:
    """Values of a list of choices, in the reader's language."""
    return "、".join(
        str(choices(one).label) if one in choices.values else one for one in values or ()
    )


#: what firms give most, as they write it
BENEFITS = {
    "五险一金": gettext_lazy("五险一金"),
    "包住": gettext_lazy("包住"),
    "包吃": gettext_lazy("包吃"),
    "双休": gettext_lazy("双休"),
    "年终奖": gettext_lazy("年终奖"),
    "高温补贴": gettext_lazy("高温补贴"),
    "节日福利": gettext_lazy("节日福利"),
    "免费班车": gettext_lazy("免费班车"),
    "带薪年假": gettext_lazy("带薪年假"),
    "技能补贴": gettext_lazy("技能补贴"),
    "员工体检": gettext_lazy("员工体检"),
    "加班费按法定标准": gettext_lazy("加班费按法定标准"),
}


def benefit_word(text: str) -> str:
    return str(BENEFITS.get(text, text))


def _at_least(code: int | None, labels: enums.LabelSet) -> str:
    if code is None:
        return ""
    return _("不限") if code == 0 else _("%(label)s及以上") % {"label": words_of(labels)[code]}


def _list(words: list[str] | None) -> str:
    if words is None:
        return ""
    return "、".join(words) or _("不限")


def _years(years: int | None) -> str:
    if years is None:
        return ""
    return _("%(n)s 年以上") % {"n": years} if years else _("不限")


def own_lines(own: dict[str, Any]) -> list[Line]:
    """A person's wishes and own words, as a firm reads them."""
    places = own.get("divisions")
    told = "、".join(regions.full_name(code) for code in places or [])
    pay, years = own.get("least_pay"), own.get("years")
    fields = [words_of(enums.INDUSTRY)[code] for code in own.get("industries") or []]
    permit = {True: _("需要"), False: _("不需要")}
    lines = [
        (_("期望岗位"), "、".join(own.get("titles") or [])),
        (_("期望职业"), "、".join(names_of(own.get("occupations")))),
        (_("期望地区"), _("不限") if places == [] else told),
        (_("期望行业"), "、".join(fields)),
        (_("期望月薪"), _("%(n)s 元起") % {"n": f"{pay:,}"} if pay else ""),
        (_("工作形式"), labels(WorkForm, own.get("forms"))),
        (_("班次"), labels(Shift, own.get("shifts"))),
        (_("工作年限"), "" if years is None else _("%(n)s 年") % {"n": years}),
        (_("技能"), "、".join(own.get("skills") or [])),
        (_("执照"), "、".join(own.get("licences") or [])),
        (_("外国人工作许可"), permit.get(own.get("needs_work_permit"), "")),
        (_("经历"), own.get("story") or ""),
    ]
    return [(label, words) for label, words in lines if words]


_EMPLOYMENT = {"全职": "FULL_TIME", "兼职": "PART_TIME", "实习": "INTERN", "见习": "INTERN", "灵活": "OTHER"}  # fmt: skip


def json_ld(post: Post, firm: str, address: str) -> SafeString:
    """The post as schema.org's JobPosting, for search engines; data, never run as a script."""
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": post.title,
        "description": post.duties,
        "identifier": {"@type": "PropertyValue", "name": firm, "value": str(post.uuid)},
        "datePosted": post.published_at.date().isoformat() if post.published_at else None,
        "validThrough": post.valid_until.isoformat() if post.valid_until else None,
        "employmentType": sorted({_EMPLOYMENT[form] for form in post.forms}),
        "hiringOrganization": {"@type": "Organization", "name": firm},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": regions.full_name(post.division),
                "addressCountry": "CN",
            },
        },
        "totalJobOpenings": post.headcount - post.filled,
        "url": address,
    }
    if post.pay_from is not None:
        told["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": "CNY",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": post.pay_from,
                "maxValue": post.pay_to,
                "unitText": "MONTH",
            },
        }
    text = json.dumps(told, ensure_ascii=False).translate(_json_script_escapes)
    return mark_safe(text)  # noqa: S308 - angle brackets and ampersands are escaped above
