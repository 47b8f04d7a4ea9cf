"""What was decided about a paid period, decided again: same text, same day, today's facts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from yulin.control.enums import Outcome
from yulin.entitlements.choosing import respect
from yulin.entitlements.deciding import Part, parts_of
from yulin.entitlements.enums import Answer, Engine, Period
from yulin.entitlements.models import Instalment, Run
from yulin.facts.frames import Facts
from yulin.policy.decide import DecisionTable
from yulin.policy.library import Library
from yulin.policy.vocabulary import Subject
from yulin.programmes.queries.library import library_now, library_of
from yulin.registry.models import Person

_RECEIVED = "已享受"
_ON = "享受日期"


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What a decision says of one benefit; sums in fen."""

    status: int
    period: str
    amount: int | None
    total: int | None
    net: int | None
    displaced: bool
    trace: str

    def owed(self, number: int) -> int | None:
        """What it owes for one period, as `accrue` works it out; none where it cannot be told."""
        if self.status == Answer.UNDETERMINED:
            return None
        if self.status != Answer.YES or self.displaced:
            return 0
        if self.period == Period.ONCE:
            return next((s for s in (self.net, self.total, self.amount) if s is not None), None)
        if self.amount is None or self.net is None or self.net == self.total or not self.total:
            return self.amount
        whole = self.amount * self.net
        return number * whole // self.total - (number - 1) * whole // self.total


@dataclass(frozen=True, kw_only=True)
class Again:
    """What came out for one instalment; sums in fen."""

    outcome: Outcome
    now_due: int | None
    over: int
    trace: str


Found = dict[tuple[int, str], Sums]
"""Register key and `policy/benefit` → what is decided."""


def decided_again(run: Run, rows: list[Instalment], *, known_at: datetime) -> dict[int, Again]:
    """Instalment → what comes out, for instalments that one run found due."""
    assert run.library is not None
    library = library_of(run.library)
    # facts of somebody with two numbers are read under the one that is kept
    numbers = {row.person_id for row in rows}
    merged = Person.objects.filter(pk__in=numbers, merged_into__isnull=False)
    kept = dict(merged.values_list("pk", "merged_into"))
    found: dict[bool, Found] = {}
    for of_person in {row.person_id is not None for row in rows}:
        ids = {_subject(row, kept) for row in rows if (row.person_id is not None) == of_person}
        found[of_person] = _sums(
            library, run.as_of, sorted(ids), of_person=of_person, known_at=known_at
        )
    return {row.pk: _compared(row, kept, found[row.person_id is not None]) for row in rows}


def _subject(row: Instalment, kept: dict[int, int]) -> int:
    key: int = row.person_id or row.employer_id
    return kept.get(key, key) if row.person_id else key


def _compared(row: Instalment, kept: dict[int, int], found: Found) -> Again:
    key = (_subject(row, kept), f"{row.policy}/{row.benefit}")
    sums = found.get(key)
    if sums is None:  # a subject of whom nothing is held any more
        return Again(outcome=Outcome.UNTOLD, now_due=None, over=0, trace="")
    owed = sums.owed(row.number)
    if owed is None:
        return Again(outcome=Outcome.UNTOLD, now_due=None, over=0, trace=sums.trace)
    over = max(0, row.amount - owed)
    if owed == 0:
        outcome = Outcome.NOT_DUE
    elif over:
        outcome = Outcome.LESS
    else:
        outcome = Outcome.MORE if owed > row.amount else Outcome.SAME
    return Again(outcome=outcome, now_due=owed, over=over, trace=sums.trace)


def _sums(
    library: Library, as_of: date, ids: list[int], *, of_person: bool, known_at: datetime
) -> Found:
    run = Run(as_of=as_of, engine=Engine.POLARS, known_at=known_at)
    kind: Subject = "人员" if of_person else "单位"
    program = library.program(as_of)
    found: Found = {}
    for part, table in _tables(run, library, kind, ids, before=as_of):
        rows = part.rows(table).with_columns(
            pl.col("subject").str.slice(1).cast(pl.Int64).alias("id"),
            pl.concat_str("policy", "benefit", separator="/").alias("key"),
        )
        if of_person:
            rows = respect(rows, program, known_at)
        for one in rows.iter_rows(named=True):
            found[one["id"], one["key"]] = Sums(
                status=one["status"],
                period=one["period"],
                amount=one["amount"],
                total=one["total"],
                net=one["net"],
                displaced=bool(one["displaced_by"]),
                trace=one["trace"] or "",
            )
    return found


def _tables(
    run: Run, library: Library, kind: Subject, ids: list[int], *, before: date | None
) -> Iterator[tuple[Part, DecisionTable]]:
    """The answers; what was received on the day or after it is not about the day (`before`).

    Among it is the very payment that is checked, which must not speak against itself.
    """
    for part in parts_of(run, kind, ids, library.program(run.as_of)):
        known = part if before is None else replace(part, facts=_before(part.facts, before))
        yield known, known.decided(run, library)[0]


def _before(facts: Facts, day: date) -> Facts:
    if _RECEIVED not in facts:
        return facts
    earlier = facts[_RECEIVED].filter(pl.col(_ON) < day)
    return replace(facts, tables={**facts.tables, _RECEIVED: earlier})


def called_back(
    rows: list[Instalment], *, today: date, known_at: datetime
) -> dict[tuple[int, str], int]:
    """Register key and benefit → fen that today's text calls back (存续: 追回额) on today's facts.

    Only what is known as received speaks here: the register's 已享受, as the document reads it.
    """
    library = library_now()
    run = Run(as_of=today, engine=Engine.POLARS, known_at=known_at)
    found: dict[tuple[int, str], int] = {}
    for kind, field in (("人员", "person_id"), ("单位", "employer_id")):
        items = {item.key for item in library.program(today).of(kind) if item.life is not None}
        concerned = [row for row in rows if getattr(row, field) is not None]
        ids = sorted(
            {getattr(row, field) for row in concerned if f"{row.policy}/{row.benefit}" in items}
        )
        if not ids:
            continue
        for part, table in _tables(run, library, kind, ids, before=None):
            found |= _recoveries(part, table, kind, items)
    return found


def _recoveries(
    part: Part, table: DecisionTable, kind: Subject, items: set[str]
) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for wide in table.parts:
        if wide.subject != kind:
            continue
        frame = wide.frame.filter(pl.col("_key").is_in(part.keys.implode()))
        for key in items:
            name = f"{key}|recovery"
            if name not in frame.columns:
                continue
            due = frame.select("_key", name).filter(pl.col(name) > 0)
            for subject, fen in due.iter_rows():
                found[int(subject[1:]), key] = int(fen)
    return found
