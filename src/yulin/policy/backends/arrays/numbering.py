"""Equal nodes have equal numbers, so that each is worked out once wherever it stands."""

from __future__ import annotations

from itertools import count

from yulin.policy import ir
from yulin.policy.program import Program

#: nodes of one program that are numbered at most; days to come are new nodes every day
_MOST = 200_000
_KEPT = 8


class Numbering:
    """Numbers of nodes, kept by identity (hashing a tree costs more)."""

    def __init__(self) -> None:
        #: node by identity → its number
        self.known: dict[int, int] = {}
        #: as long as a node is kept here, no other one can have its identity
        self._nodes: list[ir.Node] = []
        self._same: dict[object, int] = {}
        self._asking: dict[int, bool] = {}
        self._next = count()

    def __len__(self) -> int:
        return len(self._nodes)

    def of(self, node: ir.Node) -> int:
        """Return the number of a node."""
        found = self.known.get(id(node))
        if found is not None:
            return found
        # a number that another thread has taken meanwhile is never given twice
        made = self._same.setdefault(self._key(node), next(self._next))
        self._nodes.append(node)
        self.known[id(node)] = made
        return made

    def asks_others(self, node: ir.Node) -> bool:
        """Return whether a node about a row asks about others than its subject."""
        place = self.of(node)
        if place not in self._asking:
            asks = isinstance(node, ir.Linked) or (isinstance(node, ir.Aggregate) and node.match)
            below = () if isinstance(node, ir.Aggregate) else ir.children(node)
            self._asking[place] = bool(asks) or any(map(self.asks_others, below))
        return self._asking[place]

    def _key(self, node: ir.Node) -> object:
        return type(node), *(self._part(getattr(node, n)) for n in node.__dataclass_fields__)

    def _part(self, part: object) -> object:
        if isinstance(part, tuple):
            return tuple(map(self._part, part))
        if isinstance(part, ir.Node):
            return type(part), self.of(part)
        return type(part), part


_numberings: dict[int, tuple[Program, Numbering]] = {}


def numbering_of(program: Program) -> Numbering:
    """Return the numbering of a program, kept by its identity."""
    found = _numberings.get(id(program))
    if found is None or found[0] is not program or len(found[1]) > _MOST:
        if len(_numberings) >= _KEPT:
            _numberings.pop(next(iter(_numberings)), None)
        found = _numberings[id(program)] = (program, Numbering())
    return found[1]
