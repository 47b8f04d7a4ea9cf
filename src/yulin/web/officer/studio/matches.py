"""How many of the people and employers of a region a text would reach, while it is written.

A sample is looked at, part by part, until the time is up; the page says how many were.
"""

import datetime as dt
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import polars as pl
from django.db.models import Max

from yulin.facts.frames import Facts
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.document import Document, Version
from yulin.policy.incremental.redecide import decide_some
from yulin.policy.library import Library
from yulin.policy.long_form import COLUMNS
from yulin.policy.studio.trial import as_if_in_force
from yulin.registry.models import Batch, Person
from yulin.registry.queries.employers import known_employers
from yulin.registry.queries.facts import facts_in, people_of_region

#: people looked at in one go, and at most
PART = 1_000
_COUNTS = ("yes", "near", "unknown", "no", "without_sum")
MOST = 4_000
SECONDS = 4.0


@dataclass(frozen=True)
class Row:
    """One benefit: how many in each answer, and what those who qualify would get in a year."""

    name: str
    name_en: str
    is_money: bool
    of_people: bool
    yes: int
    near: int
    unknown: int
    no: int
    first_year: float
    #: qualify, but nobody can say for how much
    without_sum: int

    @property
    def all(self) -> int:
        return self.yes + self.near + self.unknown + self.no


@dataclass(frozen=True)
class Matches:
    """What was found, and of how many."""

    as_of: dt.date
    version: Version | None
    rows: tuple[Row, ...]
    people_seen: int
    people_all: int
    employers: int
    seconds: float

    @property
    def is_sample(self) -> bool:
        return self.people_seen < self.people_all


def matches(
    library: Library, document: Document, *, region: int, today: dt.date, most: int = MOST
) -> Matches:
    """Decide the text for a sample of the region's people, and for its employers where it asks."""
    began = time.monotonic()
    tried, day = as_if_in_force(library, document, today)
    target = tried.get(document.id)
    ids = _people(region)
    frames, seen = [], 0
    for start in range(0, min(len(ids), most), PART):
        if start and time.monotonic() - began > SECONDS:
            break
        chosen = ids[start : min(start + PART, most)]
        frames += [_decided(tried, target, part, day) for part in _facts(region, start, _mark())]
        seen += len(chosen)
    employers = _employers(tried, target, region, day) if _asks_employers(target) else None
    return Matches(
        as_of=day,
        version=target.versions[0] if target.versions else None,
        rows=tuple(
            _scaled(row, len(ids) / seen if seen else 1)
            for row in _rows(target, frames, employers[0] if employers else None)
        ),
        people_seen=seen,
        people_all=len(ids),
        employers=employers[1] if employers else 0,
        seconds=time.monotonic() - began,
    )


def _scaled(row: Row, by: float) -> Row:
    """What a sample's counts mean for everybody; employers were all looked at."""
    if not row.of_people or by == 1:
        return row
    counts = {name: round(getattr(row, name) * by) for name in _COUNTS}
    return replace(row, first_year=row.first_year * by, **counts)


def _mark() -> int:
    """Changes when something was loaded since."""
    return int(Batch.objects.aggregate(last=Max("id"))["last"] or 0)


def _people(region: int) -> tuple[int, ...]:
    return _shuffled(region, _mark())


@lru_cache(maxsize=8)
def _shuffled(region: int, mark: int) -> tuple[int, ...]:
    """Everybody of the region in an order that is the same until something is loaded."""
    ids = list(people_of_region(region).values_list("pk", flat=True))
    random.Random(mark).shuffle(ids)  # noqa: S311 - a sample, not a secret
    return tuple(ids)


@lru_cache(maxsize=16)
def _facts(region: int, start: int, mark: int) -> tuple[Facts, ...]:
    chosen = _shuffled(region, mark)[start : start + PART]
    return facts_in(people=Person.objects.filter(pk__in=chosen))


def _decided(library: Library, document: Document, facts: Facts, day: dt.date) -> pl.DataFrame:
    long = decide(library, facts, as_of=day).long()
    return long.filter((pl.col("policy") == document.id) & (pl.col("subject_kind") == "person"))


def _asks_employers(document: Document) -> bool:
    return any(b.subject == "单位" for v in document.versions for b in v.benefits)


def _employers(
    library: Library, document: Document, region: int, day: dt.date
) -> tuple[pl.DataFrame, int]:
    found, count = [pl.DataFrame(schema=COLUMNS)], 0
    for known in known_employers([library.program(day)], region=region):
        table, _ = decide_some(library, known.facts, subjects={"单位": known.keys}, as_of=day)
        found.append(table.long().filter(pl.col("policy") == document.id))
        count += known.keys.len()
    return pl.concat(found), count


def _rows(
    document: Document, people: list[pl.DataFrame], employers: pl.DataFrame | None
) -> Iterator[Row]:
    of_people = pl.concat(people) if people else None
    for version in document.versions:
        for benefit in version.benefits:
            frame = of_people if benefit.subject == "人员" else employers
            if frame is not None:
                rows = frame.filter(pl.col("benefit") == benefit.id)
                yield _row(rows, benefit.name, benefit.name_en, benefit.kind, benefit.subject)
        if version.classification is not None and of_people is not None:
            yield from _class_rows(version, of_people)


def _class_rows(version: Version, frame: pl.DataFrame) -> Iterator[Row]:
    made = version.classification
    assert made is not None
    rows = frame.filter(pl.col("benefit") == made.id)
    for item in made.items:
        chosen = rows.filter(pl.col("label") == item.label)
        yield _row(chosen, f"{item.label} 类", f"Class {item.label}", "class", "人员")


def _row(rows: pl.DataFrame, name: str, name_en: str, kind: str, subject: str) -> Row:
    counts = dict(rows.group_by("status").len().iter_rows())
    due = rows.filter((pl.col("status") == int(Status.YES)) & pl.col("displaced_by").is_null())
    return Row(
        name=name,
        name_en=name_en,
        is_money=kind == "money",
        of_people=subject == "人员",
        yes=counts.get(int(Status.YES), 0),
        near=counts.get(int(Status.NOT_YET), 0),
        unknown=counts.get(int(Status.UNDETERMINED), 0),
        no=counts.get(int(Status.NO), 0),
        first_year=(due["first_year"].sum() or 0) / 100,
        without_sum=due["first_year"].null_count(),
    )
