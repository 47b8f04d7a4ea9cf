"""What ``bench.ingest`` measures; imported once Django is set up."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from django.db import connection, transaction
from psycopg import sql

from bench import people as region
from bench.incremental import AS_OF
from bench.measure import peak_mebibytes
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Mode, RunState
from yulin.entitlements.models import Decision, Run
from yulin.facts.frames import PEOPLE, PERSON_KEY, Facts
from yulin.facts.schema import BY_NAME
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import Loaded, load_facts
from yulin.registry.bulk import copy_in, execute
from yulin.registry.models import Person

INSURANCE = "社保"
SHARE = 0.01
_TYPES = {pl.String: "text", pl.Date: "date", pl.Boolean: "boolean"}


@dataclass(frozen=True)
class Step:
    """What one step took, for how many rows; of deciding there are none."""

    name: str
    seconds: float
    #: processor seconds of this process and of its one at the database
    processor: float
    rows: int
    peak: float

    def cells(self, copy: Step) -> list[str]:
        """As a row of the table, beside plain COPY."""
        told = [self.name, f"{self.seconds:,.1f}", f"{self.processor:,.1f}"]
        if not self.rows:
            return [*told, "–", "–", "–", f"{self.peak:,.0f}"]
        times = self.seconds / self.rows / (copy.seconds / copy.rows)
        works = self.processor / self.rows / (copy.processor / copy.rows)
        rate = f"{self.rows / self.seconds:,.0f}"
        return [*told, rate, f"{times:.1f}", f"{works:.1f}", f"{self.peak:,.0f}"]


@dataclass
class Found:
    """A run: who and what was loaded, and the steps."""

    people: int
    rows: int = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def peak(self) -> float:
        return max(step.peak for step in self.steps)

    @contextmanager
    def step(self, name: str, rows: int = 0) -> Iterator[None]:
        """Time a step, and the most memory that this process held meanwhile."""
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew
        begun, used = time.perf_counter(), _processor()
        yield
        spent, used = time.perf_counter() - begun, _processor() - used
        self.steps.append(Step(name, spent, used, rows, peak_mebibytes()))
        print(f"{name}: {spent:,.1f} s, {used:,.1f} s of processor", flush=True)


def _processor() -> float:
    """Processor seconds so far: ours, and those of the process that serves us at the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(told[11]) + int(told[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def measure(people: int, *, records: int, at_once: int, decided: bool) -> Found:
    """Load so many people, change a hundredth, and decide them anew."""
    facts = of_so_many_records(region.in_one_city(people), records)
    found = Found(people, sum(facts.counts().values()))
    with found.step("plain COPY", found.rows):
        copy_plainly(facts)
    execute(sql.SQL("DROP SCHEMA plain CASCADE"))
    with found.step("first load", found.rows):
        loads = [load(part, "first") for part in portions(facts, at_once)]
    _expect_all(found, loads)
    _vacuum()
    with found.step("the same again, in one part of it", _rows_of(facts, at_once)):
        again = load(next(portions(facts, at_once)), "again")
    if any(change.added or change.superseded for change in again.changes.values()):
        raise SystemExit("the same rows changed something")
    if decided:
        _decide(found, facts)
    return found


def of_so_many_records(facts: Facts, records: int) -> Facts:
    """Of everybody the newest months of insurance only, so that they have so many records."""
    insured = facts[INSURANCE]
    others = pl.concat(
        frame.select(PERSON_KEY)
        for sheet, frame in facts.tables.items()
        if sheet != INSURANCE and BY_NAME[sheet].key == PERSON_KEY
    )
    left = (
        others.group_by(PERSON_KEY)
        .len()
        .select(PERSON_KEY, left=records - pl.col("len").cast(pl.Int64))
    )
    order = pl.col("起始年月").rank("ordinal", descending=True).over(PERSON_KEY)
    chosen = (
        insured.with_columns(place=order)
        .join(left, on=PERSON_KEY, how="left", maintain_order="left")
        .filter(pl.col("place") <= pl.max_horizontal(pl.col("left"), 1))
    )
    return Facts({**facts.tables, INSURANCE: chosen.select(insured.columns)})


def copy_plainly(facts: Facts) -> None:
    """The rows as they come, into tables without keys, indexes, rules and history."""
    with transaction.atomic():
        execute(sql.SQL("CREATE SCHEMA plain"))
        for number, frame in enumerate(facts.tables.values()):
            _plain(f"t{number}", frame)


def _plain(table: str, frame: pl.DataFrame) -> None:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(
            sql.Identifier(name), sql.SQL(_TYPES.get(type_.base_type(), "bigint"))
        )
        for name, type_ in frame.schema.items()
    )
    execute(sql.SQL("CREATE TABLE plain.{} ({})").format(sql.Identifier(table), columns))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO plain, public")
    copy_in(table, frame)


def portions(facts: Facts, at_once: int) -> Iterator[Facts]:
    """The people some at a time, as files come; organisations with the first of them."""
    everybody = facts[PEOPLE][PERSON_KEY]
    for start in range(0, everybody.len(), at_once):
        some = everybody.slice(start, at_once)
        tables = {
            sheet: frame.filter(pl.col(PERSON_KEY).is_in(some.implode()))
            for sheet, frame in facts.tables.items()
            if BY_NAME[sheet].key == PERSON_KEY
        }
        if start == 0:
            tables |= {s: f for s, f in facts.tables.items() if s not in tables}
        yield Facts(tables)


def load(facts: Facts, title: str) -> Loaded:
    return load_facts(
        facts=facts, batch=open_batch(title=title, acting_user=None), acting_user=None
    )


def _rows_of(facts: Facts, at_once: int) -> int:
    return sum(next(portions(facts, at_once)).counts().values())


def _expect_all(found: Found, loads: list[Loaded]) -> None:
    added = sum(change.added for one in loads for change in one.changes.values())
    people = Person.objects.count()
    if (added, people < found.people) != (found.rows, False):
        raise SystemExit(f"{added:,} of {found.rows:,} rows, {people:,} people")


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def changed(facts: Facts) -> Facts:
    """A hundredth of the people, of whom one record of insurance says another place."""
    everybody = facts[PEOPLE][PERSON_KEY]
    chosen = random.Random(1).sample(range(everybody.len()), int(everybody.len() * SHARE))
    whom = everybody.gather(chosen)
    own = facts[INSURANCE].filter(pl.col(PERSON_KEY).is_in(whom.implode()))
    first = pl.int_range(pl.len()).over(PERSON_KEY) == 0
    places = own["参保地"]
    moved = own.with_columns(
        pl.when(first).then(places.shift(1).fill_null(places[-1])).otherwise(places).alias("参保地")
    )
    return Facts({INSURANCE: moved})


def _decide(found: Found, facts: Facts) -> None:
    with found.step("everybody is decided"):
        first = _run(Mode.FULL)
    night = changed(facts)
    rows = night[INSURANCE].height
    with found.step("a hundredth of the people changes", rows):
        loaded = load(night, "change")
    with found.step("of whom it changes something, they are decided anew"):
        second = _run(Mode.INCREMENTAL)
    if (first.mode, second.mode) != (Mode.FULL, Mode.INCREMENTAL):
        raise SystemExit(f"not decided so: {first.mode}, {second.mode}")
    change = loaded.changes[INSURANCE]
    print(f"changed {change.as_data()}, decided anew {second.causes}")
    print(f"decisions {Decision.objects.count():,}")


def _run(mode: Mode) -> Run:
    run = execute_run(run=request_run(acting_user=None, as_of=AS_OF, mode=mode, queue=False))
    if run.state != RunState.FINISHED:
        raise SystemExit(f"run {run.state}: {run.reason}")
    return run
