"""The reference back end: one subject, plain Python, every node exactly as ``ir`` defines it."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.decision import FactUse
from yulin.policy.program import Definition, Program

#: a stored value; None is unknown
Value = Any
Row = Mapping[str, Value]
Eval = Callable[["Frame"], Value]
#: gives the frame of another subject by kind and key
Opener = Callable[[str, str], "Frame"]


@dataclass
class Frame:
    """One subject on one date: what is known, and what has been worked out so far."""

    program: Program
    as_of: dt.date
    #: what kind of subject it is: 人员, 单位 or 家庭
    kind: str = "人员"
    #: given values by variable key or plain name; they win over definitions
    given: Mapping[str, Value] = field(default_factory=dict)
    #: the subject's rows by (table, key column); a missing table is unknown
    records: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    #: (table, column) → what sources say of the subject's cell, where they contradict each other
    contradicted: Mapping[tuple[str, str], str] = field(default_factory=dict)
    #: rows of linked tables by key
    linked: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    #: the subject's own row, or None
    own: Row | None = None
    row: Row | None = None
    #: opens the frames of those the subject links to; None: no facts, so all of them are unknown
    others: Opener | None = None
    #: names that were asked for and passed over: what they rest on may be asked for instead
    skipped: frozenset[str] = frozenset()
    worked_out: dict[str, Value] = field(default_factory=dict)
    #: how each fact was shown, since many clauses look at the same one
    shown: dict[str, FactUse] = field(default_factory=dict)
    #: what keeps a name unknown, and why the sources leave it open; both asked for again and again
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """Return a variable's stored value, working it out from its definition when not given."""
        if name not in self.worked_out:
            self.worked_out[name] = self._find(name)
        return self.worked_out[name]

    def _find(self, name: str) -> Value:
        if name in self.given:
            return self.given[name]
        definition = self.program.definitions[name]
        if definition.name in self.given:
            return self.given[definition.name]
        if definition.node is None:
            return None
        check_subject(definition, self.kind)
        return self.outside_rows(compiled(definition.node))

    def outside_rows(self, part: Eval) -> Value:
        """Return what a part is for the subject itself, whatever row is at hand."""
        before, self.row = self.row, None
        try:
            return part(self)
        finally:
            self.row = before


def check_subject(definition: Definition, kind: str) -> None:
    """Refuse to work out for one kind of subject what is defined for another.

    Raises:
        ValueError: where it is.
    """
    if definition.term.subject != kind:
        raise ValueError(
            f"{definition.key} is defined for {definition.term.subject}, not for {kind}"
        )


def run(node: ir.Node, frame: Frame) -> Value:
    """Return the stored value of a node, None where unknown."""
    return compiled(node)(frame)


_compiled: dict[int, tuple[ir.Node, Eval]] = {}


def compiled(node: ir.Node) -> Eval:
    """Return the node as a function of a frame, kept by identity (hashing a tree costs more)."""
    found = _compiled.get(id(node))
    if found is not None and found[0] is node:
        return found[1]
    made = _MAKERS[type(node)](node)
    _compiled[id(node)] = (node, made)
    return made


def _const(node: ir.Const) -> Eval:
    value = node.value
    return lambda _: value


def _unknown(node: ir.Unknown) -> Eval:
    return lambda _: None


def _disputed(node: ir.Disputed) -> Eval:
    args = [compiled(a) for a in node.args]

    def evaluate(frame: Frame) -> Value:
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
    return _kleene([compiled(a) for a in node.args], settles=False)


def _or(node: ir.Or) -> Eval:
    return _kleene([compiled(a) for a in node.args], settles=True)


def _kleene(args: list[Eval], *, settles: bool) -> Eval:
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


