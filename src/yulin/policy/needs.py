"""Which records the decision about a subject reads: its own, and those of whom it is linked to.

Where a population does not fit into memory, its subjects are decided some at a time. What such a
batch needs besides its own rows lies anywhere: a spouse's homes, an employer's staff. A ``Need``
says what to fetch for a kind of subject; it may name more than is read, never less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yulin.policy import ir
from yulin.policy.decide import nodes_read
from yulin.policy.kinds import TEXT, Type
from yulin.policy.program import Item, Program

#: (table, column)
Place = tuple[str, str]


@dataclass
class Need:
    """What is read to decide one kind of subject."""

    kind: str
    #: (table, column that names the subject) of every table whose rows about it are read
    records: dict[Place, None] = field(default_factory=dict)
    #: (table, link column, table it leads to): columns of linked records that rows read
    followed: dict[tuple[str, str, str], None] = field(default_factory=dict)
    #: columns whose values name other subjects → what is needed of these
    linked: dict[tuple[str, tuple[Place, ...]], Need] = field(default_factory=dict)
    #: what those ask about these subjects who are linked to them, with its type
    nodes: dict[ir.Node, Type] = field(default_factory=dict)

    def every(self) -> Iterator[Need]:
        """Yield this need and those of linked subjects, at any distance."""
        yield self
        for need in self.linked.values():
            yield from need.every()


def needs(program: Program, kind: str, *, explained: bool = False) -> Need:
    """Return what deciding every benefit for one kind of subject reads.

    Args:
        program: what is decided.
        kind: who is decided about.
        explained: also what explaining the decisions reads: instalments, further figures, the grant.
    """
    need = Need(kind)
    collector = _Collector(program)
    for item in program.items:
        if item.subject == kind:
            for node in (*nodes_read(item), *(_nodes_told(item) if explained else ())):
                collector.add(node, need, kind)
    return need


def _nodes_told(item: Item) -> Iterator[ir.Node]:
    """Yield what an explanation looks at besides the decision."""
    yield from (output.node for output in item.outputs)
    clauses = [part.clause for part in item.parts]
    for part in item.parts:
        yield from (part.amount, part.truth)
        if part.outlook is not None:
            yield from part.outlook.nodes()
    if item.life is not None:
        clauses += [item.life.stops, item.life.suspends, item.life.recovers]
    yield from (leaf.plain for clause in clauses if clause for leaf in clause.leaves())


@dataclass
class _Collector:
    """Walks nodes, following names to their definitions, each once a need."""

    program: Program
    #: (need, name) by identity of the need
    _known: set[tuple[int, str]] = field(default_factory=set)

    def add(self, node: ir.Node, need: Need, row: str) -> None:
        """Add what a node reads; ``row`` is the table of the row at hand, or the kind of subject."""
        if isinstance(node, ir.Var):
            self._add_variable(node.name, need)
            return
        if isinstance(node, ir.Column) and node.via not in (None, ir.OWN):
            need.followed[row, str(node.via), node.table] = None
        if isinstance(node, ir.Linked):
            self._add_linked(node, need, row)
        if isinstance(node, ir.Aggregate):
            need.records[node.table, node.key] = None
            row = node.table
        for child in ir.children(node):
            self.add(child, need, row)

    def _add_variable(self, name: str, need: Need) -> None:
        definition = self._definition(name)
        if definition is not None and (id(need), name) not in self._known:
            self._known.add((id(need), name))
            self.add(definition, need, need.kind)

    def _definition(self, name: str) -> ir.Node | None:
        """What a name stands for; ``@`` marks what the decision itself supplies."""
        return None if name.startswith("@") else self.program.definitions[name].node

    def _add_linked(self, node: ir.Linked, need: Need, row: str) -> None:
        places = tuple(sorted(set(self._places(node.key, need.kind, row))))
        if (node.subject, places) not in need.linked:
            need.linked[node.subject, places] = Need(node.subject)
        other = need.linked[node.subject, places]
        other.nodes[node.node] = node.type
        self.add(node.node, other, node.subject)

    def _places(self, node: ir.Node, kind: str, row: str) -> Iterator[Place]:
        """Yield the columns that a key may come from: no expression makes keys of its own."""
        if isinstance(node, ir.Var):
            definition = self._definition(node.name)
            if definition is not None:
                yield from self._places(definition, kind, kind)
        elif isinstance(node, ir.Column):
            if node.type == TEXT:
                yield (kind if node.via == ir.OWN else node.table), node.name
        else:
            inside = node.table if isinstance(node, ir.Aggregate) else row
            for child in ir.children(node):
                yield from self._places(child, kind, inside)
