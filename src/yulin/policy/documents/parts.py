"""Small readers that every part of a document shares."""

from __future__ import annotations

from yulin.policy.document import Formula
from yulin.policy.problems import Place
from yulin.policy.reader import Value


def one_of(value: Value, allowed: tuple[str, ...]) -> str:
    """Return a word that must be one of some."""
    word = value.text()
    if value and word not in allowed:
        value.problems.error(
            value.place, "E220", f"“{word}” 不在可用之列", "可用：" + "、".join(allowed)
        )
    return word


def formula(value: Value) -> Formula:
    """Return the expression a value holds, with the place of its first character."""
    place = value.place
    if value.is_quoted:
        place = Place(place.file, place.line, place.column + 1)
    return Formula(text=value.text(), place=place)


def maybe(value: Value) -> Formula | None:
    """Return the expression a value holds, if there is one."""
    return formula(value) if value else None


def span(value: Value) -> tuple[int, str] | None:
    """Return a stretch of months or years as (count, unit); None where absent."""
    if not value:
        return None
    word = value.text()
    for ending, unit in (("个月", "月"), ("月", "月"), ("年", "年")):
        number = word.removesuffix(ending)
        if number != word and number.strip().isdigit():
            return int(number), unit
    value.problems.error(value.place, "E240", f"“{word}” 不是一段时间", "写成 12个月 或 3年")
    return None
