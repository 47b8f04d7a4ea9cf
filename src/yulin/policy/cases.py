"""Runs the worked cases of documents: the facts in, the expected answer out, or what differs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame
from yulin.policy import vocabulary
from yulin.policy.backends.population import Population
from yulin.policy.decide import DecisionTable, decide_population
from yulin.policy.decision import Amount, Decision, Status
from yulin.policy.document import Case, Document, Expectation
from yulin.policy.documents.worked_cases import NOT_IN_FORCE
from yulin.policy.explain import explain_frame, stored_values
from yulin.policy.kinds import MONEY, Number
from yulin.policy.language.scope import column_type
from yulin.policy.language.values import Stored, ValueRefusedError, show, store
from yulin.policy.library import Library
from yulin.policy.problems import Place, nearest
from yulin.policy.program import Item, Program
from yulin.policy.stacking.allocate import allocate
from yulin.policy.subjects import frame_for
from yulin.policy.vocabulary import Subject

WORDS = {
    Status.YES: "符合",
    Status.NOT_YET: "还差",
    Status.NO: "不符",
    Status.UNDETERMINED: "无法判定",
}
#: the invented subject of every case
SUBJECT = "案例主体"


@dataclass(frozen=True)
class Outcome:
    """How one worked case came out."""

    document: str
    case: str
    text: str
    state: Literal["passed", "failed", "not_expressible"]
    place: Place
    differences: tuple[str, ...] = ()


class CaseError(Exception):
    """A case whose facts cannot be read."""


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
    decisions = decide_case(library, document, case)
    for expected in case.expectations:
        decision = decisions.get(expected.benefit)
        if decision is None:
            yield from _not_decided(expected, document, decisions)
            continue
        for difference in compare(expected, decision):
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


def decide_case(library: Library, document: Document, case: Case) -> dict[str, Decision]:
    """Return the decisions on a document's benefits for the facts of a case."""
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
        given, facts = case_facts(program, document, case, kind)
        frame = frame_for(program, as_of, facts=facts, subject=SUBJECT, kind=kind, given=given)
        others = [i for i in related if i.subject == kind]
        for decision in explain_frame(frame, [*chosen, *others]):
            if decision.policy == document.id:
                made[decision.benefit] = decision
    return made


def _related(program: Program, items: list[Item]) -> list[Item]:
    """Return the benefits of other documents that bear on what is really paid of some items."""
    keys = {item.key for item in items}
    wanted: set[str] = set()
    for group in (g for g in program.relations if g.lessens and keys.intersection(g.members)):
        wanted.update(group.members)
    return [i for i in program.items if i.key in wanted - keys]


def case_facts(
    program: Program, document: Document, case: Case, kind: Subject
) -> tuple[dict[str, Stored], Facts | None]:
    """Return a case's given values and record tables in stored form."""
    place = "工作地区" if kind == "人员" else "单位地区"
    values: dict[str, object] = {place: document.region} if document.region else {}
    values.update(case.values)
    own = [t.name for t in document.terms] + [d.name for d in document.definitions]
    known = {*own, *vocabulary.standard().terms}
    strange = [name for name in values if name not in known]
    if strange:
        advice = nearest(strange[0], known)
        raise CaseError(f"不认识的事实：{'、'.join(strange)}。{advice}")
    given = stored_values(program, values)
    if not case.records:
        return given, None
    tables = {name: _table(schema.BY_NAME, name, rows, kind) for name, rows in case.records}
    return given, Facts(tables)


def _table(
    tables: Mapping[str, schema.Table],
    name: str,
    rows: tuple[tuple[tuple[str, str], ...], ...],
    kind: Subject,
) -> pl.DataFrame:
    table = tables.get(name)
    if table is None:
        raise CaseError(f"没有名为 “{name}” 的表")
    made = [_row(table, dict(row), kind) for row in rows]
    empty = empty_frame(table.name)
    return pl.DataFrame(made, schema=empty.schema) if made else empty


def _row(table: schema.Table, cells: dict[str, str], kind: Subject) -> dict[str, object]:
    names = [c.name for c in table.columns]
    strange = [name for name in cells if name not in names]
    if strange:
        raise CaseError(f"{table.name} 没有这些列：{'、'.join(strange)}")
    row = {c.name: _cell(c, cells.get(c.name, "")) for c in table.columns}
    # a row is about the subject by one column; others (the spouse, the user firm) say what they say
    links = (c for c, target in table.links.items() if target == kind)
    about = table.key if table.name == kind else next(links, None)
    if about is not None:
        row[about] = row[about] or SUBJECT
    return row


_MONTH = re.compile(r"\d{4}-\d{2}")
_BLANKS: dict[str, object] = {"open": schema.OPEN_END, "none": 0, "no": False, "zero": 0}


def _cell(column: schema.Column, text: str) -> object:
    if text == "":
        return _BLANKS.get(column.blank)
    if text == "未知" and not (column.labels is not None and text in column.labels.labels):
        return None
    if column.kind == "month" and _MONTH.fullmatch(text):
        text = f"{text}-01"
    return store(text, column_type(column))


# -- several people ------------------------------------------------------------------------------


def compare_people(library: Library, document: Document, case: Case) -> Iterator[str]:
    """Yield what differs in who gets a place among the people of a case."""
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
                yield f"{expected.benefit}：{word}应为 {'、'.join(wanted)}，得到 {'、'.join(got)}"


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


# -- comparison ----------------------------------------------------------------------------------


