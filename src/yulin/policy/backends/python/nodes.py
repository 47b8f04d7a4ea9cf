"""What each node is for one subject, apart from figures over records."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from yulin.policy import ir
from yulin.policy.backends.python.compiled import Eval, Value, compiled
from yulin.policy.backends.python.frame import Frame
from yulin.policy.dates import calendar_math as cm


def _const(node: ir.Const) -> Eval:
    value = node.value
    return lambda _: value


def _unknown(node: ir.Unknown) -> Eval:
    return lambda _: None


def _disputed(node: ir.Disputed) -> Eval:
    args, reason = [compiled(a) for a in node.args], node.reason

    def evaluate(frame: Frame) -> Value:
        chosen = dict(frame.reading or ()).get(reason)
        if chosen is not None:
            return args[min(chosen, len(args) - 1)](frame)
        values = {a(frame) for a in args}
        return values.pop() if len(values) == 1 else None

    return evaluate


def _as_of(node: ir.AsOf) -> Eval:
    return lambda frame: frame.as_of


def _var(node: ir.Var) -> Eval:
    name = node.name

    def evaluate(frame: Frame) -> Value:
        known = frame.worked_out
        return known[name] if name in known else frame.value(name)

    return evaluate


def _column(node: ir.Column) -> Eval:
    name, via, table = node.name, node.via, node.table

    def evaluate(frame: Frame) -> Value:
        row = frame.own if via == ir.OWN else frame.row
        if via is not None and via != ir.OWN:
            row = frame.linked.get(table, {}).get(row[via]) if row and row[via] else None
        return None if row is None else row[name]

    return evaluate


def _not(node: ir.Not) -> Eval:
    arg = compiled(node.arg)

    def evaluate(frame: Frame) -> Value:
        value = arg(frame)
        return None if value is None else not value

    return evaluate


def _and(node: ir.And) -> Eval:
    return kleene([compiled(a) for a in node.args], settles=False)


def _or(node: ir.Or) -> Eval:
    return kleene([compiled(a) for a in node.args], settles=True)


def kleene(args: list[Eval], *, settles: bool) -> Eval:
    """Return the joint truth of parts, one of which may settle it."""

    def evaluate(frame: Frame) -> Value:
        result: bool | None = not settles
        for arg in args:
            value = arg(frame)
            if value is settles:
                return settles
            if value is None:
                result = None
        return result

    return evaluate


OPERATORS: dict[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _strict(args: tuple[ir.Node, ...], compute: Callable[..., Value]) -> Eval:
    """Return a function of its arguments' values that is unknown where any of them is."""
    parts = [compiled(a) for a in args]
    if len(parts) == 1:
        return _strict_one(parts[0], compute)
    if len(parts) == 2:
        beside = args[1].value if isinstance(args[1], ir.Const) else None
        if beside is not None:
            return _strict_beside(parts[0], beside, compute)
        return _strict_two(parts[0], parts[1], compute)

    def evaluate(frame: Frame) -> Value:
        values = []
        for part in parts:
            value = part(frame)
            if value is None:
                return None
            values.append(value)
        return compute(*values)

    return evaluate


def _strict_one(part: Eval, compute: Callable[[Value], Value]) -> Eval:
    def evaluate(frame: Frame) -> Value:
        value = part(frame)
        return None if value is None else compute(value)

    return evaluate


def _strict_beside(left: Eval, beside: Value, compute: Callable[[Value, Value], Value]) -> Eval:
    """Return the same where the second argument is one known value."""

    def evaluate(frame: Frame) -> Value:
        first = left(frame)
        return None if first is None else compute(first, beside)

    return evaluate


def _strict_two(left: Eval, right: Eval, compute: Callable[[Value, Value], Value]) -> Eval:
    def evaluate(frame: Frame) -> Value:
        first = left(frame)
        if first is None:
            return None
        second = right(frame)
        return None if second is None else compute(first, second)

    return evaluate


def _compare(node: ir.Compare) -> Eval:
    return _strict((node.left, node.right), OPERATORS[node.op])


def _is_in(node: ir.IsIn) -> Eval:
    values = frozenset(node.values)
    return _strict((node.arg,), lambda v: v in values)


