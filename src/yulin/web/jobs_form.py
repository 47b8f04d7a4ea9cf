"""Posts and résumés as forms of the site: what was typed into facts, and choices in words."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.codes.divisions import children
from yulin.facts import enums
from yulin.jobs.actions.resumes import OwnWords
from yulin.jobs.content import PostContent
from yulin.jobs.enums import Shift, WorkForm
from yulin.jobs.errors import JobsError
from yulin.jobs.occupations import code_of, names_of, tree
from yulin.web.language import in_english
from yulin.web.regions import name as region_name

ANY = "不限"
_BETWEEN = re.compile(r"[、,，;；\n]+")
_MOST = 10**8


def words_of(labels: enums.LabelSet) -> tuple[str, ...]:
    return labels.en if in_english() else labels.labels


def ranks(labels: enums.LabelSet) -> list[tuple[int, str]]:
    """The choices of a demand: 0 is 不限."""
    return [(0, _("不限")), *list(enumerate(words_of(labels)))[1:]]


def industries() -> list[tuple[int, str]]:
    return list(enumerate(words_of(enums.INDUSTRY)))


def districts(city: int) -> list[tuple[int, str]]:
    """The city's counties; a city without any stands for itself."""
    rows = [(one.code, region_name(one.code)) for one in children(city)]
    return rows or [(city, region_name(city))]


@cache
def _occupation_options(_language: str) -> SafeString:
    every = _("全部 %(class_name)s")
    return format_html_join(
        "",
        '<optgroup label="{}"><option value="{}">{}</option>{}</optgroup>',
        (
            (
                name,
                first,
                every % {"class_name": name},
                format_html_join("", '<option value="{}">{}</option>', rows),
            )
            for first, name, rows in tree()
        ),
    )


def occupation_options() -> SafeString:
    """Every occupation by its great class, for a select: hundreds, so they are written once."""
    return _occupation_options(get_language() or "")


def several(text: str) -> tuple[str, ...] | None:
    """Typed words: nothing is unknown, 不限 is an empty list."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    if not parts:
        return None
    return () if parts == [ANY] else tuple(parts)


def typed(words: Any) -> str:
    """The same the other way."""
    if words is None:
        return ""
    return "、".join(map(str, words)) if words else ANY


def number(text: str) -> int | None:
    plain = text.strip().replace(",", "")
    is_number = plain.isascii() and plain.isdecimal() and len(plain) < 9
    return int(plain) if is_number and int(plain) < _MOST else None


def yes_no(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def post_of(data: QueryDict, kept: PostContent | None = None) -> PostContent:
    """What was typed; what is missing or wrong is said by `PostContent.checked`.

    A form without a field for the occupation leaves that of the post as it is.
    """
    return PostContent(
        title=data.get("title", ""),
        division=number(data.get("division", "")) or 0,
        duties=data.get("duties", ""),
        forms=tuple(dict.fromkeys(data.getlist("forms"))),
        headcount=number(data.get("headcount", "")) or 0,
        occupation=(
            data.get("occupation_pick")
            or data.get("occupation", (kept.occupation or "") if kept else "")
        ).strip()[:12],
        industry=number(data.get("industry", "")),
        least_education=number(data.get("least_education", "")),
        least_skill_level=number(data.get("least_skill_level", "")),
        certificates=several(data.get("certificates", "")),
        licences=several(data.get("licences", "")),
        majors=several(data.get("majors", "")),
        least_years=number(data.get("least_years", "")),
        pay_from=number(data.get("pay_from", "")),
        pay_to=number(data.get("pay_to", "")),
        shifts=tuple(data.getlist("shifts")) or None,
        skills=_with_picked(several(data.get("skills", "")), data.getlist("skill_pick")),
        benefits=several(data.get("benefits", "")),
        gives_work_permit=yes_no(data.get("gives_work_permit", "")),
    )


def _with_picked(typed_words: tuple[str, ...] | None, picked: list[str]) -> tuple[str, ...] | None:
    """What was typed, and suggestions that were ticked."""
    return tuple(dict.fromkeys([*(typed_words or ()), *picked])) if picked else typed_words


def post_choices(city: int) -> dict[str, Any]:
    return {
        "districts": districts(city),
        "industries": industries(),
        "educations": ranks(enums.EDUCATION),
        "levels": ranks(enums.SKILL_LEVEL),
        "forms": WorkForm.choices,
        "shifts": Shift.choices,
    }


_TYPED = ("certificates", "licences", "majors", "skills", "benefits")


def post_typed(content: PostContent | None) -> Mapping[str, Any]:
    """The fields of the form, filled with what a post says."""
    blank = PostContent(title="", division=0, duties="")
    said = (content or blank).as_data()
    return said | {name: typed(said[name]) for name in _TYPED} | {"shifts": said["shifts"] or []}


def own_words_of(data: QueryDict) -> OwnWords:
    places = tuple(code for text in data.getlist("divisions") if (code := number(text)))
    anywhere = data.get("anywhere") == "yes"
    return OwnWords(
        titles=several(data.get("titles", "")),
        occupations=_occupations(data.get("occupations", "")),
        divisions=() if anywhere else places or None,
        licences=several(data.get("licences", "")),
        skills=several(data.get("skills", "")),
        story=data.get("story", "").strip(),
        years=number(data.get("years", "")),
        least_pay=number(data.get("least_pay", "")),
        forms=tuple(data.getlist("forms")) or None,
        shifts=tuple(data.getlist("shifts")) or None,
        needs_work_permit=yes_no(data.get("needs_work_permit", "")),
        industries=tuple(
            code for text in data.getlist("industries") if (code := number(text)) is not None
        )
        or None,
    )


def _occupations(text: str) -> tuple[str, ...] | None:
    """Codes of the occupations that were typed by name, by what people call them, or by code."""
    words = several(text)
    if not words:
        return words
    codes = [(word, code_of(word)) for word in words]
    unknown = [word for word, code in codes if code is None]
    if unknown:
        raise JobsError(
            _("职业分类里没有“%(word)s”：请从列出的名称里选，或写在“期望岗位”。")
            % {"word": unknown[0]}
        )
    return tuple(dict.fromkeys(code for _word, code in codes if code))


def own_words_typed(resume: Any) -> Mapping[str, str]:
    """The fields of words of the form, filled with what a résumé says."""
    typed_words = {n: typed(getattr(resume, n)) for n in ("titles", "skills", "licences")}
    held = resume.occupations
    return typed_words | {"occupations": typed(names_of(held) if held else held)}
