"""Benefits paid in parts: each part is owed once, from the first day on which it is due.

A part is due while the whole is due and its own condition holds, as the explanation of a decision
says (`policy.explain`). The condition is asked anew on the day, from the facts that the run reads:
time alone may cure it, and a check that failed may be passed later.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from yulin.entitlements.deciding import parts_of
from yulin.entitlements.enums import MONTHS, Period
from yulin.entitlements.models import Run
from yulin.entitlements.plan import PEOPLE_PER_BATCH
from yulin.entitlements.sums import divided, makes_up
from yulin.policy.backends.population import KEY, Population
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject
from yulin.programmes.queries.library import library_of

_KINDS: tuple[tuple[Subject, str], ...] = (("人员", "P"), ("单位", "E"))


@dataclass(frozen=True)
class _Waiting:
    """A grant of which parts may be due: what its decision says of the whole, what is owed already."""

    grant: int
    subject: str
    key: str
    begins: dt.date
    period: Period
    version: str
    periods: int | None
    #: the standard sum of a period, none of a ruling; and what is really paid of it
    whole: int | None
    paid: int | None
    #: two people ruled what is paid
    ruled: bool
    #: the last number that was given, and fen by part
    last: int
    owed: dict[str, int]

    def turn(self, day: dt.date) -> int:
        """The period that runs on a day, from 1; a single sum has one for ever."""
        if self.period == Period.ONCE:
            return 1
        begins = self.begins
        months = 12 * (day.year - begins.year) + day.month - begins.month
        return (months - (day.day < begins.day)) // MONTHS[self.period] + 1

    def is_over(self, day: dt.date) -> bool:
        once = self.period == Period.ONCE
        return not once and self.periods is not None and self.turn(day) > self.periods

    def named(self, part: str, day: dt.date) -> str:
        """What a part is called for good: of a sum that comes again, with the number of its period."""
        return part if self.period == Period.ONCE else f"{self.turn(day)}·{part}"


@dataclass(frozen=True)
class _Part:
    name: str
    is_due: bool | None
    amount: int | None


@dataclass(frozen=True, kw_only=True)
class Parts:
    """How many parts fell due, and the grants of which none is left."""

    owed: int = 0
    complete: tuple[int, ...] = ()


def owe_parts(cursor: CursorWrapper, run: Run, words: dict[str, sql.Composable]) -> Parts:
    """Write down the parts that fell due on the day of a run, of those whom it answers about."""
    cursor.execute(_WAITING.format(**words))
    waiting = [_read(row) for row in cursor.fetchall()]
    if not waiting:
        return Parts()
    told = _told(run, waiting)
    rows: list[dict[str, Any]] = []
    complete = [one.grant for one in waiting if one.is_over(run.as_of)]
    for one in waiting:
        if one.grant in complete:
            continue
        parts = told.get((one.subject, one.key), [])
        due = list(_falling_due(one, parts, run.as_of))
        rows += _rows(one, due)
        if _is_complete(one, parts, {name for name, _fen in due}, run.as_of):
            complete.append(one.grant)
    cursor.execute(_OWE.format(**words), [json.dumps(rows)])
    return Parts(owed=len(rows), complete=tuple(complete))


def end_complete(cursor: CursorWrapper, parts: Parts, words: dict[str, sql.Composable]) -> int:
    """End the grants of which no part is left; return how many."""
    if not parts.complete:
        return 0
    cursor.execute(_COMPLETE.format(**words), [list(parts.complete)])
    return int(cursor.rowcount)


def _read(row: tuple[Any, ...]) -> _Waiting:
    *plain, whole, paid, ruled, last, owed = row
    grant, subject, key, begins, period, version, periods = plain
    return _Waiting(
        grant=grant,
        subject=subject,
        key=key,
        begins=begins,
        period=Period(period),
        version=version,
        periods=periods,
        whole=whole,
        paid=None if paid is None else int(paid),
        ruled=ruled,
        last=last,
        owed=json.loads(owed) if isinstance(owed, str) else owed,
    )


def _rows(one: _Waiting, due: Iterable[tuple[str, int]]) -> Iterator[dict[str, Any]]:
    owed = ((name, fen) for name, fen in due if fen)
    for number, (name, fen) in enumerate(owed, start=one.last + 1):
        yield {
            "grant_id": one.grant,
            "number": number,
            "fen": fen,
            "version": one.version,
            "part": name,
        }


def _falling_due(one: _Waiting, parts: list[_Part], day: dt.date) -> Iterator[tuple[str, int]]:
    """The parts that are due and not owed yet, with their sums; of a part of nothing, nothing."""
    sums = divided([part.amount for part in parts], whole=one.whole, paid=one.paid)
    if one.ruled and one.paid and None in sums:
        yield from _in_one(one, parts, day)
        return
    left = _left(one, parts, day)
    for part, fen in zip(parts, sums, strict=True):
        name = one.named(part.name, day)
        if not part.is_due or fen is None or name in one.owed:
            continue
        owed = fen if left is None else max(0, min(fen, left))
        left = None if left is None else left - owed
        yield name, owed


def _in_one(one: _Waiting, parts: list[_Part], day: dt.date) -> Iterator[tuple[str, int]]:
    """What two people ruled, where nobody can say what the parts of it are."""
    names = [one.named(part.name, day) for part in parts]
    if names and one.paid and not one.owed.keys() & set(names):
        yield names[0], one.paid


def _left(one: _Waiting, parts: list[_Part], day: dt.date) -> int | None:
    """What is left of the whole, where the parts do not come to more by the text itself."""
    known = [part.amount for part in parts if part.amount is not None]
    if one.paid is None:
        return None
    more = one.whole is not None and sum(known) > one.whole and not makes_up(known, one.whole)
    if more:
        return None
    names = {one.named(part.name, day) for part in parts}
    once = one.period == Period.ONCE
    return one.paid - sum(fen for name, fen in one.owed.items() if once or name in names)


def _is_complete(one: _Waiting, parts: list[_Part], due: set[str], day: dt.date) -> bool:
    """Every part has been owed, or is due and comes to nothing; of the last period, where it ends."""
    if one.period != Period.ONCE and one.turn(day) != one.periods:
        return False
    done = due | one.owed.keys()
    whole = one.ruled and bool(done) and None in {part.amount for part in parts}
    return bool(parts) and (whole or all(one.named(p.name, day) in done for p in parts))


def _told(run: Run, waiting: list[_Waiting]) -> dict[tuple[str, str], list[_Part]]:
    """The parts of those who wait, with what is said of them on the day of the run."""
    assert run.library is not None
    program = library_of(run.library).program(run.as_of)
    wanted = {(one.subject, one.key) for one in waiting}
    items = [item for key in sorted({k for _, k in wanted}) if (item := program.by_key.get(key))]
    found: dict[tuple[str, str], list[_Part]] = {}
    for kind, letter in _KINDS:
        own = [item for item in items if item.subject == kind]
        ids = sorted({int(s[1:]) for s, _ in wanted if s.startswith(letter)})
        for start in range(0, len(ids), PEOPLE_PER_BATCH):
            some = ids[start : start + PEOPLE_PER_BATCH]
            for part in parts_of(run, kind, some, program):
                population = Population(program, part.facts, run.as_of, kind, keys=part.keys)
                found |= _of_population(program, population, own, wanted)
    return found


def _of_population(
    program: Program, population: Population, items: list[Item], wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], list[_Part]]:
    parts = [(item.key, part) for item in items for part in item.parts]
    population.prepare(node for _key, part in parts for node in (part.truth, part.amount))
    context = population.context
    columns = [
        column
        for number, (_key, part) in enumerate(parts)
        for column in (
            context.expr(part.truth).cast(pl.Boolean).alias(f"truth{number}"),
            context.expr(part.amount).cast(pl.Int64).alias(f"fen{number}"),
        )
    ]
    found: dict[tuple[str, str], list[_Part]] = {}
    for row in population.frame.select(KEY, *columns).iter_rows(named=True):
        for number, (key, part) in enumerate(parts):
            if (row[KEY], key) in wanted:
                told = _Part(part.name, row[f"truth{number}"], row[f"fen{number}"])
                found.setdefault((row[KEY], key), []).append(told)
    return found


#: grants under way whose benefit is paid in parts and due on the day
_WAITING = sql.SQL("""
    SELECT held.id, coalesce('P' || held.person_id, 'E' || held.employer_id),
        held.policy || '/' || held.benefit, held.begins_on, held.period, decided.version,
        decided.periods,
        CASE WHEN decided.ruled THEN NULL WHEN held.period = {once} THEN decided.total
            ELSE decided.amount END,
        CASE WHEN held.period = {once} THEN coalesce(decided.net, decided.total, decided.amount)
            WHEN decided.net IS NULL OR decided.net = decided.total THEN decided.amount
            ELSE div(decided.amount::numeric * decided.net, decided.total) END,
        decided.ruled, earlier.last, earlier.owed
    FROM entitlements_grant AS held
    JOIN answered AS decided ON {same}
    CROSS JOIN LATERAL (
        SELECT coalesce(max(number), 0) AS last,
            coalesce(jsonb_object_agg(part, amount) FILTER (WHERE number IS NOT NULL), '{{}}')
                AS owed
        FROM entitlements_instalment WHERE grant_id = held.id
    ) AS earlier
    WHERE held.state = {active} AND {due} AND {free} AND decided.qualifier = '='
        AND held.policy || '/' || held.benefit = ANY ({in_parts})
    ORDER BY held.id
""")
_OWE = sql.SQL("""
    INSERT INTO entitlements_instalment (
        uuid, grant_id, person_id, employer_id, policy, benefit, part, number, during, amount,
        decided_by_id, version
    )
    SELECT gen_random_uuid(), held.id, held.person_id, held.employer_id, held.policy, held.benefit,
        owed.part, owed.number, daterange({as_of}, {as_of} + 1), owed.fen, {run}, owed.version
    FROM jsonb_to_recordset(%s::jsonb)
        AS owed (grant_id bigint, number int, fen bigint, version text, part text)
    JOIN entitlements_grant AS held ON held.id = owed.grant_id
""")
_COMPLETE = sql.SQL("""
    UPDATE entitlements_grant SET state = {ended} WHERE id = ANY (%s) AND state = {active}
""")