def _within(node: ir.Within) -> Eval:
    step = division_step(node.scope)
    wanted = node.scope // step if step else 0
    if not step:
        return _strict((node.arg,), lambda _: True)
    return _strict((node.arg,), lambda v: v // step == wanted)


def division_step(scope: int) -> int:
    """Return the divisor that leaves a division code's part shared by all within ``scope``."""
    if scope == 0:
        return 0
    if scope % 10_000 == 0:
        return 10_000
    return 100 if scope % 100 == 0 else 1


def _contains(node: ir.Contains) -> Eval:
    part = node.part
    return _strict((node.arg,), lambda v: part in v)


def _known(node: ir.Known) -> Eval:
    arg = compiled(node.arg)
    return lambda frame: arg(frame) is not None


def _add(node: ir.Add) -> Eval:
    return _strict(node.args, lambda *values: sum(values))


def _negate(node: ir.Negate) -> Eval:
    return _strict((node.arg,), operator.neg)


def _multiply(node: ir.Multiply) -> Eval:
    return _strict((node.left, node.right), operator.mul)


def _shift(node: ir.Shift) -> Eval:
    factor = 10**node.digits
    return _strict((node.arg,), lambda v: v * factor)


_ROUNDING = {"half": cm.round_half, "up": cm.round_up, "down": cm.round_down}


def _round(node: ir.Round) -> Eval:
    divisor, mode = 10**node.digits, _ROUNDING[node.mode]
    return _strict((node.arg,), lambda v: mode(v, divisor))


def _divide(node: ir.Divide) -> Eval:
    factor = 10**node.digits

    def quotient(top: int, bottom: int) -> int | None:
        if bottom == 0:
            return None
        top = top * factor
        return cm.round_half(top if bottom > 0 else -top, abs(bottom))

    return _strict((node.left, node.right), quotient)


def _least(node: ir.Least) -> Eval:
    return _strict(node.args, min)


def _greatest(node: ir.Greatest) -> Eval:
    return _strict(node.args, max)


def _earliest(node: ir.Earliest) -> Eval:
    args = [compiled(a) for a in node.args]

    def evaluate(frame: Frame) -> Value:
        values = [v for v in (a(frame) for a in args) if v is not None]
        return min(values) if values else None

    return evaluate


def _choose(node: ir.Choose) -> Eval:
    cases = [(compiled(test), compiled(value)) for test, value in node.cases]
    otherwise = compiled(node.otherwise)

    def evaluate(frame: Frame) -> Value:
        for test, value in cases:
            holds = test(frame)
            if holds is None:
                return None
            if holds:
                return value(frame)
        return otherwise(frame)

    return evaluate


def _months_between(node: ir.MonthsBetween) -> Eval:
    return _strict((node.start, node.end), cm.months_between)


def _years_between(node: ir.YearsBetween) -> Eval:
    return _strict((node.start, node.end), lambda a, b: cm.months_between(a, b) // 12)


def _days_between(node: ir.DaysBetween) -> Eval:
    return _strict((node.start, node.end), lambda a, b: (b - a).days)


def _add_months(node: ir.AddMonths) -> Eval:
    return _strict((node.date, node.months), cm.add_months)


def _add_days(node: ir.AddDays) -> Eval:
    return _strict((node.date, node.days), cm.add_days)


def _month_end(node: ir.MonthEnd) -> Eval:
    return _strict((node.date,), cm.month_end)


def _year_of(node: ir.YearOf) -> Eval:
    return _strict((node.date,), lambda d: d.year)


def _month_of(node: ir.MonthOf) -> Eval:
    return _strict((node.date,), lambda d: d.month)


def _workdays_between(node: ir.WorkdaysBetween) -> Eval:
    return _strict((node.start, node.end), cm.workdays_between)


def _add_workdays(node: ir.AddWorkdays) -> Eval:
    return _strict((node.date, node.days), cm.add_workdays)


# -- other subjects --------------------------------------------------------------------------------


def _linked(node: ir.Linked) -> Eval:
    key, there, kind = compiled(node.key), compiled(node.node), node.subject

    def evaluate(frame: Frame) -> Value:
        name = key(frame)
        if name is None or frame.others is None:
            return None
        other = frame.others(kind, name)
        if frame.reading is not None:
            other = other.under(frame.reading)
        return other.outside_rows(there)

    return evaluate


MAKERS: dict[type, Callable[[Any], Eval]] = {
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
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Shift: _shift,
    ir.Round: _round,
    ir.Divide: _divide,
    ir.Least: _least,
    ir.Greatest: _greatest,
    ir.Earliest: _earliest,
    ir.Choose: _choose,
    ir.MonthsBetween: _months_between,
    ir.YearsBetween: _years_between,
    ir.DaysBetween: _days_between,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.MonthEnd: _month_end,
    ir.YearOf: _year_of,
    ir.MonthOf: _month_of,
    ir.WorkdaysBetween: _workdays_between,
    ir.AddWorkdays: _add_workdays,
    ir.Linked: _linked,
}
