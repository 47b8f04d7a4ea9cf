"""Both back ends on the same people: every cell of their answers compared."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from bench import people
from bench.measure import Clock
from bench.report import Table
from yulin.facts import schema
from yulin.facts.frames import EMPLOYERS, PEOPLE, Facts
from yulin.policy.decide import decide
from yulin.policy.library import Library, load_library
from yulin.policy.long_form import Wide
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

DATES = (dt.date(2024, 5, 31), dt.date(2026, 9, 1), dt.date(2021, 3, 31), dt.date(2028, 2, 29))
#: people decided at one go by the back end in plain Python
_CHUNK = 10_000


@dataclass(frozen=True)
class _Job:
    """Some of the people, or all employers, for one date."""

    folder: Path
    as_of: dt.date
    kind: Subject
    start: int
    count: int


@dataclass(frozen=True)
class _Done:
    cells: int
    different: dict[str, int]
    python: float
    polars: float


def measure(size: int) -> Iterator[Table]:
    """Yield the table of differences, everybody decided for one of several dates."""
    folder = people.prepare(size, people.CITIES)
    rows, faults = [], {}
    workers = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for as_of, jobs in _jobs(folder, size):
            done = list(pool.map(_compare, jobs))
            rows.append(_row(as_of, jobs, done))
            for part in done:
                faults.update(part.different)
    heads = ("Decided for", "People", "Employers", "Cells", "Different", "Polars, s", "Python, s")
    note = "Statuses, sums, dates, classes, displacements and every clause of every benefit."
    if faults:
        note += f" **Different:** {', '.join(sorted(faults))}."
    title = f"Both back ends on {size:,} people of four cities"
    yield Table("agreement", title, heads, rows, f"{note} Seconds are summed over all processes.")


def _jobs(folder: Path, size: int) -> Iterator[tuple[dt.date, list[_Job]]]:
    """Yield each date with its share of the people, and all employers."""
    share = -(-size // len(DATES))
    for number, as_of in enumerate(DATES):
        last = min(size, (number + 1) * share)
        starts = range(number * share, last, _CHUNK)
        firms = _Job(folder, as_of, EMPLOYERS, 0, 0)
        yield (
            as_of,
            [firms, *(_Job(folder, as_of, PEOPLE, s, min(_CHUNK, last - s)) for s in starts)],
        )


def _row(as_of: dt.date, jobs: list[_Job], done: list[_Done]) -> tuple[str, ...]:
    return (
        str(as_of),
        f"{sum(j.count for j in jobs):,}",
        "all",
        f"{sum(d.cells for d in done):,}",
        f"{sum(sum(d.different.values()) for d in done):,}",
        f"{sum(d.polars for d in done):.1f}",
        f"{sum(d.python for d in done):.1f}",
    )


def _compare(job: _Job) -> _Done:
    """Decide some subjects on both back ends and count the cells that differ."""
    library, facts, clock = _library(job.kind), _facts(job), Clock()
    with clock.stage("polars"):
        quick = decide(library, facts, as_of=job.as_of, engine="polars").parts
    with clock.stage("python"):
        slow = decide(library, facts, as_of=job.as_of, engine="python").parts
    cells, different = 0, {}
    for one, other in zip(quick, slow, strict=True):
        cells += one.frame.height * len(one.frame.columns)
        different.update(_differences(one, other))
    return _Done(cells, different, clock.seconds["python"], clock.seconds["polars"])


def _facts(job: _Job) -> Facts:
    whole = _whole(job.folder)
    if job.kind == EMPLOYERS:
        return whole
    return whole.select(whole.people.slice(job.start, job.count))


class _OneKind(Library):
    """A library that decides about people only, or about employers only."""

    kind: Subject

    def program(self, as_of: dt.date, region: int | None = None) -> Program:
        whole = super().program(as_of, region)
        items = tuple(i for i in whole.items if i.subject == self.kind)
        return Program(
            items=items, definitions=whole.definitions, groups=whole.groups, growth=whole.growth
        )


@cache
def _library(kind: Subject) -> Library:
    library = _OneKind(load_library(people.POLICIES).documents)
    library.kind = kind
    return library


@cache
def _whole(folder: Path) -> Facts:
    return people.load(folder)


def _differences(one: Wide, other: Wide) -> Iterator[tuple[str, int]]:
    """Yield the columns in which two decisions differ, with the number of cells."""
    key = schema.BY_NAME[one.subject].key
    for name in dict.fromkeys([*one.frame.columns, *other.frame.columns]):
        left, right = _column(one, name), _column(other, name)
        different = int(left.ne_missing(right.cast(left.dtype)).sum())
        if different:
            yield f"{key} {name}", different


def _column(wide: Wide, name: str) -> pl.Series:
    """Return a column; one that a back end leaves out holds nothing."""
    if name in wide.frame.columns:
        return wide.frame[name]
    return pl.Series(name, [None], dtype=pl.Null).new_from_index(0, wide.frame.height)
