"""The days on which a moving comparison turns, as IR over IR.

A figure that moves is a staircase: the months since a certificate, the date of the decision plus a
year, an age times 1000 yuan. ``Crossings`` climbs down such a figure to the date of the decision and
gives the day on which it first reaches a bound. Where rounding leaves a step or two in doubt it
gives each of them: whoever asks looks at the truth on every day anyway.

What is not found: figures of two parts that move against each other, and a date that moves compared
with another that moves. No condition of a real document is like that; ``lost`` counts them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.growth import Growth
from yulin.policy.kinds import DAY, YES, Number, Type

#: +1: the first day on which a figure is at least the bound; -1: at most
Sign = Literal[1, -1]

_PLAIN = Number()
_MONTHS = Number("月")
_ONE = ir.Const(1, _PLAIN)
_JANUARY = dt.date(2000, 1, 1)
_TURNED: dict[ir.CompareOp, ir.CompareOp] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
NEGATED: dict[ir.CompareOp, ir.CompareOp] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}
#: comparison → how its moving left side comes to fulfil it: (direction, steps beyond the bound)
_WAYS: dict[ir.CompareOp, tuple[tuple[Sign, int], ...]] = {
    ">=": ((1, 0),),
    ">": ((1, 1),),
    "<=": ((-1, 0),),
    "<": ((-1, -1),),
    "==": ((1, 0), (-1, 0)),
    "!=": ((1, 1), (-1, -1)),
}
_DATES = (ir.AsOf, ir.AddMonths, ir.AddDays, ir.AddWorkdays, ir.MonthEnd, ir.Earliest)
_PAIRS = (
    ir.AddMonths,
    ir.AddDays,
    ir.MonthsBetween,
    ir.YearsBetween,
    ir.DaysBetween,
    ir.WorkdaysBetween,
    ir.Multiply,
)
_ALTERNATIVES = (ir.Choose, ir.Least, ir.Greatest, ir.Earliest, ir.Disputed)


@dataclass
class Crossings:
    """The days on which comparisons come to hold, in the words of one program."""

    growth: Growth
    #: (date that moves, month of the year): what turns with the calendar, every year again
    yearly: dict[tuple[ir.Node, int], None] = field(default_factory=dict)
    #: how many parts were met whose days cannot be given
    lost: int = 0

    def of(self, node: ir.Compare) -> Iterator[ir.Node]:
        """Yield the days on which a comparison may come to hold."""
        op, left, right = node.op, self.growth.expand(node.left), self.growth.expand(node.right)
        if not self.growth.moves(left):
            op, left, right = _TURNED[op], right, left
        if self.growth.moves(right):
            yield from self._both_move(op, left, right)
            return
        for sign, steps in _WAYS[op]:
            bound = step(right, steps)
            if bound is not None:
                yield from self.reach(left, bound, sign)

    def _both_move(self, op: ir.CompareOp, left: ir.Node, right: ir.Node) -> Iterator[ir.Node]:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, _ALTERNATIVES):
                turned = op if one is left else _TURNED[op]
                for value in values_of(one):
                    yield from self.of(ir.Compare(turned, value, other))
                return
        if isinstance(kind_of(left), Number):
            kind = Number("", getattr(kind_of(left), "scale", 0))
            gap = ir.Add((left, ir.Negate(right, kind)), kind)
            yield from self.of(ir.Compare(op, gap, ir.Const(0, kind)))
        else:
            self.lost += 1

    def reach(self, node: ir.Node, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
        """Yield the first days on which a moving figure is at least (at most) a fixed bound."""
        node = self.growth.expand(node)
        if not self.growth.moves(node):
            return
        if isinstance(node, _ALTERNATIVES):
            for value in values_of(node):
                yield from self.reach(value, bound, sign)
            return
        rule = _RULES.get(type(node))
        if rule is None or not self._one_moves(node):
            self.lost += 1
        else:
            yield from rule(self, node, bound, sign)

    def _one_moves(self, node: ir.Node) -> bool:
        """Return whether the parts of a span, a step or a product do not both move."""
        pair = isinstance(node, _PAIRS)
        return not pair or sum(map(self.growth.moves, ir.children(node))) == 1


# -- dates: they only ever come later --------------------------------------------------------------


def _as_of(_: Crossings, node: ir.AsOf, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if sign > 0:
        yield bound


def _add_months(
    way: Crossings, node: ir.AddMonths, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if way.growth.moves(node.months):
        full = ir.MonthsBetween(node.date, bound)
        for steps in (0, 1):
            yield from way.reach(node.months, plus(full, steps), sign)
        return
    day = months_on(bound, negated(node.months))
    if way.growth.records:  # a day too many costs less than telling which of the two it is
        yield from way.reach(node.date, day, sign)
        yield from way.reach(node.date, days_on(day, _ONE), sign)
    else:
        yield from way.reach(node.date, _reaching(day, node.months, bound), sign)


def _reaching(day: ir.Node, months: ir.Node, bound: ir.Node) -> ir.Node:
    """2026-02-28 + 1 month stops short of 2026-03-31: a day more where the month's end cut."""
    fixed, count, last = _day(day), number(months), _day(bound)
    if fixed is not None and count is not None and last is not None:
        short = cm.add_months(fixed, count) < last
        return ir.Const(cm.add_days(fixed, 1) if short else fixed, DAY)
    falls_short = ir.Compare("<", ir.AddMonths(day, months), bound)
    return ir.Choose(((falls_short, ir.AddDays(day, _ONE)),), day, DAY)


