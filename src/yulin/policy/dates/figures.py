"""The days on which counters, sums and what they are multiplied by come to a bound."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from yulin.policy import ir
from yulin.policy.dates.arithmetic import (
    MONTHS,
    PLAIN,
    Rule,
    Sign,
    added,
    first_of_month,
    negated,
    number,
    plus,
    times,
)
from yulin.policy.kinds import DAY, YES

if TYPE_CHECKING:
    from yulin.policy.dates.crossings import Crossings

# -- counters and sums -----------------------------------------------------------------------------


def _counter(way: Crossings, node: ir.Var, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """A counter that stands at zero has not begun to run: time alone brings nothing."""
    if sign > 0:
        runs = ir.Compare(">", node, ir.Const(0, PLAIN))
        lacking = ir.Add((bound, ir.Negate(node, MONTHS)), MONTHS)
        day = ir.AddMonths(way.growth.counted_from(node), lacking)
        yield ir.Choose(((runs, day),), ir.Const(None, DAY), DAY)


def _covered(way: Crossings, node: ir.Aggregate, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """Months of records grow by one a calendar month at most."""
    if sign > 0:
        last = node.until if node.until is not None else ir.AsOf()
        lacking = ir.Add((bound, ir.Negate(node, MONTHS)), MONTHS)
        first = first_of_month(last)
        reached = goes_on(node, ir.AddMonths(first, ir.Const(1, MONTHS)))
        day = ir.Choose(((reached, ir.AddMonths(first, lacking)),), ir.Const(None, DAY), DAY)
        yield from way.reach(last, day, 1)


def goes_on(cover: ir.Aggregate, day: ir.Node) -> ir.Node:
    """Return whether the months of some record go on until a day; unknown only where the figure is."""
    assert cover.order is not None
    reaches = ir.Compare(">=", cover.order, day)
    where = reaches if cover.where is None else ir.And((cover.where, reaches))
    return dataclasses.replace(
        cover, kind="any", where=where, value=None, order=None, until=None, type=YES
    )


def _negate(way: Crossings, node: ir.Negate, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    yield from way.reach(node.arg, negated(bound), _against(sign))


def _add(way: Crossings, node: ir.Add, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    moving = [a for a in node.args if way.growth.moves(a)]
    if len(moving) > 1:
        yield from _several(way, node, bound, sign)
        return
    rest = [negated(a) for a in node.args if a is not moving[0]]
    yield from way.reach(moving[0], added(bound, *rest), sign)


def _several(way: Crossings, node: ir.Add, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """Look for a sum of several that move, whichever of its counters have begun to run."""
    parts = [t for arg in node.args for t in _terms(way, arg, 1)]
    counters = [n for n, (part, _) in enumerate(parts) if isinstance(part, ir.Var)]
    for size in range(len(counters) + 1):
        for still in itertools.combinations(counters, size):
            moving = [part for n, part in enumerate(parts) if n not in still]
            yield from _shared(way, moving, added(bound, negated(node)))


def _shared(
    way: Crossings, parts: list[tuple[ir.Node, int]], lacking: ir.Node
) -> Iterator[ir.Node]:
    """Split what is lacking among parts by their pace; each may be a few steps off its share."""
    paces = [_pace(way, part) for part, _ in parts]
    speeds = [factor * pace for (_, factor), pace in zip(parts, paces, strict=True)]
    if not parts:
        return
    if 0 in speeds or len({speed > 0 for speed in speeds}) > 1:
        way.lost += 1
        return
    total, jump = sum(map(abs, speeds)), sum(abs(factor) for _, factor in parts)
    pull = lacking if speeds[0] > 0 else negated(lacking)
    for (part, _), pace in zip(parts, paces, strict=True):
        share = ir.Divide(times(pull, pace), ir.Const(total, PLAIN), 0, PLAIN)
        doubt = 2 + -(-pace * jump // total)
        for steps in range(-doubt, doubt + 1):
            yield from way.reach(part, added(part, share, ir.Const(steps, PLAIN)), 1)


def _terms(way: Crossings, node: ir.Node, factor: int) -> Iterator[tuple[ir.Node, int]]:
    """Yield the moving parts of a sum, each with what it is multiplied by."""
    node = way.growth.expand(node)
    if not way.growth.moves(node):
        return
    if isinstance(node, ir.Add):
        for arg in node.args:
            yield from _terms(way, arg, factor)
    elif isinstance(node, ir.Negate):
        yield from _terms(way, node.arg, -factor)
    elif isinstance(node, ir.Shift):
        yield from _terms(way, node.arg, factor * 10**node.digits)
    elif isinstance(node, ir.Multiply) and isinstance(number(node.right), int):
        yield from _terms(way, node.left, factor * (number(node.right) or 0))
    else:
        yield node, factor


def _pace(way: Crossings, node: ir.Node) -> int:
    """Return how often a part steps up in twelve months; 0 where it is none that only grows."""
    if isinstance(node, ir.Var | ir.Aggregate):
        return 12
    if isinstance(node, ir.YearOf):
        return 1
    spans = {ir.MonthsBetween: 12, ir.YearsBetween: 1}
    grows = type(node) in spans and not way.growth.moves(getattr(node, "start"))  # noqa: B009 - a span has one
    return spans[type(node)] if grows else 0


# -- scales and factors ----------------------------------------------------------------------------


def _shift(way: Crossings, node: ir.Shift, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    for limit in _about(bound, 10**node.digits, sign):
        yield from way.reach(node.arg, limit, sign)


def _multiply(way: Crossings, node: ir.Multiply, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    moving, factor = node.left, way.growth.expand(node.right)
    if way.growth.moves(factor):
        moving, factor = factor, way.growth.expand(moving)
    known = number(factor)
    if known is None:
        yield from _near(way, moving, ir.Divide(bound, factor, 0, PLAIN))
    elif known:
        turned = bound if known > 0 else negated(bound)
        way_on = sign if known > 0 else _against(sign)
        for limit in _about(turned, abs(known), way_on):
            yield from way.reach(moving, limit, way_on)


def _round(way: Crossings, node: ir.Round, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    size = 10**node.digits
    whole = times(bound, size)
    for less in sorted({0, size // 2 - 1, size // 2, size - 1}):
        yield from way.reach(node.arg, plus(whole, -sign * less), sign)


def _divide(way: Crossings, node: ir.Divide, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if way.growth.moves(node.right):
        way.lost += 1
        return
    scale = ir.Const(2 * 10**node.digits, PLAIN)
    twice = times(bound, 2)
    for half in (-1, 1):  # rounding begins half a step before
        product = ir.Multiply(plus(twice, half), node.right, PLAIN)
        yield from _near(way, node.left, ir.Divide(product, scale, 0, PLAIN))


def _near(way: Crossings, node: ir.Node, bound: ir.Node) -> Iterator[ir.Node]:
    signs: tuple[Sign, Sign] = (1, -1)
    for steps in (-1, 0, 1):
        for sign in signs:
            yield from way.reach(node, plus(bound, steps), sign)


def _about(bound: ir.Node, size: int, sign: Sign) -> Iterator[ir.Node]:
    """Yield the whole numbers near a bound divided by a size; the right one where it is known."""
    value = number(bound)
    if value is not None:
        yield ir.Const(-(-value // size) if sign > 0 else value // size, PLAIN)
        return
    share = ir.Divide(bound, ir.Const(size, PLAIN), 0, PLAIN)
    for steps in (0, sign):
        yield plus(share, steps)


def _against(sign: Sign) -> Sign:
    return -1 if sign > 0 else 1


RULES: dict[type, Rule] = {
    ir.Var: _counter,
    ir.Aggregate: _covered,
    ir.Negate: _negate,
    ir.Add: _add,
    ir.Shift: _shift,
    ir.Multiply: _multiply,
    ir.Round: _round,
    ir.Divide: _divide,
}
