"""Runs the worked cases of documents: the facts in, the expected answer out, or what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame
from yulin.policy.backends.population import Population
from yulin.policy.case_facts import SUBJECT, CaseError, case_facts, refuse_strangers
from yulin.policy.decide import DecisionTable, decide_population
from yulin.policy.decision import Decision, Status
from yulin.policy.document import Case, Document, Expectation
from yulin.policy.documents.worked_cases import NOT_IN_FORCE
from yulin.policy.expecting import WORDS, compare, listed
from yulin.policy.explain import explain_frame, stored_values
from yulin.policy.lacking import lacking
from yulin.policy.language.values import ValueRefusedError
from yulin.policy.library import Library
from yulin.policy.problems import Place
from yulin.policy.program import Item, Program
from yulin.policy.stacking.allocate import allocate
from yulin.policy.subjects import frame_for
from yulin.policy.vocabulary import Subject


@dataclass(frozen=True)
class Outcome:
    """How one worked case came out."""

    document: str
    case: str
    text: str
    state: Literal["passed", "failed", "not_expressible"]
    place: Place
    differences: tuple[str, ...] = ()


def run_cases(library: Library) -> Iterator[Outcome]:
    """Yield the outcome of every worked case of every document."""
    for document in library.documents:
        for case in document.cases:
            yield run_case(library, document, case)


def run_case(library: Library, document: Document, case: Case) -> Outcome:
    """Return the outcome of one case."""
    if case.not_yet_expressible:
        return Outcome(
            document.id,
            case.id,
            case.text,
            "not_expressible",
            case.place,
            (case.not_yet_expressible,),
        )
    try:
        found = tuple(_differences(library, document, case))
    except (CaseError, ValueRefusedError) as error:
        found = (str(error),)
    state: Literal["passed", "failed"] = "failed" if found else "passed"
    return Outcome(document.id, case.id, case.text, state, case.place, found)


def _differences(library: Library, document: Document, case: Case) -> Iterator[str]:
    if case.as_of is None:
        raise CaseError("没有基准日")
    if case.people:
        yield from compare_people(library, document, case)
        return
    lacks: dict[int, tuple[str, ...]] = {}
    decisions = decide_case(library, document, case, lacks)
    for expected in case.expectations:
        decision = decisions.get(expected.benefit)
        if decision is None:
            yield from _not_decided(expected, document, decisions)
            continue
        for difference in compare(expected, decision, lacks):
            yield f"{expected.benefit}：{difference}"


def _not_decided(
    expected: Expectation, document: Document, decisions: Mapping[str, Decision]
) -> Iterator[str]:
    known = dict.fromkeys(b.id for v in document.versions for b in v.benefits)
    if expected.benefit not in known and expected.benefit not in decisions:
        listed = "、".join(known) or "、".join(decisions)
        yield f"{expected.benefit}：期望的键是待遇编号，没有这一项（有：{listed}）"
    elif expected.status != NOT_IN_FORCE:
        yield f"{expected.benefit}：这一天没有施行的版本；要的就是这样，写 结果: {NOT_IN_FORCE}"


def decide_case(
    library: Library,
    document: Document,
    case: Case,
    lacks: dict[int, tuple[str, ...]] | None = None,
) -> dict[str, Decision]:
    """Return the decisions on a document's benefits for the facts of a case.

    Args:
        library: what the document is decided beside.
        document: whose case it is.
        case: the facts.
        lacks: takes, by the identity of a clause's reason, what is missing in words.
    """
    as_of = case.as_of or dt.date.min
    program = library.program(as_of)
    items = [i for i in program.items if i.document.id == document.id]
    related = _related(program, items) if any(e.net for e in case.expectations) else []
    made: dict[str, Decision] = {}
    kinds: tuple[Subject, ...] = ("人员", "单位")
    for kind in kinds:
        chosen = [i for i in items if i.subject == kind]
        if not chosen:
            continue
        given, facts = case_facts(library, document, case, kind, program)
        frame = frame_for(program, as_of, facts=facts, subject=SUBJECT, kind=kind, given=given)
        others = [i for i in related if i.subject == kind]
        for decision in explain_frame(frame, [*chosen, *others]):
            if decision.policy == document.id:
                made[decision.benefit] = decision
                if lacks is not None and decision.status is Status.UNDETERMINED:
                    clause = program.by_key[decision.key].clause
                    lacks.update(lacking(clause, decision.reason, frame))
    return made


def _related(program: Program, items: list[Item]) -> list[Item]:
    """Return the benefits of other documents that bear on what is really paid of some items."""
    keys = {item.key for item in items}
    wanted: set[str] = set()
    for group in (g for g in program.relations if g.lessens and keys.intersection(g.members)):
        wanted.update(group.members)
    return [i for i in program.items if i.key in wanted - keys]


# -- several people ------------------------------------------------------------------------------


def compare_people(library: Library, document: Document, case: Case) -> Iterator[str]:
    """Yield what differs in who gets a place among the people of a case."""
    for _, own in case.people:
        refuse_strangers(document, own)
    refuse_strangers(document, case.values)
    program = library.program(case.as_of or dt.date.min)
    items = {i.id: i for i in program.items if i.document.id == document.id}
    table = _decide_people(program, document, case)
    for expected in case.expectations:
        item = items.get(expected.benefit)
        if item is None or item.quota is None:
            yield f"{expected.benefit}：期望的键是待遇编号，没有带名额的这一项"
            continue
        found = allocate(table, item)
        for word, wanted, got in (
            ("入选", expected.taken, found.taken),
            ("并列", expected.tied, found.tied),
        ):
            if wanted is not None and set(wanted) != set(got):
                yield f"{expected.benefit}：{word}应为 {listed(wanted)}，得到 {listed(got)}"


def _decide_people(program: Program, document: Document, case: Case) -> DecisionTable:
    place = {"工作地区": document.region} if document.region else {}
    values = [
        stored_values(program, {**place, **dict(case.values), **dict(own)})
        for _, own in case.people
    ]
    names = list(dict.fromkeys(name for own in values for name in own))
    given = {name: pl.Series(name, [own.get(name) for own in values]) for name in names}
    key = schema.PERSON.key
    people = pl.DataFrame({key: [name for name, _ in case.people]})
    facts = Facts(
        {schema.PERSON.name: pl.concat([empty_frame(schema.PERSON.name), people], how="diagonal")}
    )
    population = Population(program, facts, case.as_of or dt.date.min, "人员", given=given)
    items = tuple(i for i in program.of("人员") if i.document.id == document.id)
    return DecisionTable(program, population.as_of, (decide_population(population, items),))


@dataclass
class Tally:
    """Counts of outcomes."""

    passed: int = 0
    failed: int = 0
    not_expressible: int = 0
    failures: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        if outcome.state == "passed":
            self.passed += 1
        elif outcome.state == "failed":
            self.failed += 1
            self.failures.append(outcome)
        else:
            self.not_expressible += 1


__all__ = [
    "WORDS",
    "CaseError",
    "Outcome",
    "Tally",
    "compare",
    "decide_case",
    "run_case",
    "run_cases",
]
