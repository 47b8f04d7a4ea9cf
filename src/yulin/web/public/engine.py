"""The policy engine as the public pages use it: one place to change when the engine changes."""

import datetime as dt
from collections.abc import Iterable, Mapping

from yulin.facts.frames import Facts
from yulin.policy.decision import Decision
from yulin.policy.document import Document
from yulin.policy.explain import explain
from yulin.policy.library import Library
from yulin.policy.questions import Question, question_terms, questions_for
from yulin.policy.questions import tables_behind as tables_behind_of
from yulin.policy.remedies.remedies import Prospects
from yulin.policy.vocabulary import Term
from yulin.programmes.queries.library import library

Values = Mapping[str, object]


_known: tuple[Library, dict[str, Term]] | None = None


def documents() -> tuple[Document, ...]:
    return library().documents


def document(policy: str) -> Document | None:
    return next((d for d in documents() if d.id == policy), None)


def decide(
    values: Values, *, region: int, as_of: dt.date, skipped: Iterable[str] = ()
) -> tuple[Decision, ...]:
    """Every benefit of the region and of those above it, for somebody who works there."""
    return explain(library(), values=values, region=region, as_of=as_of, skipped=skipped)


def prospects(
    facts: Facts | None = None,
    *,
    as_of: dt.date,
    subject: str | None = None,
    region: int | None = None,
    values: Values | None = None,
    skipped: Iterable[str] = (),
) -> Prospects:
    """The decisions with what would help and what is to come."""
    return Prospects.of(
        library(),
        facts,
        as_of=as_of,
        subject=subject,
        region=region,
        values=values,
        skipped=skipped,
    )


def questions(decisions: Iterable[Decision], *, answered: Iterable[str]) -> tuple[Question, ...]:
    """What these decisions leave open, the most useful first."""
    return questions_for(library(), decisions, answered=answered)


def tables_behind() -> dict[str, frozenset[str]]:
    """The record tables that each fact is worked out from."""
    return tables_behind_of(library())


def warm(as_of: dt.date) -> None:
    """Compile the program that decides what is in the register."""
    library().program(as_of)


def term(name: str) -> Term | None:
    """A name of the vocabulary or of a single document."""
    global _known  # noqa: PLW0603 - one cache a process, replaced with the library
    current = library()
    if _known is None or _known[0] is not current:
        _known = (current, question_terms(current))
    return _known[1].get(name)
