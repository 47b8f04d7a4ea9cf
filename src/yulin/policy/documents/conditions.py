"""Reads conditions: clauses, groups of them, and lists of clauses that a document shares by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from yulin.policy.document import Condition, Quota
from yulin.policy.documents.parts import formula
from yulin.policy.problems import Place, nearest
from yulin.policy.reader import Map, Value
from yulin.policy.vocabulary import Subject

_GROUPS: dict[str, Literal["all", "any", "not"]] = {"全部": "all", "任一": "any", "皆非": "not"}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What holds for everything below a document's head."""

    document: str
    subject: Subject
    payee: Literal["person", "employer"]
    #: clauses shared by name (条件组)
    shared: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    #: id of a benefit → the places or the fund that it shares with others (共用名额)
    pools: Mapping[str, Quota] = field(default_factory=dict)


def read_shared(value: Value, setting: Setting) -> dict[str, tuple[Condition, ...]]:
    """Return the lists of clauses that a document gives a name; a later one may use an earlier."""
    shared: dict[str, tuple[Condition, ...]] = {}
    for name, listed in value.map().pairs():
        known = {**setting.shared, **shared}
        shared[name] = conditions(listed, replace(setting, shared=known))
    return shared


def refuse_twice(ids: list[str], entry: Map) -> None:
    """Report ids that several clauses of one benefit carry."""
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        entry.problems.error(entry.place, "E225", "条件编号重复：" + "、".join(twice))


def conditions(value: Value, setting: Setting, parent: str = "") -> tuple[Condition, ...]:
    """Return the clauses of a list."""
    lead = f"{parent}." if parent else ""
    return tuple(
        _condition(item.map(), f"{lead}{n}", setting)
        for n, item in enumerate(value.items(), start=1)
    )


def group(
    value: Value, name: str, setting: Setting, kind: Literal["all", "any"] = "all"
) -> Condition | None:
    """Return a list of clauses as one group, or None where there is no list."""
    if not value:
        return None
    return Condition(id=name, kind=kind, children=conditions(value, setting), place=value.place)


def _condition(entry: Map, fallback: str, setting: Setting) -> Condition:
    if "用" in entry:
        return _shared(entry, setting)
    words = [word for word in _GROUPS if word in entry]
    rule = entry.get("须")
    if len(words) + bool(rule) != 1:
        entry.problems.error(
            entry.place, "E226", "条件要写且只写 须、全部、任一、皆非 或 用 中的一种"
        )
    own_id = entry.get("编号").text(fallback)
    word = words[0] if words else ""
    if word and entry.get(word).is_empty:
        entry.problems.error(entry.place, "E229", f"{word} 里没有条件")
    made = Condition(
        id=own_id,
        kind=_GROUPS[word] if word else "leaf",
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        citation=entry.get("依据").text(),
        formula=formula(rule) if rule else None,
        process=entry.get("办理").yes(),
        children=conditions(entry.get(word), setting, own_id) if word else (),
        place=entry.place,
    )
    for other in words[1:]:
        entry.get(other)
    entry.finish()
    return made


def _shared(entry: Map, setting: Setting) -> Condition:
    wanted = entry.get("用")
    found = setting.shared.get(wanted.text(), ())
    if not found:
        advice = nearest(wanted.text(), setting.shared) or "在文档开头的 条件组 里写明"
        entry.problems.error(wanted.place, "E241", f"没有条件组 “{wanted.text()}”", advice)
    made = Condition(
        id=entry.get("编号").text(wanted.text()),
        kind="all",
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        citation=entry.get("依据").text(),
        children=found,
        place=Place(entry.place.file, entry.place.line, entry.place.column),
    )
    entry.finish()
    return made
