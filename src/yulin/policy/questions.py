"""Which fact to ask for next: only those on which an open answer still hangs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from yulin.policy.decision import Decision, Status
from yulin.policy.explain import explain
from yulin.policy.kinds import DAY, DIVISION, YES, Label, Number, Type
from yulin.policy.library import Library
from yulin.policy.reasons import TABLE_PREFIX
from yulin.policy.vocabulary import Term, standard

QuestionType = Literal["yes", "number", "date", "choice", "text", "division"]
#: supplied by the page itself for each region it compares
_SUPPLIED = {"工作地区", "单位地区"}


@dataclass(frozen=True, kw_only=True)
class Question:
    """A fact to ask for, with how to ask for it."""

    name: str
    text: str
    text_en: str
    type: QuestionType
    unit: str
    decimals: int
    options: tuple[str, ...]
    help: str
    #: how many open answers hang on it
    affects: int


def question_terms(library: Library) -> dict[str, Term]:
    """Return every name that can be asked for: the vocabulary's and the documents' own."""
    terms = dict(standard().terms)
    for document in library.documents:
        terms.update({t.name: t for t in document.terms})
    return terms


def next_questions(
    library: Library,
    values: Mapping[str, object],
    *,
    as_of: dt.date,
    regions: Iterable[int],
    skipped: Iterable[str] = (),
) -> tuple[Question, ...]:
    """Return the questions that still matter, most useful first.

    Args:
        values: answers so far, by vocabulary name.
        regions: the regions compared; each is decided as if the person worked there.
        skipped: names the person could not or would not answer.
    """
    found: list[Decision] = []
    for region in regions:
        found.extend(explain(library, as_of=as_of, region=region, values=values))
    return questions_for(library, found, answered={*values, *skipped})


def questions_for(
    library: Library, decisions: Iterable[Decision], *, answered: Iterable[str]
) -> tuple[Question, ...]:
    """Return the questions that decisions already made leave open."""
    counts: Counter[str] = Counter()
    for decision in decisions:
        counts.update(set(_hanging_on(decision)))
    terms = question_terms(library)
    done = {*answered, *_SUPPLIED}
    names = [n for n, _ in counts.most_common() if n not in done and _askable(n, terms)]
    return tuple(_question(terms[n], counts[n]) for n in names)


def _hanging_on(decision: Decision) -> tuple[str, ...]:
    if decision.status is Status.UNDETERMINED:
        return decision.missing
    if decision.status in (Status.YES, Status.NOT_YET) and decision.amount is not None:
        return decision.amount.notes if decision.amount.value is None else ()
    return ()


def _askable(name: str, terms: Mapping[str, Term]) -> bool:
    return not name.startswith(TABLE_PREFIX) and name in terms


def _question(term: Term, affects: int) -> Question:
    kind = term.type
    return Question(
        name=term.name,
        text=term.ask or f"{term.name}？",
        text_en=term.ask_en or f"{term.en}?",
        type=_question_type(kind),
        unit=kind.unit if isinstance(kind, Number) else "",
        decimals=kind.scale if isinstance(kind, Number) else 0,
        options=kind.labels.labels if isinstance(kind, Label) else (),
        help=term.note,
        affects=affects,
    )


def _question_type(kind: Type) -> QuestionType:
    if kind == YES:
        return "yes"
    if kind == DAY:
        return "date"
    if kind == DIVISION:
        return "division"
    if isinstance(kind, Number):
        return "number"
    return "choice" if isinstance(kind, Label) else "text"
