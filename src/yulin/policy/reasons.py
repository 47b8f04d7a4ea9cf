"""Turns a compiled clause into reasons people read, for one subject."""

from __future__ import annotations

from decimal import Decimal

from yulin.policy import ir
from yulin.policy.backends.python import Frame, run
from yulin.policy.decision import FactUse, Gap, Reason
from yulin.policy.kinds import Number
from yulin.policy.program import Clause
from yulin.policy.values import show

#: how a record table that nobody supplied is named among missing facts
TABLE_PREFIX = "记录："


def reason_of(clause: Clause, frame: Frame) -> Reason:
    """Return a clause's result with everything below it."""
    condition = clause.condition
    if condition.kind == "leaf":
        return _leaf(clause, frame)
    children = tuple(reason_of(child, frame) for child in clause.children)
    return Reason(
        kind=condition.kind,
        id=condition.id,
        text=condition.text,
        text_en=condition.text_en,
        citation=condition.citation,
        truth=_joined(condition.kind, [passes(child) for child in children]),
        children=children,
    )


def curable(clause: Clause, reason: Reason) -> bool:
    """Say whether time alone might make a failed clause hold: a cheap test before the dear one."""
    if passes(reason) is not False:
        return True
    if clause.condition.kind == "leaf":
        return clause.ready is not None
    if clause.condition.kind == "not":
        return False
    pairs = zip(clause.children, reason.children, strict=True)
    results = (curable(child, below) for child, below in pairs)
    return any(results) if clause.condition.kind == "any" else all(results)


def passes(reason: Reason) -> bool | None:
    """Return the truth that counts: a step of handling still to do does not block."""
    return True if reason.pending else reason.truth


def _joined(kind: str, truths: list[bool | None]) -> bool | None:
    """Join the results below a group as ``ir`` defines and, or and not."""
    settles = kind != "all"
    if settles in truths:
        result: bool | None = settles
    else:
        result = None if None in truths else not settles
    return result if kind != "not" or result is None else not result


def _leaf(clause: Clause, frame: Frame) -> Reason:
    condition = clause.condition
    truth = run(clause.plain, frame)
    unknown = truth is None
    return Reason(
        kind="leaf",
        id=condition.id,
        text=condition.text,
        text_en=condition.text_en,
        citation=condition.citation,
        expression=condition.formula.text if condition.formula else "",
        truth=truth,
        pending=condition.process and unknown,
        gap=_gap(clause, frame) if truth is False else None,
        facts=tuple(_use(name, frame) for name in ir.variables(clause.plain)),
        missing=missing_in(clause.plain, frame) if unknown else (),
        notes=notes_in(clause.plain, frame) if unknown else (),
    )


def _gap(clause: Clause, frame: Frame) -> Gap | None:
    ready = run(clause.ready, frame) if clause.ready is not None else None
    if clause.shortfall is None:
        return Gap(amount=Decimal(0), unit="", ready_on=ready) if ready else None
    node, kind = clause.shortfall
    lacking = run(node, frame)
    if lacking is None:
        return None
    return Gap(amount=Decimal(lacking).scaleb(-kind.scale), unit=kind.unit, ready_on=ready)


def _use(name: str, frame: Frame) -> FactUse:
    found = frame.shown.get(name)
    if found is None:
        definition = frame.program.definitions[name]
        kind = definition.type
        found = frame.shown[name] = FactUse(
            name=definition.name,
            name_en=definition.term.en,
            value=show(frame.value(name), kind),
            unit=kind.unit if isinstance(kind, Number) else "",
            register=definition.term.register,
        )
    return found


def missing_in(node: ir.Node, frame: Frame) -> tuple[str, ...]:
    """Return the names nobody supplied that keep a node unknown, askable ones by their own name."""
    found: dict[str, None] = {}
    outline = ir.outline(node)
    for name in outline.variables:
        if frame.value(name) is None:
            found.update(dict.fromkeys(_missing_name(name, frame)))
    for part in outline.aggregates:
        if (part.table, part.key) not in frame.records:
            found[TABLE_PREFIX + part.table] = None
    return tuple(found)


def _missing_name(name: str, frame: Frame) -> tuple[str, ...]:
    definition = frame.program.definitions[name]
    if definition.node is None or definition.term.ask:
        return (definition.name,)
    return missing_in(definition.node, frame) or (definition.name,)


def notes_in(node: ir.Node, frame: Frame) -> tuple[str, ...]:
    """Return why the sources leave a node open: unpublished figures and disagreements in play."""
    found: dict[str, None] = {}
    outline = ir.outline(node)
    for part in outline.openings:
        if run(part, frame) is None:
            found[part.reason] = None
    for name in outline.variables:
        definition = frame.program.definitions[name]
        if definition.node is not None and frame.value(name) is None:
            found.update(dict.fromkeys(notes_in(definition.node, frame)))
    return tuple(found)
