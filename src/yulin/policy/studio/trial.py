"""A text that somebody is writing: read, checked and tried out beside the documents in use.

Meant to answer while a person types, so only what the text can reach is compiled with it: documents
that classify people where it applies, that it replaces or stands in for, that relations name, or
that pay under the same name. A release checks against everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from yulin.policy.cases import (
    WORDS,
    CaseError,
    Outcome,
    compare,
    decide_case,
    run_case,
)
from yulin.policy.compile.compiler import compile_versions
from yulin.policy.compile.names import covers, every_benefit
from yulin.policy.decision import Decision
from yulin.policy.document import Case, Document, Expectation, Version
from yulin.policy.documents.load import read_document
from yulin.policy.language.history import KIND
from yulin.policy.language.values import ValueRefusedError
from yulin.policy.library import Library
from yulin.policy.lint import lint
from yulin.policy.problems import Place, PolicyError, Problem
from yulin.policy.reader import Problems


@dataclass(frozen=True)
class Line:
    """One expectation of a case: what should come out, what did, and what is wrong."""

    benefit: str
    wanted: str
    got: str
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseRun:
    """How a worked case came out, expectation by expectation."""

    case: Case
    outcome: Outcome
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Trial:
    """What can be said of a text as it stands."""

    document: Document | None
    problems: tuple[Problem, ...]
    #: the text with all that it can reach; None while it has errors
    library: Library | None = None
    cases: tuple[CaseRun, ...] = field(default=())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the text from being used."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What its author should look at."""
        return tuple(p for p in self.problems if p.severity != "error")

    @property
    def failed(self) -> tuple[CaseRun, ...]:
        """The worked cases that came out otherwise than they say."""
        return tuple(run for run in self.cases if run.outcome.state == "failed")

    @property
    def is_sound(self) -> bool:
        """Whether the text may be decided with: no error, and every case comes out."""
        return self.document is not None and not self.errors and not self.failed


def try_text(library: Library, text: str, *, name: str, cases: bool = True) -> Trial:
    """Return what a text says and what is wrong with it, beside a library that has its old form."""
    problems = Problems()
    document = read_document(Path(name), problems, text=text, commons=library.commons)
    if document is None or _has_errors(problems):
        return Trial(document, _in_order(problems))
    _refuse_nothing_said(document, problems)
    beside = reachable(library, document)
    _check(beside, document, problems)
    if _has_errors(problems):
        return Trial(document, _in_order(problems))
    try:
        problems.extend(p for p in lint(beside) if p.place.file == document.file)
    except PolicyError as error:
        problems.extend(error.problems)
        return Trial(document, _in_order(problems))
    runs = tuple(run(beside, document, case) for case in document.cases) if cases else ()
    return Trial(document, _in_order(problems), beside, runs)


def _has_errors(problems: Problems) -> bool:
    return any(p.severity == "error" for p in problems)


def _in_order(problems: Problems) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code)))


def _refuse_nothing_said(document: Document, problems: Problems) -> None:
    if not document.versions:
        problems.error(
            Place(document.file, 1, 1), "E504", "没有一个版本", "在 版本 下写上待遇或分类"
        )
    if not document.cases:
        place = Place(document.file, 1, 1)
        problems.warn(
            place, "W609", "没有案例", "至少写一个符合、一个不符合的案例，改动时随时能核对"
        )


# -- what it reaches -------------------------------------------------------------------------------


def reachable(library: Library, document: Document) -> Library:
    """Return the document with all that it reads or is read by, in place of its form in use."""
    others = [d for d in library.documents if d.id != document.id and _touches(d, document)]
    known = (*(d for d in library.documents if d.id != document.id), document)
    return replace(library, documents=(*others, document), known=known, warnings=(), _programs={})


