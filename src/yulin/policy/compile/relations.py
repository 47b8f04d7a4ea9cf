"""What relations between benefits mean for each of them: clauses, deductions, and no loops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from yulin.policy.compile.names import of_kind
from yulin.policy.document import (
    AmountRule,
    Benefit,
    Condition,
    Document,
    Formula,
    Relation,
    RelationRule,
)
from yulin.policy.language.history import KIND, is_kind, named, named_en, rows_of, rows_of_others
from yulin.policy.reader import Problems

#: rules by which the first member bears on the others
DIRECTED: tuple[RelationRule, ...] = ("deduct", "stop", "wait")
_EXCLUSIVE: tuple[RelationRule, ...] = ("highest", "choice")


@dataclass(frozen=True)
class Stated:
    """A relation with its members' full keys, ``policy/benefit``."""

    relation: Relation
    members: tuple[str, ...]
    #: kinds of benefits that the members stand against, too, as far as the ledger tells
    kinds: tuple[str, ...] = ()
    #: the member that is there because of its kind
    of_kind: str = ""


def stated(documents: Iterable[Document]) -> tuple[Stated, ...]:
    """Return the relations that documents state; those with a kind once for each benefit of it."""
    loaded = tuple(documents)
    together = [set(full_keys(r, d)) for d in loaded for r in d.relations if r.rule == "together"]
    return tuple(
        found for d in loaded for r in d.relations for found in stated_by(r, d, loaded, together)
    )


def stated_by(
    relation: Relation,
    document: Document,
    documents: Sequence[Document],
    together: Sequence[set[str]] = (),
) -> Iterator[Stated]:
    """Yield what one relation states of the benefits of some documents.

    “Not with others of this kind” says nothing of those others among themselves, so it is stated
    once for each of them; what is expressly paid together (叠加) is left out.
    """
    keys = full_keys(relation, document)
    named = tuple(k for k in keys if not is_kind(k))
    kinds = tuple(k for k in keys if is_kind(k))
    if not kinds or not named or relation.rule in ("cap", "together"):
        yield Stated(relation, tuple(dict.fromkeys(_spelt_out(keys, documents))))
        return
    yield Stated(relation, named, kinds=kinds)
    for other in dict.fromkeys(_spelt_out(kinds, documents)):
        apart = tuple(k for k in named if not any({k, other} <= group for group in together))
        if other not in named and apart:
            yield Stated(relation, (*apart, other), of_kind=other)


def _spelt_out(keys: Iterable[str], documents: Iterable[Document]) -> Iterator[str]:
    loaded = tuple(documents)
    for key in keys:
        yield from of_kind(key.removeprefix(KIND), loaded) if is_kind(key) else (key,)


def full_keys(relation: Relation, document: Document) -> tuple[str, ...]:
    """Return a relation's members as ``policy/benefit``, and kinds as they are."""
    return tuple(m if "/" in m else f"{document.id}/{m}" for m in relation.members)


def amended(benefit: Benefit, key: str, relations: Sequence[Stated]) -> Benefit:
    """Return a benefit with the clauses and deductions that relations put on it."""
    clauses: list[Condition] = []
    for number, found in enumerate(r for r in relations if key in r.members):
        clauses.extend(_clauses(found, key, str(number + 1) if number else ""))
        ours = not found.of_kind or key == found.of_kind
        if found.relation.rule == "difference" and ours and benefit.amount is not None:
            benefit = replace(benefit, amount=_less_received(benefit.amount, found))
    if not clauses:
        return benefit
    whole = benefit.condition
    return replace(benefit, condition=replace(whole, children=(*whole.children, *clauses)))


def _clauses(found: Stated, key: str, suffix: str) -> Iterator[Condition]:
    relation, (first, *rest) = found.relation, found.members
    if found.of_kind and key != found.of_kind:
        return  # the kind as a whole says so already
    if relation.rule in _EXCLUSIVE and relation.lasting:
        others = [*(m for m in found.members if m != key), *found.kinds]
        for number, other in enumerate(others):
            name = f"{relation.name}{suffix}.{number + 1}"
            yield _not_received(relation, other, name, key)
    if key not in rest:
        return
    if relation.rule == "stop":
        yield _ended_by(relation, first, f"{relation.name}{suffix}")
    if relation.rule == "wait":
        yield _apart(relation, first, f"{relation.name}{suffix}")


