"""A draft against what is in force: who gains, who loses, what it costs, and why.

Both libraries decide the same people on the same dates. What is assumed and how costs are booked
is written down in ``docs/developer/rehearsal.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl

from yulin.policy.document import Benefit, Classification
from yulin.policy.library import Library
from yulin.policy.rehearsal.changes import CHANGES, Differences
from yulin.policy.rehearsal.costs import Ledger
from yulin.policy.rehearsal.dates import Every, Horizon, Stretch
from yulin.policy.rehearsal.library import Compared, Split, boundaries, compare, split, with_drafts
from yulin.policy.rehearsal.people import Batch, with_class
from yulin.policy.rehearsal.places import PLACES, Giving, changes_of, yearly
from yulin.policy.rehearsal.sides import KINDS, Placed, Side, side
from yulin.policy.rehearsal.tables import (
    CAUSES,
    EMPLOYERS_CLASS,
    KEYS,
    Counted,
    added_up,
    causes_added_up,
    causes_of,
    schema_of,
)

Progress = Callable[[str, int, int], None]
#: the lines that differ, with who they are about
LISTED: dict[str, pl.DataType] = {
    "subject_kind": pl.String(),
    **CHANGES,
    "district": pl.Int32(),
    "talent_class": pl.String(),
}


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What a draft would change; money in fen, tables as ``rehearsal_tables`` describes them."""

    as_of: dt.date
    years: int
    every: Every
    digest_before: str
    digest_after: str
    documents: tuple[Compared, ...]
    #: whether documents that the draft cannot reach were left out
    only_touched: bool
    #: the days on which was decided
    decided_on: tuple[dt.date, ...]
    #: calendar year → how many of its months are looked at
    calendar_years: dict[int, int]
    tables: dict[str, pl.DataFrame]
    causes: pl.DataFrame
    #: the lines that differ (``LISTED``), also those of which the outcome is the same
    changes: pl.DataFrame = field(repr=False)
    #: ``policy`` or ``policy/benefit`` → title and English title
    titles: dict[str, tuple[str, str]] = field(repr=False, default_factory=dict)
    #: ``policy/benefit`` paid as long as it is due, because nobody stated for how long
    endless: tuple[str, ...] = ()
    #: how the places of benefits with fewer than who may qualify were given (``places.PLACES``)
    places: pl.DataFrame = field(repr=False, default_factory=lambda: pl.DataFrame(schema=PLACES))
    #: ``policy/benefit`` of which the places were not given: everybody who qualifies counts
    with_places: tuple[str, ...] = ()

    def as_dict(self, *, changes: bool = False) -> dict[str, Any]:
        """Return it as plain data for JSON; dates as ISO text, money in fen."""
        made: dict[str, Any] = {
            "as_of": self.as_of.isoformat(),
            "years": self.years,
            "every": self.every,
            "digest_before": self.digest_before,
            "digest_after": self.digest_after,
            "documents": [{**asdict(d), "drafts": list(d.drafts)} for d in self.documents],
            "only_touched": self.only_touched,
            "decided_on": [day.isoformat() for day in self.decided_on],
            "calendar_years": {str(y): months for y, months in self.calendar_years.items()},
            "tables": {name: table.to_dicts() for name, table in self.tables.items()},
            "causes": self.causes.to_dicts(),
            "titles": {key: list(pair) for key, pair in self.titles.items()},
            "endless": list(self.endless),
            "places": self.places.with_columns(pl.col("day").dt.to_string()).to_dicts(),
            "with_places": list(self.with_places),
        }
        if changes:
            shown = self.changes.with_columns(pl.col(pl.Date).dt.to_string())
            made["changes"] = shown.to_dicts()
        return made

    @classmethod
    def from_dict(cls, made: dict[str, Any], changes: pl.DataFrame | None = None) -> Rehearsal:
        """Return what ``as_dict`` gave away; the lines that differ come from elsewhere."""
        tables = made["tables"]
        return cls(
            as_of=dt.date.fromisoformat(made["as_of"]),
            years=made["years"],
            every=made["every"],
            digest_before=made["digest_before"],
            digest_after=made["digest_after"],
            documents=tuple(
                Compared(**{**d, "drafts": tuple(d["drafts"])}) for d in made["documents"]
            ),
            only_touched=made["only_touched"],
            decided_on=tuple(map(dt.date.fromisoformat, made["decided_on"])),
            calendar_years={int(y): months for y, months in made["calendar_years"].items()},
            tables={n: pl.DataFrame(tables[n], schema=schema_of(n)) for n in KEYS},
            causes=pl.DataFrame(made["causes"], schema=CAUSES),
            changes=pl.DataFrame(schema=LISTED) if changes is None else changes,
            titles={key: (pair[0], pair[1]) for key, pair in made["titles"].items()},
            endless=tuple(made["endless"]),
            # results kept from before places were told, or given, have none
            places=_places(made.get("places", [])),
            with_places=tuple(made.get("with_places", ())),
        )