def _touches(other: Document, document: Document) -> bool:
    if other.id == document.replaces or other.replaces == document.id:
        return True
    if not (covers(other.region, document.region) or covers(document.region, other.region)):
        return False
    if any(version.classification for version in other.versions):
        return True
    if _named_by(other, document) or _named_by(document, other):
        return True
    return bool(_paid_names(other) & _paid_names(document))


def _named_by(one: Document, other: Document) -> bool:
    members = [m for relation in other.relations for m in relation.members]
    if any(key in members for b in every_benefit(one) for key in (f"{KIND}{k}" for k in b.kinds)):
        return True
    return any(member.partition("/")[0] == one.id for member in members if "/" in member)


def _paid_names(document: Document) -> set[str]:
    return {b.name for v in document.versions for b in v.benefits if b.kind == "money"}


def _check(library: Library, document: Document, problems: Problems) -> None:
    """Compile every version of the document beside the others in force on its first day."""
    for version in document.versions:
        day = version.starts or version.ends or dt.date(2026, 1, 1)
        found = Problems()
        beside = [
            (d, v)
            for d in library.documents
            if d.id != document.id
            if (v := d.version_on(day)) is not None
        ]
        compile_versions([*beside, (document, version)], found, library.loaded)
        problems.extend(p for p in found if p.place.file in ("", document.file))


# -- worked cases ----------------------------------------------------------------------------------


def run(library: Library, document: Document, case: Case) -> CaseRun:
    """Return how a case came out, with what was wanted and what was got."""
    outcome = run_case(library, document, case)
    if outcome.state == "not_expressible" or case.as_of is None:
        return CaseRun(case, outcome)
    try:
        decisions = decide_case(library, document, case)
    except (CaseError, ValueRefusedError, PolicyError):
        return CaseRun(case, outcome)
    return CaseRun(case, outcome, tuple(_lines(case, decisions)))


def _lines(case: Case, decisions: dict[str, Decision]) -> Iterator[Line]:
    for expected in case.expectations:
        decision = decisions.get(expected.benefit)
        if decision is None:
            yield Line(expected.benefit, _wanted(expected), "", ("没有这项待遇",))
            continue
        found = tuple(compare(expected, decision))
        yield Line(expected.benefit, _wanted(expected), _got(decision), found)


def _wanted(expected: Expectation) -> str:
    words = [expected.status, expected.label and f"{expected.label} 类", expected.amount]
    words += [expected.per_period and f"每期 {expected.per_period}"]
    return "，".join(word for word in words if word)


def _got(decision: Decision) -> str:
    words = [WORDS[decision.status]]
    if decision.kind == "class" and decision.label:
        words.append(f"{decision.label} 类")
    amount = decision.amount
    if amount is not None and amount.total is not None:
        words.append(f"{amount.total:,f} 元")
    return "，".join(words)


# -- for trying it on people -----------------------------------------------------------------------


def as_if_in_force(library: Library, document: Document, today: dt.date) -> tuple[Library, dt.date]:
    """Return a library in which the text decides, and the day: today where a version covers it.

    A version marked 草案 is taken as in force; where none covers today, the latest one is looked at
    on its first day.
    """
    version = _version_to_try(document, today)
    if version is None:
        return library, today
    day = today
    if version.starts is not None and today < version.starts:
        day = version.starts
    if version.ends is not None and version.ends < today:
        day = version.ends
    tried = replace(document, versions=(replace(version, draft=False),))
    documents = tuple(tried if d.id == document.id else d for d in library.documents)
    return replace(library, documents=documents, _programs={}), day


def _version_to_try(document: Document, today: dt.date) -> Version | None:
    drafts = [v for v in document.versions if v.draft and _covers_day(v, today)]
    settled = document.version_on(today)
    latest = sorted(document.versions, key=lambda v: v.starts or dt.date.min)
    return next(iter(drafts), None) or settled or (latest[-1] if latest else None)


def _covers_day(version: Version, day: dt.date) -> bool:
    after = version.starts is None or version.starts <= day
    return after and (version.ends is None or day <= version.ends)
