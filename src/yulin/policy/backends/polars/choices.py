"""Expressions of choices: the first test that holds; unknown where one before it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars.dtypes import dtype
from yulin.policy.backends.polars.leaves import Counted

if TYPE_CHECKING:
    from yulin.policy.backends.polars.context import Context


def _choose(node: ir.Choose, context: Context) -> pl.Expr:
    """First test that holds; an unknown test before it makes the result unknown."""
    nothing = pl.lit(None, dtype=dtype(node.type))
    result = context.expr(node.otherwise)
    doubtful = _doubtful(node, context)
    for (test, value), doubt in zip(reversed(node.cases), reversed(doubtful), strict=True):
        holds = context.expr(test)
        result = pl.when(holds).then(context.expr(value)).otherwise(result)
        if doubt is not None:
            result = pl.when(context.expr(doubt).is_not_null()).then(result).otherwise(nothing)
    return result


def _doubtful(node: ir.Choose, context: Context) -> list[ir.Node | None]:
    """Return for each test what leaves it unknown, None where it is known once it is asked.

    Of tests on the same value only the first must see whether that is known.
    """
    settled: set[int] = set()
    found: list[ir.Node | None] = []
    for test, _ in node.cases:
        rests_on = _rests_on(test, context)
        number = context.forms.number(rests_on)
        known = number in settled or context.certain.sure(test)
        found.append(None if known else rests_on)
        settled.add(number)
    return found


def _rests_on(test: ir.Node, context: Context) -> ir.Node:
    """Return the value without which a test is unknown, and with which it is known."""
    if not isinstance(test, ir.Compare):
        return test
    turn = context.turn(test)
    if turn is not None:
        return turn.date
    return test if context.settled(test.right) is None else test.left


def _chosen(node: ir.Choose, context: Context) -> Counted:
    doubts = [(doubt, 1) for doubt in _doubtful(node, context) if doubt is not None]
    cases = [(part, 1) for case in node.cases for part in case]
    return (*doubts, *cases, (node.otherwise, 1))


MAKERS: dict[type, Callable[[Any, Context], pl.Expr]] = {
    ir.Choose: _choose,
}

#: nodes whose expression holds other parts than what stands below them, or some more than once
PARTS: dict[type, Callable[[Any, Context], Counted]] = {
    ir.Choose: _chosen,
}
