"""Occupations of the 2022 classification as people type, choose and read them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from yulin.matching.occupations import Classification

#: the eight great classes of the classification of 2022, by the first figure of a code
CLASSES = {
    "1": "党的机关、国家机关、群众团体和社会组织、企事业单位负责人",
    "2": "专业技术人员",
    "3": "办事人员和有关人员",
    "4": "社会生产服务和生活服务人员",
    "5": "农、林、牧、渔业生产及辅助人员",
    "6": "生产制造及有关人员",
    "7": "军队人员",
    "8": "不便分类的其他从业人员",
}


@cache
def _by_word() -> dict[str, str]:
    """Code by name and by what people call it; a word that several have is nobody's."""
    found: dict[str, set[str]] = {}
    for one in Classification.shipped():
        for word in (one.name, *one.aliases):
            found.setdefault(word.casefold(), set()).add(one.code)
    names = {one.name.casefold(): one.code for one in Classification.shipped()}
    alone = {word: next(iter(codes)) for word, codes in found.items() if len(codes) == 1}
    return alone | names


def code_of(text: str) -> str | None:
    """The code of an occupation by its code, name or alias; None for anything else."""
    word = text.strip()
    if Classification.shipped().find(word) is not None:
        return word
    return _by_word().get(word.casefold())


def name_of(code: str) -> str:
    """Its name; the code itself where the classification that is shipped does not hold it."""
    one = Classification.shipped().find(code)
    return one.name if one is not None else CLASSES.get(code, code)


def names_of(codes: Iterable[str] | None) -> list[str]:
    return [name_of(code) for code in codes or ()]


@cache
def tree() -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    """Great class → its occupations by code, those only that the shipped classification holds."""
    ordered = sorted(Classification.shipped(), key=lambda one: one.code)
    return tuple(
        (first, CLASSES[first], tuple((one.code, one.name) for one in rows))
        for first, rows in groupby(ordered, key=lambda one: one.code[0])
    )
