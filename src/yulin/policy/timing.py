"""When a "no" becomes a "yes" by time alone, as IR over IR, so that every back end agrees.

``ready`` gives the earliest date on which a condition holds if nothing else changes: whoever is
insured stays insured, contracts and homes stay as they are. ``project`` restates a condition for a
later date, so that a window that closes in the meantime is noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yulin.policy import ir
from yulin.policy.kinds import DAY, Number

_FLIPPED: dict[str, ir.CompareOp] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NEGATED: dict[str, ir.CompareOp] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
NEVER = ir.Const(None, DAY)
_MONTHS = Number("月")


@dataclass(frozen=True)
class Growth:
    """What timing must know of the names: their definitions, and which count months."""

    definitions: Mapping[str, ir.Node | None]
    counting: frozenset[str]

    def expand(self, node: ir.Node) -> ir.Node:
        """Return the definition of a variable that is no counter, else the node."""
        while isinstance(node, ir.Var) and node.name not in self.counting:
            definition = self.definitions.get(node.name)
            if definition is None:
                return node
            node = definition
        return node

    def moves(self, node: ir.Node) -> bool:
        """Return whether the node changes as time passes while the records stay."""
        if isinstance(node, ir.AsOf):
            return True
        if isinstance(node, ir.Aggregate):
            return False
        if isinstance(node, ir.Var):
            if node.name in self.counting:
                return True
            definition = self.definitions.get(node.name)
            return definition is not None and self.moves(definition)
        return any(self.moves(child) for child in ir.children(node))


def false(node: ir.Node) -> ir.Node:
    """Return a node that is true where ``node`` is definitely false, and never unknown."""
    return ir.And((ir.Known(node), ir.Not(node)))


def ready(node: ir.Node, growth: Growth) -> ir.Node:
    """Return the date from which ``node`` holds: today where it is not false, NEVER if time is no cure."""
    cure = _cure(node, growth)
    if isinstance(cure, ir.AsOf):
        return cure
    return ir.Choose(((false(node), cure),), ir.AsOf(), DAY)


def cure(node: ir.Node, growth: Growth) -> ir.Node | None:
    """Return the date from which a failed clause holds, or None where time is no cure."""
    date = _cure(node, growth)
    return None if date == NEVER else date


def _cure(node: ir.Node, growth: Growth) -> ir.Node:
    if isinstance(node, ir.And):
        return latest([ready(arg, growth) for arg in node.args])
    if isinstance(node, ir.Or):
        return ir.Earliest(tuple(ready(arg, growth) for arg in node.args))
    if isinstance(node, ir.Not):
        inner = node.arg
        if isinstance(inner, ir.Compare) and inner.op in _NEGATED:
            return _cure(ir.Compare(_NEGATED[inner.op], inner.left, inner.right), growth)
        return NEVER
    if isinstance(node, ir.Var):
        expanded = growth.expand(node)
        return NEVER if isinstance(expanded, ir.Var) else _cure(expanded, growth)
    if isinstance(node, ir.Compare) and node.op in _FLIPPED:
        return _cure_comparison(node, growth)
    return NEVER


def latest(dates: list[ir.Node]) -> ir.Node:
    """Return the latest of several dates; NEVER wins."""
    if any(d == NEVER for d in dates):
        return NEVER
    moving = tuple(dict.fromkeys(d for d in dates if not isinstance(d, ir.AsOf)))
    if not moving:
        return ir.AsOf()
    return ir.Greatest((ir.AsOf(), *moving), DAY)


def _cure_comparison(node: ir.Compare, growth: Growth) -> ir.Node:
    op, left, right = node.op, node.left, node.right
    if op in ("<", "<="):
        op, left, right = _FLIPPED[op], right, left
    if not growth.moves(left) or growth.moves(right):
        return NEVER
    return _solve(left, right, beyond=op == ">", growth=growth)


def _solve(grows: ir.Node, bound: ir.Node, *, beyond: bool, growth: Growth) -> ir.Node:
    """Return the first date on which ``grows`` reaches ``bound`` (passes it when ``beyond``)."""
    grows = growth.expand(grows)
    if isinstance(grows, ir.AsOf):
        return ir.AddDays(bound, ir.Const(1, Number())) if beyond else bound
    target = _plus_one(bound) if beyond else bound
    if isinstance(grows, ir.Var):
        return _counted_on(grows, target)
    if isinstance(grows, ir.MonthsBetween) and isinstance(grows.end, ir.AsOf):
        return ir.AddMonths(grows.start, target)
    if isinstance(grows, ir.YearsBetween) and isinstance(grows.end, ir.AsOf):
        return ir.AddMonths(grows.start, ir.Multiply(target, ir.Const(12, Number()), _MONTHS))
    if isinstance(grows, ir.DaysBetween) and isinstance(grows.end, ir.AsOf):
        return ir.AddDays(grows.start, target)
    if isinstance(grows, ir.AddMonths) and isinstance(grows.date, ir.AsOf):
        return _solve_added(grows, bound, beyond=beyond)
    return NEVER


def _counted_on(counter: ir.Var, target: ir.Node) -> ir.Node:
    """A counter that stands at zero has not begun to run: time alone brings nothing."""
    runs = ir.Compare(">", counter, ir.Const(0, Number()))
    date = ir.AddMonths(ir.AsOf(), _difference(target, counter))
    return ir.Choose(((runs, date),), NEVER, DAY)


def _solve_added(grows: ir.AddMonths, bound: ir.Node, *, beyond: bool) -> ir.Node:
    if beyond:
        return NEVER
    day = ir.AddMonths(bound, ir.Negate(grows.months, _MONTHS))
    # 2026-02-28 + 1 month stops short of 2026-03-31: a day more is needed where the month's end cut
    short = ir.Compare("<", ir.AddMonths(day, grows.months), bound)
    return ir.Choose(((short, ir.AddDays(day, ir.Const(1, Number()))),), day, DAY)


def _plus_one(node: ir.Node) -> ir.Node:
    return ir.Add((node, ir.Const(1, Number())), Number())


def _difference(target: ir.Node, now: ir.Node) -> ir.Node:
    return ir.Add((target, ir.Negate(now, _MONTHS)), _MONTHS)


def project(node: ir.Node, when: ir.Node, growth: Growth) -> ir.Node:
    """Return ``node`` as it will stand on the date ``when`` if nothing else changes."""
    return ir.replace(node, _projector(when, growth))


def _projector(when: ir.Node, growth: Growth) -> Callable[[ir.Node], ir.Node | None]:
    passed = ir.MonthsBetween(ir.AsOf(), when)

    def swap(node: ir.Node) -> ir.Node | None:
        if isinstance(node, ir.AsOf):
            return when
        if isinstance(node, ir.Aggregate):
            return node
        if isinstance(node, ir.Var) and node.name in growth.counting:
            return ir.Add((node, passed), node.type)
        if isinstance(node, ir.Var):
            definition = growth.definitions.get(node.name)
            if definition is not None and growth.moves(definition):
                return project(definition, when, growth)
        return None

    return swap


def shortfall(node: ir.Node, growth: Growth) -> tuple[ir.Node, Number] | None:
    """Return how much a failed comparison of numbers lacks, with its unit; None for others."""
    if not isinstance(node, ir.Compare) or node.op not in _FLIPPED:
        return None
    kind = _number(node.left) or _number(node.right)
    if kind is None:
        return None
    low, high = (node.left, node.right) if node.op in (">", ">=") else (node.right, node.left)
    parts: tuple[ir.Node, ...] = (high, ir.Negate(low, kind))
    if node.op in ("<", ">"):  # the bound itself is not enough
        parts = (*parts, ir.Const(1, kind))
    return ir.Add(parts, kind), kind


def _number(node: ir.Node) -> Number | None:
    if isinstance(node, ir.YearsBetween):
        return Number("年")
    if isinstance(node, ir.MonthsBetween):
        return Number("月")
    if isinstance(node, ir.DaysBetween):
        return Number("日")
    kind = getattr(node, "type", None)
    return kind if isinstance(kind, Number) and kind.unit else None
