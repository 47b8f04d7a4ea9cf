"""Decides one subject now, with every reason: the reference back end put into words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.alike import by_values
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.foresee import first_open, foresee, why_unforeseen
from yulin.policy.dates.timing import Outlook
from yulin.policy.decision import Amount, Decision, Grant, Instalment, Output, Reason, Status
from yulin.policy.document import Benefit
from yulin.policy.identity import once_each
from yulin.policy.language.values import Stored, show, store
from yulin.policy.library import Library
from yulin.policy.missing import TABLE_PREFIX, why_unknown
from yulin.policy.program import (
    LIFE,
    CompiledLife,
    CompiledOutput,
    CompiledPart,
    Definition,
    Item,
    Program,
    Sum,
)
from yulin.policy.reasons import curable, passes, reason_of
from yulin.policy.stacking import exclusive
from yulin.policy.stacking.rules import ceiling_of
from yulin.policy.subjects import declare_empty, frame_for
from yulin.policy.vocabulary import Subject

SubjectKind = Literal["person", "employer"]
_SUBJECTS: dict[SubjectKind, Subject] = {"person": "人员", "employer": "单位"}


def explain(
    library: Library,
    facts: Facts | None = None,
    *,
    as_of: dt.date,
    subject: str | None = None,
    subject_kind: SubjectKind = "person",
    region: int | None = None,
    values: Mapping[str, object] | None = None,
    skipped: Iterable[str] = (),
) -> tuple[Decision, ...]:
    """Return the decision on every benefit for one subject.

    Args:
        library: checked documents.
        facts: record tables that hold the subject (and the employers they link to).
        as_of: the date of the decision.
        subject: the subject's key in ``facts``.
        region: decide as if the subject worked there, with that region's documents only.
        values: facts by vocabulary name, which win over the records; ``记录：荣誉`` = False says
            that the subject has no row in that table.
        skipped: names asked for and passed over; what they rest on is reported missing instead.

    Raises:
        ValueRefusedError: where a value does not fit its name.
    """
    program = library.program(as_of, region)
    given = dict(values or {})
    if region is not None:
        given["工作地区"] = region
        given["单位地区"] = region
    kind = _SUBJECTS[subject_kind]
    frame = frame_for(
        program,
        as_of,
        facts=facts,
        subject=subject,
        kind=kind,
        given=stored_values(program, given),
    )
    frame.skipped = frozenset(skipped)
    declare_empty(frame, [n for n, v in given.items() if n.startswith(TABLE_PREFIX) and not v])
    return explain_frame(frame, program.of(kind))


def stored_values(program: Program, values: Mapping[str, object]) -> dict[str, Stored]:
    """Return given values in stored form; names the program does not read are left out."""
    if not values:
        return {}
    types = {d.name: d.type for d in program.definitions.values()}
    return {name: store(value, types[name]) for name, value in values.items() if name in types}


def explain_frame(frame: Frame, items: Iterable[Item]) -> tuple[Decision, ...]:
    """Return the decisions on some items for a subject's frame."""
    program = frame.program
    deciders = _deciders(program)
    decided = tuple([deciders.of(item)(frame) for item in items])
    # each reading holds on to this frame: a circle that would keep it until Python looks for such
    frame.readings.clear()
    taken = exclusive.resolve(decided, program.groups)
    ceilings = {
        g.ceiling_column: ceiling_of(g, frame) for g in program.relations if g.ceiling is not None
    }
    return exclusive.with_payments(taken, program.relations, ceilings)


# -- what never changes about a benefit is looked up once a program ---------------------------------


