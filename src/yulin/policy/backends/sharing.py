"""Columns worked out together: what several of them hold is worked out once, in a column of its own.

Polars finds common parts only near the surface and compares expressions to do so. Here equal parts
carry the same number already; each that is held twice becomes a column before those that read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars import Context, Part

#: name of a column → what it holds and in which type
Wanted = Mapping[str, tuple[ir.Node, pl.DataType]]
#: no table has a column that begins so
_MARK = "%"
#: nothing to move: every column is wanted, and so is every row
_AS_WRITTEN = pl.QueryOptFlags.none()
#: equal parts are found already
DIRECTLY = pl.QueryOptFlags(comm_subexpr_elim=False, comm_subplan_elim=False)


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
    plan = Plan(context, wanted)
    made = plan.over(frame.lazy(), more).collect(optimizations=_AS_WRITTEN)
    for name in plan.helpers:
        made.drop_in_place(name)
    return made


class Plan:
    """Which parts of wanted columns are held more than once, and in which order all are made."""

    def __init__(self, context: Context, wanted: Wanted) -> None:
        self._base = context
        self._context = context.sharing()
        #: number of a form → how many expressions hold it
        self._uses: dict[int, int] = {}
        #: number of a form → the part and what it holds, parts before those that hold them
        self._parts: dict[int, tuple[Part, tuple[int, ...]]] = {}
        #: the columns that are read
        self.reads: dict[str, None] = {}
        #: the columns that stand only for what others share
        self.helpers: list[str] = []
        for node, _ in wanted.values():
            self._count(node, 1)
        self._levels = [self._level(numbers) for numbers in self._by_depth()]
        self._last = [
            self._context.expr(node).cast(kind).alias(name) for name, (node, kind) in wanted.items()
        ]

    def over(self, lazy: pl.LazyFrame, more: Iterable[pl.Expr] = ()) -> pl.LazyFrame:
        """Return a frame with the wanted columns, the helpers and some more added."""
        for level in self._levels:
            lazy = lazy.with_columns(level)
        return lazy.with_columns(*self._last, *more)

    def _of_type(self, node: ir.Node, kind: pl.DataType) -> pl.Expr:
        made = self._context.expr(node)
        return made if self._context.type_of(node) == kind else made.cast(kind)

    def _count(self, part: Part, times: int) -> None:
        number = self._base.forms.number(part)
        seen = number in self._uses
        self._uses[number] = self._uses.get(number, 0) + times
        if seen:
            return
        column = self._base.column_of(part)
        if column is not None:
            self.reads[column] = None
        below = self._base.parts(part)
        for child, often in below:
            self._count(child, often)
        self._parts[number] = (part, tuple(self._base.forms.number(child) for child, _ in below))

    def _by_depth(self) -> Iterator[list[int]]:
        """Yield the forms to share, first those that hold no other."""
        depths: dict[int, int] = {}
        found: dict[int, list[int]] = {}
        for number, (_, below) in self._parts.items():
            depths[number] = max((depths[n] + self._is_shared(n) for n in below), default=0)
            if self._is_shared(number):
                found.setdefault(depths[number], []).append(number)
        yield from (found[depth] for depth in sorted(found))

    def _is_shared(self, number: int) -> bool:
        return self._uses[number] > 1 and bool(self._parts[number][1])

    def _level(self, numbers: list[int]) -> list[pl.Expr]:
        made = []
        for number in numbers:
            name = f"{_MARK}{number}"
            made.append(self._context.spelt_out(self._parts[number][0]).alias(name))
            self.helpers.append(name)
        self._context.shared.update({n: f"{_MARK}{n}" for n in numbers})
        return made
