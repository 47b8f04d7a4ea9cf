"""Gives every expression its meaning: names, types, units and scales; the result is IR.

Numbers leave here with aligned scales and proven to fit 64 bits, so that no back end can round or
overflow on its own terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number, Type
from yulin.policy.language import syntax
from yulin.policy.language.functions import RECORD_FUNCTIONS, SIGNATURES
from yulin.policy.language.scales import LARGEST, fits, raised, require_number, same_unit, to_scale
from yulin.policy.language.scope import Scope, Typed, column_type
from yulin.policy.language.syntax import Expr
from yulin.policy.problems import ExpressionError, nearest

#: decimals kept by ``/``
DIVISION_DIGITS = 6
_ORDER = {"<", "<=", ">", ">="}


def check(tree: Expr, scope: Scope, expect: Type | None = None) -> Typed:
    """Return the typed node of a tree; ``expect`` gives labels and unknowns their type.

    Raises:
        ExpressionError: on an unknown name, a type or unit mismatch, or a number that may overflow.
    """
    if isinstance(tree, syntax.Name):
        return _name(tree, scope)
    if isinstance(tree, syntax.Figure):
        return fits(_figure(tree, expect), tree.offset)
    if isinstance(tree, syntax.Quote):
        return _quote(tree, expect)
    if isinstance(tree, syntax.Date):
        return Typed(ir.Const(tree.value, DAY), DAY)
    if isinstance(tree, syntax.Unary):
        return _unary(tree, scope)
    if isinstance(tree, syntax.Binary):
        return _BINARY[tree.op](tree, scope)
    if isinstance(tree, syntax.Call):
        return _call(tree, scope, expect)
    if isinstance(tree, syntax.Records):
        from yulin.policy.language.check_records import records  # noqa: PLC0415 - cycle

        return records(tree, scope, expect)
    raise ExpressionError(tree.offset, "E401", "列表只能用在 in 后面", "写成 名称 in [甲, 乙]")


def check_yes(tree: Expr, scope: Scope) -> ir.Node:
    """Return the node of a condition."""
    typed = check(tree, scope, YES)
    if typed.type != YES:
        raise ExpressionError(
            tree.offset, "E402", f"这里应当是条件，却是{typed.type}", "写成比较，如 名称 >= 6"
        )
    return typed.node


def check_number(tree: Expr, scope: Scope, number: Number) -> Typed:
    """Return a number in the wanted unit, rounded half up to the wanted scale."""
    typed = check(tree, scope, number)
    require_number(typed, tree)
    same_unit(cast(Number, typed.type).unit, number.unit, tree)
    return to_scale(typed, number, tree.offset)


# -- leaves --------------------------------------------------------------------------------------


def _name(tree: syntax.Name, scope: Scope) -> Typed:
    if tree.link is not None:
        from yulin.policy.language.check_links import linked_name  # noqa: PLC0415 - cycle

        return linked_name(tree, scope)
    if tree.text in ("是", "否"):
        return Typed(ir.Const(tree.text == "是", YES), YES)
    if tree.text == "基准日":
        return Typed(ir.AsOf(), DAY)
    if tree.text == "本地区":
        return Typed(ir.Const(scope.region, DIVISION), DIVISION)
    return (_of_row(tree, scope) if scope.row is not None else None) or _of_subject(tree, scope)


def _of_row(tree: syntax.Name, scope: Scope) -> Typed | None:
    """Return a column of the row at hand, or a rule that a document named for such rows."""
    assert scope.row is not None
    for column in scope.row.columns:
        if column.name == tree.text:
            return column_of(scope.row, column, None)
    rule = scope.naming.row_rule(tree.text, scope.row.name)
    return check(rule, scope) if rule is not None else None


def _of_subject(tree: syntax.Name, scope: Scope) -> Typed:
    try:
        return scope.naming.resolve(tree.text)
    except KeyError:
        known = scope.naming.known() + ([c.name for c in scope.row.columns] if scope.row else [])
        raise ExpressionError(
            tree.offset,
            "E403",
            f"不认识的名称 “{tree.text}”",
            _own_figure(tree.text, scope)
            or nearest(tree.text, known)
            or "用 yulin vocabulary 查看可用的名称，或在 事实 里声明",
        ) from None


def _own_figure(name: str, scope: Scope) -> str:
    """Return advice where a name is said of the benefit's own payments (本待遇)."""
    from yulin.policy.language.history import FIGURES, OWN_LINK  # noqa: PLC0415 - it checks, too

    return f"写成 {OWN_LINK}.{name}" if scope.benefit and name in FIGURES else ""


def column_of(table: schema.Table, column: schema.Column, via: str | None) -> Typed:
    """Return a column of the row at hand, of one it links to, or of the subject's own row."""
    kind = column_type(column)
    bound = schema.limit(kind.unit) if isinstance(kind, Number) else 0
    return Typed(ir.Column(table.name, column.name, kind, via), kind, bound)


