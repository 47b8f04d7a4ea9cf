"""One person at a time: reasons, alternatives, remedies and next dates, and plain statuses beside."""

from __future__ import annotations

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench import people
from bench.measure import percentile
from bench.report import Table
from yulin.facts.frames import Facts
from yulin.policy.backends.python import run
from yulin.policy.decision import Decision
from yulin.policy.explain import answer, explain
from yulin.policy.incremental.horizon import next_day
from yulin.policy.library import Library, load_library
from yulin.policy.remedies.remedies import Prospects
from yulin.policy.stacking.best import best_set, relations_of
from yulin.policy.subjects import frame_for

AS_OF = dt.date(2026, 9, 1)
#: people of the town that those who are asked about are drawn from
_TOWN = 20_000
#: people decided before anything is timed
_WARM = 20
#: new objects before Python looks for cycles among them, as in the web process (``web.warm_up``)
_NEW_OBJECTS = 50_000
_HEADS = ("", "p50, ms", "p99, ms", "processor p50, ms", "processor p99, ms", "worst, ms")


@dataclass
class _Times:
    """Wall and processor time of every call, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @contextmanager
    def taken(self) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.processor.append((time.process_time() - processor) * 1e3)
        self.wall.append((time.perf_counter() - wall) * 1e3)

    def add(self, work: Callable[[], object]) -> None:
        with self.taken():
            work()

    def __add__(self, other: _Times) -> _Times:
        """Add what two works took, person by person."""
        wall = [a + b for a, b in zip(self.wall, other.wall, strict=True)]
        processor = [a + b for a, b in zip(self.processor, other.processor, strict=True)]
        return _Times(wall, processor)

    def row(self, name: str) -> tuple[str, ...]:
        both = [percentile(t, p) for t in (self.wall, self.processor) for p in (0.5, 0.99)]
        return name, *(f"{ms:.2f}" for ms in both), f"{max(self.wall):.2f}"


@dataclass
class _Answer:
    """Everything one person is told, and how long each part of it takes."""

    #: of policies of other places, only the reasons
    here_only: bool = False
    whole: _Times = field(default_factory=_Times)
    reasons: _Times = field(default_factory=_Times)
    choices: _Times = field(default_factory=_Times)
    remedies: _Times = field(default_factory=_Times)
    dates: _Times = field(default_factory=_Times)
    told: int = 0
    alternatives: int = 0

    def add(self, library: Library, facts: Facts, subject: str) -> None:
        with self.whole.taken():
            with self.reasons.taken():
                known = Prospects.of(library, facts, as_of=AS_OF, subject=subject)
                decisions = known.decisions
            with self.choices.taken():
                rules = relations_of(known.frame.program, known.frame)
                best = best_set(decisions, rules, as_of=AS_OF)
            with self.remedies.taken():
                helping = [known.remedies(d.key, effects=False) for d in self._asked(decisions)]
            with self.dates.taken():
                known.coming()
                next_day(known.frame.program, known.frame, "人员")
        self.told += sum(len(found.remedies) for found in helping)
        self.alternatives += len(best.alternatives)

    def _asked(self, decisions: Iterable[Decision]) -> Iterator[Decision]:
        for decision in decisions:
            place = decision.reason.leaves()[:1]
            elsewhere = any(leaf.id == "适用地区" and leaf.truth is False for leaf in place)
            if not (self.here_only and elsewhere):
                yield decision

    def rows(self) -> Iterator[tuple[str, ...]]:
        named = self.reasons + self.choices + self.dates
        yield named.row("reasons, alternatives and next dates")
        yield self.whole.row("reasons, alternatives, remedies and next dates")
        yield self.reasons.row("… of it: reasons, gaps, sums")
        yield self.choices.row("… of it: the best set and its alternatives")
        yield self.remedies.row('… of it: what would turn each "no"')
        yield self.dates.row("… of it: the days to come")


def measure(size: int) -> Iterator[Table]:
    """Yield the table of times over so many people."""
    library, everybody = load_library(people.POLICIES), list(_everybody(size))
    first, statuses, whole, here = _Times(), _Times(), _Answer(), _Answer(here_only=True)
    first.add(lambda: explain(library, everybody[0][1], as_of=AS_OF, subject=everybody[0][0]))
    for subject, facts in everybody[:_WARM]:
        _Answer().add(library, facts, subject)
        _statuses(library, facts, subject)
    with _set_aside():
        for subject, facts in everybody:
            whole.add(library, facts, subject)
        for subject, facts in everybody:
            here.add(library, facts, subject)
        for subject, facts in everybody:
            statuses.add(lambda s=subject, f=facts: _statuses(library, f, s))
    rows = [
        *whole.rows(),
        here.whole.row("the same, remedies only of policies where they work"),
        statuses.row("statuses and dates only"),
        first.row("the very first call, with compiling"),
    ]
    note = (
        f"{len(library.program(AS_OF).of('人员'))} benefits for each of {len(everybody):,} people "
        f"drawn evenly from {_TOWN:,} of four cities, whose records are in memory; decided for {AS_OF}, after "
        f"{min(_WARM, len(everybody))} to warm up. They were told {whole.told:,} remedies and "
        f"{whole.alternatives:,} alternatives; every remedy has been decided again."
    )
    yield Table("single", "One person, all policies", _HEADS, rows, note)


@contextmanager
def _set_aside() -> Iterator[None]:
    """Leave the library and the people out when Python looks for cycles, as the web process does."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _everybody(size: int) -> Iterator[tuple[str, Facts]]:
    town = people.in_many_cities(_TOWN)
    for subject in town.people.gather_every(max(1, _TOWN // size)).head(size):
        yield subject, town.person(subject)


def _statuses(library: Library, facts: Facts, subject: str) -> list[object]:
    program = library.program(AS_OF)
    frame = frame_for(program, AS_OF, facts=facts, subject=subject)
    return [
        run(item.label, frame)
        if item.label is not None
        else answer(run(item.truth, frame), item.outlook, frame)
        for item in program.of("人员")
    ]
