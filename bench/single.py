"""One person at a time: every policy with reasons and gaps, and plain statuses only."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench import people
from bench.measure import percentile
from bench.report import Table
from yulin.facts.frames import Facts
from yulin.policy.backends.python import run
from yulin.policy.explain import answer, explain
from yulin.policy.library import Library, load_library
from yulin.policy.subjects import frame_for

AS_OF = dt.date(2026, 9, 1)
#: people of the town that those who are asked about are drawn from
_TOWN = 20_000


@dataclass
class _Times:
    """Wall and processor time of every call, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], object]) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        work()
        self.processor.append((time.process_time() - processor) * 1e3)
        self.wall.append((time.perf_counter() - wall) * 1e3)

    def row(self, name: str) -> tuple[str, ...]:
        both = [percentile(t, p) for t in (self.wall, self.processor) for p in (0.5, 0.99)]
        return name, *(f"{ms:.2f}" for ms in both), f"{max(self.wall):.2f}"


def measure(size: int) -> Iterator[Table]:
    """Yield the table of times over so many people."""
    library, everybody = load_library(people.POLICIES), list(_everybody(size))
    first = _Times()
    first.add(lambda: explain(library, everybody[0][1], as_of=AS_OF, subject=everybody[0][0]))
    reasons, statuses = _Times(), _Times()
    for subject, facts in everybody:
        reasons.add(lambda s=subject, f=facts: explain(library, f, as_of=AS_OF, subject=s))
    for subject, facts in everybody:
        statuses.add(lambda s=subject, f=facts: _statuses(library, f, s))
    heads = ("", "p50, ms", "p99, ms", "processor p50, ms", "processor p99, ms", "worst, ms")
    rows = [
        reasons.row("all reasons, gaps, sums and dates"),
        statuses.row("statuses and dates only"),
        first.row("the very first call, with compiling"),
    ]
    note = (
        f"{len(library.program(AS_OF).of('人员'))} benefits for each of {len(everybody):,} people "
        f"drawn evenly from {_TOWN:,}, whose records are in memory; decided for {AS_OF}."
    )
    yield Table("single", "One person, all policies", heads, rows, note)


def _everybody(size: int) -> Iterator[tuple[str, Facts]]:
    town = people.in_one_city(_TOWN)
    for subject in town.people.gather_every(max(1, _TOWN // size)).head(size):
        yield subject, town.person(subject)


def _statuses(library: Library, facts: Facts, subject: str) -> list[object]:
    program = library.program(AS_OF)
    frame = frame_for(program, AS_OF, facts=facts, subject=subject)
    return [
        run(item.label, frame)
        if item.label is not None
        else answer(run(item.truth, frame), (item.ready, item.projected), item.ready_name, frame)
        for item in program.of("人员")
    ]
