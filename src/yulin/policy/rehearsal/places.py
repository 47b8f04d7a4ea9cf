"""Places in a rehearsal: who has one on each day that is decided, over everybody who is rehearsed.

Nobody is decided for good alone where there are fewer places than who qualify. So those who qualify
are gathered first, batch by batch; then places are given day after day by the code with which
decisions give them (``stacking.rounds``), and each batch is decided again with what became of it.

How long a place is used is for the document to say (期间). It is given anew each calendar year; or
once and never again; or held as long as its holder qualifies, and free for another afterwards. What
does not say is taken for the first, and the result says so. Who holds a place keeps it before others
as long as it lasts; who was paid all there is to pay does not stand again the year after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from yulin.codes.divisions import within
from yulin.policy.backends.population import KEY, Population
from yulin.policy.decide import DecisionTable, decide_population
from yulin.policy.decision import Status
from yulin.policy.library import Library
from yulin.policy.long_form import Wide
from yulin.policy.program import Item, Program
from yulin.policy.rehearsal.people import Batch
from yulin.policy.stacking.allocate import (
    BEFORE,
    HOLDS,
    WAITS,
    Allocation,
    Terms,
    candidates,
    figures,
    sharing,
)
from yulin.policy.stacking.notes import ELSEWHERE
from yulin.policy.stacking.place import BENEFIT, COST, Place
from yulin.policy.stacking.places import marked
from yulin.policy.stacking.rounds import Outcome, Together, allocations, rows_of, together
from yulin.policy.vocabulary import Subject

#: how the places of a benefit were given on a day, as long as nothing changes
PLACES: dict[str, pl.DataType] = {
    "side": pl.String(),
    "policy": pl.String(),
    "benefit": pl.String(),
    "day": pl.Date(),
    #: year, once, held; empty: the document does not say
    "period": pl.String(),
    "places": pl.Int64(),
    "fund": pl.Int64(),
    **dict.fromkeys(("taken", "refused", "tied", "open"), pl.Int64()),
    "note": pl.String(),
    "note_en": pl.String(),
}
_KINDS: tuple[Subject, ...] = ("人员", "单位")


@dataclass(frozen=True)
class _Held:
    """Who holds the places of a benefit, or of several that share them."""

    year: int
    #: ``BEFORE``
    before: pl.DataFrame
    #: who was paid all there is to pay in an earlier year
    apart: pl.DataFrame


@dataclass
class Giving:
    """The places that one library gives, day after day."""

    side: str
    library: Library
    #: the documents whose benefits are rehearsed here
    kept: frozenset[str]
    #: places are given among all of this region; None: wherever somebody is
    region: int | None = None
    gathered: dict[int, dict[Subject, list[pl.DataFrame]]] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    told: list[pl.DataFrame] = field(default_factory=list)
    _held: dict[str, _Held] = field(default_factory=dict)

    def sets(self, program: Program) -> tuple[Together, ...]:
        """Return the benefits with fewer places that are rehearsed, in sets."""
        return tuple(
            one
            for one in together(program)
            if any(item.document.id in self.kept for item in one.items)
        )

    def gather(self, step: int, batch: Batch, day: dt.date) -> None:
        """Keep those of a batch who qualify for something with fewer places, and what ranks them."""
        program = self.library.program(day)
        members = {key for one in self.sets(program) for key in one.members}
        items = tuple(item for item in program.of(batch.kind) if item.key in members)
        limited = [item for item in items if item.quota is not None]
        if not limited or batch.kind not in batch.facts.tables:
            return
        keys = batch.places["subject"]
        population = Population(program, batch.facts, day, batch.kind, keys=keys)
        frame = decide_population(population, items).frame
        yes = [pl.col(f"{item.key}|status") == int(Status.YES) for item in limited]
        columns = [c for item in items for c in _columns(item) if c in frame.columns]
        found = frame.filter(pl.any_horizontal(yes)).select(KEY, *columns)
        self.gathered.setdefault(step, {}).setdefault(batch.kind, []).append(found)

    def give(self, step: int, day: dt.date) -> None:
        """Give the places of a day; days come one after another."""
        frames = self.gathered.pop(step, None)
        if frames is None:
            return
        program = self.library.program(day)
        parts = tuple(_part(program, kind, frames[kind]) for kind in _KINDS if kind in frames)
        table = DecisionTable(program, day, parts)
        decided = {item.key for part in parts for item in part.items}
        sets = [
            replace(one, items=items)
            for one in self.sets(program)
            if (items := tuple(i for i in one.items if i.key in decided))
        ]
        found = allocations(table, sets, lambda item: self._terms(item, day))
        self.outcomes[step] = rows_of(found)
        for one in sets:
            for item in one.items:
                among = sharing(item, one.items)
                if item is among[0]:
                    self._keep(table, among, found[item.key], day)
        self.told.append(_told(self.side, day, sets, found))

    def marked(self, wide: Wide, step: int, program: Program, day: dt.date) -> Wide:
        """Return decisions on a batch with what became of those who stood for places."""
        outcome = self.outcomes.get(step)
        if not outcome:
            return wide
        own = {key: rows.join(wide.frame, on=KEY, how="semi") for key, rows in outcome.items()}
        settling = any(one.groups for one in self.sets(program))
        table = DecisionTable(program, day, (wide,))
        return marked(table, own, settling=settling).parts[0]

    def _terms(self, item: Item, day: dt.date) -> Terms:
        assert item.quota is not None
        if self.region is not None and not within(item.document.region, self.region):
            return Terms(hindered=ELSEWHERE)
        held = self._held.get(_pool(item))
        if held is None:
            return Terms()
        if _yearly(item) and held.year != day.year:
            return Terms(apart=_apart(held, item))
        used_up = item.quota.period != "held"
        return Terms(before=held.before, used_up=used_up, apart=held.apart)

    def _keep(
        self, table: DecisionTable, among: Sequence[Item], found: Allocation, day: dt.date
    ) -> None:
        """Remember who has a place, who had one and used it up, and who is tied for one."""
        terms = self._terms(among[0], day)
        rows = found.rows
        taken = rows.filter(pl.col("place") == int(Place.TAKEN))
        whose = {i.key: taken.filter(pl.col(BENEFIT) == i.key)[KEY] for i in among}
        costs = candidates(table, among, whose).select(KEY, BENEFIT, COST)
        told = (
            taken.join(costs, on=[KEY, BENEFIT], how="left", maintain_order="left").with_columns(
                turn=HOLDS
            ),
            rows.filter(pl.col("place") == int(Place.TIED)).with_columns(
                pl.lit(0).alias(COST), turn=WAITS
            ),
            terms.gone(rows),
        )
        before = pl.concat([one.select(list(BEFORE)).cast(BEFORE) for one in told])  # type: ignore[arg-type]
        apart = pl.DataFrame(schema=_CLAIM) if terms.apart is None else terms.apart
        self._held[_pool(among[0])] = _Held(day.year, before, apart)


_CLAIM = {KEY: pl.String, BENEFIT: pl.String}


def _columns(item: Item) -> Iterator[str]:
    names = ["status", "total", "net"]
    names += figures(item)[:-1] if item.quota is not None else []
    return (f"{item.key}|{name}" for name in names)


def _part(program: Program, kind: Subject, frames: Sequence[pl.DataFrame]) -> Wide:
    frame = pl.concat(frames)
    items = tuple(i for i in program.of(kind) if f"{i.key}|status" in frame.columns)
    return Wide(kind, items, frame, {})


def _pool(item: Item) -> str:
    """Return what names an item's places, which several benefits may share."""
    assert item.quota is not None
    return f"{item.document.id}|{item.quota.pool}" if item.quota.pool else item.key


