"""Which parts of the intermediate form change by time alone, and which stay as the records do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from yulin.policy import ir
from yulin.policy.kinds import DAY, Number

#: figures that count months of records up to the date of the decision
COVERS = ("months", "streak", "longest")
#: the first day of the month in which the decision is made
FIRST_OF_MONTH = ir.AddDays(
    ir.MonthEnd(ir.AddMonths(ir.AsOf(), ir.Const(-1, Number("月")))), ir.Const(1, Number())
)


@dataclass(frozen=True)
class Growth:
    """What timing must know of the names: their definitions, and which count months."""

    definitions: Mapping[str, ir.Node | None]
    counting: frozenset[str]
    #: whether months of records pass by, too, instead of names that count them
    records: bool = False
    _moving: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def expand(self, node: ir.Node, names: list[str] | None = None) -> ir.Node:
        """Return the definition of a variable that moves and is no counter, else the node.

        The names that were gone through are added to ``names``.
        """
        while isinstance(node, ir.Var) and node.name not in self.counting and self.moves(node):
            if names is not None:
                names.append(node.name)
            definition = self.definitions[node.name]
            assert definition is not None
            node = definition
        return node

    def moves(self, node: ir.Node) -> bool:
        """Return whether the node changes as time passes while the records stay."""
        if isinstance(node, ir.AsOf):
            return True
        if isinstance(node, ir.Aggregate):
            passing = self.records and node.kind in COVERS
            return passing and (node.until is None or self.moves(node.until))
        if isinstance(node, ir.Linked):
            return False
        if isinstance(node, ir.Var):
            return node.name in self.counting or self._moves_by_definition(node.name)
        return any(self.moves(child) for child in ir.children(node))

    def counted_from(self, counter: ir.Var) -> ir.Node:
        """Return the day from which a counter's further months are complete months.

        A counter worked out from records counts calendar months, so it steps up on the first of
        each; one that somebody told us has no day of its own, so its months run from today.
        """
        definition = self.definitions.get(counter.name)
        if definition is None:
            return ir.AsOf()
        same = ir.Compare("==", counter, definition)
        recorded = ir.And((ir.Known(same), same))
        return ir.Choose(((recorded, FIRST_OF_MONTH),), ir.AsOf(), DAY)

    def _moves_by_definition(self, name: str) -> bool:
        if name not in self._moving:
            definition = self.definitions.get(name)
            self._moving[name] = definition is not None and self.moves(definition)
        return self._moving[name]


def rests_on_date(node: ir.Node) -> bool:
    """Return whether a node is the same for everybody: made of literals and the date alone."""
    below = ir.children(node)
    if not below:
        return isinstance(node, ir.AsOf | ir.Const)
    return not isinstance(node, ir.Aggregate | ir.Linked) and all(map(rests_on_date, below))
