"""Cells as SQL: every operation with the meaning that ``ir`` gives it, to the last null."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from yulin.policy.backends.sql.cells import (
    FIRST_DAY,
    FIRST_MONTH,
    LAST_MONTH,
    LAST_NUMBER,
    Cell,
)
from yulin.policy.backends.sql.dialects import Dialect, apart, cast, whole
from yulin.policy.dates.calendar_math import NEVER, work_table
from yulin.policy.decision import Status

#: an argument written out anew at every use: an expression may stand in one place only
Part = Callable[[], exp.Expr]
Emit = Callable[[Cell, Sequence[Part], Dialect], exp.Expr]
_MONTHS = 12


def emit(cell: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    """Return the SQL of a cell over the SQL of its arguments."""
    return _EMITTERS[cell.op](cell, args, dialect)


def literal(value: bool | int | str | dt.date | None, kind: str) -> exp.Expr:
    """Return a constant of a type; the type is always said, or an engine would choose its own."""
    if value is None:
        return cast(exp.null(), kind)
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, int):
        return whole(exp.Literal.number(value))
    text = value.isoformat() if isinstance(value, dt.date) else value
    return cast(exp.Literal.string(text), kind)


def number(value: int) -> exp.Expr:
    """Return an integer constant."""
    return literal(value, "BIGINT")


def _binary(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return apart(kind(this=left, expression=right))


def cases(*pairs: tuple[exp.Expr, exp.Expr], otherwise: exp.Expr | None = None) -> exp.Case:
    """Return the value of the first test that holds; null without one."""
    ifs = [exp.If(this=test, true=value) for test, value in pairs]
    return exp.Case(ifs=ifs, default=otherwise)


def is_null(value: exp.Expr) -> exp.Expr:
    """Return whether a value is unknown."""
    return apart(exp.Is(this=value, expression=exp.null()))


def is_known(value: exp.Expr) -> exp.Expr:
    """Return whether a value is known."""
    return apart(exp.Not(this=is_null(value)))


def joined(kind: type[exp.Binary], parts: Sequence[exp.Expr]) -> exp.Expr:
    """Return operands joined in halves: a long row of them would nest as deep as it is long."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return _binary(kind, joined(kind, parts[:middle]), joined(kind, parts[middle:]))


def _const(cell: Cell, _: Sequence[Part], __: Dialect) -> exp.Expr:
    value, kind = cell.params
    return literal(value, str(kind))  # type: ignore[arg-type]


def _join(kind: type[exp.Binary]) -> Emit:
    return lambda _, args, __: joined(kind, [a() for a in args])


