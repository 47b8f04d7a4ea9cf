"""What expressions are made of: nodes, forms of dates, and columns that hold what is worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from yulin.policy import ir

#: what is worked out apart from the expression that reads it
Figure = ir.Aggregate | ir.Linked
#: nodes that are columns
LEAVES = (ir.Var, ir.Column, ir.Linked, ir.Aggregate)


@dataclass(frozen=True)
class Packed:
    """A date as ``days.packed`` or, as the end of a span, ``days.closing`` gives it."""

    date: ir.Node
    ends: bool = False


#: what has an expression: nodes, and the forms of dates that several nodes make use of
Part = ir.Node | Packed
#: parts, and how often an expression holds each
Counted = tuple[tuple[Part, int], ...]


def nowhere(_: str) -> pl.Series | None:
    """Return nothing: the values of no column are at hand."""
    return None


@dataclass(frozen=True)
class Leaves:
    """Which column holds a part of an expression that is not worked out, and what stands in it."""

    variable: Callable[[str], str]
    figure: Callable[[Figure], str]
    column: Callable[[ir.Column], str]
    values: Callable[[str], pl.Series | None]

    def name(self, node: Part) -> str | None:
        """Return the column of a node that is one, None for every other."""
        if isinstance(node, ir.Var):
            return self.variable(node.name)
        if isinstance(node, ir.Column):
            return self.column(node)
        return self.figure(node) if isinstance(node, Figure) else None

    def at_hand(self, node: ir.Node) -> pl.Series | None:
        """Return the values of a node that is a column, where they are at hand."""
        name = self.name(node)
        return None if name is None else self.values(name)


def twice(node: Any, _: object) -> Counted:
    """Return what stands below a node, as an expression that holds each of it twice."""
    return tuple((part, 2) for part in ir.children(node))
