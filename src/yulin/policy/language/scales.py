"""Units, scales and the proof that numbers fit 64 bits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from yulin.policy import ir
from yulin.policy.kinds import Number
from yulin.policy.language.scope import Typed
from yulin.policy.language.syntax import Expr
from yulin.policy.problems import ExpressionError

LARGEST = 2**63 - 1


def require_number(typed: Typed, tree: Expr) -> Typed:
    """Return a part that must be a number.

    Raises:
        ExpressionError: where it is none.
    """
    if not isinstance(typed.type, Number):
        raise ExpressionError(tree.offset, "E417", f"这里应当是数值，却是{typed.type}")
    return typed


def raised(typed: Typed, scale: int, offset: int) -> Typed:
    """Return the number with a higher scale (exact)."""
    kind = cast(Number, typed.type)
    digits = scale - kind.scale
    if digits == 0:
        return typed
    made = Number(kind.unit, scale)
    bound = typed.bound * 10**digits
    if isinstance(typed.node, ir.Const):
        stored = cast(int, typed.node.value) * 10**digits
        return fits(Typed(ir.Const(stored, made), made, bound), offset)
    return fits(Typed(ir.Shift(typed.node, digits, made), made, bound), offset)


def to_scale(typed: Typed, number: Number, offset: int) -> Typed:
    """Return the number at the wanted scale, rounding half up where digits are lost."""
    kind = cast(Number, typed.type)
    if kind.scale <= number.scale:
        made = raised(typed, number.scale, offset)
        return Typed(made.node, number, made.bound)
    digits = kind.scale - number.scale
    return Typed(
        ir.Round(typed.node, digits, "half", number), number, typed.bound // 10**digits + 1
    )


def fits(typed: Typed, offset: int) -> Typed:
    """Return a number that is proven to fit 64 bits.

    Raises:
        ExpressionError: where it might not.
    """
    if typed.bound > LARGEST:
        raise ExpressionError(
            offset, "E418", "计算结果可能超出 64 位整数", "减少相乘的项，或先用 取整 去掉小数"
        )
    return typed


def same_unit(one: str, other: str, tree: Expr) -> None:
    """Refuse to bring together numbers of different units; a bare number fits every unit.

    Raises:
        ExpressionError: where the units differ.
    """
    if one == other or not one or not other or {one, other} == {"岁", "年"}:
        return
    raise ExpressionError(
        tree.offset, "E410", f"单位不同：{one} 与 {other}", "换算成同一单位，如 1年 写作 12个月"
    )


def one_scale(args: Sequence[Typed], trees: Sequence[Expr]) -> list[Typed]:
    """Return numbers brought to one unit and scale."""
    kinds = [cast(Number, a.type) for a in args]
    unit = next((k.unit for k in kinds if k.unit), "")
    scale = max(k.scale for k in kinds)
    made = []
    for tree, arg, kind in zip(trees, args, kinds, strict=True):
        same_unit(kind.unit, unit, tree)
        lifted = raised(arg, scale, tree.offset)
        made.append(Typed(lifted.node, Number(unit, scale), lifted.bound))
    return made


def decimal_text(stored: int, kind: Number) -> str:
    """Return a stored number as people write it, e.g. 150 at scale 2 → ``1.5``."""
    value = Decimal(stored).scaleb(-kind.scale)
    return f"{value.normalize():f}" if value else "0"
