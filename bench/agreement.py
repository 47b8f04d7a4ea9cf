"""All engines on the same people: every cell of their answers compared with the population back end's."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from bench import people
from bench.measure import Clock, peak_mebibytes
from bench.report import Table
from yulin.facts import schema
from yulin.facts.frames import EMPLOYERS, PEOPLE, Facts, about, links_to
from yulin.facts.parts import write_text
from yulin.policy.decide import decide
from yulin.policy.engines import Engine, EngineError
from yulin.policy.library import Library, load_library
from yulin.policy.long_form import Wide
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

DATES = (dt.date(2024, 5, 31), dt.date(2026, 9, 1), dt.date(2021, 3, 31), dt.date(2028, 2, 29))
#: what is compared with the population back end
ENGINES: tuple[Engine, ...] = ("python", "duckdb", "postgres", "spark")
#: people decided at one go
_CHUNKS: Mapping[Engine, int] = {"python": 10_000}
_CHUNK = 100_000
#: employers decided at one go; plain Python holds the records of all their staff as objects
_EMPLOYERS: Mapping[Engine, int] = {"python": 500}
#: columns that differ are named as far as this
_NAMED = 12
#: what was compared before a run was broken off
_KEPT = people.CACHE / "agreement"


@dataclass(frozen=True)
class _Job:
    """Some of the people or employers for one date; a count of nought is everybody."""

    engine: Engine
    folder: Path
    as_of: dt.date
    kind: Subject
    start: int
    count: int


@dataclass(frozen=True)
class _Done:
    cells: int
    different: dict[str, int]
    engine: float
    polars: float
    peak: float


def measure(sizes: Mapping[Engine, int]) -> Iterator[Table]:
    """Yield the table of differences of each engine, everybody decided for one of several dates."""
    rows, faults = [], {}
    for engine, size in sizes.items():
        try:
            done = _compared(engine, size)
        except EngineError as error:
            rows.append((engine, f"not run: {error}", *[""] * 6))
            continue
        rows.append(_row(engine, size, done))
        for part in done:
            faults.update({f"{engine} {name}": count for name, count in part.different.items()})
    heads = (
        "Engine",
        "People",
        "Employers",
        "Cells",
        "Different",
        "Engine, s",
        "Polars, s",
        "Peak memory, MB",
    )
    note = (
        "Against Polars: statuses, sums, dates, classes, displacements and every clause of every "
        f"benefit, people of four cities in equal parts, each part for its own date "
        f"({', '.join(map(str, DATES))}), all employers for every date. Seconds are summed over "
        "processes and hold bringing the facts to the engine and the answers back. Plain Python "
        "decides each employer for one of the dates, in parts with all whom they employ."
    )
    if faults:
        named = sorted(faults)[:_NAMED]
        more = f" and {len(faults) - _NAMED} more" if len(faults) > _NAMED else ""
        note += f" **Different:** {', '.join(named)}{more}."
    yield Table("agreement", "All engines on the same people", heads, rows, note)
    shutil.rmtree(_KEPT, ignore_errors=True)  # everything is told: the next run compares anew


def _compared(engine: Engine, size: int) -> list[_Done]:
    """Compare an engine with Polars on so many people, in processes of its own."""
    folder = people.prepare(size, people.CITIES)
    # plain Python uses one core; the others use all there are
    workers = len(os.sched_getaffinity(0)) if engine == "python" else 1
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_compare, _jobs(engine, folder, size)))


def _jobs(engine: Engine, folder: Path, size: int) -> Iterator[_Job]:
    """Yield the people in parts, each for one of the dates, and employers (`_employers`)."""
    share, most = -(-size // len(DATES)), _CHUNKS.get(engine, _CHUNK)
    for number, as_of in enumerate(DATES):
        last = min(size, (number + 1) * share)
        yield from _employers(engine, folder, number)
        for start in range(number * share, last, most):
            yield _Job(engine, folder, as_of, PEOPLE, start, min(most, last - start))


def _employers(engine: Engine, folder: Path, number: int) -> Iterator[_Job]:
    """Yield all employers for a date, or the date's share of them in parts."""
    if not (most := _EMPLOYERS.get(engine, 0)):
        yield _Job(engine, folder, DATES[number], EMPLOYERS, 0, 0)
        return
    whole = pl.scan_parquet(folder / f"{EMPLOYERS}.parquet").select(pl.len()).collect().item()
    share = -(-whole // len(DATES))
    last = min(whole, (number + 1) * share)
    for start in range(number * share, last, most):
        yield _Job(engine, folder, DATES[number], EMPLOYERS, start, min(most, last - start))


def _row(engine: Engine, size: int, done: list[_Done]) -> tuple[str, ...]:
    return (
        engine,
        f"{size:,}",
        "all",
        f"{sum(d.cells for d in done):,}",
        f"{sum(sum(d.different.values()) for d in done):,}",
        f"{sum(d.engine for d in done):,.1f}",
        f"{sum(d.polars for d in done):,.1f}",
        f"{max(d.peak for d in done):,.0f}",
    )


def _compare(job: _Job) -> _Done:
    """Compare on some subjects, or take what a run that was broken off found on them."""
    about = (job.engine, job.as_of, job.kind, job.start, job.count, job.folder.name)
    kept = _KEPT / f"{'-'.join(map(str, about))}-{people.engine()}.json"
    if not kept.exists():
        found = asdict(_compare_now(job))
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_text(kept, json.dumps(found))
    return _Done(**json.loads(kept.read_text(encoding="utf-8")))


def _compare_now(job: _Job) -> _Done:
    """Decide some subjects by Polars and by another engine, and count the cells that differ."""
    library, facts, clock = _library(job.kind), _facts(job), Clock()
    with clock.stage("polars"):
        quick = decide(library, facts, as_of=job.as_of, engine="polars").parts
    with clock.stage("engine"):
        other = decide(library, facts, as_of=job.as_of, engine=job.engine).parts
    cells, different = 0, {}
    for mine, theirs in zip(quick, other, strict=True):
        cells += mine.frame.height * len(mine.frame.columns)
        different.update(_differences(mine, theirs))
    seconds = clock.seconds
    return _Done(cells, different, seconds["engine"], seconds["polars"], peak_mebibytes())


def _facts(job: _Job) -> Facts:
    whole = _whole(job.folder)
    if not job.count:
        return whole
    if job.kind == EMPLOYERS:
        return _with_staff(whole, whole[EMPLOYERS].slice(job.start, job.count))
    return whole.select(whole.people.slice(job.start, job.count))


def _with_staff(whole: Facts, employers: pl.DataFrame) -> Facts:
    """Return some employers with everything about all whom any record links to them."""
    key = schema.BY_NAME[EMPLOYERS].key
    codes = employers[key].implode()
    staff = [
        whole[table.name].filter(pl.col(column).is_in(codes))[about(table.name)]
        for table, column in links_to(EMPLOYERS)
        if table.name in whole
    ]
    found = whole.select(pl.concat(staff).drop_nulls().unique())
    own = pl.concat([employers, found[EMPLOYERS]]).unique(key, keep="first", maintain_order=True)
    return replace(found, tables={**found.tables, EMPLOYERS: own}, partial=False)


class _OneKind(Library):
    """A library that decides about people only, or about employers only."""

    kind: Subject

    def program(self, as_of: dt.date, region: int | None = None) -> Program:
        whole = super().program(as_of, region)
        items = tuple(i for i in whole.items if i.subject == self.kind)
        return replace(whole, items=items)


@cache
def _library(kind: Subject) -> Library:
    whole = load_library(people.POLICIES)
    library = _OneKind(whole.documents, whole.warnings, whole.references)
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
