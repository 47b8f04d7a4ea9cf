"""The library beside hand-written Polars: the same answers, and how much longer they take."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from bench import people
from bench.handwritten import hz01, nb06, zj02jh
from bench.measure import timed
from bench.report import Table
from yulin.facts.frames import Facts
from yulin.policy.decide import decide
from yulin.policy.library import Library, load_library
from yulin.policy.long_form import Wide

AS_OF = dt.date(2026, 9, 1)
By = Callable[[dict[str, pl.DataFrame], dt.date], pl.DataFrame]
BY_HAND: dict[str, By] = {"HZ-01": hz01.decide, "NB-06": nb06.decide, "ZJ-02-JH": zj02jh.decide}


class DifferentAnswersError(Exception):
    """The hand-written rules and the policy document do not say the same."""


@dataclass(frozen=True)
class Pair:
    """A library of some documents, and the same rules by hand."""

    name: str
    library: Library
    hands: tuple[By, ...]

    def by_library(self, facts: Facts, as_of: dt.date = AS_OF) -> Wide:
        return decide(self.library, facts, as_of=as_of).parts[0]

    def by_hand(self, facts: Facts, as_of: dt.date = AS_OF) -> list[pl.DataFrame]:
        return [hand(dict(facts.tables), as_of) for hand in self.hands]


def measure(size: int, rounds: int) -> Iterator[Table]:
    """Yield the table of ratios, after holding both to the same answers."""
    facts = people.in_many_cities(size)
    rows = []
    for pair in _pairs():
        compared = require_same(pair, facts)
        ours, theirs = _race(pair, facts, rounds)
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        rows.append(
            (
                pair.name,
                f"{compared:,}",
                "0",
                f"{statistics.median(ours):.3f}",
                f"{statistics.median(theirs):.3f}",
                f"{ratio:.2f}",
            )
        )
    heads = ("Policy", "Cells compared", "Different", "Library, s", "By hand, s", "Ratio")
    yield Table(
        "baseline",
        f"Library beside hand-written Polars, {size:,} people of four cities",
        heads,
        rows,
        f"Medians of {rounds} rounds, both in turn in one process, decided for {AS_OF}.",
    )


def _pairs() -> Iterator[Pair]:
    whole = load_library(people.POLICIES)
    for name, hand in BY_HAND.items():
        yield Pair(name, Library((whole.get(name),), references=whole.references), (hand,))
    documents = tuple(whole.get(name) for name in BY_HAND)
    together = Library(documents, references=whole.references)
    yield Pair("all three in one run", together, tuple(BY_HAND.values()))


def _race(pair: Pair, facts: Facts, rounds: int) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(timed(lambda: pair.by_library(facts)))
        theirs.append(timed(lambda: pair.by_hand(facts)))
    return ours, theirs


def require_same(pair: Pair, facts: Facts) -> int:
    """Compare every cell of both at two dates; return how many there are.

    Raises DifferentAnswersError naming the columns that differ.
    """
    compared, faults = 0, []
    for as_of in (AS_OF, dt.date(2024, 5, 31)):
        wide, hands = pair.by_library(facts, as_of), pair.by_hand(facts, as_of)
        for mine, theirs in _columns(wide, hands):
            if (mine.dtype, mine.len()) != (theirs.dtype, theirs.len()):
                faults.append(f"{as_of} {theirs.name}: {mine.dtype} and {theirs.dtype}")
            elif different := int(mine.ne_missing(theirs).sum()):
                faults.append(f"{as_of} {theirs.name}: {different} of {mine.len()} cells")
            compared += mine.len()
    if faults:
        raise DifferentAnswersError(f"{pair.name} by hand: {'; '.join(faults)}")
    return compared


def _columns(wide: Wide, hands: list[pl.DataFrame]) -> Iterator[tuple[pl.Series, pl.Series]]:
    """Yield every column of the library's answers with the hand-written one."""
    found = {name: frame[name] for frame in hands for name in frame.columns}
    for item in wide.items:
        for leaf in item.clause.leaves():
            yield wide.frame[wide.clauses[leaf.plain]], found[f"{item.id}/{leaf.condition.id}"]
        start = f"{item.key}|"
        for name in wide.frame.columns:
            if name.startswith(start):
                yield wide.frame[name], found[f"{item.id}|{name.removeprefix(start)}"]
