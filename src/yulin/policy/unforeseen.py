"""Months that foresight takes to stand still: those that a document counts by a definition of its own.

Which names grow by one each month the vocabulary says (增长: 每月; decision 0032). Of any other figure that
counts months, the day on which it is reached is not worked out.
"""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy import ir
from yulin.policy.dates.crossings import NEGATED, TURNED
from yulin.policy.dates.growth import COVERS
from yulin.policy.document import Benefit
from yulin.policy.program import Clause, Item, Program

#: what such a figure is called that has no name
_UNNAMED = "这个数"


def months_standing_still(item: Item, program: Program) -> Iterator[tuple[Clause, str]]:
    """Yield the clauses of a benefit that ask for months nobody foresees, with the name that counts them."""
    if not isinstance(item.source, Benefit) or not item.source.foresees:
        return
    for leaf in item.clause.leaves():
        if leaf.condition.derived:
            continue
        names = dict.fromkeys(_wanting_more(leaf.plain, program, want=True))
        if not names and leaf.outlook is not None:  # the clause counts on another figure's growth
            names = dict.fromkeys(
                name
                for part in ir.walk(leaf.plain)
                if isinstance(part, ir.Compare) and _counts(part, program)
                for side in (part.left, part.right)
                for name, _ in _figures(side, program, 1)
            )
        yield from ((leaf, name) for name in names)


def _wanting_more(node: ir.Node, program: Program, *, want: bool) -> Iterator[str]:
    """Yield the figures of which a condition asks for more than there may be."""
    if isinstance(node, ir.Not):
        yield from _wanting_more(node.arg, program, want=not want)
    elif isinstance(node, ir.Compare):
        op = node.op if want else NEGATED[node.op]
        for side, relation in ((node.left, op), (node.right, TURNED[op])):
            if relation in (">=", ">"):
                yield from (n for n, sign in _figures(side, program, 1) if sign > 0)
    elif isinstance(node, ir.And | ir.Or):
        for arg in ir.children(node):
            yield from _wanting_more(arg, program, want=want)


def _counts(node: ir.Compare, program: Program) -> bool:
    """Say whether a comparison reads a figure that does grow."""
    return not program.growth.counting.isdisjoint(ir.variables(node))


#: parts through which a figure passes on how it moves
_PASSING = (ir.Add, ir.Multiply, ir.Shift, ir.Round, ir.Least, ir.Greatest)


def _figures(
    node: ir.Node, program: Program, sign: int, name: str = _UNNAMED
) -> Iterator[tuple[str, int]]:
    """Yield the figures a value rests on that count months and that nobody foresees, each with its sign."""
    if isinstance(node, ir.Aggregate):
        if node.kind in COVERS and node.until is None:
            yield name, sign
    elif isinstance(node, ir.Negate):
        yield from _figures(node.arg, program, -sign, name)
    elif isinstance(node, _PASSING):
        for part in ir.children(node):
            yield from _figures(part, program, sign, name)
    elif isinstance(node, ir.Var) and node.name not in program.growth.counting:
        definition = program.definitions[node.name]
        if definition.behind is not None:
            yield from _figures(definition.behind, program, sign, definition.name)
