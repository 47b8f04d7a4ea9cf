"""Expressions of literals, columns and truths."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars.dtypes import dtype
from yulin.policy.backends.polars.leaves import Counted, Figure, twice
from yulin.policy.backends.python import division_step
from yulin.policy.dates.calendar_math import NEVER

if TYPE_CHECKING:
    from yulin.policy.backends.polars.context import Context


def _const(node: ir.Const, _: Context) -> pl.Expr:
    return pl.lit(node.value, dtype=dtype(node.type))


def _unknown(node: ir.Unknown, _: Context) -> pl.Expr:
    return pl.lit(None, dtype=dtype(node.type))


def _disputed(node: ir.Disputed, context: Context) -> pl.Expr:
    first, *rest = (context.expr(a) for a in node.args)
    agree = pl.all_horizontal([first == other for other in rest])
    return pl.when(agree).then(first)


def _as_of(_: ir.AsOf, context: Context) -> pl.Expr:
    return pl.lit(context.as_of, dtype=pl.Date)


def _var(node: ir.Var, context: Context) -> pl.Expr:
    return pl.col(context.variable(node.name))


def _column(node: ir.Column, context: Context) -> pl.Expr:
    return pl.col(context.column(node))


def _not(node: ir.Not, context: Context) -> pl.Expr:
    return ~context.expr(node.arg)


def _and(node: ir.And, context: Context) -> pl.Expr:
    return pl.all_horizontal([context.expr(arg) for arg in node.args])


def _or(node: ir.Or, context: Context) -> pl.Expr:
    return pl.any_horizontal([context.expr(arg) for arg in node.args])


_COMPARISONS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": pl.Expr.eq,
    "!=": pl.Expr.ne,
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
}


def _compare(node: ir.Compare, context: Context) -> pl.Expr:
    turn = context.turn(node)
    if turn is None:
        return _COMPARISONS[node.op](context.expr(node.left), context.expr(node.right))
    date = context.expr(turn.date)
    if turn.day is None:
        return date > NEVER if turn.rises else date <= NEVER
    return date >= turn.day if turn.rises else date < turn.day


def _compared(node: ir.Compare, context: Context) -> Counted:
    turn = context.turn(node)
    return ((node.left, 1), (node.right, 1)) if turn is None else ((turn.date, 1),)


def _is_in(node: ir.IsIn, context: Context) -> pl.Expr:
    arg, values = context.expr(node.arg), node.values
    if values and all(type(value) is int for value in values):
        low, high = min(cast(tuple[int, ...], values)), max(cast(tuple[int, ...], values))
        if high - low == len(set(values)) - 1:
            return arg == low if low == high else (arg >= low) & (arg <= high)
    return arg.is_in(list(values))


def _within(node: ir.Within, context: Context) -> pl.Expr:
    code = context.expr(node.arg)
    step = division_step(node.scope)
    if step == 0:
        return pl.when(code.is_not_null()).then(pl.lit(value=True))
    if step == 1:
        return code == node.scope
    low = node.scope // step * step
    return (code >= low) & (code < low + step)


def _contains(node: ir.Contains, context: Context) -> pl.Expr:
    return context.expr(node.arg).str.contains(node.part, literal=True)


def _known(node: ir.Known, context: Context) -> pl.Expr:
    return context.expr(node.arg).is_not_null()


def _figure(node: Figure, context: Context) -> pl.Expr:
    return pl.col(context.figure(node))


MAKERS: dict[type, Callable[[Any, Context], pl.Expr]] = {
    ir.Const: _const,
    ir.Unknown: _unknown,
    ir.Disputed: _disputed,
    ir.AsOf: _as_of,
    ir.Var: _var,
    ir.Column: _column,
    ir.Not: _not,
    ir.And: _and,
    ir.Or: _or,
    ir.Compare: _compare,
    ir.IsIn: _is_in,
    ir.Within: _within,
    ir.Contains: _contains,
    ir.Known: _known,
    ir.Linked: _figure,
    ir.Aggregate: _figure,
}

#: nodes whose expression holds other parts than what stands below them, or some more than once
PARTS: dict[type, Callable[[Any, Context], Counted]] = {
    ir.Compare: _compared,
    ir.Within: twice,
    ir.IsIn: twice,
    ir.Disputed: twice,
}