@dataclass
class _Deciders:
    """The functions that decide the items of one program."""

    definitions: Mapping[str, Definition]
    _known: dict[int, tuple[Item, Callable[[Frame], Decision]]] = field(default_factory=dict)

    def of(self, item: Item) -> Callable[[Frame], Decision]:
        """Return the function that decides an item."""
        found = self._known.get(id(item))
        if found is None:
            found = self._known[id(item)] = item, self._made(item)
        return found[1]

    def _made(self, item: Item) -> Callable[[Frame], Decision]:
        document, source, version = item.document, item.source, item.version.name
        policy, title, title_en = document.id, document.title, document.title_en
        benefit, name, name_en = item.id, source.name, source.name_en
        kind, region = item.kind, document.region
        payee = source.payee if isinstance(source, Benefit) else "person"
        amount_of = self._amount(item.amount) if item.amount is not None else None
        has_process = item.clause.has_process
        clause, parts, life = item.clause, item.parts, item.life
        outputs = self._outputs(item.outputs) if item.outputs else None

        def decide(frame: Frame) -> Decision:
            reason = reason_of(clause, frame)
            status, label, ready = _answer(item, reason, frame)
            is_open = status is Status.UNDETERMINED
            missing, notes = _open(item, reason, frame) if is_open else ((), ())
            return Decision(
                policy=policy,
                policy_title=title,
                policy_title_en=title_en,
                version=version,
                benefit=benefit,
                title=name,
                title_en=name_en,
                kind=kind,
                region=region,
                payee=payee,
                status=status,
                label=label,
                amount=amount_of(frame) if amount_of is not None else None,
                ready_on=ready,
                reason=reason,
                instalments=_instalments(parts, (status, ready), frame) if parts else (),
                outputs=outputs(frame) if outputs is not None else (),
                missing=missing,
                notes=notes,
                pending=_pending(reason) if has_process else (),
                grant=_grant(life, frame) if life is not None else None,
            )

        return decide

    def _amount(self, rule: Sum) -> Callable[[Frame], Amount]:
        """Return what works out a sum; kept where few values decide it."""

        def work_out(frame: Frame) -> Amount:
            return amount_of(rule, frame)

        if rule.readings or rule.total_readings:
            return work_out
        nodes = [rule.node, rule.total, rule.first_year]
        nodes += [rule.periods] if rule.periods is not None else []
        kept = by_values(
            nodes, self.definitions, work_out, lambda sum_: None in (sum_.value, sum_.total)
        )
        return kept or work_out

    def _outputs(
        self, outputs: tuple[CompiledOutput, ...]
    ) -> Callable[[Frame], tuple[Output, ...]]:
        """Return what works out the figures stated besides; kept where few values decide them."""

        def work_out(frame: Frame) -> tuple[Output, ...]:
            return tuple([_output(o, frame) for o in outputs])

        nodes = [o.node for o in outputs]
        return by_values(nodes, self.definitions, work_out, lambda _: False) or work_out


def _of_program(program: Program) -> _Deciders:
    return _Deciders(program.definitions)


_deciders = once_each(_of_program)


def _output(output: CompiledOutput, frame: Frame) -> Output:
    value = show(run(output.node, frame), output.type)
    return Output(name=output.name, name_en=output.name_en, value=value, unit=output.unit)


