"""What deciding those touched by a change, or by the day, costs beside deciding everybody."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from bench import people
from bench.measure import in_fresh_process, timed
from bench.report import Table
from yulin.facts.frames import PERSON_KEY, Facts
from yulin.policy.decide import decide
from yulin.policy.incremental.dependencies import Change, affected
from yulin.policy.incremental.horizon import next_days
from yulin.policy.incremental.redecide import decide_some
from yulin.policy.library import Library, load_library
from yulin.policy.vocabulary import Subject

AS_OF = dt.date(2026, 9, 15)
#: of the people, how many have a row that changed
SHARE = 0.01
#: days over which the share of those who become due is averaged
MONTHS = 3
_ROUNDS = 3
_WORDS: dict[str, Subject] = {"person": "人员", "employer": "单位"}


def measure(size: int) -> Iterator[Table]:
    """Yield what a night costs, and how many are due on a day."""
    folder = people.prepare(size, (people.WENZHOU,))
    found = in_fresh_process("bench.incremental", [str(folder)])
    yield _costs(size, found)
    yield _wheel(size, found)


def _costs(size: int, found: dict[str, Any]) -> Table:
    full = found["full"]
    rows = [
        (name, f"{part['subjects']:,}", f"{part['seconds']:.2f}", f"{part['seconds'] / full:.1%}")
        for name, part in found["parts"].items()
    ]
    return Table(
        "incremental",
        f"{SHARE:.0%} of {size:,} people changed, beside deciding everybody",
        ("What", "Subjects", "s", "Of everybody"),
        rows,
        "One row in each of three tables changed for every person chosen. Whom a change touches is "
        "read off the policies; the new day of each is worked out for the next night.",
    )


def _wheel(size: int, found: dict[str, Any]) -> Table:
    rows = [(when, f"{share:.2%}") for when, share in found["due"].items()]
    return Table(
        "wheel",
        f"Who is due, of {size:,} people",
        ("Day", "Share"),
        rows,
        "The first day on which time alone may change an answer, of everybody, from one date on. A "
        "first of the month counts insurance months, so more are due on it.",
    )


# -- in a process of its own -----------------------------------------------------------------------


@dataclass
class _Night:
    """One region, a few rows of which have changed."""

    library: Library
    facts: Facts
    chosen: pl.Series

    @classmethod
    def of(cls, folder: Path) -> _Night:
        facts = people.load(folder)
        everybody = facts["人员"][PERSON_KEY]
        dice = random.Random(1)
        places = dice.sample(range(everybody.len()), int(everybody.len() * SHARE))
        return cls(load_library(people.POLICIES), facts, everybody.gather(places))

    def changes(self) -> list[Change]:
        """Rows about the people chosen, as a load would have altered them."""
        mine = pl.col(PERSON_KEY).is_in(self.chosen.implode())
        return [
            Change(table, self.facts[table].filter(mine).unique(PERSON_KEY))
            for table in ("社保", "就业", "证书")
        ]

    def touched(self) -> dict[Subject, pl.Series]:
        return affected(self.library.program(AS_OF), self.facts, self.changes())


def _parts(night: _Night) -> dict[str, dict[str, Any]]:
    facts, library = night.facts, night.library
    subjects = night.touched()
    count = sum(keys.len() for keys in subjects.values())

    def of(seconds: float, subjects: int = count) -> dict[str, Any]:
        return {"seconds": seconds, "subjects": subjects}

    decided = _best(lambda: decide_some(library, facts, subjects=subjects, as_of=AS_OF))
    traced = _best(night.touched)
    return {
        "everybody": of(_best(lambda: decide(library, facts, as_of=AS_OF)), facts.people.len()),
        "whom the changes touch": of(traced),
        "their decisions and next days": of(decided),
        "the night": of(traced + decided),
    }


def _best(work: Callable[[], object]) -> float:
    return min(timed(work) for _ in range(_ROUNDS))


def _due(night: _Night) -> dict[str, float]:
    days = next_days(night.library, night.facts, as_of=AS_OF).filter(subject_kind="person")["day"]
    counts = {
        AS_OF + dt.timedelta(days=n): ((days == AS_OF + dt.timedelta(days=n)).sum()) / days.len()
        for n in range(1, 31 * MONTHS)
    }
    firsts = [share for day, share in counts.items() if day.day == 1]
    others = [share for day, share in counts.items() if day.day != 1]
    return {
        "a day within the month, on average": sum(others) / len(others),
        "a first of the month, on average": sum(firsts) / len(firsts),
        "any day, on average": sum(counts.values()) / len(counts),
    }


def main(folder: Path) -> None:
    """Measure one region and print what was found as JSON."""
    night = _Night.of(folder)
    parts = _parts(night)
    print(json.dumps({"full": parts["everybody"]["seconds"], "parts": parts, "due": _due(night)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
