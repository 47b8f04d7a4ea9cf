"""What changed around the benefits: relations, steps of handling, worked cases."""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy.document import (
    Document,
    Relation,
)
from yulin.policy.studio.difference import (
    NOWHERE,
    RULE_WORDS,
    TOLD,
    UNSTATED,
    Difference,
    added,
    altered,
    bare,
    in_order,
    other_fields,
    removed,
)
from yulin.policy.studio.difference_words import (
    Pair,
    quoted,
)


def relations(old: Document, new: Document) -> Iterator[Difference]:
    before, after = {r.name: r for r in old.relations}, {r.name: r for r in new.relations}
    for name in in_order(before, after):
        what = Pair(f"互斥“{name}”", f"relation “{name}”")
        if name not in before:
            yield added(NOWHERE, Pair(f"{what.zh}（{_members(after[name])}）", what.en))
        elif name not in after:
            yield removed(NOWHERE, what)
        else:
            one, other = before[name], after[name]
            yield from altered(what, Pair("规则", "rule"), _rule(one), _rule(other))
            members = (quoted(_members(r)) for r in (one, other))
            yield from altered(what, Pair("成员", "members"), *members)
            yield from other_fields(one, other, what, TOLD["relation"])


def _rule(relation: Relation) -> Pair:
    return RULE_WORDS.get(relation.rule, quoted(relation.rule))


def _members(relation: Relation) -> str:
    return "、".join(relation.members)


def process(old: Document, new: Document) -> Iterator[Difference]:
    before, after = {s.text: s for s in old.process}, {s.text: s for s in new.process}
    for text in in_order(before, after):
        english = (after.get(text) or before[text]).text_en or text
        what = Pair(f"步骤“{text}”", f"step “{english}”")
        where = Pair("流程", "process")
        if text not in before:
            yield added(where, what)
        elif text not in after:
            yield removed(where, what)
        else:
            limits = (_limit(s[text].limit, s[text].unit) for s in (before, after))
            said = Pair(f"{what.zh}的期限", f"the time limit of {what.en}")
            yield from altered(where, said, *limits)
            yield from other_fields(before[text], after[text], what, TOLD["step"])


def _limit(limit: str, unit: str) -> Pair:
    if not limit:
        return UNSTATED
    english = {"工作日": "working days", "日": "days", "月": "months"}.get(unit, unit)
    counted = f"个{unit}" if unit in {"工作日", "月"} else unit
    return Pair(f"{limit} {counted}", f"{limit} {english}")


def worked_cases(old: Document, new: Document) -> Iterator[Difference]:
    before = {c.id: c for c in old.cases}
    after = {c.id: c for c in new.cases}
    came = [i for i in after if i not in before]
    went = [i for i in before if i not in after]
    other = [i for i in after if i in before and bare(after[i]) != bare(before[i])]
    zh, en = [], []
    for ids, word, english in (
        (came, "新增", "added"),
        (went, "删去", "removed"),
        (other, "改动", "changed"),
    ):
        if ids:
            zh.append(f"{word} {len(ids)} 个（{'、'.join(ids)}）")
            en.append(f"{len(ids)} {english} ({', '.join(ids)})")
    if zh:
        yield Difference(
            "changed", Pair("案例", "worked cases"), Pair("，".join(zh), ", ".join(en))
        )
