"""One thing that changed between two texts, and how every kind of change is worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeVar

from yulin.policy.document import (
    PERIODS,
    Formula,
)
from yulin.policy.studio.difference_words import (
    Pair,
    quoted,
    spaced,
)

Kind = Literal["added", "removed", "changed"]


T = TypeVar("T")


PERIOD_WORDS = {code: word for word, code in PERIODS.items()}


PERIOD_ENGLISH = {
    "once": "once",
    "month": "a month",
    "quarter": "a quarter",
    "half": "half a year",
    "year": "a year",
}


KIND_WORDS = {
    "money": Pair("资金", "money"),
    "kind": Pair("实物", "in kind"),
    "right": Pair("资格", "a right"),
}


GROUP_WORDS = {
    "all": Pair("全部成立", "all of"),
    "any": Pair("任一成立", "any of"),
    "not": Pair("皆不成立", "none of"),
    "leaf": Pair("单独一条", "a single clause"),
}


RULE_WORDS = {
    "highest": Pair("就高", "the highest"),
    "choice": Pair("自选", "the person's choice"),
    "together": Pair("叠加", "all together"),
    "deduct": Pair("扣除", "the first is deducted from the others"),
    "cap": Pair("合计封顶", "all, up to a ceiling"),
    "stop": Pair("次月停发", "the first stops the others from next month"),
    "wait": Pair("间隔", "the others only after a while"),
    "difference": Pair("补差", "only the difference"),
}


YES_NO = {True: Pair("是", "yes"), False: Pair("否", "no")}


_NOTHING = Pair("无", "none")


UNSTATED = Pair("未写明", "not stated")


@dataclass(frozen=True)
class Difference:
    """One thing that changed: where, and what, in both languages."""

    kind: Kind
    where: Pair
    what: Pair

    @property
    def text(self) -> str:
        """The sentence in Chinese."""
        return f"{self.where.zh}：{self.what.zh}" if self.where.zh else self.what.zh

    @property
    def text_en(self) -> str:
        """The sentence in English."""
        sentence = f"{self.where.en}: {self.what.en}" if self.where.en else self.what.en
        return sentence[:1].upper() + sentence[1:]


NOWHERE = Pair("", "")


def in_order(old: Mapping[str, T], new: Mapping[str, T]) -> list[str]:
    """Return the names of both: those of the new text in its order, then what is gone."""
    return [*new, *(name for name in old if name not in new)]


def place_at(where: Pair, name: str, name_en: str = "") -> Pair:
    zh = f"{where.zh} · {name}" if where.zh else name
    en = f"{where.en} · {name_en or name}" if where.en else (name_en or name)
    return Pair(zh, en)


def altered(where: Pair, what: Pair, old: Pair, new: Pair) -> Iterator[Difference]:
    if old != new:
        said = Pair(
            f"{what.zh}由{spaced(old.zh)}改为{spaced(new.zh).rstrip()}",
            f"{what.en} changed from {old.en} to {new.en}",
        )
        yield Difference("changed", where, said)


def added(where: Pair, what: Pair) -> Difference:
    return Difference("added", where, Pair(f"新增{what.zh}", f"{what.en} added"))


def removed(where: Pair, what: Pair) -> Difference:
    return Difference("removed", where, Pair(f"删去{what.zh}", f"{what.en} removed"))


#: the fields of each thing that sentences of their own tell about
TOLD: dict[str, frozenset[str]] = {
    name: frozenset((*words.split(), "place"))
    for name, words in {
        "document": "id title number issuer domain subject payee replaces region summary verified "
        "missing conflicts sources terms definitions versions relations process cases file digest",
        "version": "name starts ends draft benefits classification",
        "benefit": "id name kind local automatic foresees condition amount parts outputs "
        "kinds quota",
        "quota": "places fund ranking shares portion enough pool period",
        "share": "name test least",
        "amount": "formula by table otherwise branches ceiling floor deduct periods ceiling_year "
        "ceiling_ever period at_most",
        "part": "name share formula",
        "classes": "items",
        "class": "label condition",
        "condition": "id kind text formula process children",
        "relation": "name rule members",
        "step": "text limit unit",
        "term": "name definition type",
        "definition": "name formula",
    }.items()
}


FIELD_WORDS = {
    "title_en": Pair("英文标题", "the English title"),
    "summary_en": Pair("英文摘要", "the English summary"),
    "name_en": Pair("英文名称", "the English name"),
    "text": Pair("说法", "the wording"),
    "text_en": Pair("英文说法", "the English wording"),
    "note": Pair("说明", "the note"),
    "note_en": Pair("英文说明", "the English note"),
    "citation": Pair("依据", "the citation"),
    "cohort": Pair("老人老办法", "whom the version goes on for"),
    "life": Pair("存续", "what becomes of a grant"),
    "quota": Pair("名额", "places"),
    "ceiling": Pair("封顶", "the ceiling"),
    "span": Pair("期间", "the span"),
    "lasting": Pair("已领有效", "whether what was received earlier counts"),
    "periods_unknown": Pair("期数是否未知", "whether the number of periods is unknown"),
    "value": Pair("取值", "the value"),
    "condition": Pair("条件", "the conditions"),
    "register": Pair("来源", "the register"),
    "ask": Pair("问法", "the question"),
    "ask_en": Pair("英文问法", "the English question"),
    "en": Pair("英文名称", "the English name"),
    "name": Pair("名称", "the name"),
    "produces": Pair("产出", "what it produces"),
    "otherwise": Pair("否则", "otherwise"),
    "id": Pair("编号", "the number"),
    "unit": Pair("单位", "the unit"),
    "type": Pair("选项", "the options"),
    "subject": Pair("对象", "the subject"),
    "payee": Pair("受款", "the payee"),
}


def bare(value: object) -> object:
    """Return a value without the places it was read from, so that two texts can be compared."""
    if isinstance(value, Formula):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        kept = (f.name for f in fields(value) if f.name not in {"place", "file", "digest"})
        return {name: bare(getattr(value, name)) for name in kept}
    if isinstance(value, tuple | list | frozenset):
        return [bare(one) for one in value]
    return value


def other_fields(
    old: object, new: object, where: Pair, told: frozenset[str]
) -> Iterator[Difference]:
    """Say of every other field that it changed: nothing that changed goes unsaid."""
    assert is_dataclass(old)
    for one in fields(old):
        if one.name in told:
            continue
        before, after = bare(getattr(old, one.name)), bare(getattr(new, one.name))
        if before == after:
            continue
        what = FIELD_WORDS.get(one.name, Pair(f"“{one.name}”", f"“{one.name}”"))
        if isinstance(before, str) and isinstance(after, str):
            yield from altered(where, what, quote(before), quote(after))
        elif before is None:
            yield added(where, what)
        elif after is None:
            yield removed(where, what)
        else:
            said = Pair(f"{what.zh}有改动", f"{what.en} changed")
            yield Difference("changed", where, said)


def quote(text: str) -> Pair:
    return quoted(text) if text else _NOTHING


def listed(what: Pair, old: Iterable[object], new: Iterable[object]) -> Iterator[Difference]:
    """Count what came and went; the texts themselves stand in the document."""
    before, after = [bare(one) for one in old], [bare(one) for one in new]
    came = sum(one not in before for one in after)
    went = sum(one not in after for one in before)
    if came or went:
        zh = "，".join([f"新增 {came} 条"] * bool(came) + [f"删去 {went} 条"] * bool(went))
        en = ", ".join([f"{came} added"] * bool(came) + [f"{went} removed"] * bool(went))
        yield Difference("changed", what, Pair(zh, en))
