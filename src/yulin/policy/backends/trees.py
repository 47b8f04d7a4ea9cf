"""Trees of clauses over the columns that hold their leaves' results."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars import Context
from yulin.policy.kinds import YES
from yulin.policy.program import Clause

#: clause → the column of its results
Names = Mapping[ir.Node, str]


def over_clauses(clause: Clause, names: Names) -> ir.Node:
    """Return the truth of a clause tree over the columns that hold its leaves' results."""
    if clause.condition.kind == "leaf":
        leaf = ir.Var(names[clause.plain], YES)
        return ir.Not(ir.And((ir.Known(leaf), ir.Not(leaf)))) if clause.condition.process else leaf
    parts = tuple(over_clauses(child, names) for child in clause.children)
    if not parts:
        return ir.Const(True, YES)
    if clause.condition.kind == "any":
        return parts[0] if len(parts) == 1 else ir.Or(parts)
    if clause.condition.kind == "not":
        return ir.Not(parts[0] if len(parts) == 1 else ir.Or(parts))
    return parts[0] if len(parts) == 1 else ir.And(parts)


def curable(clause: Clause, names: Names, context: Context) -> pl.Expr:
    """Say for which rows time alone might make a clause hold: a cheap test before the dear one."""
    if clause.outlook is not None and clause.condition.kind in ("leaf", "not"):
        return pl.lit(value=True)
    if clause.condition.kind == "leaf":
        return pl.col(names[clause.plain]).fill_null(value=True)
    if clause.condition.kind == "not":
        return context.expr(over_clauses(clause, names)).fill_null(value=True)
    parts = [curable(child, names, context) for child in clause.children] or [pl.lit(value=True)]
    return pl.any_horizontal(parts) if clause.condition.kind == "any" else pl.all_horizontal(parts)
