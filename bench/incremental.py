"""What deciding those touched by a change, or by the day, costs beside deciding everybody."""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from bench import people
from bench.measure import in_fresh_process, timed
from bench.report import Table
from yulin.facts.frames import PERSON_KEY, Facts
from yulin.policy.decide import decide
from yulin.policy.incremental.contributions import States
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
_CHANGED = ("社保", "就业", "证书")
_WORDS: dict[str, Subject] = {"person": "人员", "employer": "单位"}


def measure(sizes: Sequence[int]) -> Iterator[Table]:
    """Yield what a night costs in regions of so many people, and how many are due on a day."""
    found = {}
    for size in sizes:
        folder = people.prepare(size, (people.WENZHOU,))
        found[size] = in_fresh_process("bench.incremental", [str(folder)])
    yield _costs(found)
    size = max(sizes)
    yield _wheel(size, found[size])


def _costs(found: dict[int, dict[str, Any]]) -> Table:
    rows = [
        (
            f"{size:,}",
            name,
            f"{part['subjects']:,}",
            f"{part['seconds']:.2f}",
            f"{part['seconds'] / run['full']['seconds']:.1%}",
            f"{part['processor'] / run['full']['processor']:.1%}",
        )
        for size, run in found.items()
        for name, part in run["parts"].items()
    ]
    return Table(
        "incremental",
        f"{SHARE:.0%} of the people changed, beside deciding everybody",
        ("People", "What", "Subjects", "s", "Of everybody", "Of everybody, processor"),
        rows,
        "One row in each of three tables changed for every person chosen: in one column, whichever, "
        "it holds what some other row holds. Whom a change touches is read off the policies; their "
        "rows are cut out of the whole tables; the new day of each is worked out for the next "
        "night. 1% of the people have worked for a fifth of the employers; what their rows give to "
        "an employer is compared with what they gave, and only employers are decided anew to "
        "which it differs.",
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
    before: Facts
    facts: Facts
    changes: list[Change]

    @classmethod
    def of(cls, folder: Path) -> _Night:
        before = people.load(folder)
        everybody = before["人员"][PERSON_KEY]
        dice = random.Random(1)
        places = dice.sample(range(everybody.len()), int(everybody.len() * SHARE))
        altered, changes = dict(before.tables), []
        for table in _CHANGED:
            rows = _rows_of(before[table], everybody.gather(places))
            altered[table] = _altered(before[table], rows, dice)
            both = [state[table].gather(rows) for state in (before.tables, altered)]
            changes.append(Change(table, pl.concat(both)))
        return cls(load_library(people.POLICIES), before, Facts(altered), changes)

    def touched(self) -> dict[Subject, pl.Series]:
        states = States(self.before, self.facts, AS_OF)
        program = self.library.program(AS_OF)
        return affected(program, self.facts, self.changes, compared=lambda _: states)

    def decided(self, subjects: dict[Subject, pl.Series]) -> None:
        decide_some(self.library, self.facts, subjects=subjects, as_of=AS_OF)


def _rows_of(frame: pl.DataFrame, chosen: pl.Series) -> pl.Series:
    """Return the places of the first row of each of some people."""
    rows = frame.select(PERSON_KEY).with_row_index("place")
    mine = rows.filter(pl.col(PERSON_KEY).is_in(chosen.implode()))
    return mine.unique(PERSON_KEY, keep="first", maintain_order=True)["place"]


def _altered(frame: pl.DataFrame, rows: pl.Series, dice: random.Random) -> pl.DataFrame:
    """Return a table some rows of which hold in one column what others hold there."""
    columns = [name for name in frame.columns if name != PERSON_KEY]
    for number, name in enumerate(columns):
        some = rows.gather_every(len(columns), number)
        others = [dice.randrange(frame.height) for _ in range(some.len())]
        frame = frame.with_columns(frame[name].scatter(some, frame[name].gather(others)))
    return frame


def _parts(night: _Night) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return what deciding everybody takes, and the parts of a night."""
    facts, library = night.facts, night.library
    subjects = night.touched()
    persons, employers = ({kind: subjects[kind]} for kind in _WORDS.values())
    full = _best(lambda: decide(library, facts, as_of=AS_OF), rounds=2)
    full |= {"subjects": facts.people.len()}
    parts = {
        "whom the changes touch": _best(night.touched),
        "people: decisions and next days": _best(lambda: night.decided(persons)),
        "employers: decisions and next days": _best(lambda: night.decided(employers)),
    }
    traced, of_persons, of_employers = parts.values()
    of_persons["subjects"] = subjects["人员"].len()
    of_employers["subjects"] = subjects["单位"].len()
    traced["subjects"] = of_persons["subjects"] + of_employers["subjects"]
    added = {
        "the night, people": _sum(traced, of_persons),
        "the night, people and employers": _sum(traced, of_persons, of_employers),
    }
    added["the night, people"]["subjects"] = of_persons["subjects"]
    added["the night, people and employers"]["subjects"] = traced["subjects"]
    return full, {"everybody": full, **parts, **added}


def _sum(*parts: dict[str, float]) -> dict[str, float]:
    return {name: sum((p[name] for p in parts), 0.0) for name in ("seconds", "processor")}


def _best(work: Callable[[], object], rounds: int = _ROUNDS) -> dict[str, float]:
    """Return the least wall and processor time of some rounds."""
    walls, processors = [], []
    for _ in range(rounds):
        before = time.process_time()
        walls.append(timed(work))
        processors.append(time.process_time() - before)
    return {"seconds": min(walls), "processor": min(processors)}


def _due(night: _Night) -> dict[str, float]:
    days = next_days(night.library, night.facts, as_of=AS_OF).filter(subject_kind="person")["day"]
    counts = {
        AS_OF + dt.timedelta(days=n): int((days == AS_OF + dt.timedelta(days=n)).sum()) / days.len()
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
    full, parts = _parts(night)
    print(json.dumps({"full": full, "parts": parts, "due": _due(night)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
