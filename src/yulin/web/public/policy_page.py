"""One policy as a citizen reads it: what the page needs beside the document itself."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.policy.decision import Status
from yulin.policy.document import AmountRule, Case, Document, Expectation, Relation, Version

GRADES = {
    "P1": gettext_lazy("政府官网原文"),
    "P2": gettext_lazy("第三方转载的原文"),
    "P3": gettext_lazy("新闻报道"),
    "P4": gettext_lazy("线索，可信度较低"),
}
STATUS_BY_WORD = {
    "符合": Status.YES,
    "还差": Status.NOT_YET,
    "无法判定": Status.UNDETERMINED,
    "不符": Status.NO,
}


@dataclass(frozen=True)
class Moment:
    """A day of the timeline; `state` is done, now or empty."""

    when: dt.date | None
    what: str
    state: str


def timeline(document: Document, today: dt.date) -> list[Moment]:
    """Starts and ends of the versions, in order; a day nobody printed is said to be unknown."""
    moments = []
    for version in document.versions:
        now = version.in_force(today)
        begun = version.starts is None or version.starts <= today
        state = "now" if now else "done" if begun and not version.draft else ""
        word = _("征求意见") if version.draft else _("施行")
        moments.append(Moment(version.starts, f"{word} · {version.name}", state))
        if version.ends:
            past = "done" if version.ends < today else ""
            moments.append(Moment(version.ends, _("到期") + f" · {version.name}", past))
    return moments


def shown_version(document: Document, name: str, today: dt.date) -> Version | None:
    """The version asked for, else the one in force, else the latest."""
    named = next((v for v in document.versions if v.name == name), None)
    latest = document.versions[-1] if document.versions else None
    return named or document.version_on(today) or latest


@dataclass(frozen=True)
class AmountRow:
    """For whom, and how much, as the text says."""

    who: str
    sum: str


def amount_rows(rule: AmountRule | None) -> list[AmountRow]:
    """The table of sums of one benefit."""
    if rule is None:
        return []
    if rule.table:
        rows = [AmountRow(label, formula_words(f.text)) for label, f in rule.table]
    elif rule.branches:
        rows = [
            AmountRow(b.when.text if b.when else _("其余"), formula_words(b.value.text))
            for b in rule.branches
        ]
    else:
        rows = [AmountRow("", formula_words(rule.formula.text))] if rule.formula else []
    if rule.otherwise:
        rows.append(AmountRow(_("其余"), formula_words(rule.otherwise.text)))
    return rows


_UNPUBLISHED = re.compile(r"""未知\(\s*['"‘“](.*?)['"’”]\s*\)""")
_DISPUTED = re.compile(r"""两说\(\s*(.+?)\s*,\s*(.+?)\s*,\s*['"‘“](.*?)['"’”]\s*\)""")


_YUAN = re.compile(r"(\d{4,})(?:\.0+)?\s*元")
_WAN = re.compile(r"(\d+(?:\.\d+)?)\s*万(?!元)")


def formula_words(text: str) -> str:
    """未知('…'), 两说(…) and sums as a reader would say them; other formulas as written."""
    said = _UNPUBLISHED.sub(lambda m: _("未公布（%s）") % m[1], text)
    said = _DISPUTED.sub(lambda m: _("%(a)s 或 %(b)s（%(why)s）") % _dispute(m), said)
    said = _YUAN.sub(lambda m: f"{int(m[1]):,} 元", said)
    return _WAN.sub(lambda m: f"{m[1]} 万元", said)


def _dispute(match: re.Match[str]) -> dict[str, str]:
    return {"a": match[1], "b": match[2], "why": match[3]}


def limits(rule: AmountRule | None) -> list[str]:
    """Caps, floors, deductions and the number of periods, one sentence each."""
    if rule is None:
        return []
    named = (
        (_("最高 %s"), rule.ceiling),
        (_("最低 %s"), rule.floor),
        (_("扣除 %s"), rule.deduct),
        (_("最多 %s 期"), rule.periods),
    )
    found = [words % formula_words(formula.text) for words, formula in named if formula]
    return [*found, _("期数未公布")] if rule.periods_unknown else found


@dataclass(frozen=True)
class Member:
    """One side of an exclusive group; `document` is None where the library lacks it."""

    key: str
    document: Document | None
    benefit_id: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Group:
    relation: Relation
    members: tuple[Member, ...]


def exclusive_groups(document: Document, documents: Sequence[Document]) -> list[Group]:
    """Groups of any document that a benefit of this one belongs to."""
    mine = f"{document.id}/"
    groups = [
        (relation, _keys(owner, relation)) for owner in documents for relation in owner.relations
    ]
    index = _benefit_index(tuple(documents))
    return [
        Group(relation, tuple(_member(key, index) for key in keys))
        for relation, keys in groups
        if any(key.startswith(mine) for key in keys)
    ]


def _keys(owner: Document, relation: Relation) -> list[str]:
    return [m if "/" in m else f"{owner.id}/{m}" for m in relation.members]


@lru_cache(maxsize=4)
def _benefit_index(documents: tuple[Document, ...]) -> dict[str, tuple[Document, str, str]]:
    return {
        f"{d.id}/{b.id}": (d, b.name, b.name_en)
        for d in documents
        for v in d.versions
        for b in v.benefits
    }


def _member(key: str, index: dict[str, tuple[Document, str, str]]) -> Member:
    document, name, name_en = index.get(key, (None, key, key))
    return Member(key, document, key.partition("/")[2], name, name_en)


@dataclass(frozen=True)
class Outcome:
    """What a worked case expects of one benefit."""

    benefit: str
    status: Status | None
    detail: str


@dataclass(frozen=True)
class Example:
    case: Case
    outcomes: tuple[Outcome, ...]


def examples(document: Document) -> list[Example]:
    names = {b.id: b.name for v in document.versions for b in v.benefits}
    return [
        Example(case, tuple(_outcome(e, names) for e in case.expectations))
        for case in document.cases
    ]


def _outcome(expected: Expectation, names: dict[str, str]) -> Outcome:
    parts = [expected.label, expected.amount, " / ".join(expected.candidates)]
    if expected.reasons:
        parts.append(_("原因：") + "、".join(expected.reasons))
    return Outcome(
        benefit=names.get(expected.benefit, expected.benefit),
        status=STATUS_BY_WORD.get(expected.status or ""),
        detail=" · ".join(part for part in parts if part),
    )


def best_grade(document: Document) -> str:
    """The best source decides how far the text can be trusted."""
    return min((s.grade for s in document.sources), default="P4")


def neighbours(document: Document, documents: Iterable[Document]) -> list[Document]:
    """Others of the same place and domain, to read on."""
    return [
        d
        for d in documents
        if d.id != document.id and d.domain == document.domain and d.region == document.region
    ][:4]