_OPERATORS: dict[str, Callable[[Value, Value], bool]] = {
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


def _strict_two(left: Eval, right: Eval, compute: Callable[[Value, Value], Value]) -> Eval:
    def evaluate(frame: Frame) -> Value:
        first = left(frame)
        if first is None:
            return None
        second = right(frame)
        return None if second is None else compute(first, second)

    return evaluate


def _compare(node: ir.Compare) -> Eval:
    return _strict((node.left, node.right), _OPERATORS[node.op])


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
        return frame.others(kind, name).outside_rows(there)

    return evaluate


# -- figures over records --------------------------------------------------------------------------


def _aggregate(node: ir.Aggregate) -> Eval:
    where = compiled(node.where) if node.where is not None else None
    finish = _FINISHERS[node.kind](node)
    empty = compiled(node.empty) if node.empty is not None else None
    source = (node.table, node.key)
    outer = [(column, compiled(of_outer)) for column, of_outer in node.match]

    def evaluate(frame: Frame) -> Value:
        rows = frame.records.get(source)
        if rows is None:
            return None
        fits = where
        if outer:  # read before another row is at hand
            fits = _matching([(column, part(frame)) for column, part in outer], where)
        fitting, doubtful = _select(rows, fits, frame)
        return finish(fitting, doubtful, frame, empty)

    return evaluate


def _matching(wanted: list[tuple[str, Value]], where: Eval | None) -> Eval:
    """Return the condition that columns equal those of the outer row and ``where`` holds."""

    def agree(frame: Frame) -> Value:
        result: bool | None = True
        for column, value in wanted:
            cell = frame.row[column] if frame.row is not None else None
            if cell is None or value is None:
                result = None
            elif cell != value:
                return False
        return result

    return agree if where is None else _kleene([agree, where], settles=False)


def _select(rows: list[Row], where: Eval | None, frame: Frame) -> tuple[list[Row], bool]:
    fitting, doubtful, before = [], False, frame.row
    try:
        for row in rows:
            frame.row = row
            holds = True if where is None else where(frame)
            if holds:
                fitting.append(row)
            doubtful = doubtful or holds is None
    finally:
        frame.row = before
    return fitting, doubtful


def _each(rows: list[Row], part: Eval, frame: Frame) -> list[Value]:
    values, before = [], frame.row
    try:
        for row in rows:
            frame.row = row
            values.append(part(frame))
    finally:
        frame.row = before
    return values


def _when_none(frame: Frame, empty: Eval | None, otherwise: Value) -> Value:
    """Return what stands for no row at all; like ``until`` it is about the subject."""
    return frame.outside_rows(empty) if empty is not None else otherwise


Finish = Callable[[list[Row], bool, Frame, "Eval | None"], Value]


def _any(node: ir.Aggregate) -> Finish:
    return lambda rows, doubtful, frame, empty: True if rows else (None if doubtful else False)


def _count(node: ir.Aggregate) -> Finish:
    return lambda rows, doubtful, frame, empty: None if doubtful else len(rows)


def _over_values(combine: Callable[[list[Value]], Value], *, zero: bool) -> Callable[..., Finish]:
    def make(node: ir.Aggregate) -> Finish:
        assert node.value is not None
        part = compiled(node.value)

        def finish(rows: list[Row], doubtful: bool, frame: Frame, empty: Eval | None) -> Value:
            if doubtful:
                return None
            values = _each(rows, part, frame)
            if any(v is None for v in values):
                return None
            if values:
                return combine(values)
            return _when_none(frame, empty, 0 if zero else None)

        return finish

    return make


def _top(node: ir.Aggregate) -> Finish:
    limit = node.limit or 0
    make = _over_values(lambda vs: sum(sorted(vs, reverse=True)[:limit]), zero=True)
    return make(node)


def _latest(node: ir.Aggregate) -> Finish:
    # of equal orders the last row wins, as it does after a stable sort
    return _chosen(node, lambda orders: max(range(len(orders)), key=lambda i: (orders[i], i)))


def _first(node: ir.Aggregate) -> Finish:
    return _chosen(node, lambda orders: min(range(len(orders)), key=lambda i: (orders[i], i)))


def _chosen(node: ir.Aggregate, choose: Callable[[list[Value]], int]) -> Finish:
    assert node.value is not None
    assert node.order is not None
    value, order = compiled(node.value), compiled(node.order)

    def finish(rows: list[Row], doubtful: bool, frame: Frame, empty: Eval | None) -> Value:
        if doubtful:
            return None
        orders = _each(rows, order, frame)
        if any(o is None for o in orders):
            return None
        if not rows:
            return _when_none(frame, empty, None)
        return _each([rows[choose(orders)]], value, frame)[0]

    return finish


#: first and last month of an unbroken cover
Run = tuple[int, int]


def _cover(node: ir.Aggregate, count: Callable[[list[Run], int], int]) -> Finish:
    assert node.value is not None
    assert node.order is not None
    start, end = compiled(node.value), compiled(node.order)
    until = compiled(node.until) if node.until is not None else None

    def finish(rows: list[Row], doubtful: bool, frame: Frame, empty: Eval | None) -> Value:
        if doubtful:
            return None
        if not rows:
            return 0
        starts, ends = _each(rows, start, frame), _each(rows, end, frame)
        last = frame.as_of if until is None else frame.outside_rows(until)
        if last is None or any(v is None for v in [*starts, *ends]):
            return None
        now = month_index(last)
        spells = zip(map(month_index, starts), map(month_index, ends), strict=True)
        return count(_runs([(a, min(b, now)) for a, b in spells]), now)

    return finish


def _runs(spells: list[Run]) -> list[Run]:
    """Return the unbroken runs of months that spells cover, in order; a spell may be of none."""
    runs: list[Run] = []
    for a, b in sorted(spell for spell in spells if spell[0] <= spell[1]):
        if runs and a <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(b, runs[-1][1]))
        else:
            runs.append((a, b))
    return runs


def month_index(day: dt.date) -> int:
    """Return months since year 0."""
    return day.year * 12 + day.month - 1


def _length(spell: Run) -> int:
    return spell[1] - spell[0] + 1


def _months(node: ir.Aggregate) -> Finish:
    return _cover(node, lambda runs, _: sum(map(_length, runs)))


def _streak(node: ir.Aggregate) -> Finish:
    return _cover(node, _unbroken)


def _unbroken(runs: list[Run], now: int) -> int:
    return _length(runs[-1]) if runs and runs[-1][1] >= now - 1 else 0


def _longest(node: ir.Aggregate) -> Finish:
    return _cover(node, lambda runs, _: max(map(_length, runs), default=0))


_FINISHERS: dict[str, Callable[[ir.Aggregate], Finish]] = {
    "any": _any,
    "count": _count,
    "distinct": _over_values(lambda vs: len(set(vs)), zero=True),
    "sum": _over_values(sum, zero=True),
    "max": _over_values(max, zero=False),
    "min": _over_values(min, zero=False),
    "top": _top,
    "latest": _latest,
    "first": _first,
    "months": _months,
    "streak": _streak,
    "longest": _longest,
}

_MAKERS: dict[type, Callable[[Any], Eval]] = {
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
    ir.Aggregate: _aggregate,
}
