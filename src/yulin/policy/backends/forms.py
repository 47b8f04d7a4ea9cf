"""Numbers for expressions: equal ones get the same, however often they were written down."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, get_args

from yulin.policy import ir

_KINDS = frozenset(get_args(ir.Node))
#: names the column of a leaf that is one, None for every other node
Leaf = Callable[[Any], str | None]


class Forms:
    """Tells equal expressions without comparing trees: each part is looked at once."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._numbers: dict[Hashable, int] = {}
        #: by identity; the node is kept so that its identity stays its own
        self._seen: dict[int, tuple[object, int]] = {}

    def number(self, node: Any) -> int:
        """Return the number of a node, the same for all that are equal."""
        seen = self._seen.get(id(node))
        if seen is not None:
            return seen[1]
        name = self._leaf(node)
        form = name if name is not None else self._form(node)
        found = self._numbers.setdefault(form, len(self._numbers))
        self._seen[id(node)] = (node, found)
        return found

    def equate(self, node: Any, other: Any) -> None:
        """Give a node the number of another from now on."""
        number = self.number(other)
        self._numbers[self._form(node)] = number
        self._seen[id(node)] = (node, number)

    def _form(self, node: Any) -> Hashable:
        return (type(node), *(self._part(getattr(node, n)) for n in node.__dataclass_fields__))

    def _part(self, value: Any) -> Hashable:
        if isinstance(value, tuple):
            return tuple(self._part(part) for part in value)
        return (self.number(value),) if type(value) in _KINDS else value
