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
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.population import KEY, Population
from yulin.policy.decide import DecisionTable, decide, decide_population
from yulin.policy.incremental.contributions import States
from yulin.policy.incremental.dependencies import Change, affected
from yulin.policy.incremental.horizon import days_of
from yulin.policy.incremental.redecide import decide_some
from yulin.policy.library import Library, load_library
from yulin.policy.long_form import Wide
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
class _Answers:
    """Decisions, and the day on which each subject is due next."""

    table: DecisionTable
    days: pl.DataFrame

    def digests(self) -> dict[Subject, pl.DataFrame]:
        """Return one number for all that is told of a subject, by kind.

        Of people it is all that is known; an employer is not asked what is for elsewhere.
        """
        days = self.days.select(pl.col("subject").alias(KEY), "subject_kind", "day")
        found: dict[Subject, pl.DataFrame] = {}
        for word, kind in _WORDS.items():
            (part,) = (p for p in self.table.parts if p.subject == kind)
            told = part.frame if kind == "人员" else self._told(part)
            rows = told.join(days.filter(subject_kind=word), on=KEY, how="left")
            numbers = rows.select(KEY).with_columns(said=rows.hash_rows(seed=1))
            found[kind] = numbers.group_by(KEY).agg(pl.col("said").sum())
        return found

    def _told(self, part: Wide) -> pl.DataFrame:
        long = DecisionTable(self.table.program, AS_OF, (part,)).long()
        known = part.frame.select(KEY)
        return known.join(long.rename({"subject": KEY}), on=KEY, how="left").drop("subject_kind")

    def of(self, subjects: dict[Subject, pl.Series]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return what is said of some subjects, in an order of its own."""
        parts = tuple(
            Wide(p.subject, p.items, p.frame.filter(_are(KEY, subjects[p.subject])), p.clauses)
            for p in self.table.parts
        )
        long = DecisionTable(self.table.program, AS_OF, parts).long()
        every = pl.concat([keys.alias("subject") for keys in subjects.values()])
        days = self.days.filter(_are("subject", every))
        return long.sort(long.columns[:4]), days.sort("subject_kind", "subject")


def _are(column: str, keys: pl.Series) -> pl.Expr:
    return pl.col(column).is_in(keys.implode())


@dataclass
class _Night:
    """One region, a few rows of which have changed."""

    library: Library
    before: Records
    after: Records
    #: the records after the change, as who decides everybody has them
    facts: Facts
    changes: list[Change]

    @classmethod
    def of(cls, folder: Path) -> _Night:
        facts = people.load(folder)
        before = after = Records.of(facts)
        everybody = facts["人员"][PERSON_KEY]
        dice = random.Random(1)
        chosen = dice.sample(range(everybody.len()), int(everybody.len() * SHARE))
        changes = []
        for table in _CHANGED:
            rows = _rows_of(facts[table], everybody.gather(chosen))
            come = _altered(facts[table], rows, dice)
            after = after.changed(table, rows.to_numpy(), come)
            changes.append(Change(table, pl.concat([facts[table].gather(rows), come])))
        return cls(load_library(people.POLICIES), before, after, after.facts(), changes)

    def everybody(self, facts: Facts) -> _Answers:
        """Decide everybody, and work out when each is due next."""
        program = self.library.program(AS_OF)
        parts, days = [], []
        for kind in _WORDS.values():
            population = Population(program, facts, AS_OF, kind)
            parts.append(decide_population(population, program.of(kind)))
            days.append(days_of(population, self.library))
        return _Answers(DecisionTable(program, AS_OF, tuple(parts)), pl.concat(days))

    def touched(self) -> dict[Subject, pl.Series]:
        states = States(self.before, self.after, AS_OF)
        program = self.library.program(AS_OF)
        return affected(program, self.after, self.changes, compared=lambda _: states)

    def decided(self, subjects: dict[Subject, pl.Series]) -> _Answers:
        found = decide_some(self.library, self.after, subjects=subjects, as_of=AS_OF)
        return _Answers(*found)


def _rows_of(frame: pl.DataFrame, chosen: pl.Series) -> pl.Series:
    """Return the places of the first row of each of some people."""
    rows = frame.select(PERSON_KEY).with_row_index("place")
    mine = rows.filter(pl.col(PERSON_KEY).is_in(chosen.implode()))
    return mine.unique(PERSON_KEY, keep="first", maintain_order=True)["place"]


def _altered(frame: pl.DataFrame, rows: pl.Series, dice: random.Random) -> pl.DataFrame:
    """Return some rows of a table, each of which holds in one column what another row holds there."""
    columns = [name for name in frame.columns if name != PERSON_KEY]
    altered = frame[rows]
    for number, name in enumerate(columns):
        some = list(range(number, rows.len(), len(columns)))
        others = [dice.randrange(frame.height) for _ in some]
        cells = altered[name].scatter(some, frame[name].gather(others))
        altered = altered.with_columns(cells)
    return altered


def _parts(night: _Night) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return what deciding everybody takes, and the parts of a night."""
    found = _best(night.touched, rounds=1)  # where rows stand is found now
    subjects = night.touched()
    _compare(night, subjects)
    persons, employers = ({kind: subjects[kind]} for kind in _WORDS.values())
    answers = _best(lambda: decide(night.library, night.facts, as_of=AS_OF), rounds=2)
    full = _best(lambda: night.everybody(night.facts), rounds=2)
    parts = {
        "whom the changes touch": _best(night.touched),
        "people: decisions and next days": _best(lambda: night.decided(persons)),
        "employers: decisions and next days": _best(lambda: night.decided(employers)),
    }
    traced, of_persons, of_employers = parts.values()
    parts |= {
        "the night, people": _sum(traced, of_persons),
        "the night, people and employers": _sum(traced, of_persons, of_employers),
        "once, before the first night: where rows stand": found,
    }
    people_, employers_ = (len(keys) for keys in subjects.values())
    counts = [people_ + employers_, people_, employers_, people_, people_ + employers_]
    for part, count in zip(parts.values(), [*counts, 0], strict=True):
        part["subjects"] = count
    everybody = {"everybody": full, "everybody, without next days": answers}
    for part in everybody.values():
        part["subjects"] = night.facts.people.len()
    return full, everybody | parts


def _compare(night: _Night, subjects: dict[Subject, pl.Series]) -> None:
    """Make sure that the night says what deciding everybody says.

    Raises:
        SystemExit: where anybody's answers or day are others.
    """
    earlier = night.everybody(night.before.facts()).digests()
    whole = night.everybody(night.facts)
    for kind, said in whole.digests().items():
        both = said.join(earlier[kind], on=KEY, suffix="_earlier")
        left = both.filter(~_are(KEY, subjects[kind]))
        if both.height < said.height or not left["said"].equals(left["said_earlier"]):
            raise SystemExit(f"{kind}: somebody who was left alone has other answers now")
    again, wanted = night.decided(subjects).of(subjects), whole.of(subjects)
    if not all(one.equals(other) for one, other in zip(again, wanted, strict=True)):
        raise SystemExit("somebody decided anew has other answers than in a run of everybody")


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
    days = night.everybody(night.facts).days.filter(subject_kind="person")["day"]
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