def rehearse(
    before: Library,
    after: Library,
    batches: Iterable[Batch],
    *,
    horizon: Horizon,
    only_touched: bool = False,
    region: int | None = None,
    everybody: bool = True,
    batch_count: int = 1,
    progress: Progress | None = None,
) -> Rehearsal:
    """Decide both libraries for everybody in ``batches`` and compare what comes of it.

    Args:
        before: what is in force.
        after: the draft; its versions marked 草案 count as in force.
        batches: everybody, each in one batch (``rehearsal.people.batches_of``); where places are
            given, they are gone through twice.
        horizon: from when and for how long.
        only_touched: leave out the policies that no difference can reach.
        region: of which the batches hold everybody; None: of wherever a policy holds. Places of
            wider policies are left open.
        everybody: False for a sample: places are not given then, and the result says so.
        batch_count: how many batches come.
        progress: called with (what, done, total).

    Raises:
        PolicyError: if a library's versions in force do not fit together.
    """
    drafted = with_drafts(after, horizon.as_of)
    parts = split(before, after, drafted)
    givings = _givings(parts, region, only_touched=only_touched) if everybody else None
    work = _Work(
        parts=parts,
        horizon=horizon,
        stretches=_stretches(before, drafted, horizon, everybody=everybody),
        places=givings,
        only_touched=only_touched,
        batch_count=batch_count,
        progress=progress or _silent,
    )
    if work.has_places:
        batches = list(batches) if isinstance(batches, Iterator) else batches
        for number, batch in enumerate(batches):
            work.gather(batch, number)
        work.give()
    for number, batch in enumerate(batches):
        work.add(batch, number)
    return _rehearsal(before, after, drafted, work)


def _stretches(
    before: Library, drafted: Library, horizon: Horizon, *, everybody: bool
) -> list[Stretch]:
    """Return on which days is decided: also in January where places are given anew each year.

    Whatever else is left out, so that the same days are decided.
    """
    days = boundaries(before, drafted)
    if everybody and (yearly(before) or yearly(drafted)):
        days |= {dt.date(year, 1, 1) for year in horizon.calendar_years()}
    return horizon.stretches(days)


def _rehearsal(before: Library, after: Library, drafted: Library, work: _Work) -> Rehearsal:
    """Return what was gathered, with what it was gathered from."""
    horizon = work.horizon
    return Rehearsal(
        as_of=horizon.as_of,
        years=horizon.years,
        every=horizon.every,
        digest_before=before.digest,
        digest_after=after.digest,
        documents=compare(before, after),
        only_touched=work.only_touched,
        decided_on=tuple(s.day for s in work.stretches),
        calendar_years=horizon.calendar_years(),
        tables=work.tables(),
        causes=causes_added_up(work.causes),
        changes=_joined(work.changes, LISTED),
        titles={**_titles(before), **_titles(drafted)},
        endless=_endless(before, drafted),
        places=changes_of(told for giving in (work.places or {}).values() for told in giving.told),
        with_places=tuple(sorted(work.with_places)),
    )


def _places(rows: list[dict[str, Any]]) -> pl.DataFrame:
    days = [{**row, "day": dt.date.fromisoformat(row["day"])} for row in rows]
    return pl.DataFrame(days, schema=PLACES)


def _givings(parts: Split, region: int | None, *, only_touched: bool) -> dict[str, Giving]:
    """Return who gives places: what is in force, the draft, and what both have alike."""
    untouched = {d.id for d in parts.shared.documents} - parts.touched
    kept = {
        "before": (parts.before, parts.touched),
        "after": (parts.after, parts.touched),
        "both": (parts.shared, frozenset() if only_touched else frozenset(untouched)),
    }
    return {
        name: Giving(name, library, some, region) for name, (library, some) in kept.items() if some
    }


def _silent(_what: str, _done: int, _total: int) -> None:
    pass


