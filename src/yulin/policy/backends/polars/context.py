"""How the expression of a node is found: made once, or read from the column that holds it.

Variables become columns, worked out in the order of their dependencies; figures over records are
grouped once per table. Every expression follows the meaning in ``ir`` to the last null. What the
columns at hand prove never to be unknown is not asked about in every row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from yulin.policy import ir
from yulin.policy.backends import bounds, days
from yulin.policy.backends.certain import Certain
from yulin.policy.backends.forms import Forms
from yulin.policy.backends.polars.dtypes import natural
from yulin.policy.backends.polars.leaves import (
    LEAVES,
    Counted,
    Figure,
    Leaves,
    Packed,
    Part,
    nowhere,
)
from yulin.policy.backends.polars.makers import MAKERS, PARTS
from yulin.policy.backends.python import Frame, run

if TYPE_CHECKING:
    from yulin.policy.program import Program


@dataclass
class Context:
    """How the parts of an expression that are not pure arithmetic are reached.

    Nothing that it holds may hold it in turn, nor the population whose columns it reads: frames of
    gigabytes would stay until somebody looks for cycles.
    """

    as_of: dt.date
    #: column name of a variable
    variable: Callable[[str], str]
    #: column name of what was worked out elsewhere: over records, or for another subject
    figure: Callable[[Figure], str]
    #: column name of a record column
    column: Callable[[ir.Column], str]
    #: the values of a column by name, where they are at hand
    values: Callable[[str], pl.Series | None] = nowhere
    #: number of a form → the column that holds it
    shared: dict[int, str] = field(default_factory=dict)
    leaves: Leaves = field(init=False)
    forms: Forms = field(init=False)
    certain: Certain = field(init=False)
    _made: dict[int, pl.Expr] = field(default_factory=dict)
    _fixed: dict[int, bool] = field(default_factory=dict)
    _settled: dict[int, Any] = field(default_factory=dict)
    _turns: dict[int, bounds.Turn | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.leaves = Leaves(self.variable, self.figure, self.column, self.values)
        self.forms = Forms(self.leaves.name)
        self.certain = Certain(self.forms, self.leaves.at_hand)

    def sharing(self) -> Context:
        """Return a context that knows as much, for expressions that read shared columns."""
        made = Context(self.as_of, self.variable, self.figure, self.column, self.values)
        made.forms, made.certain = self.forms, self.certain
        made._fixed, made._turns, made._settled = self._fixed, self._turns, self._settled
        made.shared = dict(self.shared)
        return made

    def share(self, node: ir.Node, column: str) -> None:
        """Read a node from a column from now on."""
        self.shared[self.forms.number(node)] = column

    def equate(self, node: ir.Node, other: ir.Node) -> None:
        """Take a node for another from now on, whose value is the same on the date."""
        self.is_fixed(other)
        self.settled(other)
        self.forms.equate(node, other)

    def column_of(self, node: Part) -> str | None:
        """Return the column that holds a node already, None where it is to be worked out."""
        return self.shared.get(self.forms.number(node)) or self.leaves.name(node)

    def type_of(self, node: ir.Node) -> pl.DataType | None:
        """Return the type of a node's expression, None where it is that of a column not at hand."""
        if not isinstance(node, LEAVES):
            return natural(node)
        values = self.leaves.at_hand(node)
        return None if values is None else values.dtype

    def expr(self, node: Part) -> pl.Expr:
        """Return the expression of a node."""
        number = self.forms.number(node)
        if number in self.shared:
            return pl.col(self.shared[number])
        if number not in self._made:
            self._made[number] = self.spelt_out(node)
        return self._made[number]

    def spelt_out(self, node: Part) -> pl.Expr:
        """Return the expression of a node, even where a column holds it."""
        if isinstance(node, Packed):
            return self._packed(node)
        if not isinstance(node, ir.Const | ir.AsOf) and self.is_fixed(node):
            return pl.lit(self.settled(node), dtype=natural(node))
        return MAKERS[type(node)](node, self)

    def _packed(self, node: Packed) -> pl.Expr:
        if self.is_fixed(node.date):
            day = self.settled(node.date)
            of_one = days.closing_day if node.ends else days.packed_day
            return pl.lit(None if day is None else of_one(day), dtype=pl.Int32)
        day = self.expr(node.date)
        return days.closing(day) if node.ends else days.packed(day)

    def parts(self, node: Part) -> Counted:
        """Return what the expression of a node is made of, and how often it holds each part."""
        if self.forms.number(node) in self.shared:
            return ()
        if isinstance(node, Packed):
            return () if self.is_fixed(node.date) else ((node.date, 1),)
        if isinstance(node, LEAVES) or self.is_fixed(node):
            return ()
        counted = PARTS.get(type(node))
        if counted is not None:
            return counted(node, self)
        return tuple((part, 1) for part in ir.children(node))

    def is_fixed(self, node: ir.Node) -> bool:
        """Return whether a node is the same for everybody: made of literals and the date alone."""
        number = self.forms.number(node)
        found = self._fixed.get(number)
        if found is None:
            below = ir.children(node)
            if isinstance(node, LEAVES) or not below:
                found = isinstance(node, ir.AsOf | ir.Const)
            else:
                found = all(map(self.is_fixed, below))
            self._fixed[number] = found
        return found

    def settled(self, node: ir.Node) -> Any:
        """Return the value of what is the same for everybody, None for every other node."""
        if isinstance(node, ir.Const):
            return node.value
        if not self.is_fixed(node):
            return None
        number = self.forms.number(node)
        if number not in self._settled:
            nobody = Frame(program=cast("Program", None), as_of=self.as_of)
            self._settled[number] = run(node, nobody)
        return self._settled[number]

    def turn(self, node: ir.Compare) -> bounds.Turn | None:
        """Return the day on which a comparison turns, where one date decides it."""
        number = self.forms.number(node)
        if number not in self._turns:
            self._turns[number] = bounds.turn(node, self.settled)
        return self._turns[number]
