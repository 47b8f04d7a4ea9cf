"""Turns a compiled clause into reasons people read, for one subject."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from yulin.policy import ir
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.foresee import foresee
from yulin.policy.decision import FactUse, Gap, Reason
from yulin.policy.kinds import Number
from yulin.policy.language.values import show
from yulin.policy.program import Clause, Definition, Program

#: how a record table that nobody supplied is named among missing facts
TABLE_PREFIX = "记录："
#: how those are named whom a condition speaks of besides the subject
LINKED_WORDS = {"人员": "相关人员", "单位": "相关单位", "家庭": "家庭"}
#: parts that say why they are unknown
_ENDS = (ir.Var, ir.Aggregate, ir.Unknown, ir.Disputed, ir.Column, ir.Linked)


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
    if clause.condition.kind in ("leaf", "not"):
        return clause.outlook is not None
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
    _, ready = foresee(clause.outlook, frame)
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
    for part in open_parts(node, frame):
        if isinstance(part, ir.Var):
            found.update(dict.fromkeys(_missing_name(part.name, frame)))
        elif isinstance(part, ir.Aggregate):
            found.update(dict.fromkeys(_missing_records(part, frame)))
        elif isinstance(part, ir.Linked):
            found.update(dict.fromkeys(_missing_elsewhere(part, frame)))
    return tuple(found)


def _missing_elsewhere(part: ir.Linked, frame: Frame) -> tuple[str, ...]:
    """Return what is not known of the other subject a part speaks of, named as theirs."""
    key = run(part.key, frame)
    if key is None or frame.others is None:
        return () if key is None else (LINKED_WORDS[part.subject],)
    lacking = missing_in(part.node, frame.others(part.subject, key))
    return tuple(f"{LINKED_WORDS[part.subject]}：{name}" for name in lacking)


def _missing_name(name: str, frame: Frame) -> tuple[str, ...]:
    found = frame.missing.get(name)
    if found is None:
        found = frame.missing[name] = _missing_behind(frame.program.definitions[name], frame)
    return found


def _missing_behind(definition: Definition, frame: Frame) -> tuple[str, ...]:
    passed_over = definition.name in frame.skipped
    if definition.node is None or (definition.term.ask and not passed_over):
        return (definition.name,)
    return missing_in(definition.node, frame) or (definition.name,)


def _missing_records(node: ir.Aggregate, frame: Frame) -> tuple[str, ...]:
    if (node.table, node.key) not in frame.records:
        return (TABLE_PREFIX + node.table,)
    return ()


def notes_in(node: ir.Node, frame: Frame) -> tuple[str, ...]:
    """Return why the sources leave a node open: unpublished figures and disagreements in play."""
    if not frame.contradicted and not _can_be_open(node, frame.program):
        return ()
    found: dict[str, None] = {}
    for part in open_parts(node, frame):
        found.update(dict.fromkeys(_contradictions(part, frame)))
        if isinstance(part, ir.Unknown | ir.Disputed):
            found[part.reason] = None
        elif isinstance(part, ir.Var):
            found.update(dict.fromkeys(_notes_behind(part.name, frame)))
        elif isinstance(part, ir.Aggregate) and (part.table, part.key) in frame.records:
            found.update(dict.fromkeys(opening.reason for opening in ir.outline(part).openings))
    return tuple(found)


def _contradictions(part: ir.Node, frame: Frame) -> Iterator[str]:
    """Yield what sources say where they contradict each other about what a part reads."""
    if not frame.contradicted:
        return
    for column in ir.walk(part):
        if isinstance(column, ir.Column):
            words = frame.contradicted.get((column.table, column.name))
            if words is not None:
                yield words


_open_ends: dict[int, tuple[ir.Node, bool]] = {}


def _can_be_open(node: ir.Node, program: Program) -> bool:
    """Say whether a node rests on anything the sources leave open at all; most do not."""
    kept = _open_ends.get(id(node))
    if kept is not None and kept[0] is node:
        return kept[1]
    outline = ir.outline(node)
    behind = (program.definitions[name].node for name in outline.variables)
    found = bool(outline.openings) or any(b and _can_be_open(b, program) for b in behind)
    _open_ends[id(node)] = (node, found)
    return found


def _notes_behind(name: str, frame: Frame) -> tuple[str, ...]:
    found = frame.notes.get(name)
    if found is None:
        node = frame.program.definitions[name].node
        found = frame.notes[name] = () if node is None else notes_in(node, frame)
    return found


def open_parts(node: ir.Node, frame: Frame) -> Iterator[ir.Node]:
    """Yield the unknown parts on which an unknown node hangs, leaving out branches not taken."""
    if run(node, frame) is not None:
        return
    if isinstance(node, ir.Choose):
        yield from open_parts(_deciding(node, frame), frame)
        return
    if isinstance(node, _ENDS):
        yield node
    if not isinstance(node, ir.Aggregate):
        for child in ir.children(node):
            yield from open_parts(child, frame)


def _deciding(node: ir.Choose, frame: Frame) -> ir.Node:
    """Return the part of a choice that makes it unknown: a test, or the value that was chosen."""
    for test, value in node.cases:
        holds = run(test, frame)
        if holds is None:
            return test
        if holds:
            return value
    return node.otherwise