def _figure(tree: syntax.Figure, expect: Type | None) -> Typed:
    if expect == DIVISION and not tree.unit and tree.value == int(tree.value):
        return Typed(ir.Const(int(tree.value), DIVISION), DIVISION)
    value, unit = tree.value, tree.unit
    if unit == "%":
        value, unit = value / 100, ""
    scale = max(0, -int(value.normalize().as_tuple().exponent))
    stored = int(value.scaleb(scale))
    kind = Number(unit, scale)
    return Typed(ir.Const(stored, kind), kind, abs(stored))


def _quote(tree: syntax.Quote, expect: Type | None) -> Typed:
    if isinstance(expect, Label):
        try:
            code = expect.labels.code(tree.text)
        except KeyError:
            raise ExpressionError(
                tree.offset,
                "E407",
                f"{expect.labels.name} 没有 “{tree.text}” 这一项",
                nearest(tree.text, expect.labels.labels)
                or "可用：" + "、".join(expect.labels.labels),
            ) from None
        return Typed(ir.Const(code, expect), expect)
    return Typed(ir.Const(tree.text, TEXT), TEXT)


# -- operators -----------------------------------------------------------------------------------


def _unary(tree: syntax.Unary, scope: Scope) -> Typed:
    if tree.op == "not":
        return Typed(ir.Not(check_yes(tree.arg, scope)), YES)
    typed = require_number(check(tree.arg, scope), tree.arg)
    if isinstance(typed.node, ir.Const):
        return Typed(ir.Const(-cast(int, typed.node.value), typed.type), typed.type, typed.bound)
    return Typed(ir.Negate(typed.node, typed.type), typed.type, typed.bound)


def _logic(tree: syntax.Binary, scope: Scope) -> Typed:
    args = (check_yes(tree.left, scope), check_yes(tree.right, scope))
    if tree.op == "and":
        return Typed(ir.And(_flat(args, ir.And)), YES)
    return Typed(ir.Or(_flat(args, ir.Or)), YES)


def _flat(args: tuple[ir.Node, ...], kind: type[ir.And | ir.Or]) -> tuple[ir.Node, ...]:
    flat: list[ir.Node] = []
    for arg in args:
        flat.extend(arg.args if isinstance(arg, kind) else (arg,))
    return tuple(flat)


def _comparison(tree: syntax.Binary, scope: Scope) -> Typed:
    left, right = _pair(tree, scope)
    if isinstance(left.type, Number):
        left, right = _aligned(left, right, tree)
    elif left.type != right.type:
        raise _mismatch(tree, left, right)
    elif tree.op in _ORDER and not is_ordered(left.type):
        raise ExpressionError(
            tree.offset,
            "E408",
            f"{left.type} 没有高低之分，不能用 {tree.op}",
            "用 == 或 in [甲, 乙]",
        )
    return Typed(ir.Compare(cast(ir.CompareOp, tree.op), left.node, right.node), YES)


def _pair(tree: syntax.Binary, scope: Scope) -> tuple[Typed, Typed]:
    """Check both sides, letting the side with a type of its own give it to a bare literal."""
    if isinstance(tree.left, syntax.Quote | syntax.Figure):
        right = check(tree.right, scope)
        return check(tree.left, scope, right.type), right
    left = check(tree.left, scope)
    return left, check(tree.right, scope, left.type)


def is_ordered(kind: Type) -> bool:
    """Return whether values of a type rank from low to high."""
    return kind == DAY or (isinstance(kind, Label) and kind.labels.ordered)


def _mismatch(tree: syntax.Binary, left: Typed, right: Typed) -> ExpressionError:
    return ExpressionError(
        tree.offset, "E409", f"两边的类型不同：{left.type} 与 {right.type}", "比较要在同类之间"
    )


def _aligned(left: Typed, right: Typed, tree: syntax.Binary) -> tuple[Typed, Typed]:
    if not isinstance(left.type, Number) or not isinstance(right.type, Number):
        raise _mismatch(tree, left, right)
    same_unit(left.type.unit, right.type.unit, tree)
    scale = max(left.type.scale, right.type.scale)
    return raised(left, scale, tree.offset), raised(right, scale, tree.offset)


def _sum(tree: syntax.Binary, scope: Scope) -> Typed:
    left, right = _pair(tree, scope)
    require_number(left, tree.left)
    require_number(right, tree.right)
    left, right = _aligned(left, right, tree)
    first, second = cast(Number, left.type), cast(Number, right.type)
    kind = Number(first.unit or second.unit, first.scale)
    node = right.node if tree.op == "+" else ir.Negate(right.node, right.type)
    return fits(Typed(ir.Add((left.node, node), kind), kind, left.bound + right.bound), tree.offset)


def _product(tree: syntax.Binary, scope: Scope) -> Typed:
    left = require_number(check(tree.left, scope), tree.left)
    right = require_number(check(tree.right, scope), tree.right)
    if tree.op == "/":
        return _quotient(tree, left, right)
    one, two = cast(Number, left.type), cast(Number, right.type)
    kind = Number(_product_unit(one.unit, two.unit, tree), one.scale + two.scale)
    node = ir.Multiply(left.node, right.node, kind)
    return fits(Typed(node, kind, left.bound * right.bound), tree.offset)


