"""What the columns at hand prove: which expressions are never unknown, and how large they may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.forms import Forms

#: least and greatest stored value
Span = tuple[int, int]
_LEAVES = (ir.Var, ir.Column, ir.Linked, ir.Aggregate)
#: unknown only where a part is
_STRICT = (
    ir.Not,
    ir.And,
    ir.Or,
    ir.Compare,
    ir.IsIn,
    ir.Within,
    ir.Contains,
    ir.Add,
    ir.Negate,
    ir.Multiply,
    ir.Shift,
    ir.Round,
    ir.Least,
    ir.Greatest,
    ir.Choose,
    ir.MonthsBetween,
    ir.YearsBetween,
    ir.DaysBetween,
    ir.AddMonths,
    ir.AddDays,
    ir.MonthEnd,
    ir.YearOf,
    ir.MonthOf,
)


class Certain:
    """Looks at columns, each once, and at what expressions make of them."""

    def __init__(self, forms: Forms, at_hand: Callable[[ir.Node], pl.Series | None]) -> None:
        self._forms = forms
        self._at_hand = at_hand
        self._sure: dict[int, bool] = {}
        self._spans: dict[int, Span | None] = {}

    def sure(self, node: ir.Node) -> bool:
        """Return whether a node is known whoever is looked at."""
        number = self._forms.number(node)
        if number not in self._sure:
            self._sure[number] = self._is_sure(node)
        return self._sure[number]

    def _is_sure(self, node: ir.Node) -> bool:
        if isinstance(node, _LEAVES):
            column = self._at_hand(node)
            return column is not None and column.null_count() == 0
        if isinstance(node, ir.Const):
            return node.value is not None
        if isinstance(node, ir.Earliest):
            return any(map(self.sure, node.args))
        if isinstance(node, _STRICT):
            return all(map(self.sure, ir.children(node)))
        return isinstance(node, ir.AsOf | ir.Known)

    def span(self, node: ir.Node) -> Span | None:
        """Return the least and the greatest number a node comes to; None: not proven."""
        number = self._forms.number(node)
        if number not in self._spans:
            self._spans[number] = self._span(node)
        return self._spans[number]

    def _span(self, node: ir.Node) -> Span | None:
        if isinstance(node, ir.Const):
            whole = isinstance(node.value, int) and not isinstance(node.value, bool)
            return (cast(int, node.value), cast(int, node.value)) if whole else None
        if isinstance(node, _LEAVES):
            return self._of_column(self._at_hand(node))
        parts = [self.span(part) for part in _numbers_in(node)]
        spans = [part for part in parts if part is not None]
        if not spans or len(spans) < len(parts):
            return None
        return _combined(node, spans)

    def _of_column(self, column: pl.Series | None) -> Span | None:
        if column is None or column.dtype != pl.Int64 or column.null_count() == len(column):
            return None
        return cast(int, column.min()), cast(int, column.max())


def _numbers_in(node: ir.Node) -> tuple[ir.Node, ...]:
    """Return the parts whose numbers make that of a node."""
    if isinstance(node, ir.Choose):
        return (*(value for _, value in node.cases), node.otherwise)
    if isinstance(node, ir.Add | ir.Least | ir.Greatest):
        return node.args
    if isinstance(node, ir.Negate | ir.Shift | ir.Round):
        return (node.arg,)
    return (node.left, node.right) if isinstance(node, ir.Multiply) else ()


def _combined(node: ir.Node, spans: list[Span]) -> Span:
    lows, highs = [low for low, _ in spans], [high for _, high in spans]
    if isinstance(node, ir.Add):
        return sum(lows), sum(highs)
    if isinstance(node, ir.Negate):
        return -highs[0], -lows[0]
    if isinstance(node, ir.Shift):
        return lows[0] * 10**node.digits, highs[0] * 10**node.digits
    if isinstance(node, ir.Round):
        return lows[0] // 10**node.digits, -(-highs[0] // 10**node.digits)
    if isinstance(node, ir.Least):
        return min(lows), min(highs)
    if isinstance(node, ir.Greatest):
        return max(lows), max(highs)
    if isinstance(node, ir.Multiply):
        corners = [one * two for one in spans[0] for two in spans[1]]
        return min(corners), max(corners)
    return min(lows), max(highs)
