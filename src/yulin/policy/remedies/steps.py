"""One fact changed, and ways of such steps: what they cost, how they join, what follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from yulin.policy.backends.python import Frame, Value
from yulin.policy.remedies import new_rows
from yulin.policy.remedies.names import EFFORT, names_of
from yulin.policy.vocabulary import Changeable

Relation = Literal["at_least", "at_most", "exactly", "unlike"]
#: proposals kept for one part of a condition
MOST = 12
#: an unknown fact may already be as it should be
_CONFIRMING = 0.5
#: the day on which the present spell of work began
_HIRED = "入职日期"


@dataclass(frozen=True)
class Step:
    """One fact changed: a name given another value, a row added, or time let pass."""

    #: the variable, e.g. ``本地社保连续月数@330302``
    key: str
    by: Changeable
    relation: Relation
    wanted: Value
    #: None where nobody has supplied it
    current: Value
    distance: float = 0.0
    #: for a step of time: the day it is done
    until: dt.date | None = None
    #: the row to be added
    row: new_rows.Made | None = None
    #: the bound: what is to be reached, or with ``unlike`` what it must not be
    bound: Value = None
    #: the records say that there is no such thing, which is no lack of facts
    absent: bool = False

    @property
    def is_time(self) -> bool:
        """Whether nothing need be done but wait."""
        return self.until is not None

    @property
    def confirms(self) -> bool:
        """Whether the fact is not known and may already be so."""
        return self.current is None and not (self.is_time or self.row or self.absent)

    @property
    def effort(self) -> float:
        """How hard it is, for ranking."""
        return _CONFIRMING if self.confirms else EFFORT[self.by]


Way = tuple[Step, ...]
#: ways of a condition that holds already
NOTHING: list[Way] = [()]


# -- ways ------------------------------------------------------------------------------------------


def cost(way: Way) -> tuple[int, float, float]:
    """Return the order of preference: fewest facts, least effort, shortest distance."""
    return len(way), sum(s.effort for s in way), sum(s.distance for s in way)


def joint(one: Way, other: Way) -> Way | None:
    """Return two ways as one; of two demands on a fact the farther, None where they clash."""
    steps = {s.key: s for s in one}
    for step in other:
        known = steps.get(step.key)
        if known is None or known.wanted == step.wanted:
            steps[step.key] = step if known is None else known
            continue
        both = {known.relation, step.relation}
        if "exactly" in both or "unlike" in both or len(both) > 1:
            return None
        steps[step.key] = max(known, step, key=lambda s: s.distance)
    return tuple(steps.values())


def cheapest(parts: Iterable[list[Way]]) -> list[Way]:
    """Return the cheapest of several lists of ways, each set of facts once."""
    ways = [way for part in parts for way in part]
    if len(ways) < 2:
        return ways
    found: dict[frozenset[tuple[str, Any]], Way] = {}
    for way in sorted(ways, key=cost):
        found.setdefault(frozenset([(s.key, s.wanted) for s in way]), way)
    return list(found.values())[:MOST]


def both(one: list[Way], other: list[Way]) -> list[Way]:
    """Return the cheapest ways that do what two lists of ways do."""
    if NOTHING in (one, other):
        return other if one == NOTHING else one
    joined = (joint(a, b) for a, b in product(one, other))
    return cheapest([[way for way in joined if way is not None]])


# -- what follows from steps --------------------------------------------------------------------------


def supposing(frame: Frame, way: Iterable[Step]) -> Frame:
    """Return the subject as it would be after some steps; waiting changes no fact."""
    given, records = dict(frame.given), dict(frame.records)
    for step in way:
        if step.is_time:
            continue
        if step.row is not None:
            source = (step.row.table, step.row.key)
            records[source] = [*records.get(source, []), dict(step.row.cells)]
        else:
            given[step.key] = step.wanted
            given.update(_wider(step, frame))
            if _changes_employer(step, frame):
                given.update(_anew(frame))
    return frame.supposing(given, records)


def _wider(step: Step, frame: Frame) -> Iterator[tuple[str, Value]]:
    """Yield what follows for the regions around: months insured in a district count in its city."""
    name, _, place = step.key.partition("@")
    if not place or step.relation != "at_least":
        return
    for key, around in names_of(frame.program).elsewhere.get(name, ()):
        if key == step.key or not covers(around, int(place)):
            continue
        value = frame.value(key)
        if value is None or value < step.wanted:
            yield key, step.wanted


def covers(scope: int, place: int) -> bool:
    """Return whether a place lies within a region."""
    divisor = 10**6 if scope == 0 else next(d for d in (10_000, 100, 1) if scope % d == 0)
    return scope // divisor == place // divisor


def _changes_employer(step: Step, frame: Frame) -> bool:
    """Return whether a step gives the person another employer: one of another kind, line or place."""
    if step.key not in frame.program.definitions or step.by != "本人" or not step.current:
        return False
    return names_of(frame.program)[step.key].is_of_employer


def _anew(frame: Frame) -> Iterator[tuple[str, Value]]:
    """Yield what begins again with another employer."""
    for key in names_of(frame.program).with_employer:
        if frame.value(key):
            yield key, 1
    if _HIRED in frame.program.definitions:
        yield _HIRED, frame.as_of


def begun_anew(way: Way, frame: Frame) -> Way:
    """Return a way without waiting for months that begin again with another employer anyway."""
    if not any(_changes_employer(step, frame) for step in way):
        return way
    counters = names_of(frame.program).with_employer
    return tuple(s for s in way if not (s.is_time and s.key in counters))