def _yearly(item: Item) -> bool:
    assert item.quota is not None
    return item.quota.period in (None, "year")


def _apart(held: _Held, item: Item) -> pl.DataFrame:
    """Return who does not stand again in a new year: they were paid the whole sum."""
    if item.amount is None or item.amount.period != "once":
        return held.apart
    paid = held.before.filter(pl.col("turn") == HOLDS).select(list(_CLAIM))
    return pl.concat([held.apart, paid]).unique(maintain_order=True)


def _told(
    side: str, day: dt.date, sets: Iterable[Together], found: dict[str, Allocation]
) -> pl.DataFrame:
    rows = []
    for item in (item for one in sets for item in one.items):
        one = found[item.key]
        assert item.quota is not None
        rows.append(
            {
                "side": side,
                "policy": item.document.id,
                "benefit": item.id,
                "day": day,
                "period": item.quota.period or "",
                "places": one.places,
                "fund": one.fund,
                "taken": len(one.taken),
                "refused": len(one.refused),
                "tied": len(one.tied),
                "open": len(one.open),
                "note": one.note,
                "note_en": one.note_en,
            }
        )
    return pl.DataFrame(rows, schema=PLACES)


def changes_of(told: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return how places were given, a row for each day on which it is not as on the day before."""
    whole = pl.concat([pl.DataFrame(schema=PLACES), *told])
    key = ["side", "policy", "benefit"]
    ordered = whole.sort(*key, "day")
    rest = [c for c in PLACES if c not in (*key, "day")]
    same = pl.all_horizontal(pl.col(c).eq_missing(pl.col(c).shift(1).over(key)) for c in rest) & (
        pl.col("day") != pl.col("day").min().over(key)
    )
    return ordered.filter(~same)


def yearly(library: Library) -> bool:
    """Return whether some places are given anew each calendar year."""
    return any(
        benefit.quota is not None and benefit.quota.period in (None, "year")
        for document in library.documents
        for version in document.versions
        for benefit in version.benefits
    )
