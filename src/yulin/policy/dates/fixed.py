"""Expressions on one date of decision: what rests on the date alone is worked out beforehand."""

from __future__ import annotations

from collections.abc import Mapping

from yulin.policy import ir
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.arithmetic import kind_of
from yulin.policy.dates.growth import rests_on_date


def on_day(node: ir.Node, today: Frame, known: Mapping[ir.Node, ir.Node] | None = None) -> ir.Node:
    """Return a node as it reads on the date of ``today``, a frame of nobody in particular.

    Args:
        node: the expression.
        today: tells the date.
        known: choices that are settled, with what they come to.
    """
    settled = known or {}

    def swap(part: ir.Node) -> ir.Node | None:
        if isinstance(part, ir.Aggregate | ir.Linked | ir.Const):
            return part
        if isinstance(part, ir.Choose) and part in settled:
            return on_day(settled[part], today)
        kind = kind_of(part)
        if kind is None or not rests_on_date(part):
            return None
        return ir.Const(run(part, today), kind)

    return ir.replace(node, swap)
