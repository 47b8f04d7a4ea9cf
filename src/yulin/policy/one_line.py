"""What stands against a benefit, in one line of a table: told from the trace, for many at once.

As in ``Reason.standing_against``, a branch of a group that holds otherwise matters to nobody. ✗ marks
what refuses and ？ what cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from yulin.policy.decision import Status
from yulin.policy.program import Clause, Item

HOLDS = "全部条件成立"
_NO_CLAUSES = "无条件"


@dataclass(frozen=True)
class _Leaf:
    """A clause with the columns of the groups around it, each with the truth it should have."""

    clause: Clause
    column: str
    #: itself last
    around: tuple[tuple[str, bool], ...] = ()
    #: children of a classification that would settle it before this one
    before: tuple[str, ...] = ()
    #: the clauses of which one would do, this one first: refused together, they are told together
    together: tuple[str, ...] = ()
    #: told with the first of them
    is_told: bool = False

    @property
    def refused(self) -> bool:
        """Whether it must not hold (below 皆非)."""
        return not self.around[-1][1]


@dataclass
class _Plan:
    """The columns worked out for one benefit: a truth per clause, then one per group."""

    leaves: list[_Leaf]
    marks: dict[str, pl.Expr]
    groups: dict[str, pl.Expr]

    @property
    def columns(self) -> list[str]:
        return [*self.marks, *self.groups]


def with_reasons(
    frame: pl.DataFrame, item: Item, untold: Callable[[Clause], tuple[str, ...]]
) -> pl.DataFrame:
    """Return long rows of one benefit with a column ``reason``.

    Args:
        frame: rows with ``trace`` and ``status``.
        item: the benefit.
        untold: the facts behind a clause that no record tells.
    """
    plan = _plan(item)
    if not plan.leaves:
        return frame.with_columns(pl.lit(_NO_CLAUSES).alias("reason"))
    told = frame.with_columns(e.alias(n) for n, e in plan.marks.items())
    told = told.with_columns(e.alias(n) for n, e in plan.groups.items())
    against = pl.concat_str([_against(leaf, item, untold) for leaf in plan.leaves])
    pending = pl.concat_str([_pending(leaf, item) for leaf in plan.leaves])
    words = (
        pl.when((against == "") | _class_given(item))
        .then(pl.lit(HOLDS))
        .otherwise(against.str.strip_chars_start("；"))
    )
    return told.with_columns((words + pending).alias("reason")).drop(plan.columns)


def _class_given(item: Item) -> pl.Expr:
    """Say where a class was found: what speaks against the classes above it matters no more."""
    given = pl.col("status") == int(Status.YES)
    return given if item.label is not None else pl.lit(value=False)


# -- columns ---------------------------------------------------------------------------------------


def _plan(item: Item) -> _Plan:
    plan = _Plan([], {}, {})
    if item.label is None:
        _add(plan, item.clause, ())
        return plan
    before: list[str] = []
    for child in item.clause.children:
        first = len(plan.leaves)
        name, _ = _add(plan, child, ())
        plan.leaves[first:] = [replace(f, before=tuple(before)) for f in plan.leaves[first:]]
        before.append(name)
    return plan


def _add(
    plan: _Plan, clause: Clause, around: tuple[tuple[str, bool], ...], *, wanted: bool = True
) -> tuple[str, pl.Expr]:
    """Add a clause and what is below it; return its column, and its truth over those of leaves."""
    condition = clause.condition
    if condition.kind == "leaf":
        column = f"_leaf{len(plan.leaves)}"
        plan.marks[column] = _truth(len(plan.leaves), pending=condition.process)
        plan.leaves.append(_Leaf(clause, column, (*around, (column, wanted))))
        return column, pl.col(column)
    column = f"_group{len(plan.groups)}"
    plan.groups[column] = pl.lit(value=True)  # keeps its place before those below
    inner = wanted if condition.kind != "not" else not wanted
    inside = (*around, (column, wanted))
    first = len(plan.leaves)
    parts = [_add(plan, child, inside, wanted=inner)[1] for child in clause.children]
    plan.groups[column] = _joined(condition.kind, parts)
    if condition.kind == "any" and wanted and len(parts) > 1 and _are_leaves(clause.children):
        _tell_together(plan, first)
    return column, plan.groups[column]


def _are_leaves(clauses: tuple[Clause, ...]) -> bool:
    return all(clause.condition.kind == "leaf" for clause in clauses)


def _tell_together(plan: _Plan, first: int) -> None:
    """Tell the clauses from one on together where they fail: each by itself reads as if all were asked."""
    found = plan.leaves[first:]
    texts = tuple(_text(leaf.clause) for leaf in found)
    rest = [replace(leaf, is_told=True) for leaf in found[1:]]
    plan.leaves[first:] = [replace(found[0], together=texts), *rest]


def _truth(number: int, *, pending: bool) -> pl.Expr:
    """Return a clause's truth from its mark; a step of handling still to do does not block."""
    mark = pl.col("trace").str.slice(number, 1)
    return pl.when((mark != "?") | pending).then(mark != "F")


