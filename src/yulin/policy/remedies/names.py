"""What is known of the names of a program whoever asks: who changes them, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yulin.policy import ir
from yulin.policy.identity import once_each
from yulin.policy.program import Definition, Program
from yulin.policy.vocabulary import Changeable

#: how hard a change is beside one that a person makes
EFFORT: dict[Changeable, float] = {"时间": 0.2, "本人": 1.0, "单位": 1.2, "部门": 1.5, "不可": 9.0}
#: what changes the facts that rest on a table, where the name itself does not say
BY_TABLE: dict[str, Changeable] = {
    "人员": "不可",
    "学历": "不可",
    "已享受": "不可",
    "收入": "不可",
    "证书": "本人",
    "荣誉": "部门",
    "认定": "部门",
    "社保": "单位",
    "单位": "单位",
}
#: the column that links a spell of work to the employer, and the name of the present spell
_EMPLOYER, _PRESENT = "单位代码", "当前单位"
_RECORDED = (ir.Aggregate, ir.Column, ir.Linked)


@dataclass(frozen=True)
class Behind:
    """What lies behind one name."""

    by: Changeable
    figures: tuple[ir.Aggregate, ...]
    #: it rests on records at first hand
    is_recorded: bool
    #: it says something of the employer
    is_of_employer: bool


@dataclass
class Names:
    """What lies behind the names of one program, looked up once each."""

    definitions: Mapping[str, Definition]
    counting: frozenset[str]
    _known: dict[str, Behind] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Behind:
        if key not in self._known:
            self._known[key] = _behind(self.definitions[key])
        return self._known[key]

    @cached_property
    def with_employer(self) -> frozenset[str]:
        """The counters that run with the present employer only."""
        return frozenset(self._running_with_employer())

    def _running_with_employer(self) -> Iterator[str]:
        for key in self.counting:
            node = self.definitions[key].node
            if node is not None and _PRESENT in ir.variables(node):
                yield key

    @cached_property
    def elsewhere(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Plain name → its keys and places, of names that mean something else in each region."""
        found: dict[str, list[tuple[str, int]]] = {}
        for key in self.definitions:
            name, _, place = key.partition("@")
            if place:
                found.setdefault(name, []).append((key, int(place)))
        return {name: tuple(keys) for name, keys in found.items()}


def _behind(definition: Definition) -> Behind:
    parts = ir.walk(definition.behind) if definition.behind is not None else []
    return Behind(
        by=_changed_by(definition, parts),
        figures=tuple(n for n in parts if isinstance(n, ir.Aggregate)),
        is_recorded=any(isinstance(n, _RECORDED) for n in parts),
        is_of_employer=any(isinstance(n, ir.Column) and n.via == _EMPLOYER for n in parts),
    )


def _changed_by(definition: Definition, parts: list[ir.Node]) -> Changeable:
    """Return who or what can change a name: as it says itself, else by the records behind it."""
    term = definition.term
    if term.changeable is not None:
        return term.changeable
    if term.grows:
        return "时间"
    if definition.behind is None:
        return "本人"
    tables = [n.table for n in parts if isinstance(n, ir.Aggregate | ir.Column)]
    classes: list[Changeable] = [BY_TABLE.get(t, "本人") for t in tables]
    return max(classes, key=lambda c: EFFORT[c], default="本人")


def _of_program(program: Program) -> Names:
    return Names(program.definitions, program.growth.counting)


names_of = once_each(_of_program)
