"""What every node of the intermediate form is over arrays, to the last unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from yulin.policy import ir
from yulin.policy.backends.arrays import calendar
from yulin.policy.backends.arrays.texts import Texts, place_among
from yulin.policy.backends.arrays.vectors import (
    TRUE,
    Numbers,
    Truth,
    Value,
    Vector,
    as_truth,
    as_value,
    either,
    every,
    number,
    of_kind,
    truth,
    truth_where,
    unknown,
)
from yulin.policy.backends.python import division_step
from yulin.policy.kinds import TEXT, YES


class Scope(Protocol):
    """Whom or what nodes are worked out for."""

    @property
    def as_of(self) -> dt.date:
        """The date of the decision."""

    @property
    def texts(self) -> Texts:
        """The texts met so far."""

    def value(self, node: ir.Node) -> Vector:
        """Return what a node is for each."""


def _const(node: ir.Const, scope: Scope) -> Vector:
    value = node.value
    if value is None or node.type == YES:
        return truth(None if value is None else bool(value)) if node.type == YES else unknown(None)
    if isinstance(value, str):
        return number(scope.texts.code(value))
    return number(calendar.day_number(value) if isinstance(value, dt.date) else value)


def _unknown(node: ir.Unknown, _: Scope) -> Vector:
    return unknown(node.type)


def _disputed(node: ir.Disputed, scope: Scope) -> Vector:
    if node.type == YES:
        truths = [as_truth(scope.value(arg)) for arg in node.args]
        return Truth(every([t.holds for t in truths]), every([t.fails for t in truths]))
    first, *others = (as_value(scope.value(arg)) for arg in node.args)
    agree = [first.known, *(o.known & (o.numbers == first.numbers) for o in others)]
    return Value(first.numbers, every(agree))


def _as_of(_: ir.AsOf, scope: Scope) -> Vector:
    return number(calendar.day_number(scope.as_of))


def _not(node: ir.Not, scope: Scope) -> Vector:
    holds, fails = as_truth(scope.value(node.arg))
    return Truth(fails, holds)


def _and(node: ir.And, scope: Scope) -> Vector:
    args = [as_truth(scope.value(arg)) for arg in node.args]
    return Truth(every([a.holds for a in args]), either([a.fails for a in args]))


def _or(node: ir.Or, scope: Scope) -> Vector:
    args = [as_truth(scope.value(arg)) for arg in node.args]
    return Truth(either([a.holds for a in args]), every([a.fails for a in args]))


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def _compare(node: ir.Compare, scope: Scope) -> Vector:
    left, right = as_value(scope.value(node.left)), as_value(scope.value(node.right))
    one, two = left.numbers, right.numbers
    if node.op not in ("==", "!=") and _is_text(node.left, node.right):
        codes = scope.texts.different(left, right)
        if not len(codes):  # neither is known of anybody
            return unknown(YES)
        ranks = scope.texts.ranks(codes)
        one, two = ranks[place_among(codes, one)], ranks[place_among(codes, two)]
    return truth_where(_COMPARISONS[node.op](one, two), left.known & right.known)


def _is_text(*nodes: ir.Node) -> bool:
    """Whether texts are compared; no date and no span is one."""
    return any(getattr(node, "type", None) == TEXT for node in nodes)


def _is_in(node: ir.IsIn, scope: Scope) -> Vector:
    found = as_value(scope.value(node.arg))
    wanted = [_stored(value, scope) for value in node.values]
    return truth_where(either([found.numbers == w for w in wanted]), found.known)


def _stored(value: bool | int | str | dt.date, scope: Scope) -> int:
    if isinstance(value, str):
        return scope.texts.code(value)
    return calendar.day_number(value) if isinstance(value, dt.date) else int(value)


def _within(node: ir.Within, scope: Scope) -> Vector:
    code = as_value(scope.value(node.arg))
    step = division_step(node.scope)
    if step == 0:
        return truth_where(TRUE, code.known)
    first = node.scope // step * step
    # dividing takes longer than comparing twice
    here = (code.numbers >= first) & (code.numbers < first + step)
    return truth_where(here, code.known)


def _contains(node: ir.Contains, scope: Scope) -> Vector:
    return scope.texts.containing(node.part, as_value(scope.value(node.arg)))


def _known(node: ir.Known, scope: Scope) -> Vector:
    known = scope.value(node.arg).known
    return Truth(known, ~known)


# -- numbers ---------------------------------------------------------------------------------------


def _add(node: ir.Add, scope: Scope) -> Vector:
    args = [as_value(scope.value(arg)) for arg in node.args]
    total = args[0].numbers
    for arg in args[1:]:
        total = total + arg.numbers
    return Value(total, every([a.known for a in args]))


def _negate(node: ir.Negate, scope: Scope) -> Vector:
    numbers, known = as_value(scope.value(node.arg))
    return Value(-numbers, known)


def _multiply(node: ir.Multiply, scope: Scope) -> Vector:
    left, right = as_value(scope.value(node.left)), as_value(scope.value(node.right))
    return Value(left.numbers * right.numbers, left.known & right.known)


def _shift(node: ir.Shift, scope: Scope) -> Vector:
    numbers, known = as_value(scope.value(node.arg))
    return Value(numbers * np.int64(10**node.digits), known)


def _round(node: ir.Round, scope: Scope) -> Vector:
    numbers, known = as_value(scope.value(node.arg))
    return Value(_rounded(numbers, np.asarray(np.int64(10**node.digits)), node.mode), known)


def _rounded(numbers: Numbers, divisor: Numbers, mode: ir.RoundMode) -> Numbers:
    """Divide by positive divisors; work on magnitudes, as whole division goes down."""
    size, rest = np.divmod(np.abs(numbers), divisor)
    if mode == "half":  # the rest doubled, not the value: that may fill 64 bits already
        size = size + (rest >= divisor - rest)
    elif mode == "up":
        size = size + (rest > 0)
    return np.where(numbers < 0, -size, size)


def _divide(node: ir.Divide, scope: Scope) -> Vector:
    top, bottom = as_value(scope.value(node.left)), as_value(scope.value(node.right))
    raised = top.numbers * np.int64(10**node.digits)
    signed = np.where(bottom.numbers < 0, -raised, raised)
    some = bottom.numbers != 0
    divisor = np.where(some, np.abs(bottom.numbers), 1)
    return Value(_rounded(signed, divisor, "half"), top.known & bottom.known & some)


def _extreme(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Scope], Vector]:
    def make(node: ir.Least | ir.Greatest, scope: Scope) -> Vector:
        args = [as_value(scope.value(arg)) for arg in node.args]
        found = args[0].numbers
        for arg in args[1:]:
            found = choose(found, arg.numbers)
        return Value(found, every([a.known for a in args]))

    return make


def _earliest(node: ir.Earliest, scope: Scope) -> Vector:
    args = [as_value(scope.value(arg)) for arg in node.args]
    found = np.asarray(np.int64(calendar.NEVER + 1))
    for arg in args:
        found = np.where(arg.known, np.minimum(found, arg.numbers), found)
    return Value(found, either([a.known for a in args]))


def _choose(node: ir.Choose, scope: Scope) -> Vector:
    """Take the first test that holds; an unknown test before it makes the result unknown."""
    result = of_kind(scope.value(node.otherwise), node.type)
    for test, value in reversed(node.cases):
        asked = as_truth(scope.value(test))
        result = _either(asked, of_kind(scope.value(value), node.type), result)
    return result


def _either(asked: Truth, one: Vector, other: Vector) -> Vector:
    """Take one vector where a test holds, the other where it fails."""
    yes, no = asked
    if isinstance(one, Truth) and isinstance(other, Truth):
        holds = (yes & one.holds) | (no & other.holds)
        return Truth(holds, (yes & one.fails) | (no & other.fails))
    first, second = as_value(one), as_value(other)
    known = (yes & first.known) | (no & second.known)
    return Value(np.where(yes, first.numbers, second.numbers), known)


# -- dates -----------------------------------------------------------------------------------------


def _strict(
    names: tuple[str, ...], compute: Callable[..., Numbers]
) -> Callable[[Any, Scope], Vector]:
    """Return what is unknown where any of its arguments is."""

    def make(node: ir.Node, scope: Scope) -> Vector:
        args = [as_value(scope.value(getattr(node, name))) for name in names]
        return Value(compute(*(a.numbers for a in args)), every([a.known for a in args]))

    return make


def _years(start: Numbers, end: Numbers) -> Numbers:
    return calendar.complete_months(start, end) // 12


def _workdays_between(node: ir.WorkdaysBetween, scope: Scope) -> Vector:
    start, end = as_value(scope.value(node.start)), as_value(scope.value(node.end))
    return calendar.workdays_between(start, end)


def _add_workdays(node: ir.AddWorkdays, scope: Scope) -> Vector:
    day, days = as_value(scope.value(node.date)), as_value(scope.value(node.days))
    return calendar.add_workdays(day, days)


#: every node but names, columns, links and figures, which rest on whom they are worked out for
MAKERS: dict[type, Callable[[Any, Scope], Vector]] = {
    ir.Const: _const,
    ir.Unknown: _unknown,
    ir.Disputed: _disputed,
    ir.AsOf: _as_of,
    ir.Not: _not,
    ir.And: _and,
    ir.Or: _or,
    ir.Compare: _compare,
    ir.IsIn: _is_in,
    ir.Within: _within,
    ir.Contains: _contains,
    ir.Known: _known,
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Shift: _shift,
    ir.Round: _round,
    ir.Divide: _divide,
    ir.Least: _extreme(np.minimum),
    ir.Greatest: _extreme(np.maximum),
    ir.Earliest: _earliest,
    ir.Choose: _choose,
    ir.MonthsBetween: _strict(("start", "end"), calendar.complete_months),
    ir.YearsBetween: _strict(("start", "end"), _years),
    ir.DaysBetween: _strict(("start", "end"), lambda start, end: end - start),
    ir.AddMonths: _strict(("date", "months"), calendar.add_months),
    ir.AddDays: _strict(("date", "days"), calendar.add_days),
    ir.MonthEnd: _strict(("date",), calendar.month_end),
    ir.YearOf: _strict(("date",), calendar.year_of),
    ir.MonthOf: _strict(("date",), calendar.month_of),
    ir.WorkdaysBetween: _workdays_between,
    ir.AddWorkdays: _add_workdays,
}