def _open(item: Item, reason: Reason, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is missing, and what the sources leave open, of an undetermined benefit."""
    missing, notes = undecided_by(reason), _notes(reason)
    if item.outlook is None or passes(reason) is not False:
        return missing, notes
    if not missing and not notes:
        # Everything is known of today; what cannot be told is whether it holds once time has cured it.
        missing, notes = why_unforeseen(item.outlook, frame)
    return missing, (*_turn(item.outlook, frame), *notes)


def _turn(outlook: Outlook, frame: Frame) -> tuple[str, ...]:
    """Say of a “no” that time may cure from which day on, and what is not known by then."""
    found = first_open(outlook, frame)
    if found is None or not found[1]:
        return ()
    return (f"{found[0]} 起才可能；届时还缺 {'、'.join(found[1])}",)


def _pending(reason: Reason) -> tuple[str, ...]:
    """Return the steps of handling still to do."""
    return tuple(leaf.text for leaf in reason.leaves() if leaf.pending)


def _grant(life: CompiledLife, frame: Frame) -> Grant:
    """Return what becomes of a grant that is being received, with the clauses that say so."""
    state = run(life.state, frame)
    rules = (life.stops, life.suspends, life.recovers)
    return Grant(
        state=None if state is None else LIFE.labels.label(state),
        state_en="" if state is None else LIFE.labels.en[state],
        recovery=yuan(run(life.recovery, frame)),
        reasons=tuple(reason_of(rule, frame) for rule in rules if rule is not None),
    )


def _answer(item: Item, reason: Reason, frame: Frame) -> tuple[Status, str | None, dt.date | None]:
    if item.label is not None and item.label_type is not None:
        return _class(item, reason, frame)
    if passes(reason) is False and (item.outlook is None or not curable(item.clause, reason)):
        return Status.NO, None, None
    status, ready = answer(passes(reason), item.outlook, frame)
    return status, None, ready


def _class(item: Item, reason: Reason, frame: Frame) -> tuple[Status, str | None, None]:
    """Return the class of the first group that holds; an unknown one before it leaves it open."""
    assert isinstance(item.label, ir.Choose)
    assert item.label_type is not None
    chosen: ir.Node = item.label.otherwise
    for child, (_, value) in zip(reason.children, item.label.cases, strict=True):
        if child.truth is None:
            return Status.UNDETERMINED, None, None
        if child.truth:
            chosen = value
            break
    code = run(chosen, frame)
    if code is None:
        return Status.UNDETERMINED, None, None
    label = item.label_type.labels.label(code)
    return (Status.NO if code == 0 else Status.YES), label, None


def answer(
    now: bool | None, outlook: Outlook | None, frame: Frame
) -> tuple[Status, dt.date | None]:
    """Return the status of a truth, and the date on which a NOT_YET turns into a YES.

    Args:
        now: the truth today.
        outlook: the days on which time alone may cure a "no", and the truth on such a day.
        frame: the subject.
    """
    if now is None:
        return Status.UNDETERMINED, None
    return (Status.YES, None) if now else foresee(outlook, frame)


def yuan(fen: int | None) -> Decimal | None:
    """Return fen as yuan with two decimals."""
    return None if fen is None else Decimal(fen).scaleb(-2)


def amount_of(rule: Sum, frame: Frame) -> Amount:
    """Return a sum with its horizon, its candidates and why it is open."""
    value = run(rule.node, frame)
    periods = run(rule.periods, frame) if rule.periods is not None else None
    total = run(rule.total, frame)
    each = _readings(rule.node, rule.readings, frame) if value is None else ()
    totals = _readings(rule.total, rule.total_readings, frame) if total is None else ()
    opened = rule.node if value is None else rule.total
    missing, notes = why_unknown(opened, frame) if None in (value, total) else ((), ())
    return Amount(
        value=yuan(value),
        qualifier="≤" if rule.at_most else "=",
        period=rule.period,
        periods=periods,
        total=yuan(total),
        first_year=yuan(run(rule.first_year, frame)),
        alternatives=each or totals,
        total_alternatives=totals,
        notes=notes,
        missing=missing,
    )


def _readings(node: ir.Node, readings: tuple[ir.Reading, ...], frame: Frame) -> tuple[Decimal, ...]:
    """Return the different sums that readings give, the least first."""
    sums = (run(node, frame.under(reading)) for reading in readings)
    return tuple(
        Decimal(fen).scaleb(-2) for fen in sorted({fen for fen in sums if fen is not None})
    )


#: what a part may not be while the whole is less
_SURER = {Status.NOT_YET: (Status.YES,), Status.UNDETERMINED: (Status.YES, Status.NOT_YET)}


def _instalments(
    parts: tuple[CompiledPart, ...], whole: tuple[Status, dt.date | None], frame: Frame
) -> tuple[Instalment, ...]:
    return tuple([_instalment(part, whole, frame) for part in parts])


def _instalment(
    part: CompiledPart, whole: tuple[Status, dt.date | None], frame: Frame
) -> Instalment:
    """Return one part; a part is never due before, nor surer than, the whole."""
    reason = reason_of(part.clause, frame) if part.clause else None
    now = True if reason is None else passes(reason)
    if whole[0] is Status.NO:
        status, ready = whole
    elif whole[0] is Status.NOT_YET and now is False:
        status, ready = foresee(part.outlook, frame, since=whole[1])
    else:
        status, ready = answer(now, part.outlook, frame)
        if status in _SURER.get(whole[0], ()):
            status, ready = whole
    return Instalment(
        name=part.name,
        name_en=part.name_en,
        status=status,
        amount=yuan(run(part.amount, frame)),
        ready_on=ready,
        reason=reason,
    )


def undecided_by(reason: Reason) -> tuple[str, ...]:
    """Return the missing facts on which an unknown result hangs, skipping settled branches."""
    if reason.kind == "leaf":
        return reason.missing if not reason.pending else ()
    open_children = [c for c in reason.children if c.truth is None]
    found = [name for child in open_children for name in undecided_by(child)]
    return tuple(dict.fromkeys(found))


def _notes(reason: Reason) -> tuple[str, ...]:
    leaves = [leaf for leaf in reason.leaves() if leaf.truth is None and not leaf.pending]
    return tuple(dict.fromkeys(note for leaf in leaves for note in leaf.notes))