def _clause(relation: Relation, name: str, words: tuple[str, str], formula: str) -> Condition:
    return Condition(
        id=name,
        kind="leaf",
        derived=True,
        text=relation.text or words[0],
        text_en=relation.text_en or words[1],
        citation=relation.citation,
        formula=Formula(text=formula, place=relation.place),
        place=relation.place,
    )


def _not_received(relation: Relation, other: str, name: str, key: str) -> Condition:
    words = (f"没有领过{named(other)}", f"Has not received {named_en(other)}")
    if is_kind(other):
        return _clause(relation, name, words, f"非 存在(已享受 若 {rows_of_others(other, key)})")
    return _clause(relation, name, words, f"非 领过('{other}')")


def _ended_by(relation: Relation, first: str, name: str) -> Condition:
    words = (
        f"没有领取“{first}”，或是本月才领的（次月起停发）",
        f"Has not received {first} before this month (it ends this one from the month after)",
    )
    rows = f"{rows_of(first)} 且 享受日期 < 月初(基准日)"
    return _clause(relation, name, words, f"非 存在(已享受 若 {rows})")


def _apart(relation: Relation, first: str, name: str) -> Condition:
    count, unit = relation.span or (12, "月")
    months = count * (12 if unit == "年" else 1)
    words = (
        f"没有领过“{first}”，或距上次领取满 {months} 个月",
        f"Has not received {first} within the last {months} months",
    )
    text = f"非 领过('{first}') 或 整月(最近领取日('{first}'), 基准日) >= {months}"
    return _clause(relation, name, words, text)


def _less_received(rule: AmountRule, found: Stated) -> AmountRule:
    """Leave of a sum what exceeds all that was received under the members within the span."""
    count, unit = found.relation.span or (1, "年")
    rows = " 或 ".join(f"({rows_of(m)})" for m in (*found.members, *found.kinds))
    within = f"{count}年" if unit == "年" else f"{count}个月"
    received = f"合计(已享受: 金额 若 ({rows}) 且 近(享受日期, {within}))"
    if rule.deduct is not None:
        received = f"({rule.deduct.text}) + {received}"
    return replace(rule, deduct=Formula(text=received, place=found.relation.place))


# -- relations that cannot be ------------------------------------------------------------------------


def refuse_impossible(relations: Sequence[Stated], problems: Problems) -> None:
    """Report relations that go round in a circle or say two things of one pair."""
    _refuse_loops(relations, problems)
    together = [set(r.members) for r in relations if r.relation.rule == "together"]
    for found in relations:
        if found.relation.rule not in _EXCLUSIVE:
            continue
        for group in together:
            both = [m for m in found.members if m in group]
            if len(both) > 1:
                problems.error(
                    found.relation.place,
                    "E449",
                    f"“{found.relation.name}”与另一条关系矛盾：{'、'.join(both)} 又可叠加又只能选一",
                    "删去其中一条",
                )


def _refuse_loops(relations: Sequence[Stated], problems: Problems) -> None:
    onward: dict[str, dict[str, Stated]] = {}
    for found in relations:
        if found.relation.rule in DIRECTED:
            for other in found.members[1:]:
                onward.setdefault(found.members[0], {})[other] = found
    reported: set[frozenset[str]] = set()
    for start in onward:
        circle = _circle(start, onward)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            problems.error(
                onward[circle[0]][circle[1]].relation.place,
                "E448",
                "关系绕成一圈：" + " → ".join(circle),
                "去掉其中一条",
            )


def _circle(start: str, onward: dict[str, dict[str, Stated]]) -> list[str]:
    """Return a way from a benefit back to itself, or nothing."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for after in onward.get(way[-1], {}):
            if after == start:
                return [*way, start]
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return []
