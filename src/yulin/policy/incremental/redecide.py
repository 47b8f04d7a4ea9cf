"""Decides anew only those whose records changed or whose day has come; the rest stay as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.population import KEY, Population
from yulin.policy.decide import DecisionTable, Progress, decide, decide_population
from yulin.policy.incremental.few import Few, are_few
from yulin.policy.incremental.horizon import COLUMNS as DAYS
from yulin.policy.incremental.horizon import days_of
from yulin.policy.library import Library
from yulin.policy.long_form import Wide
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject


def redecide(
    library: Library,
    previous: DecisionTable,
    facts: Facts,
    *,
    subjects: Mapping[Subject, pl.Series],
    as_of: dt.date,
) -> DecisionTable:
    """Return what deciding everybody would give, from earlier decisions and a few new ones.

    Everybody is decided where other versions are in force than before. The same tables must be
    supplied as then.

    Args:
        library: checked documents.
        previous: decisions on an earlier date, or on the same.
        facts: the records as they are now.
        subjects: by kind, those whose records changed (``dependencies.affected``) or whose day has
            come since the earlier date (``horizon.next_days``).
        as_of: the date of the decision.
    """
    program = library.program(as_of)
    kinds = {kind for kind in ("人员", "单位") if program.of(kind) and kind in facts.tables}
    if program is not previous.program or kinds != {part.subject for part in previous.parts}:
        return decide(library, facts, as_of=as_of)
    parts = tuple(
        _spliced(part, program, facts, subjects.get(part.subject), as_of) for part in previous.parts
    )
    return DecisionTable(program, as_of, parts)


def decide_some(
    library: Library,
    facts: Facts | Records,
    *,
    subjects: Mapping[Subject, pl.Series],
    as_of: dt.date,
    progress: Progress | None = None,
) -> tuple[DecisionTable, pl.DataFrame]:
    """Return the decisions on some subjects, and when each is to be decided again.

    Of records whose places are known no table is looked through. The facts may hold others whom these name. The days are as ``horizon.next_days`` gives them, at
    less cost: what both read is gathered once. Of a few subjects, benefits of regions in which none
    of them may work are left out of the table: ``long`` does not tell of them.
    """
    program = library.program(as_of)
    tables = facts.held.tables if isinstance(facts, Records) else facts.tables
    parts, days = [], [pl.DataFrame(schema=DAYS)]
    for kind, keys in subjects.items():
        if not program.of(kind) or kind not in tables:
            continue
        held = _held(facts, kind, keys)
        if are_few(kind, len(held)):
            few = Few.of(program, facts, as_of, kind, held)
            if kind == "单位":  # of people, no row leads to so many
                few.leave_out_elsewhere()
            parts.append(few.decided(few.near()))
            days.append(few.next_days(library))
            if progress is not None:
                progress(f"{kind}：完成", 5, 5)
        else:
            whole = facts.facts() if isinstance(facts, Records) else facts
            population = Population(program, whole, as_of, kind, keys=held)
            parts.append(decide_population(population, program.of(kind), progress))
            days.append(days_of(population, library))
    return DecisionTable(program, as_of, tuple(parts)), pl.concat(days)


def _held(facts: Facts | Records, kind: Subject, keys: pl.Series) -> pl.Series:
    """Return those of some subjects whom the facts hold, in the order of the facts."""
    if isinstance(facts, Records):
        own = schema.BY_NAME[kind].key
        places, _ = facts.places(kind, own, keys.drop_nulls().unique())
        return facts.held[kind][own].gather(places)
    everybody = facts.tables[kind][schema.BY_NAME[kind].key]
    return everybody.filter(everybody.is_in(keys.implode()))


def _spliced(
    part: Wide, program: Program, facts: Facts, anew: pl.Series | None, as_of: dt.date
) -> Wide:
    """Return earlier decisions with those of some subjects in place of theirs, in today's order."""
    everybody = facts.tables[part.subject][schema.BY_NAME[part.subject].key]
    known = part.frame[KEY]
    wanted = everybody.filter(~everybody.is_in(known.implode()))
    if anew is not None:
        named = _held(facts, part.subject, anew)
        wanted = pl.concat([wanted, named]).unique(maintain_order=True)
    fresh = part.frame.clear()
    if wanted.len():
        fresh = _decided(part, program, facts, wanted, as_of).select(part.frame.columns)
    kept = part.frame.filter(~known.is_in(wanted.implode()))
    rows = pl.concat([kept, fresh])
    order = pl.DataFrame({KEY: everybody})
    frame = order.join(rows, on=KEY, how="left", maintain_order="left")
    return Wide(part.subject, part.items, frame, part.clauses)


def _decided(
    part: Wide, program: Program, facts: Facts, wanted: pl.Series, as_of: dt.date
) -> pl.DataFrame:
    """Return every answer about some subjects."""
    if are_few(part.subject, len(wanted)):
        return Few.of(program, facts, as_of, part.subject, wanted).decided(part.items).frame
    population = Population(program, facts, as_of, part.subject, keys=wanted)
    return decide_population(population, part.items).frame
