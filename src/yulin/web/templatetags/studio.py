"""Tags of the studio: what stays Chinese beside its kind in English."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yulin.policy.problems import Problem
from yulin.web.language import in_english
from yulin.web.officer.studio.problem_kinds import kind_of

register = template.Library()
_CHINESE = re.compile(r"([\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+)")
_STATUSES = {
    "符合": "eligible",
    "还差": "not yet",
    "无法判定": "undetermined",
    "不符": "not eligible",
    "不符合": "not eligible",
}


@register.filter
def problem_kind(problem: Problem) -> str:
    return kind_of(problem)


@register.filter
def in_chinese(text: str) -> SafeString | str:
    """A text that is written in Chinese, told so to whoever reads a page in English."""
    if not in_english() or not text:
        return text
    return format_html('<span lang="zh-CN">{}</span>', text)


@register.filter
def marked(text: str) -> SafeString | str:
    """A text of which parts are Chinese (keys, titles), those parts told so in English."""
    if not in_english():
        return text
    parts = _CHINESE.split(str(text))
    return format_html_join(
        "", "{}", ((in_chinese(part) if n % 2 else part,) for n, part in enumerate(parts))
    )


@register.filter
def outcome_words(text: str) -> str:
    """What a worked case expects or gives: “符合，10000 元”, “eligible, 10000 yuan”."""
    if not in_english():
        return text
    return ", ".join(_outcome(part) for part in text.split("，"))


def _outcome(part: str) -> str:
    if part in _STATUSES:
        return _STATUSES[part]
    part = re.sub(r"^每期 ", "each ", part)
    part = re.sub(r"^(.+) 类$", r"class \1", part)
    return re.sub(r"([\d.,]+) ?元$", r"\1 yuan", part)
