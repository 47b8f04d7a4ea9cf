"""Ranges of stored numbers and dates that simple comparisons allow, for the linter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from yulin.policy import ir

_FLIP: dict[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}
_ENDLESS = 10**18


@dataclass(frozen=True)
class Span:
    """Whole stored values from ``low`` to ``high``, both included."""

    low: int = -_ENDLESS
    high: int = _ENDLESS

    def meet(self, other: Span) -> Span:
        """Return what both allow."""
        return Span(max(self.low, other.low), min(self.high, other.high))

    @property
    def empty(self) -> bool:
        """Whether nothing is allowed."""
        return self.low > self.high


def spans(nodes: Iterable[ir.Node]) -> dict[ir.Node, Span]:
    """Return what comparisons with literals, all holding at once, leave for each expression."""
    allowed: dict[ir.Node, Span] = {}
    for node in nodes:
        for part in node.args if isinstance(node, ir.And) else (node,):
            found = _span(part)
            if found is not None:
                subject, span = found
                allowed[subject] = allowed.get(subject, Span()).meet(span)
    return allowed


def _span(node: ir.Node) -> tuple[ir.Node, Span] | None:
    if not isinstance(node, ir.Compare) or node.op == "!=":
        return None
    op, left, right = node.op, node.left, node.right
    if isinstance(left, ir.Const):
        op, left, right = _FLIP[op], right, left  # type: ignore[assignment]
    value = _stored(right)
    if value is None or isinstance(left, ir.Const):
        return None
    return left, _RANGES[op](value)


def _stored(node: ir.Node) -> int | None:
    if not isinstance(node, ir.Const):
        return None
    if isinstance(node.value, dt.date):
        return node.value.toordinal()
    return node.value if isinstance(node.value, int) else None


_RANGES = {
    "<": lambda v: Span(high=v - 1),
    "<=": lambda v: Span(high=v),
    ">": lambda v: Span(low=v + 1),
    ">=": lambda v: Span(low=v),
    "==": lambda v: Span(v, v),
}


def gaps(pieces: list[Span]) -> list[Span]:
    """Return the ranges that lie between the pieces and belong to none of them."""
    ordered = sorted(pieces, key=lambda s: s.low)
    found: list[Span] = []
    reach = ordered[0].high if ordered else 0
    for piece in ordered[1:]:
        if piece.low > reach + 1:
            found.append(Span(reach + 1, piece.low - 1))
        reach = max(reach, piece.high)
    return found
