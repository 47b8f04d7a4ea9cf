"""Columns worked out together: what several of them hold is worked out once, in a column of its own.

Polars finds common parts only near the surface and compares expressions to do so. Here equal parts
carry the same number already; each that is held twice becomes a column before those that read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars import Context, Part

#: name of a column → what it holds and in which type
Wanted = Mapping[str, tuple[ir.Node, pl.DataType]]
#: no table has a column that begins so
_MARK = "%"
#: equal parts are found already, and nothing is filtered or joined
_PLAINLY = pl.QueryOptFlags(
    comm_subexpr_elim=False, comm_subplan_elim=False, cluster_with_columns=False
)


def with_columns(
    frame: pl.DataFrame, context: Context, wanted: Wanted, more: Iterable[pl.Expr] = ()
) -> pl.DataFrame:
    """Return a frame with columns added.

    Args:
        frame: what the expressions read.
        context: how they read it.
        wanted: the columns by name.
        more: further columns as they are, which share nothing.
    """
    plan = _Plan(context)
    plan.count(node for node, _ in wanted.values())
    lazy = frame.lazy()
    for level in plan.levels():
        lazy = lazy.with_columns(level)
    last = [plan.context.expr(node).cast(kind).alias(n) for n, (node, kind) in wanted.items()]
    made = lazy.with_columns(*last, *more).collect(optimizations=_PLAINLY)
    for name in plan.context.shared.values():
        made.drop_in_place(name)
    return made


@dataclass
class _Plan:
    """Which parts are held more than once, and in which order they are worked out."""

    base: Context
    #: number of a form → how many expressions hold it
    _uses: dict[int, int] = field(default_factory=dict)
    #: number of a form → the part and what it holds, parts before those that hold them
    _parts: dict[int, tuple[Part, tuple[int, ...]]] = field(default_factory=dict)
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        self.context = self.base.sharing()

    def count(self, nodes: Iterable[ir.Node]) -> None:
        """Count how often each part is held."""
        for node in nodes:
            self._count(node, 1)

    def _count(self, part: Part, times: int) -> None:
        number = self.base.forms.number(part)
        seen = number in self._uses
        self._uses[number] = self._uses.get(number, 0) + times
        if seen:
            return
        below = self.base.parts(part)
        for child, often in below:
            self._count(child, often)
        self._parts[number] = (part, tuple(self.base.forms.number(child) for child, _ in below))

    def levels(self) -> Iterator[list[pl.Expr]]:
        """Yield the shared columns, first those that read no other."""
        depths: dict[int, int] = {}
        levels: dict[int, list[int]] = {}
        for number, (_, below) in self._parts.items():
            depths[number] = max((depths[n] + self._is_shared(n) for n in below), default=0)
            if self._is_shared(number):
                levels.setdefault(depths[number], []).append(number)
        for depth in sorted(levels):
            made = [self.context.spelt_out(self._parts[n][0]) for n in levels[depth]]
            names = {n: f"{_MARK}{n}" for n in levels[depth]}
            yield [e.alias(name) for e, name in zip(made, names.values(), strict=True)]
            self.context.shared.update(names)

    def _is_shared(self, number: int) -> bool:
        return self._uses[number] > 1 and bool(self._parts[number][1])
