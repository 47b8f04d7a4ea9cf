"""Writes the statements that decide everything for everybody, for one engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from yulin.policy.backends.sql.answers import Answers, Decided
from yulin.policy.backends.sql.dialects import Dialect
from yulin.policy.backends.sql.population import Population, own_sheet
from yulin.policy.backends.sql.sheets import Job, Source
from yulin.policy.program import Program
from yulin.policy.vocabulary import SUBJECTS, Subject

#: scripts kept; one takes a quarter of a megabyte and a second to write
_KEPT = 16


@dataclass(frozen=True)
class Statement:
    """The query of one table."""

    table: str
    query: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """Statements in order, and where the answers stand when all have run."""

    statements: tuple[Statement, ...]
    answers: tuple[Answers, ...]


def script(
    program: Program,
    as_of: dt.date,
    dialect: Dialect,
    sources: Mapping[str, Source],
    chosen: Mapping[Subject, Source] | None = None,
) -> Script:
    """Return the script that decides; recent ones are kept.

    Args:
        program: what is in force.
        as_of: the date of the decision.
        dialect: the engine that will run it.
        sources: the relation of every record table that is known; one that is absent is unknown.
        chosen: per kind of subject the relation whose key column names those to decide; None:
            everybody of every kind.
    """
    some = None if chosen is None else tuple(chosen.items())
    return _script(_Same(program), as_of, dialect, tuple(sources.items()), some)


@dataclass(frozen=True, eq=False)
class _Same:
    """A program by identity: comparing two of them would compare every condition."""

    program: Program

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.program is self.program

    def __hash__(self) -> int:
        return id(self.program)


@lru_cache(_KEPT)
def _script(
    same: _Same,
    as_of: dt.date,
    dialect: Dialect,
    sources: tuple[tuple[str, Source], ...],
    chosen: tuple[tuple[Subject, Source], ...] | None,
) -> Script:
    job = Job(same.program, as_of, dialect, dict(sources))
    wanted = dict(chosen) if chosen is not None else None
    answers = []
    for subject in SUBJECTS:
        items = same.program.of(subject)
        if (
            not items
            or subject not in job.sources
            or (wanted is not None and subject not in wanted)
        ):
            continue
        among = wanted[subject] if wanted is not None else None
        population = Population(job, subject, own_sheet(job, subject, among))
        answers.append(Decided(population, items).answers(subject))
    statements = [
        Statement(table, dialect.write(query), tuple(query.named_selects))
        for table, query in job.statements
    ]
    return Script(tuple(statements), tuple(answers))
