"""Writes the statements that decide everything for everybody, for one engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from yulin.policy.backends.sql.answers import Answers, Decided
from yulin.policy.backends.sql.dialects import Dialect
from yulin.policy.backends.sql.population import Population, own_sheet
from yulin.policy.backends.sql.sheets import Job, Source
from yulin.policy.program import Program
from yulin.policy.vocabulary import SUBJECTS, Subject


@dataclass(frozen=True)
class Script:
    """Statements in order, each the query of one table, and where the answers then stand."""

    statements: tuple[tuple[str, exp.Query], ...]
    answers: tuple[Answers, ...]


def script(
    program: Program,
    as_of: dt.date,
    dialect: Dialect,
    sources: Mapping[str, Source],
    *,
    chosen: Mapping[Subject, Sequence[str] | Source] | None = None,
) -> Script:
    """Return the script that decides.

    Args:
        program: what is in force.
        as_of: the date of the decision.
        dialect: the engine that will run it.
        sources: the relation of every record table that is known; one that is absent is unknown.
        chosen: per kind of subject the keys of those to decide, or a relation with them in its key
            column; None: everybody of every kind.
    """
    job = Job(program, as_of, dialect, sources)
    answers = []
    for subject in SUBJECTS:
        items = program.of(subject)
        if not items or subject not in sources or (chosen is not None and subject not in chosen):
            continue
        wanted = chosen[subject] if chosen is not None else None
        population = Population(job, subject, own_sheet(job, subject, wanted))
        answers.append(Decided(population, items).answers(subject))
    return Script(tuple(job.statements), tuple(answers))
