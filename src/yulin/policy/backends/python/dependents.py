"""Which names may be otherwise where some facts are: all that rests on those, however far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yulin.policy import ir
from yulin.policy.identity import once_each
from yulin.policy.program import Definition, Program


@dataclass
class Dependents:
    """What rests on what among the names of one program."""

    definitions: Mapping[str, Definition]
    _below: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, names: Iterable[str], tables: Iterable[str]) -> frozenset[str]:
        """Return every key that rests on some names (keys or plain ones) or on some tables."""
        starts = {key for name in names for key in self._keys.get(name, (name,))}
        starts.update(key for table in tables for key in self._tables.get(table, ()))
        return frozenset().union(*(self._resting_on(key) for key in starts))

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Every key that rests on what sources disagree about."""
        return self.of((k for k, o in self._outlines.items() if o.readings), ())

    def _resting_on(self, start: str) -> frozenset[str]:
        found = self._below.get(start)
        if found is None:
            reached, waiting = {start}, [start]
            while waiting:
                further = self._readers.get(waiting.pop(), set()) - reached
                reached |= further
                waiting.extend(further)
            found = self._below[start] = frozenset(reached)
        return found

    @cached_property
    def _outlines(self) -> dict[str, ir.Outline]:
        nodes = {key: found.node for key, found in self.definitions.items()}
        return {key: ir.outline(node) for key, node in nodes.items() if node is not None}

    @cached_property
    def _readers(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, outline in self._outlines.items():
            for name in outline.variables:
                found.setdefault(name, set()).add(key)
        return found

    @cached_property
    def _tables(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, outline in self._outlines.items():
            for table in outline.tables:
                found.setdefault(table, set()).add(key)
        return found

    @cached_property
    def _keys(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for key, definition in self.definitions.items():
            found.setdefault(definition.name, set()).add(key)
            found.setdefault(key, set()).add(key)
        return found


def _of_program(program: Program) -> Dependents:
    return Dependents(program.definitions)


dependents = once_each(_of_program)