def _product_unit(one: str, two: str, tree: syntax.Binary) -> str:
    if not one or not two:
        return one or two
    for rate, count in ((one, two), (two, one)):
        if rate.startswith("元") and count != "元":
            return "元" if rate in ("元", f"元/{count}") else _no_product(one, two, tree)
    return _no_product(one, two, tree)


def _no_product(one: str, two: str, tree: syntax.Binary) -> str:
    raise ExpressionError(tree.offset, "E411", f"{one} 与 {two} 不能相乘", "检查单位")


def _quotient(tree: syntax.Binary, left: Typed, right: Typed) -> Typed:
    if isinstance(right.node, ir.Const) and not right.node.value:
        raise ExpressionError(tree.offset, "E412", "除数为零", "改正除数")
    one, two = cast(Number, left.type), cast(Number, right.type)
    unit = "" if one.unit == two.unit else one.unit
    scale = _quotient_scale(left, one, two)
    digits = scale + two.scale - one.scale
    top, bottom = left, right
    if digits < 0:
        bottom, digits = raised(right, two.scale - digits, tree.offset), 0
    kind = Number(unit, scale)
    bound = top.bound * 10**digits
    return fits(Typed(ir.Divide(top.node, bottom.node, digits, kind), kind, bound), tree.offset)


def _quotient_scale(left: Typed, one: Number, two: Number) -> int:
    """Six digits; fewer, but never less than two, where a large number would leave 64 bits."""
    for scale in (DIVISION_DIGITS, 4):
        if left.bound * 10 ** max(0, scale + two.scale - one.scale) <= LARGEST:
            return scale
    return max(2, one.scale) if one.scale <= DIVISION_DIGITS else DIVISION_DIGITS


def _membership(tree: syntax.Binary, scope: Scope) -> Typed:
    if not isinstance(tree.right, syntax.Listing):
        raise ExpressionError(
            tree.right.offset, "E413", "in 后面应当是列表", "写成 in ['甲', '乙']"
        )
    left = check(tree.left, scope)
    values = tuple(_literal(item, left, scope) for item in tree.right.items)
    return Typed(ir.IsIn(left.node, values), YES)


def _literal(item: Expr, left: Typed, scope: Scope) -> int | str | dt.date:
    typed = check(item, scope, left.type)
    if isinstance(left.type, Number) and isinstance(typed.type, Number):
        same_unit(left.type.unit, typed.type.unit, item)
        typed = to_scale(typed, left.type, item.offset)
    if typed.type != left.type or not isinstance(typed.node, ir.Const):
        raise ExpressionError(item.offset, "E414", f"列表里应当是{left.type}的具体值")
    return cast("int | str | dt.date", typed.node.value)


def _within(tree: syntax.Binary, scope: Scope) -> Typed:
    left, right = check(tree.left, scope), check(tree.right, scope, DIVISION)
    if left.type != DIVISION or right.type != DIVISION or not isinstance(right.node, ir.Const):
        raise ExpressionError(
            tree.offset,
            "E415",
            "属于 的左边是地区名称，右边是区划代码或 本地区",
            "如 工作地区 属于 330302",
        )
    return Typed(ir.Within(left.node, cast(int, right.node.value)), YES)


def _contains(tree: syntax.Binary, scope: Scope) -> Typed:
    left = check(tree.left, scope)
    if left.type != TEXT or not isinstance(tree.right, syntax.Quote):
        raise ExpressionError(tree.offset, "E416", "包含 的左边是文字，右边是引号里的文字")
    return Typed(ir.Contains(left.node, tree.right.text), YES)


_BINARY: dict[str, Callable[[syntax.Binary, Scope], Typed]] = {
    "and": _logic,
    "or": _logic,
    "+": _sum,
    "-": _sum,
    "*": _product,
    "/": _product,
    "in": _membership,
    "within": _within,
    "contains": _contains,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _comparison),
}


# -- functions and figures over records --


def _call(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    signature = SIGNATURES.get(tree.name)
    if signature is None:
        known = [*SIGNATURES, *RECORD_FUNCTIONS]
        advice = nearest(tree.name, known) or "可用：" + "、".join(known)
        if tree.name in RECORD_FUNCTIONS:
            advice = "括号里先写表名：" + "、".join(
                n for n in schema.BY_NAME if n not in schema.TOLD_NAMES
            )
        raise ExpressionError(tree.offset, "E420", f"不认识的函数 “{tree.name}”", advice)
    count = len(tree.args)
    if count < signature.least or (signature.most is not None and count > signature.most):
        raise ExpressionError(tree.offset, "E421", f"{tree.name} 的参数个数不对", signature.usage)
    from yulin.policy.language.check_functions import FUNCTIONS  # noqa: PLC0415 - cycle

    return FUNCTIONS[tree.name](tree, scope, expect)
