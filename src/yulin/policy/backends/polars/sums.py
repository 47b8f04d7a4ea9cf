"""Expressions of sums, products, quotients and other scales."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from yulin.policy import ir
from yulin.policy.backends import numbers
from yulin.policy.backends.polars.leaves import Counted, twice

if TYPE_CHECKING:
    from yulin.policy.backends.polars.context import Context


def _add(node: ir.Add, context: Context) -> pl.Expr:
    first, *rest = node.args
    result = context.expr(first)
    for arg in rest:
        if _is_taken_off(arg, context):
            result = result - context.expr(cast(ir.Negate, arg).arg)
        else:
            result = result + context.expr(arg)
    return result


def _is_taken_off(arg: ir.Node, context: Context) -> bool:
    return isinstance(arg, ir.Negate) and not context.is_fixed(arg)


def _added(node: ir.Add, context: Context) -> Counted:
    first, *rest = node.args
    taken = [cast(ir.Negate, a).arg if _is_taken_off(a, context) else a for a in rest]
    return tuple((part, 1) for part in (first, *taken))


def _negate(node: ir.Negate, context: Context) -> pl.Expr:
    return -context.expr(node.arg)


def _multiply(node: ir.Multiply, context: Context) -> pl.Expr:
    return context.expr(node.left) * context.expr(node.right)


def _shift(node: ir.Shift, context: Context) -> pl.Expr:
    raised = _raised(node)
    if raised is not None:
        return context.expr(raised)
    return context.expr(node.arg) * pl.lit(10**node.digits, dtype=pl.Int64)


def _raised(node: ir.Shift) -> ir.Choose | None:
    """Return a choice among literals at the higher scale, so that no row is multiplied."""
    choice = node.arg
    if not isinstance(choice, ir.Choose):
        return None
    values = [*(value for _, value in choice.cases), choice.otherwise]
    shifted = [_literal(value, node) for value in values]
    found = [value for value in shifted if value is not None]
    if len(found) < len(values):
        return None
    *cases, rest = found
    tests = (test for test, _ in choice.cases)
    return ir.Choose(tuple(zip(tests, cases, strict=True)), rest, node.type)


def _literal(value: ir.Node, shift: ir.Shift) -> ir.Node | None:
    if isinstance(value, ir.Choose):
        return _raised(ir.Shift(value, shift.digits, shift.type))
    if not isinstance(value, ir.Const) or not isinstance(value.value, int):
        return None
    return ir.Const(value.value * 10**shift.digits, shift.type)


def _shifted(node: ir.Shift, _: Context) -> Counted:
    return ((_raised(node) or node.arg, 1),)


def _factored(node: ir.Round, _: Context) -> Counted:
    return ((numbers.factored(node.arg)[0], 1),)


MAKERS: dict[type, Callable[[Any, Context], pl.Expr]] = {
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Shift: _shift,
    ir.Round: numbers.rounded,
    ir.Divide: numbers.divided,
    ir.Least: numbers.extreme,
    ir.Greatest: numbers.extreme,
}

#: nodes whose expression holds other parts than what stands below them, or some more than once
PARTS: dict[type, Callable[[Any, Context], Counted]] = {
    ir.Add: _added,
    ir.Shift: _shifted,
    ir.Round: _factored,
    ir.Least: twice,
    ir.Greatest: twice,
    ir.Divide: twice,
}
