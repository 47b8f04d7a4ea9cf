"""Between the values people write or pass in and the stored form of the IR."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from yulin.codes import divisions
from yulin.codes.results import CodeError
from yulin.policy.kinds import DAY, DIVISION, YES, Label, Number, Type
from yulin.policy.language import syntax
from yulin.policy.language.parser import parse
from yulin.policy.language.scales import decimal_text
from yulin.policy.problems import ExpressionError, month_advice, nearest

Stored = bool | int | str | dt.date | None
_WORDS = {"是": True, "否": False, "true": True, "false": False, "yes": True, "no": False}


class ValueRefusedError(ValueError):
    """A value that does not fit its name's type; the message says what would."""


def store(value: object, kind: Type) -> Stored:
    """Return the stored form of a value given as text or as a natural Python value.

    Raises:
        ValueRefusedError: where the value does not fit the type.
    """
    if value is None or value == "":
        return None
    if kind == YES:
        return _yes(value)
    if kind == DAY:
        return _day(value)
    if kind == DIVISION:
        return _division(value)
    if isinstance(kind, Number):
        return _number(value, kind)
    if isinstance(kind, Label):
        return _label(value, kind)
    return str(value)


def _yes(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = _WORDS.get(str(value).strip().lower())
    if word is None:
        raise ValueRefusedError(f"“{value}” 不是 是 或 否")
    return word


def _day(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        advice = month_advice(str(value)) or "写成 2024-05-31"
        raise ValueRefusedError(f"“{value}” 不是日期，{advice}") from None


def _division(value: object) -> int:
    if isinstance(value, int):
        return value
    text = str(value).strip()
    if text.isdigit():
        return int(text)
    try:
        return divisions.code_of(text)
    except CodeError as error:
        raise ValueRefusedError(str(error)) from None


def _number(value: object, kind: Number) -> int:
    amount = _decimal(value, kind)
    stored = amount.scaleb(kind.scale)
    whole = stored.to_integral_value()
    if whole != stored:
        raise ValueRefusedError(f"“{value}” 的小数位多于 {kind.scale} 位")
    return int(whole)


def _decimal(value: object, kind: Number) -> Decimal:
    if isinstance(value, int | Decimal):
        return Decimal(value)
    text = str(value).strip()
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        pass
    try:
        tree = parse(text)
    except ExpressionError as error:
        raise ValueRefusedError(f"“{text}” 不是数值：{error.message}") from None
    sign = -1 if isinstance(tree, syntax.Unary) and tree.op == "-" else 1
    figure = tree.arg if isinstance(tree, syntax.Unary) else tree
    if not isinstance(figure, syntax.Figure):
        raise ValueRefusedError(f"“{text}” 不是数值")
    wanted = {"", kind.unit, *({"年", "岁"} if kind.unit in ("年", "岁") else ())}
    if figure.unit.replace("%", "") not in wanted:
        raise ValueRefusedError(f"“{text}” 应当以 {kind.unit or '个数'} 计")
    return sign * (figure.value / 100 if figure.unit == "%" else figure.value)


def _label(value: object, kind: Label) -> int:
    text = str(value).strip()
    try:
        return kind.labels.code(text)
    except KeyError:
        labels = kind.labels.labels
        advice = nearest(text, labels) or "可用：" + "、".join(labels)
        raise ValueRefusedError(f"{kind.labels.name} 没有 “{text}” 这一项，{advice}") from None


def show(stored: Stored, kind: Type) -> str | None:
    """Return a stored value as people read it, None where unknown."""
    if stored is None:
        return None
    if kind == YES:
        return "是" if stored else "否"
    if isinstance(kind, Number):
        return decimal_text(int(str(stored)), kind)
    if isinstance(kind, Label):
        return kind.labels.label(int(str(stored)))
    if kind == DIVISION:
        return _division_name(int(str(stored)))
    return str(stored)


def _division_name(code: int) -> str:
    if code == 0:
        return "无"
    return divisions.called(code)
