"""The names policies may use: each with a type, a unit, a register, a question and a definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from yulin.facts import enums
from yulin.facts.enums import LabelSet
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number, Type
from yulin.policy.problems import Place
from yulin.policy.reader import Map, Problems, read_yaml

Subject = Literal["人员", "单位", "家庭"]
#: what changes a fact: time by itself, the person, the employer, an authority, or nothing at all
Changeable = Literal["时间", "本人", "单位", "部门", "不可"]
CHANGEABLE: tuple[Changeable, ...] = get_args(Changeable)
SUBJECTS: tuple[Subject, ...] = ("人员", "单位", "家庭")
_HERE = Path(__file__).parent / "vocabulary"
_PLAIN: dict[str, Type] = {"是否": YES, "日期": DAY, "文字": TEXT, "地区": DIVISION}
_DECIMALS = {"元": 2, "㎡": 2}


@dataclass(frozen=True, kw_only=True)
class Term:
    """One name of the vocabulary, or of a single document."""

    name: str
    en: str
    type: Type
    subject: Subject = "人员"
    #: expression over record tables and other names; None: must be supplied
    definition: str | None = None
    #: grows by one each month while nothing else changes
    grows: bool = False
    #: whether its value depends on the document's region (社保 in this city …)
    regional: bool = False
    register: str = ""
    ask: str = ""
    ask_en: str = ""
    #: where in a conversation the question comes: what people expect to be asked first is lowest
    ask_order: int = 1000
    note: str = ""
    #: None: not said; ``changes`` then goes by the records behind it
    changeable: Changeable | None = None
    #: ``WZ-01`` where a document's classes produce it
    produced_by: str | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Vocabulary:
    """Terms by name."""

    terms: Mapping[str, Term]

    def __getitem__(self, name: str) -> Term:
        return self.terms[name]

    def __contains__(self, name: str) -> bool:
        return name in self.terms

    def names(self, subject: Subject) -> list[str]:
        """Return the names that can be said of a subject."""
        return [t.name for t in self.terms.values() if t.subject == subject]

    def extended(self, terms: Iterable[Term]) -> Vocabulary:
        """Return this vocabulary with a document's own terms in front."""
        return Vocabulary({**self.terms, **{t.name: t for t in terms}})


@cache
def standard() -> Vocabulary:
    """Return the vocabulary that comes with the program.

    Raises:
        PolicyError: if its files contain a fault.
    """
    problems = Problems()
    terms: dict[str, Term] = {}
    for path in sorted(_HERE.glob("*.yaml")):
        for item in read_yaml(path, problems).items():
            term = read_term(item.map())
            if term.name in terms:
                problems.error(term.place, "E301", f"“{term.name}” 已经定义过")
            terms[term.name] = term
    problems.raise_errors()
    return Vocabulary(terms)


def read_term(entry: Map, *, subject: Subject = "人员") -> Term:
    """Return the term an entry describes; findings go to its problems."""
    definition = entry.get("定义").text() or None
    regional = entry.get("随地区").yes() or (definition is not None and "本地区" in definition)
    term = Term(
        name=entry.need("名称").text(),
        en=entry.need("en").text(),
        type=read_type(entry),
        subject="单位" if entry.get("对象").text() == "单位" else subject,
        definition=definition,
        grows=entry.get("增长").text() == "每月",
        regional=regional,
        register=entry.get("来源").text(),
        ask=entry.get("问").text(),
        ask_en=entry.get("问en").text(),
        ask_order=entry.get("问序").whole(1000),
        note=entry.remark(),
        changeable=_changeable(entry),
        place=entry.place,
    )
    entry.finish()
    return term


def _changeable(entry: Map) -> Changeable | None:
    word = entry.get("可变").text()
    if not word:
        return None
    found = next((c for c in CHANGEABLE if c == word), None)
    if found is None:
        usable = "、".join(CHANGEABLE)
        entry.problems.error(entry.place, "E305", f"可变 没有 “{word}” 这一种", f"可用：{usable}")
    return found


def read_type(entry: Map) -> Type:
    """Return the type that 类型, 单位, 小数, 选项 and 有序 describe."""
    word = entry.need("类型").text()
    unit = entry.get("单位").text()
    decimals = entry.get("小数")
    options = entry.get("选项")
    english = entry.get("选项en").texts()
    ordered = entry.get("有序").yes()
    if word in _PLAIN:
        return _PLAIN[word]
    if word == "数值":
        return Number(unit, decimals.whole() if decimals else _DECIMALS.get(unit, 0))
    if word == "选项":
        return _label_type(entry, options.texts(), english, ordered=ordered)
    entry.problems.error(
        entry.place, "E302", f"不认识的类型 “{word}”", "可用：是否、数值、日期、文字、地区、选项"
    )
    return TEXT


def _label_type(
    entry: Map, options: tuple[str, ...], english: tuple[str, ...], *, ordered: bool
) -> Type:
    if not options:
        entry.problems.error(
            entry.place, "E306", "选项 类型要写明 选项", "如 选项: [甲, 乙]，或一张选项表的名称"
        )
        return TEXT
    if len(options) == 1:
        known = enums.BY_NAME.get(options[0])
        if known is None:
            entry.problems.error(entry.place, "E303", f"没有名为 “{options[0]}” 的选项表")
            return TEXT
        return Label(known)
    if english and len(english) != len(options):
        entry.problems.error(entry.place, "E304", "选项en 应与选项一一对应")
    twins = english or tuple(enums.ENGLISH.get(option, option) for option in options)
    name = entry.get("名称").text()
    return Label(LabelSet(name=name, labels=options, en=twins, ordered=ordered))
