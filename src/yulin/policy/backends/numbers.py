"""Arithmetic on columns of integers: as few passes over them as exact rounding takes."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import polars as pl

from yulin.policy import ir

if TYPE_CHECKING:
    from yulin.policy.backends.polars import Context

LARGEST = 2**63 - 1


def factored(node: ir.Node) -> tuple[ir.Node, int]:
    """Return what a node multiplies, and by which whole number in all."""
    if isinstance(node, ir.Shift):
        inner, factor = factored(node.arg)
        return inner, factor * 10**node.digits
    if isinstance(node, ir.Multiply):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, ir.Const) and isinstance(one.value, int):
                inner, factor = factored(other)
                return inner, factor * one.value
    return node, 1


def rounded(node: ir.Round, context: Context) -> pl.Expr:
    """Return a number with fewer digits; what cancels out is never multiplied."""
    inner, factor = factored(node.arg)
    divisor: int = 10**node.digits
    shared = gcd(factor, divisor)
    factor, divisor = factor // shared, divisor // shared
    value = context.expr(inner)
    if factor != 1:
        value = value * pl.lit(factor, dtype=pl.Int64)
    if divisor == 1:
        return value
    span = context.certain.span(inner)
    if span is None or factor < 0 or span[0] < 0 or span[1] * factor > LARGEST - divisor:
        return on_magnitudes(value, pl.lit(divisor, dtype=pl.Int64), node.mode)
    more = {"half": divisor // 2, "up": divisor - 1, "down": 0}[node.mode]
    return (value + pl.lit(more, dtype=pl.Int64)) // divisor if more else value // divisor


def on_magnitudes(value: pl.Expr, divisor: pl.Expr, mode: ir.RoundMode) -> pl.Expr:
    """Integer division of a value by a positive divisor; Polars floors, so work on magnitudes."""
    size, rest = value.abs() // divisor, value.abs() % divisor
    if mode == "half":  # the rest doubled, not the value: that may fill 64 bits already
        size = size + (rest >= divisor - rest).cast(pl.Int64)
    elif mode == "up":
        size = size + (rest > 0).cast(pl.Int64)
    return pl.when(value < 0).then(-size).otherwise(size)


def divided(node: ir.Divide, context: Context) -> pl.Expr:
    """Return a quotient, rounded half away from zero; unknown where the divisor is zero."""
    bottom = context.expr(node.right)
    power: int = 10**node.digits
    top = context.expr(node.left) * pl.lit(power, dtype=pl.Int64)
    if _plainly_divided(node, context):
        return (top + bottom // 2) // bottom
    signed = pl.when(bottom < 0).then(-top).otherwise(top)
    safe = pl.when(bottom != 0).then(bottom.abs())
    return on_magnitudes(signed, safe, "half")


def _plainly_divided(node: ir.Divide, context: Context) -> bool:
    """Return whether nothing is negative, the divisor never zero, and half of it can be added."""
    top, bottom = context.certain.span(node.left), context.certain.span(node.right)
    if top is None or bottom is None or top[0] < 0 or bottom[0] < 1:
        return False
    power: int = 10**node.digits
    return top[1] * power + bottom[1] <= LARGEST


def extreme(node: ir.Least | ir.Greatest, context: Context) -> pl.Expr:
    """Return the least or greatest of several, unknown where any is."""
    least = isinstance(node, ir.Least)
    open_ = [arg for arg in node.args if not context.certain.sure(arg)]
    if len(node.args) == 2 and len(open_) == 1:
        (value,), (other,) = open_, [arg for arg in node.args if arg is not open_[0]]
        one, two = context.expr(value), context.expr(other)
        beyond = one > two if least else one < two
        return pl.when(beyond).then(two).otherwise(one)  # unknown: not beyond, and stays so
    args = [context.expr(arg) for arg in node.args]
    # Polars skips nulls across columns
    combined = pl.min_horizontal(args) if least else pl.max_horizontal(args)
    if not open_:
        return combined
    return pl.when(pl.all_horizontal(context.expr(a).is_not_null() for a in open_)).then(combined)
