"""Gives places again and again until nothing changes, because a place may change who stands for another.

Benefits that bear on each other, by a relation or by places that they share, are settled together;
others do not concern them. A round follows from the one before and from nothing else, and there are
only so many ways to give places: so either a round changes nothing, or one comes back. What comes
back would come back for ever: then nobody can tell, and all that hang together are left open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.long_form import Wide
from yulin.policy.program import Group, Item, Program
from yulin.policy.stacking.allocate import (
    Allocation,
    Terms,
    allocation,
    candidates,
    sharing,
)
from yulin.policy.stacking.notes import Said, entangled
from yulin.policy.stacking.place import BENEFIT, Place

#: what becomes of the answer "yes"
STATUS_OF = {
    Place.TAKEN: Status.YES,
    Place.REFUSED: Status.NO,
    Place.TIED: Status.UNDETERMINED,
    Place.OPEN: Status.UNDETERMINED,
}
#: by benefit: ``ROWS`` of who stands for it
Outcome = Mapping[str, pl.DataFrame]
#: what else bears on the places of a benefit
Asked = Callable[[Item], Terms]


@dataclass(frozen=True)
class Together:
    """Benefits of which the places bear on each other, and all that stands between them."""

    #: those that have fewer places than who may qualify
    items: tuple[Item, ...]
    #: relations between them and others, and all benefits that these name
    groups: tuple[Group, ...]
    members: frozenset[str]


def together(program: Program) -> tuple[Together, ...]:
    """Return the benefits with fewer places in sets that do not bear on each other."""
    limited = [item for item in program.items if item.quota is not None]
    left = {item.key for item in limited}
    found = []
    for item in limited:
        if item.key in left:
            members, groups = _reached(item, program, limited)
            items = tuple(i for i in limited if i.key in members)
            left -= members
            found.append(Together(items, groups, frozenset(members)))
    return tuple(found)


def _reached(
    item: Item, program: Program, limited: Sequence[Item]
) -> tuple[set[str], tuple[Group, ...]]:
    links = [set(group.members) for group in program.relations]
    links += [{one.key for one in sharing(i, limited)} for i in limited]
    members = {item.key}
    while more := set().union(*(link for link in links if link & members)) - members:
        members |= more
    bind = tuple(group for group in program.relations if members.intersection(group.members))
    return members, bind


def allocations(
    table: DecisionTable, sets: Sequence[Together], asked: Asked
) -> dict[str, Allocation]:
    """Return who gets a place of every benefit of some sets, by benefit.

    Args:
        table: decisions before places are given; only who qualifies for something with fewer places
            is needed, with the columns that ``candidates`` and relations read.
        sets: what ``together`` gave.
        asked: what else bears on the places of a benefit.
    """
    found: dict[str, Allocation] = {}
    for one in sets:
        found |= _Rounds(table, one, asked).settled()
    return found


def rows_of(found: Mapping[str, Allocation]) -> dict[str, pl.DataFrame]:
    """Return what became of whom, by benefit."""
    return {key: one.rows.filter(pl.col(BENEFIT) == key) for key, one in found.items()}


@dataclass
class _Rounds:
    table: DecisionTable
    set: Together
    asked: Asked
    #: by benefit, a digest of what became of whom in each round
    told: list[dict[str, str]] = field(default_factory=list)

    def settled(self) -> dict[str, Allocation]:
        bare = self._bare()
        current, outcome = _displaced(bare, self.set), dict[str, pl.DataFrame]()
        while True:
            found = self._round(current, outcome)
            outcome = rows_of(found)
            state = {key: _digest(rows) for key, rows in outcome.items()}
            if not self.set.groups or (self.told and state == self.told[-1]):
                return found
            if state in self.told:
                return self._open(self.told[self.told.index(state) :])
            self.told.append(state)
            current = _displaced(_turned(bare, outcome), self.set)

    def _round(
        self, current: tuple[Wide, ...], outcome: Mapping[str, pl.DataFrame]
    ) -> dict[str, Allocation]:
        stand = {item.key: _standing(current, item, outcome) for item in self.set.items}
        return {item.key: self._allocation(item, stand) for item in self.set.items}

    def _allocation(self, item: Item, stand: Mapping[str, pl.Series]) -> Allocation:
        among = sharing(item, self.set.items)
        return allocation(item, candidates(self.table, among, stand), self.asked(item))

    def _open(self, circle: Sequence[Mapping[str, str]]) -> dict[str, Allocation]:
        """Leave open who gets a place, of all who qualify.

        Also of those who stood back for something else: it may be open now, and they would seem due.
        """
        turning = [i for i in self.set.items if len({state[i.key] for state in circle}) > 1]
        note = entangled([_named(item) for item in turning])
        yes = {item.key: _qualified(self.table.parts, item) for item in self.set.items}
        return {
            item.key: allocation(
                item,
                candidates(self.table, sharing(item, self.set.items), yes),
                replace(self.asked(item), hindered=note),
            )
            for item in self.set.items
        }

    def _bare(self) -> tuple[Wide, ...]:
        """Return the table with nothing but what relations read: whole ones are slow to rewrite."""
        return tuple(_bare(part, self.set.members) for part in self.table.parts)


def _bare(part: Wide, members: frozenset[str]) -> Wide:
    items = tuple(item for item in part.items if item.key in members)
    wanted = [f"{item.key}|{name}" for item in items for name in ("status", "total")]
    columns = [KEY, *(c for c in wanted if c in part.frame.columns)]
    return Wide(part.subject, items, part.frame.select(columns), {})


def _displaced(parts: Sequence[Wide], one: Together) -> tuple[Wide, ...]:
    """Return decisions with what gives way to what."""
    made = []
    for part in parts:
        wide = Wide(part.subject, part.items, part.frame, part.clauses)
        wide.displace(one.groups)
        made.append(wide)
    return tuple(made)


def _turned(parts: Sequence[Wide], outcome: Outcome) -> tuple[Wide, ...]:
    return tuple(
        Wide(p.subject, p.items, with_outcome(p.frame, p.items, outcome), p.clauses) for p in parts
    )


def with_outcome(frame: pl.DataFrame, items: Sequence[Item], outcome: Outcome) -> pl.DataFrame:
    """Return a wide frame with what became of who stood for places: answer, place, position."""
    for item in items:
        if item.key in outcome:
            frame = _with_outcome(frame, item.key, outcome[item.key])
    return frame


def _with_outcome(frame: pl.DataFrame, key: str, rows: pl.DataFrame) -> pl.DataFrame:
    place, position = f"{key}|place", f"{key}|position"
    told = rows.select(KEY, pl.col("place").alias(place), pl.col("position").alias(position))
    frame = frame.join(told, on=KEY, how="left", maintain_order="left")
    status = pl.col(f"{key}|status")
    turned = pl.col(place).replace_strict(
        {int(p): int(s) for p, s in STATUS_OF.items()}, default=None, return_dtype=pl.Int8
    )
    return frame.with_columns(pl.coalesce(turned, status).alias(f"{key}|status"))


def _standing(parts: Sequence[Wide], item: Item, outcome: Outcome) -> pl.Series:
    """Return those to whom a benefit is due as things stand, and whom only places keep from it."""
    wide = next(part for part in parts if part.subject == item.subject)
    due = wide.due(item)[KEY]
    if item.key not in outcome:
        return due
    kept = pl.col("place") != int(Place.TAKEN)
    return pl.concat([due, outcome[item.key].filter(kept)[KEY]]).unique(maintain_order=True)


def _qualified(parts: Sequence[Wide], item: Item) -> pl.Series:
    wide = next(part for part in parts if part.subject == item.subject)
    return wide.frame.filter(pl.col(f"{item.key}|status") == int(Status.YES))[KEY]


def _digest(rows: pl.DataFrame) -> str:
    told = rows.select(KEY, "place", "position").sort(KEY)
    return hashlib.sha256(told.write_csv().encode()).hexdigest()


def _named(item: Item) -> Said:
    return item.source.name, item.source.name_en or item.source.name