@dataclass
class _Work:
    """What is gathered batch by batch."""

    parts: Split
    horizon: Horizon
    stretches: list[Stretch]
    #: who gives places; None: they are not given
    places: dict[str, Giving] | None
    only_touched: bool
    batch_count: int
    progress: Progress
    counted: list[dict[str, pl.DataFrame]] = field(default_factory=list)
    causes: list[pl.DataFrame] = field(default_factory=list)
    changes: list[pl.DataFrame] = field(default_factory=list)
    with_places: set[str] = field(default_factory=set)
    #: how often all batches are gone through, and for which time now
    rounds: int = 1
    round: int = 0

    @property
    def has_places(self) -> bool:
        """Whether something that counts has fewer places than who may qualify."""
        return any(
            giving.sets(giving.library.program(stretch.day))
            for giving in (self.places or {}).values()
            for stretch in self.stretches
        )

    def gather(self, batch: Batch, number: int) -> None:
        """Keep those of a batch who stand for places, on every date."""
        assert self.places is not None
        self.rounds = 2
        for step, stretch in enumerate(self.stretches):
            self._tell(batch, number, step)
            for giving in self.places.values():
                giving.gather(step, batch, stretch.day)

    def give(self) -> None:
        """Give the places of every date, over all batches."""
        assert self.places is not None
        for giving in self.places.values():
            for step, stretch in enumerate(self.stretches):
                giving.give(step, stretch.day)
        self.round = 1

    def add(self, batch: Batch, number: int) -> None:
        """Decide a batch on every date, book it and compare it."""
        ledgers = tuple(Ledger(self.horizon, batch.facts, batch.kind) for _ in range(2))
        found = Differences()
        labels: pl.DataFrame | None = None
        for step, stretch in enumerate(self.stretches):
            self._tell(batch, number, step)
            before, after, shared = self._sides(batch, stretch, step)
            if labels is None:  # the class of today; the draft's only for whom nothing classes yet
                labels = pl.concat(
                    [before.labels, after.labels.join(before.labels, on="subject", how="anti")]
                )
            for ledger, one in zip(ledgers, (before, after), strict=True):
                ledger.add(stretch, [one, *shared])
            if self.places is None:
                self.with_places.update(*(one.with_places for one in (before, after, *shared)))
            found.look(stretch, before, after, self.horizon.day(stretch.months[-1]))
        assert labels is not None
        self._count(batch, (ledgers[0].close(), ledgers[1].close()), found, labels)

    def _tell(self, batch: Batch, number: int, step: int) -> None:
        steps = len(self.stretches)
        total = max(self.batch_count, number + 1) * steps
        done = self.round * total + number * steps + step
        name = "名额：" if self.round + 1 < self.rounds else ""
        self.progress(
            f"{name}{batch.kind}：{self.stretches[step].day:%Y-%m}", done, total * self.rounds
        )

    def _sides(self, batch: Batch, stretch: Stretch, step: int) -> tuple[Side, Side, list[Side]]:
        day, touched, parts = stretch.day, self.parts.touched, self.parts

        def placed(name: str) -> Placed | None:
            giving = (self.places or {}).get(name)
            if giving is None:
                return None
            return lambda wide, program: giving.marked(wide, step, program, day)

        before = side(parts.before, batch, day=day, kept=touched, placed=placed("before"))
        after = side(parts.after, batch, day=day, kept=touched, placed=placed("after"))
        if self.only_touched or not parts.shared.documents:
            return before, after, []
        untouched = {d.id for d in parts.shared.documents} - touched
        return (
            before,
            after,
            [side(parts.shared, batch, day=day, kept=untouched, placed=placed("both"))],
        )

    def _count(
        self,
        batch: Batch,
        ledgers: tuple[pl.DataFrame, pl.DataFrame],
        found: Differences,
        labels: pl.DataFrame,
    ) -> None:
        people = with_class(batch.places, labels)
        if batch.kind == "单位":
            people = people.with_columns(pl.lit(EMPLOYERS_CLASS).alias("talent_class"))
        changes = found.changes(ledgers)
        counted = Counted(
            subject_kind=KINDS[batch.kind], people=people, ledgers=ledgers, changes=changes
        )
        self.counted.append(counted.tables())
        self.causes.append(causes_of(changes, found.causes))
        listed = changes.join(people, on="subject", how="left", maintain_order="left")
        kind = pl.lit(KINDS[batch.kind]).alias("subject_kind")
        self.changes.append(listed.with_columns(kind).select(list(LISTED)))

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables of all batches added up; every year has its row."""
        made = {name: added_up(name, [t[name] for t in self.counted]) for name in KEYS}
        years = pl.DataFrame({"year": list(self.horizon.calendar_years())}, schema=KEYS["year"])
        made["year"] = years.join(made["year"], on="year", how="left").fill_null(0).sort("year")
        return made


def _joined(frames: list[pl.DataFrame], columns: dict[str, pl.DataType]) -> pl.DataFrame:
    whole = pl.concat([pl.DataFrame(schema=columns), *frames])
    return whole.sort("subject_kind", "subject", "policy", "benefit")


def _titles(library: Library) -> dict[str, tuple[str, str]]:
    titles: dict[str, tuple[str, str]] = {}
    for document in library.documents:
        titles[document.id] = (document.title, document.title_en)
        for version in document.versions:
            named: list[Benefit | Classification] = [*version.benefits]
            named += [version.classification] if version.classification else []
            titles |= {f"{document.id}/{b.id}": (b.name, b.name_en or b.name) for b in named}
    return titles


def _endless(*libraries: Library) -> tuple[str, ...]:
    """Return the benefits paid by the period of which nobody says how often."""
    return tuple(
        sorted(
            {
                f"{document.id}/{benefit.id}"
                for library in libraries
                for document in library.documents
                for version in document.versions
                for benefit in version.benefits
                if benefit.amount is not None
                and benefit.amount.period != "once"
                and benefit.amount.periods is None
            }
        )
    )