def _not(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    return apart(exp.Not(this=args[0]()))


def _negate(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    return apart(exp.Neg(this=args[0]()))


_COMPARISONS: dict[object, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def _compare(cell: Cell, args: Sequence[Part], _: Dialect) -> exp.Expr:
    return _binary(_COMPARISONS[cell.params[0]], args[0](), args[1]())


def _is_in(cell: Cell, args: Sequence[Part], _: Dialect) -> exp.Expr:
    kinds = {int: "BIGINT", bool: "BOOLEAN", str: "TEXT", dt.date: "DATE"}
    values: tuple[Any, ...] = cell.params
    return apart(exp.In(this=args[0](), expressions=[literal(v, kinds[type(v)]) for v in values]))


def _between(cell: Cell, args: Sequence[Part], _: Dialect) -> exp.Expr:
    low, high = (number(int(str(p))) for p in cell.params)
    return apart(exp.Between(this=args[0](), low=low, high=high))


def _contains(cell: Cell, args: Sequence[Part], _: Dialect) -> exp.Expr:
    place = exp.StrPosition(this=args[0](), substr=exp.Literal.string(str(cell.params[0])))
    return _binary(exp.GT, place, exp.Literal.number(0))


def _known(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    return is_known(args[0]())


def _if_known(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    return cases((is_known(args[0]()), args[1]()))


def _disputed(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    first, *rest = args
    agree = [_binary(exp.EQ, first(), other()) for other in rest]
    return cases((joined(exp.And, agree), first()))


def _round(cell: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    divisor, mode = int(str(cell.params[0])), cell.params[1]
    value = args[0]
    cut = dialect.quotient(value(), number(divisor))
    if mode == "down":
        return cut
    rest = exp.Abs(this=_binary(exp.Mod, value(), number(divisor)))
    over: exp.Expr
    if mode == "half":  # not the value doubled: that may fill 64 bits already
        over = _binary(exp.GTE, _binary(exp.Mul, rest, number(2)), number(divisor))
    else:
        over = _binary(exp.GT, rest, number(0))
    away = cases((over, whole(exp.Sign(this=value()))), otherwise=number(0))
    return _binary(exp.Add, cut, away)


def _divide(_: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    """Cut towards zero, then one away from zero where half or more of the divisor is left."""
    top, bottom = args

    def divisor() -> exp.Expr:  # zero gives unknown
        return exp.Nullif(this=bottom(), expression=number(0))

    rest = exp.Abs(this=_binary(exp.Mod, top(), divisor()))
    size = exp.Abs(this=divisor())
    over = _binary(exp.GTE, rest, _binary(exp.Sub, size, rest.copy()))
    sign = whole(_binary(exp.Mul, exp.Sign(this=top()), exp.Sign(this=bottom())))
    cut = dialect.quotient(top(), divisor())
    return _binary(exp.Add, cut, cases((over, sign), otherwise=number(0)))


def _extreme(kind: type[exp.Func]) -> Emit:
    """LEAST and GREATEST skip nulls; here any null makes the result null."""

    def make(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
        first, *rest = (a() for a in args)
        known = joined(exp.And, [is_known(a()) for a in args])
        return cases((known, kind(this=first, expressions=rest, ignore_nulls=True)))

    return make


def _earliest(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    first, *rest = (a() for a in args)
    return exp.Least(this=first, expressions=rest, ignore_nulls=True)


def _choose(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    """A test that is neither true nor false meets no case, so the result is null."""
    pairs = list(zip(args[:-1:2], args[1::2], strict=True))
    result = args[-1]()
    for test, value in reversed(pairs):
        ifs = [exp.If(this=exp.true(), true=value()), exp.If(this=exp.false(), true=result)]
        result = exp.Case(this=test(), ifs=ifs)
    return result


# -- dates -----------------------------------------------------------------------------------------


def _part(unit: str) -> Emit:
    return lambda _, args, dialect: dialect.part(unit, args[0]())


def _month_index(_: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    years = _binary(exp.Mul, dialect.part("YEAR", args[0]()), number(_MONTHS))
    months = _binary(exp.Add, years, dialect.part("MONTH", args[0]()))
    return _binary(exp.Sub, months, number(1))


def _day_number(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    return whole(_binary(exp.Sub, args[0](), literal(FIRST_DAY, "DATE")))


def _day_of_number(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    value = args[0]
    day = _binary(exp.Add, literal(FIRST_DAY, "DATE"), cast(value(), "INT"))
    return _in_calendar(value, 0, LAST_NUMBER, day)


def _in_calendar(value: Part, low: int, high: int, day: exp.Expr) -> exp.Expr:
    """Return a date, or the edge of the calendar that it would pass."""
    return cases(
        (_binary(exp.GT, value(), number(high)), literal(NEVER, "DATE")),
        (_binary(exp.LT, value(), number(low)), literal(FIRST_DAY, "DATE")),
        (is_known(value()), day),
    )


def _add_months(_: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    date, months, index = args
    return _in_calendar(index, FIRST_MONTH, LAST_MONTH, dialect.later(date(), months()))


def _closes(_: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    following = _binary(exp.Add, args[0](), cast(exp.Literal.number(1), "INT"))
    return _binary(exp.EQ, dialect.part("DAY", following), number(1))


def _full(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    whole_months, end, start, closes = (a() for a in args)
    early = _binary(exp.LT, end, start)
    short = _binary(exp.And, early, apart(exp.Not(this=closes)))
    return _binary(exp.Sub, whole_months, cases((short, number(1)), otherwise=number(0)))


def _years(_: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    months = args[0]
    down = _binary(exp.Sub, months(), number(_MONTHS - 1))
    signed = cases((_binary(exp.LT, months(), number(0)), down), otherwise=months())
    return dialect.quotient(signed, number(_MONTHS))


def _month_end(_: Cell, args: Sequence[Part], dialect: Dialect) -> exp.Expr:
    return dialect.month_end(args[0]())


def _not_below_zero(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    value = args[0]
    return cases((_binary(exp.LT, value(), number(0)), number(0)), otherwise=value())


def _workdays_later(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    """Compared before adding: a number may fill 64 bits."""
    place, days = args
    most = len(work_table().days)
    few = apart(exp.Between(this=days(), low=number(1), high=number(most)))
    return cases((few, _binary(exp.Add, place(), days())))


def _workdays_on(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    date, days, place, then = args
    none = _binary(exp.EQ, days(), number(0))
    some = _binary(exp.GT, days(), number(0))
    return cases((_binary(exp.And, none, is_known(place())), date()), (some, then()))


# -- answers ---------------------------------------------------------------------------------------


def _status(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    ifs = [
        exp.If(this=exp.true(), true=number(Status.YES)),
        exp.If(this=exp.false(), true=number(Status.NO)),
    ]
    return exp.Case(this=args[0](), ifs=ifs, default=number(Status.UNDETERMINED))


def _class_status(_: Cell, args: Sequence[Part], __: Dialect) -> exp.Expr:
    return cases(
        (is_null(args[0]()), number(Status.UNDETERMINED)),
        (_binary(exp.EQ, args[0](), number(0)), number(Status.NO)),
        otherwise=number(Status.YES),
    )


_EMITTERS: dict[str, Emit] = {
    "const": _const,
    "and": _join(exp.And),
    "or": _join(exp.Or),
    "add": _join(exp.Add),
    "subtract": _join(exp.Sub),
    "multiply": _join(exp.Mul),
    "not": _not,
    "negate": _negate,
    "compare": _compare,
    "is_in": _is_in,
    "between": _between,
    "contains": _contains,
    "known": _known,
    "if_known": _if_known,
    "disputed": _disputed,
    "round": _round,
    "divide": _divide,
    "least": _extreme(exp.Least),
    "greatest": _extreme(exp.Greatest),
    "earliest": _earliest,
    "choose": _choose,
    "month_index": _month_index,
    "day": _part("DAY"),
    "year": _part("YEAR"),
    "month_of_year": _part("MONTH"),
    "day_number": _day_number,
    "day_of_number": _day_of_number,
    "closes": _closes,
    "full": _full,
    "years": _years,
    "add_months": _add_months,
    "month_end": _month_end,
    "not_below_zero": _not_below_zero,
    "workdays_later": _workdays_later,
    "workdays_on": _workdays_on,
    "status": _status,
    "class_status": _class_status,
}