def _joined(kind: str, parts: list[pl.Expr]) -> pl.Expr:
    if kind == "all":
        return pl.all_horizontal(parts) if parts else pl.lit(value=True)
    some = pl.any_horizontal(parts) if parts else pl.lit(value=False)
    return ~some if kind == "not" else some


# -- words -----------------------------------------------------------------------------------------


def _against(leaf: _Leaf, item: Item, untold: Callable[[Clause], tuple[str, ...]]) -> pl.Expr:
    text = _text(leaf.clause)
    lacking = untold(leaf.clause)
    # of several, some may have been told of this subject (附加事实); not all were
    few = "没有" if len(lacking) == 1 else "没有全"
    lacks = f"（记录里{few}：{'、'.join(lacking)}）" if lacking else ""
    no, unclear = ("✗属于：", "？是否属于：") if leaf.refused else ("✗", "？")
    fails = _every(leaf, lambda column, wanted: (column != wanted).fill_null(value=False))
    matters = _every(leaf, lambda column, wanted: (column != wanted).fill_null(value=True))
    if item.label is not None:
        fails = fails & (pl.col("status") == int(Status.NO))
    refusal = f"；✗以下任一：{' / '.join(leaf.together)}" if leaf.together else f"；{no}{text}"
    return (
        pl.when(fails)
        .then(pl.lit("" if leaf.is_told else refusal))
        .when(pl.col(leaf.column).is_null() & matters)
        .then(pl.lit(f"；{unclear}{text}{lacks}"))
        .otherwise(pl.lit(""))
    )


def _every(leaf: _Leaf, stands: Callable[[pl.Expr, bool], pl.Expr]) -> pl.Expr:
    """Say where a clause and all groups around it stand against the benefit."""
    tests: Iterator[pl.Expr] = (stands(pl.col(column), wanted) for column, wanted in leaf.around)
    settled = (~pl.col(column).fill_null(value=False) for column in leaf.before)
    return pl.all_horizontal([*tests, *settled])


def _pending(leaf: _Leaf, item: Item) -> pl.Expr:
    """Name a step of handling still to do, of whoever is not refused anyhow."""
    if not leaf.clause.condition.process:
        return pl.lit("")
    waits = pl.col("trace").str.contains(rf"^.{{{_number(leaf)}}}\?")
    waits = waits & (pl.col("status") != int(Status.NO))
    return pl.when(waits).then(pl.lit(f"；待办理：{_text(leaf.clause)}")).otherwise(pl.lit(""))


def _number(leaf: _Leaf) -> int:
    return int(leaf.column.removeprefix("_leaf"))


def _text(clause: Clause) -> str:
    return clause.condition.text or clause.condition.id