def compare(expected: Expectation, decision: Decision) -> Iterator[str]:
    """Yield what differs between the expectation and the decision."""
    word = WORDS[decision.status]
    if expected.status is not None and expected.status != word:
        why = "、".join(_open_leaves(decision)) or "全部条件成立"
        yield f"应为 {expected.status}，得到 {word}（{why}）"
    if expected.label is not None and expected.label != (decision.label or "无"):
        yield f"应为 {expected.label} 类，得到 {decision.label}"
    yield from _compare_amount(expected, decision)
    if expected.reasons is not None and set(expected.reasons) != set(_open_leaves(decision)):
        yield f"原因应为 {'、'.join(expected.reasons)}，得到 {'、'.join(_open_leaves(decision))}"
    if expected.ready_on is not None and expected.ready_on != decision.ready_on:
        yield f"可得日应为 {expected.ready_on}，得到 {decision.ready_on}"
    if expected.displaced_by is not None and expected.displaced_by != decision.displaced_by:
        yield f"应被 {expected.displaced_by} 取代，得到 {decision.displaced_by}"
    if expected.missing is not None and set(expected.missing) != set(decision.missing):
        yield f"缺的事实应为 {'、'.join(expected.missing)}，得到 {'、'.join(decision.missing)}"
    if expected.version is not None and expected.version != decision.version:
        yield f"应按版本 {expected.version}，得到 {decision.version}"
    rivals = decision.choose_between
    if expected.choose_between is not None and set(expected.choose_between) != set(rivals):
        yield f"可选的应为 {'、'.join(expected.choose_between)}，得到 {'、'.join(rivals)}"
    yield from _compare_grant(expected, decision)
    yield from _compare_parts(expected, decision)
    yield from _compare_outputs(expected, decision)


def _compare_grant(expected: Expectation, decision: Decision) -> Iterator[str]:
    grant = decision.grant
    state = (grant.state or "未知") if grant else None
    if expected.life is not None and expected.life != state:
        yield f"存续应为 {expected.life}，得到 {state}"
    recovery = grant.recovery if grant else None
    if expected.recovery == "未知":
        if recovery is not None:
            yield f"追回额应未知，得到 {recovery}"
    elif expected.recovery is not None and recovery != _money(expected.recovery):
        yield f"追回额应为 {expected.recovery}，得到 {recovery}"


def _open_leaves(decision: Decision) -> list[str]:
    """Return the ids of the clauses that fail, or that are unknown where the answer is."""
    against = decision.reason.standing_against()
    if decision.status is Status.UNDETERMINED:
        return [leaf.id for leaf in against if leaf.truth is None]
    return [leaf.id for leaf in against if leaf.truth is not None]


def _money(text: str) -> Decimal:
    return Decimal(int(str(store(text, MONEY)))).scaleb(-2)


def _compare_amount(expected: Expectation, decision: Decision) -> Iterator[str]:
    amount = decision.amount
    total = amount.total if amount else None
    if expected.amount == "未知" and total is not None:
        yield f"金额应未知，得到 {total}"
    elif expected.amount not in (None, "未知") and total != _money(expected.amount or ""):
        yield f"金额应为 {expected.amount}，得到 {total}"
    if expected.per_period is not None:
        each = amount.value if amount else None
        unknown = expected.per_period == "未知"
        if each != (None if unknown else _money(expected.per_period)):
            yield f"每期应为 {expected.per_period}，得到 {each}"
    yield from _compare_net(expected, amount)
    yield from _compare_candidates(expected, amount)
    capped = amount is not None and amount.qualifier == "≤"
    if expected.at_most is not None and expected.at_most != capped:
        yield f"上限应为 {expected.at_most}，得到 {capped}"


def _compare_net(expected: Expectation, amount: Amount | None) -> Iterator[str]:
    if expected.net is None:
        return
    net = amount.net if amount else None
    if net != (None if expected.net == "未知" else _money(expected.net)):
        yield f"实得应为 {expected.net}，得到 {net if net is not None else '未知'}"


def _compare_candidates(expected: Expectation, amount: Amount | None) -> Iterator[str]:
    """Compare what the total, and a period's sum, may be where readings differ."""
    each = () if amount is None or amount.value is not None else amount.alternatives
    for word, wanted, got in (
        ("金额", expected.candidates, amount.total_alternatives if amount else ()),
        ("每期", expected.candidates_per_period, each),
    ):
        if wanted and sorted(map(_money, wanted)) != sorted(got):
            found = "、".join(map(str, got)) or "没有"
            yield f"{word}的几种可能应为 {'、'.join(wanted)}，得到 {found}"


def _compare_parts(expected: Expectation, decision: Decision) -> Iterator[str]:
    parts = {p.name: p for p in decision.instalments}
    for name, status, amount in expected.parts:
        part = parts.get(name)
        if part is None:
            there = f"有：{'、'.join(parts)}" if parts else "这项待遇不分期"
            yield f"没有名为 {name} 的一期（{there}）"
            continue
        if status and WORDS[part.status] != status:
            yield f"{name} 应为 {status}，得到 {WORDS[part.status]}"
        if amount == "未知":
            if part.amount is not None:
                yield f"{name} 的金额应未知，得到 {part.amount}"
        elif amount and part.amount != _money(amount):
            yield f"{name} 应为 {amount}，得到 {part.amount}"


def _compare_outputs(expected: Expectation, decision: Decision) -> Iterator[str]:
    outputs = {o.name: o for o in decision.outputs}
    for name, text in expected.outputs:
        output = outputs.get(name)
        if output is None:
            yield f"没有算出 {name}"
            continue
        wanted = text if output.unit == "" else _shown_number(text, output.unit)
        if output.value != wanted:
            yield f"{name} 应为 {wanted}，得到 {output.value}"


def _shown_number(text: str, unit: str) -> str | None:
    kind = Number(unit, 6)
    return show(store(text, kind), kind)


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
