"""Turns a compiled clause into reasons people read, for one subject.

What never changes about a clause is looked up once: for each there is a function of the subject. The
same condition stands in many documents, so what is said of it is worked out once a subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from yulin.policy import ir
from yulin.policy.alike import Kept, by_values
from yulin.policy.backends.python import Frame, compiled, run
from yulin.policy.dates.foresee import foresee
from yulin.policy.decision import FactUse, Gap, Reason
from yulin.policy.document import Condition
from yulin.policy.identity import once_each
from yulin.policy.kinds import Number
from yulin.policy.language.values import show
from yulin.policy.missing import TABLE_PREFIX, why_unknown
from yulin.policy.program import Clause, Definition, Program

Tell = Callable[[Frame], Reason]


@dataclass(slots=True)
class _Said:
    """What is said of a condition."""

    truth: bool | None
    facts: tuple[FactUse, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    #: the reasons of the clauses that say so, by their words
    reasons: dict[int, Reason] = field(default_factory=dict)


_Say = Callable[[Frame], _Said]


def reason_of(clause: Clause, frame: Frame) -> Reason:
    """Return a clause's result with everything below it."""
    return _tellers(frame.program).teller(clause)(frame)


def curable(clause: Clause, reason: Reason) -> bool:
    """Say whether time alone might make a failed clause hold: a cheap test before the dear one."""
    if reason.pending or reason.truth is not False:
        return True
    kind = reason.kind
    if kind in ("leaf", "not"):
        return clause.outlook is not None
    enough = kind == "any"  # one child settles it
    for child, below in zip(clause.children, reason.children, strict=True):
        if curable(child, below) is enough:
            return enough
    return not enough


def passes(reason: Reason) -> bool | None:
    """Return the truth that counts: a step of handling still to do does not block."""
    return True if reason.pending else reason.truth


# -- what is said of conditions --------------------------------------------------------------------


@dataclass
class _Tellers:
    """The functions that tell the reasons of one program's clauses."""

    definitions: Mapping[str, Definition]
    _known: dict[int, tuple[Clause, Tell]] = field(default_factory=dict)
    _conditions: dict[ir.Node, tuple[int, _Say]] = field(default_factory=dict)
    _wordings: dict[Condition, int] = field(default_factory=dict)
    _facts: dict[str, Callable[[Frame], FactUse]] = field(default_factory=dict)

    def teller(self, clause: Clause) -> Tell:
        """Return the function that tells a clause's reason."""
        known = self._known.get(id(clause))
        if known is None:
            is_leaf = clause.condition.kind == "leaf"
            made = self._leaf(clause) if is_leaf else self._group(clause)
            known = self._known[id(clause)] = clause, made
        return known[1]

    def _group(self, clause: Clause) -> Tell:
        condition = clause.condition
        kind, number, text, text_en = (
            condition.kind,
            condition.id,
            condition.text,
            condition.text_en,
        )
        citation, below = condition.citation, [self.teller(child) for child in clause.children]

        def tell(frame: Frame) -> Reason:
            children = tuple([child(frame) for child in below])
            return Reason(
                kind=kind,
                id=number,
                text=text,
                text_en=text_en,
                citation=citation,
                truth=_joined(kind, [True if c.pending else c.truth for c in children]),
                children=children,
            )

        return tell

    def _leaf(self, clause: Clause) -> Tell:
        number, say = self._condition(clause.plain)
        gap, wording = _gap_of(clause), self._wording(clause)
        say_so = _saying_so(clause, gap)

        def tell(frame: Frame) -> Reason:
            said = frame.told.get(number)
            if said is None:
                said = frame.told[number] = say(frame)
            if gap is not None and said.truth is False:
                return say_so(said, frame)
            found: Reason | None = said.reasons.get(wording)
            if found is None:
                found = said.reasons[wording] = say_so(said, frame)
            return found

        return tell

    def _wording(self, clause: Clause) -> int:
        """Return the number of a clause's words; clauses of the same words share their reasons."""
        return self._wordings.setdefault(clause.condition, len(self._wordings))

    def _condition(self, node: ir.Node) -> tuple[int, _Say]:
        """Return what is said of a condition, and its number, the same for all that read alike."""
        found = self._conditions.get(node)
        if found is None:
            say = self._saying(node)
            kept = by_values([node], self.definitions, say, lambda said: said.truth is None)
            found = self._conditions[node] = len(self._conditions), kept or say
        return found

    def _saying(self, node: ir.Node) -> _Say:
        truth_of = compiled(node)
        uses = [self._fact(name) for name in ir.variables(node)]

        def say(frame: Frame) -> _Said:
            truth, facts = truth_of(frame), tuple([use(frame) for use in uses])
            if truth is not None:
                return _Said(truth, facts)
            return _Said(truth, facts, *why_unknown(node, frame))

        return say

    def _fact(self, name: str) -> Callable[[Frame], FactUse]:
        if name not in self._facts:
            self._facts[name] = _using(name, self.definitions[name])
        return self._facts[name]


def _saying_so(
    clause: Clause, gap: Callable[[Frame], Gap | None] | None
) -> Callable[[_Said, Frame], Reason]:
    """Return what makes a leaf's reason of what is said of its condition."""
    condition = clause.condition
    expression = condition.formula.text if condition.formula else ""

    def say_so(said: _Said, frame: Frame) -> Reason:
        truth = said.truth
        return Reason(
            kind="leaf",
            id=condition.id,
            text=condition.text,
            text_en=condition.text_en,
            citation=condition.citation,
            expression=expression,
            truth=truth,
            pending=condition.process and truth is None,
            gap=gap(frame) if truth is False and gap is not None else None,
            facts=said.facts,
            missing=said.missing,
            notes=said.notes,
        )

    return say_so


def _of_program(program: Program) -> _Tellers:
    return _Tellers(program.definitions)


_tellers = once_each(_of_program)


def _using(name: str, definition: Definition) -> Callable[[Frame], FactUse]:
    """Return what shows a fact; each of its values is put into words once."""
    kind = definition.type

    def made(value: object) -> FactUse:
        return FactUse(
            name=definition.name,
            name_en=definition.term.en,
            value=show(value, kind),  # type: ignore[arg-type]
            unit=kind.unit if isinstance(kind, Number) else "",
            register=definition.term.register,
        )

    kept: Kept[FactUse] = Kept()

    def use(frame: Frame) -> FactUse:
        value = frame.value(name)
        found = kept.get(value)
        return kept.keep(value, made(value)) if found is None else found

    return use


def _joined(kind: str, truths: list[bool | None]) -> bool | None:
    """Join the results below a group as ``ir`` defines and, or and not."""
    settles = kind != "all"
    if settles in truths:
        result: bool | None = settles
    else:
        result = None if None in truths else not settles
    return result if kind != "not" or result is None else not result


def _gap_of(clause: Clause) -> Callable[[Frame], Gap | None] | None:
    """Return what tells how far a failed clause is from holding; None where nothing can be said."""
    if clause.shortfall is None and clause.outlook is None:
        return None
    outlook, shortfall = clause.outlook, clause.shortfall

    def gap(frame: Frame) -> Gap | None:
        _, ready = foresee(outlook, frame)
        if shortfall is None:
            return Gap(amount=Decimal(0), unit="", ready_on=ready) if ready else None
        node, kind = shortfall
        lacking = run(node, frame)
        if lacking is None:
            return None
        return Gap(amount=Decimal(lacking).scaleb(-kind.scale), unit=kind.unit, ready_on=ready)

    return gap


__all__ = ["TABLE_PREFIX", "curable", "passes", "reason_of"]
