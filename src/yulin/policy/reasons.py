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
    if condition.kind != "leaf":
        return Reason(
            kind=condition.kind,
            id=condition.id,
            text=condition.text,
            text_en=condition.text_en,
            citation=condition.citation,
            truth=run(clause.node, frame),
            children=tuple(reason_of(child, frame) for child in clause.children),
        )
    return _leaf(clause, frame)


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
    definition = frame.program.definitions[name]
    kind = definition.type
    return FactUse(
        name=definition.name,
        name_en=definition.term.en,
        value=show(frame.value(name), kind),
        unit=kind.unit if isinstance(kind, Number) else "",
        register=definition.term.register,
    )


def missing_in(node: ir.Node, frame: Frame) -> tuple[str, ...]:
    """Return the names nobody supplied that keep a node unknown, askable ones by their own name."""
    found: dict[str, None] = {}
    for part in ir.walk(node):
        if isinstance(part, ir.Var) and frame.value(part.name) is None:
            found.update(dict.fromkeys(_missing_name(part.name, frame)))
        elif isinstance(part, ir.Aggregate) and (part.table, part.key) not in frame.records:
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
    for part in ir.walk(node):
        open_end = isinstance(part, ir.Unknown | ir.Disputed) and run(part, frame) is None
        if isinstance(part, ir.Unknown | ir.Disputed) and open_end:
            found[part.reason] = None
        elif isinstance(part, ir.Var) and frame.value(part.name) is None:
            definition = frame.program.definitions[part.name]
            if definition.node is not None:
                found.update(dict.fromkeys(notes_in(definition.node, frame)))
    return tuple(found)
