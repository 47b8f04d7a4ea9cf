"""Values that fulfil a comparison: the nearest one, and how far it is."""

from __future__ import annotations

from yulin.policy import ir
from yulin.policy.backends.python import Value
from yulin.policy.backends.python.nodes import OPERATORS
from yulin.policy.dates import calendar_math as cm
from yulin.policy.kinds import DAY, DIVISION, YES, Division, Label, Text, Type, Yes
from yulin.policy.remedies.steps import covers


def holds(node: ir.Node, op: str, value: Value, bound: Value) -> bool:
    """Return whether a value of a node stands in a relation to a bound."""
    if getattr(node, "type", None) == DIVISION and op == "==":
        return covers(bound, value)
    return OPERATORS[op](value, bound)


def fitting(kind: Type, op: ir.CompareOp, bound: Value, current: Value) -> Value:
    """Return the value nearest to a bound that fulfils a comparison, or None."""
    if isinstance(kind, Yes | Division | Text):
        return bound if op == "==" else (not bound if kind == YES else None)
    if isinstance(kind, Label):
        return _fitting_label(kind, op, bound, current)
    if kind == DAY:
        days = {"<": -1, ">": 1}.get(op, 0)
        return None if op == "!=" else cm.add_days(bound, days)
    unit = {"<": -1, ">": 1}.get(op, 0)
    return None if op == "!=" else bound + unit


def _fitting_label(kind: Label, op: ir.CompareOp, bound: int, current: Value) -> int | None:
    codes = [c for c in range(len(kind.labels.labels)) if OPERATORS[op](c, bound)]
    if not codes:
        return None
    near = bound if current is None else current
    return min(codes, key=lambda c: (abs(c - near), c))


def distance(kind: Type, current: Value, wanted: Value) -> float:
    """Return how far a value is from the wanted one, in rough steps of like size."""
    if current is None or isinstance(current, bool) or kind == DIVISION or isinstance(kind, Text):
        return 1.0
    if kind == DAY:
        return float(abs((wanted - current).days)) / 30
    if isinstance(kind, Label):
        return float(abs(wanted - current)) if kind.labels.ordered else 1.0
    return float(abs(wanted - current) / max(1, abs(wanted)))
