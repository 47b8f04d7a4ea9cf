"""The days on which a moving comparison turns, as IR over IR.

A figure that moves is a staircase: the months since a certificate, the date of the decision plus a
year, an age times 1000 yuan. ``Crossings`` climbs down such a figure to the date of the decision and
gives the day on which it first reaches a bound. Where rounding leaves a step or two in doubt it
gives each of them: whoever asks looks at the truth on every day anyway.

What is not found: figures of two parts that move against each other, and a date that moves compared
with another that moves. No condition of a real document is like that; ``lost`` counts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yulin.policy import ir
from yulin.policy.dates import figures, spans
from yulin.policy.dates.arithmetic import Rule, Sign, kind_of, step, values_of
from yulin.policy.dates.growth import Growth
from yulin.policy.kinds import Number

TURNED: dict[ir.CompareOp, ir.CompareOp] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
NEGATED: dict[ir.CompareOp, ir.CompareOp] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}
#: comparison → how its moving left side comes to fulfil it: (direction, steps beyond the bound)
_WAYS: dict[ir.CompareOp, tuple[tuple[Sign, int], ...]] = {
    ">=": ((1, 0),),
    ">": ((1, 1),),
    "<=": ((-1, 0),),
    "<": ((-1, -1),),
    "==": ((1, 0), (-1, 0)),
    "!=": ((1, 1), (-1, -1)),
}
_PAIRS = (
    ir.AddMonths,
    ir.AddDays,
    ir.MonthsBetween,
    ir.YearsBetween,
    ir.DaysBetween,
    ir.WorkdaysBetween,
    ir.Multiply,
)
RULES: dict[type, Rule] = {**spans.RULES, **figures.RULES}
_ALTERNATIVES = (ir.Choose, ir.Least, ir.Greatest, ir.Earliest, ir.Disputed)


@dataclass
class Crossings:
    """The days on which comparisons come to hold, in the words of one program."""

    growth: Growth
    #: (date that moves, month of the year): what turns with the calendar, every year again
    yearly: dict[tuple[ir.Node, int], None] = field(default_factory=dict)
    #: how many parts were met whose days cannot be given
    lost: int = 0

    def of(self, node: ir.Compare) -> Iterator[ir.Node]:
        """Yield the days on which a comparison may come to hold."""
        op, left, right = node.op, self.growth.expand(node.left), self.growth.expand(node.right)
        if not self.growth.moves(left):
            op, left, right = TURNED[op], right, left
        if self.growth.moves(right):
            yield from self._both_move(op, left, right)
            return
        for sign, steps in _WAYS[op]:
            bound = step(right, steps)
            if bound is not None:
                yield from self.reach(left, bound, sign)

    def _both_move(self, op: ir.CompareOp, left: ir.Node, right: ir.Node) -> Iterator[ir.Node]:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, _ALTERNATIVES):
                turned = op if one is left else TURNED[op]
                for value in values_of(one):
                    yield from self.of(ir.Compare(turned, value, other))
                return
        if isinstance(kind_of(left), Number):
            kind = Number("", getattr(kind_of(left), "scale", 0))
            gap = ir.Add((left, ir.Negate(right, kind)), kind)
            yield from self.of(ir.Compare(op, gap, ir.Const(0, kind)))
        else:
            self.lost += 1

    def reach(self, node: ir.Node, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
        """Yield the first days on which a moving figure is at least (at most) a fixed bound."""
        node = self.growth.expand(node)
        if not self.growth.moves(node):
            return
        if isinstance(node, _ALTERNATIVES):
            for value in values_of(node):
                yield from self.reach(value, bound, sign)
            return
        rule = RULES.get(type(node))
        if rule is None or not self._one_moves(node):
            self.lost += 1
        else:
            yield from rule(self, node, bound, sign)

    def _one_moves(self, node: ir.Node) -> bool:
        """Return whether the parts of a span, a step or a product do not both move."""
        pair = isinstance(node, _PAIRS)
        return not pair or sum(map(self.growth.moves, ir.children(node))) == 1