def _add_days(way: Crossings, node: ir.AddDays, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if way.growth.moves(node.days):
        yield from way.reach(node.days, ir.DaysBetween(node.date, bound), sign)
    else:
        yield from way.reach(node.date, days_on(bound, negated(node.days)), sign)


def _add_workdays(
    way: Crossings, node: ir.AddWorkdays, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if way.growth.moves(node.days):
        way.lost += 1
        return
    yield from way.reach(node.date, bound, sign)  # no working day on
    before = step(bound, -1)
    if before is not None:
        yield from _fewer_workdays(way, node.date, before, plus(node.days, -1), sign)


def _month_end(way: Crossings, node: ir.MonthEnd, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    yield from way.reach(node.date, first_of_month(bound), sign)


# -- spans: they grow with their end and shrink with their start -----------------------------------


def _months_between(
    way: Crossings, node: ir.MonthsBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    yield from _whole_months(way, (node.start, node.end), bound, sign)


def _years_between(
    way: Crossings, node: ir.YearsBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    # at most n complete years are at most 12 n + 11 complete months
    months = times(bound, 12)
    yield from _whole_months(
        way, (node.start, node.end), months if sign > 0 else plus(months, 11), sign
    )


def _whole_months(
    way: Crossings, span: tuple[ir.Node, ir.Node], bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    start, end = span
    if sign > 0 and not way.growth.moves(start):
        yield from way.reach(end, months_on(start, bound), 1)
    elif sign < 0 and not way.growth.moves(end):
        after = step(end, 1)
        if after is not None:
            yield from way.reach(ir.AddMonths(start, plus(bound, 1)), after, 1)


def _days_between(
    way: Crossings, node: ir.DaysBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if sign > 0 and not way.growth.moves(node.start):
        yield from way.reach(node.end, days_on(node.start, bound), 1)
    elif sign < 0 and not way.growth.moves(node.end):
        yield from way.reach(node.start, days_on(node.end, negated(bound)), 1)


def _workdays_between(
    way: Crossings, node: ir.WorkdaysBetween, bound: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    if sign > 0 and not way.growth.moves(node.start):
        yield from way.reach(node.end, ir.AddWorkdays(node.start, bound), 1)
    elif sign < 0 and not way.growth.moves(node.end):
        yield from way.reach(node.start, node.end, 1)  # none is left
        yield from _fewer_workdays(way, node.start, node.end, bound, 1)


def _fewer_workdays(
    way: Crossings, start: ir.Node, end: ir.Node, most: ir.Node, sign: Sign
) -> Iterator[ir.Node]:
    """Working days cannot be counted backwards, so count off from today those that are too many."""
    left = ir.WorkdaysBetween(start, end)
    spare = ir.Add((left, negated(most)), _PLAIN)
    yield from way.reach(start, ir.AddWorkdays(start, spare), sign)


# -- the calendar ----------------------------------------------------------------------------------


def _year_of(way: Crossings, node: ir.YearOf, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    if sign > 0:
        months = times(plus(bound, -_JANUARY.year), 12)
        yield from way.reach(node.date, months_on(ir.Const(_JANUARY, DAY), months), 1)


def _month_of(way: Crossings, node: ir.MonthOf, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """Remember the month in which it turns every year: it falls in January, and else it rises."""
    month = number(bound)
    turns = [1] if sign < 0 else range(1, 13) if month is None else [month]
    way.yearly.update(dict.fromkeys((node.date, n) for n in turns if 1 <= n <= 12))
    yield from ()


# -- counters and sums -----------------------------------------------------------------------------


def _counter(way: Crossings, node: ir.Var, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """A counter that stands at zero has not begun to run: time alone brings nothing."""
    if sign > 0:
        runs = ir.Compare(">", node, ir.Const(0, _PLAIN))
        lacking = ir.Add((bound, ir.Negate(node, _MONTHS)), _MONTHS)
        day = ir.AddMonths(way.growth.counted_from(node), lacking)
        yield ir.Choose(((runs, day),), ir.Const(None, DAY), DAY)


def _covered(way: Crossings, node: ir.Aggregate, bound: ir.Node, sign: Sign) -> Iterator[ir.Node]:
    """Months of records grow by one a calendar month at most."""
    if sign > 0:
        last = node.until if node.until is not None else ir.AsOf()
        lacking = ir.Add((bound, ir.Negate(node, _MONTHS)), _MONTHS)
        first = first_of_month(last)
        reached = goes_on(node, ir.AddMonths(first, ir.Const(1, _MONTHS)))
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
        share = ir.Divide(times(pull, pace), ir.Const(total, _PLAIN), 0, _PLAIN)
        doubt = 2 + -(-pace * jump // total)
        for steps in range(-doubt, doubt + 1):
            yield from way.reach(part, added(part, share, ir.Const(steps, _PLAIN)), 1)


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
        yield from _near(way, moving, ir.Divide(bound, factor, 0, _PLAIN))
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
    scale = ir.Const(2 * 10**node.digits, _PLAIN)
    twice = times(bound, 2)
    for half in (-1, 1):  # rounding begins half a step before
        product = ir.Multiply(plus(twice, half), node.right, _PLAIN)
        yield from _near(way, node.left, ir.Divide(product, scale, 0, _PLAIN))


def _near(way: Crossings, node: ir.Node, bound: ir.Node) -> Iterator[ir.Node]:
    signs: tuple[Sign, Sign] = (1, -1)
    for steps in (-1, 0, 1):
        for sign in signs:
            yield from way.reach(node, plus(bound, steps), sign)


def _about(bound: ir.Node, size: int, sign: Sign) -> Iterator[ir.Node]:
    """Yield the whole numbers near a bound divided by a size; the right one where it is known."""
    value = number(bound)
    if value is not None:
        yield ir.Const(-(-value // size) if sign > 0 else value // size, _PLAIN)
        return
    share = ir.Divide(bound, ir.Const(size, _PLAIN), 0, _PLAIN)
    for steps in (0, sign):
        yield plus(share, steps)


def _against(sign: Sign) -> Sign:
    return -1 if sign > 0 else 1


_RULES: dict[type, Callable[[Crossings, Any, ir.Node, Sign], Iterator[ir.Node]]] = {
    ir.AsOf: _as_of,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.AddWorkdays: _add_workdays,
    ir.MonthEnd: _month_end,
    ir.MonthsBetween: _months_between,
    ir.YearsBetween: _years_between,
    ir.DaysBetween: _days_between,
    ir.WorkdaysBetween: _workdays_between,
    ir.YearOf: _year_of,
    ir.MonthOf: _month_of,
    ir.Var: _counter,
    ir.Aggregate: _covered,
    ir.Negate: _negate,
    ir.Add: _add,
    ir.Shift: _shift,
    ir.Multiply: _multiply,
    ir.Round: _round,
    ir.Divide: _divide,
}


# -- arithmetic that is done at once where it can be -----------------------------------------------


def number(node: ir.Node) -> int | None:
    """Return the stored number of a literal."""
    value = node.value if isinstance(node, ir.Const) else None
    return value if isinstance(value, int) else None


def plus(node: ir.Node, steps: int) -> ir.Node:
    """Return a number some steps of its scale further."""
    return node if steps == 0 else added(node, ir.Const(steps, _PLAIN))


def added(*parts: ir.Node) -> ir.Node:
    """Return a sum with its literals added up."""
    known = [n for n in map(number, parts) if n is not None]
    rest = tuple(p for p in parts if number(p) is None)
    literal = ir.Const(sum(known), _PLAIN)
    if not rest:
        return literal
    if sum(known):
        return ir.Add((*rest, literal), _PLAIN)
    return rest[0] if len(rest) == 1 else ir.Add(rest, _PLAIN)


def negated(node: ir.Node) -> ir.Node:
    """Return a number with the other sign."""
    value = number(node)
    return ir.Negate(node, _PLAIN) if value is None else ir.Const(-value, _PLAIN)


def times(node: ir.Node, factor: int) -> ir.Node:
    """Return a number multiplied by a whole number."""
    value = number(node)
    if value is not None:
        return ir.Const(value * factor, _PLAIN)
    return ir.Multiply(node, ir.Const(factor, _PLAIN), _PLAIN)


def _day(node: ir.Node) -> dt.date | None:
    value = node.value if isinstance(node, ir.Const) else None
    return value if isinstance(value, dt.date) else None


def months_on(date: ir.Node, months: ir.Node) -> ir.Node:
    """Return a date some months later."""
    day, count = _day(date), number(months)
    if day is not None and count is not None:
        return ir.Const(cm.add_months(day, count), DAY)
    return ir.AddMonths(date, months)


def days_on(date: ir.Node, days: ir.Node) -> ir.Node:
    """Return a date some days later."""
    day, count = _day(date), number(days)
    if day is not None and count is not None:
        return ir.Const(cm.add_days(day, count), DAY)
    return ir.AddDays(date, days)


def first_of_month(date: ir.Node) -> ir.Node:
    """Return the first day of a date's month."""
    day = _day(date)
    if day is not None:
        return ir.Const(day.replace(day=1), DAY)
    if isinstance(date, ir.Column) and schema.BY_NAME[date.table].column(date.name).kind == "month":
        return date
    return ir.AddDays(ir.MonthEnd(ir.AddMonths(date, ir.Const(-1, _MONTHS))), _ONE)


def step(node: ir.Node, steps: int) -> ir.Node | None:
    """Return the next value but so many; None where a value has no next."""
    if steps == 0:
        return node
    kind = kind_of(node)
    if kind == DAY:
        return days_on(node, ir.Const(steps, _PLAIN))
    return plus(node, steps) if isinstance(kind, Number) else None


_SPANS = (ir.MonthsBetween, ir.YearsBetween, ir.DaysBetween, ir.WorkdaysBetween)


def kind_of(node: ir.Node) -> Type | None:
    """Return the type of a node, None for truths that carry none."""
    if isinstance(node, _DATES):
        return DAY
    if isinstance(node, (*_SPANS, ir.YearOf, ir.MonthOf)):
        return _PLAIN
    return getattr(node, "type", None)


def values_of(node: ir.Node) -> tuple[ir.Node, ...]:
    """Return the values one of which a choice, an extreme or a dispute takes."""
    if isinstance(node, ir.Choose):
        return (*(value for _, value in node.cases), node.otherwise)
    assert isinstance(node, ir.Least | ir.Greatest | ir.Earliest | ir.Disputed)
    return node.args
