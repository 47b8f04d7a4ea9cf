"""Gives every expression its meaning: names, types, units and scales; the result is IR.

Numbers leave here with aligned scales and proven to fit 64 bits, so that no back end can round or
overflow on its own terms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from yulin.facts import schema
from yulin.policy import ir, syntax
from yulin.policy.functions import RECORD_FUNCTIONS, SIGNATURES
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number, Type
from yulin.policy.problems import ExpressionError, nearest
from yulin.policy.syntax import Expr
from yulin.policy.vocabulary import Subject

#: decimals kept by ``/``
DIVISION_DIGITS = 6
_LARGEST = 2**63 - 1
_ORDER = {"<", "<=", ">", ">="}
_KIND_TYPES: dict[str, Type] = {
    "yes": YES,
    "date": DAY,
    "month": DAY,
    "text": TEXT,
    "id": TEXT,
    "code": TEXT,
    "division": DIVISION,
}


def column_type(column: schema.Column) -> Type:
    """Return the language's type of a record column."""
    if column.kind == "number":
        return Number(column.unit, column.scale)
    if column.kind == "label" and column.labels is not None:
        return Label(column.labels)
    return _KIND_TYPES[column.kind]


@dataclass(frozen=True)
class Typed:
    """A node with its type and the largest magnitude its stored number can reach."""

    node: ir.Node
    type: Type
    bound: int = 0


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where names are looked up while one expression is checked."""

    #: resolves a vocabulary or document name; raises KeyError
    resolve: Callable[[str], Typed]
    names: Callable[[], list[str]]
    subject: Subject
    region: int
    #: the record table whose row is at hand, inside a figure over records
    row: schema.Table | None = None

    def within(self, row: schema.Table) -> Scope:
        """Return the scope for the rows of a table."""
        return Scope(
            resolve=self.resolve,
            names=self.names,
            subject=self.subject,
            region=self.region,
            row=row,
        )


def check(tree: Expr, scope: Scope, expect: Type | None = None) -> Typed:
    """Return the typed node of a tree; ``expect`` gives labels and unknowns their type.

    Raises:
        ExpressionError: on an unknown name, a type or unit mismatch, or a number that may overflow.
    """
    if isinstance(tree, syntax.Name):
        return _name(tree, scope)
    if isinstance(tree, syntax.Figure):
        return _fits(_figure(tree, expect), tree.offset)
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
        return _records(tree, scope, expect)
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
    _require_number(typed, tree)
    _same_unit(cast(Number, typed.type).unit, number.unit, tree)
    return to_scale(typed, number, tree.offset)


# -- leaves --------------------------------------------------------------------------------------


def _name(tree: syntax.Name, scope: Scope) -> Typed:
    if tree.link is not None:
        return _linked(tree, scope)
    if tree.text in ("是", "否"):
        return Typed(ir.Const(tree.text == "是", YES), YES)
    if tree.text == "基准日":
        return Typed(ir.AsOf(), DAY)
    if tree.text == "本地区":
        return Typed(ir.Const(scope.region, DIVISION), DIVISION)
    if scope.row is not None:
        for column in scope.row.columns:
            if column.name == tree.text:
                return _column(scope.row, column, None)
    try:
        return scope.resolve(tree.text)
    except KeyError:
        known = scope.names() + ([c.name for c in scope.row.columns] if scope.row else [])
        raise ExpressionError(
            tree.offset,
            "E403",
            f"不认识的名称 “{tree.text}”",
            nearest(tree.text, known) or "用 yulin vocabulary 查看可用的名称，或在 事实 里声明",
        ) from None


def _column(table: schema.Table, column: schema.Column, via: str | None) -> Typed:
    kind = column_type(column)
    bound = schema.limit(kind.unit) if isinstance(kind, Number) else 0
    return Typed(ir.Column(table.name, column.name, kind, via), kind, bound)


def _linked(tree: syntax.Name, scope: Scope) -> Typed:
    if tree.link == "本人" or (tree.link == "本单位" and scope.subject == "单位"):
        return _own(tree, scope)
    table = scope.row
    if table is None:
        raise ExpressionError(
            tree.offset, "E404", f"“{tree.link}.” 只能在记录里用", "本人的字段写 本人.列名"
        )
    for via, target in table.links.items():
        if target == tree.link:
            return _pick(schema.BY_NAME[target], tree, via)
    raise ExpressionError(
        tree.offset,
        "E405",
        f"{table.name} 的行没有连到 “{tree.link}”",
        "可连：" + "、".join(sorted(set(table.links.values()))),
    )


def _own(tree: syntax.Name, scope: Scope) -> Typed:
    return _pick(schema.BY_NAME[scope.subject], tree, ir.OWN)


def _pick(table: schema.Table, tree: syntax.Name, via: str | None) -> Typed:
    for column in table.columns:
        if column.name == tree.text:
            return _column(table, column, via)
    raise ExpressionError(
        tree.offset,
        "E406",
        f"{table.name} 没有 “{tree.text}” 这一列",
        nearest(tree.text, [c.name for c in table.columns]),
    )


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
    typed = _require_number(check(tree.arg, scope), tree.arg)
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
    elif tree.op in _ORDER and not _is_ordered(left.type):
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


def _is_ordered(kind: Type) -> bool:
    return kind == DAY or (isinstance(kind, Label) and kind.labels.ordered)


def _mismatch(tree: syntax.Binary, left: Typed, right: Typed) -> ExpressionError:
    return ExpressionError(
        tree.offset, "E409", f"两边的类型不同：{left.type} 与 {right.type}", "比较要在同类之间"
    )


def _aligned(left: Typed, right: Typed, tree: syntax.Binary) -> tuple[Typed, Typed]:
    if not isinstance(left.type, Number) or not isinstance(right.type, Number):
        raise _mismatch(tree, left, right)
    _same_unit(left.type.unit, right.type.unit, tree)
    scale = max(left.type.scale, right.type.scale)
    return raised(left, scale, tree.offset), raised(right, scale, tree.offset)


def _same_unit(one: str, other: str, tree: Expr) -> None:
    if one == other or not one or not other or {one, other} == {"岁", "年"}:
        return
    raise ExpressionError(
        tree.offset, "E410", f"单位不同：{one} 与 {other}", "换算成同一单位，如 1年 写作 12个月"
    )


def _sum(tree: syntax.Binary, scope: Scope) -> Typed:
    left, right = _pair(tree, scope)
    _require_number(left, tree.left)
    _require_number(right, tree.right)
    left, right = _aligned(left, right, tree)
    first, second = cast(Number, left.type), cast(Number, right.type)
    kind = Number(first.unit or second.unit, first.scale)
    node = right.node if tree.op == "+" else ir.Negate(right.node, right.type)
    return _fits(
        Typed(ir.Add((left.node, node), kind), kind, left.bound + right.bound), tree.offset
    )


def _product(tree: syntax.Binary, scope: Scope) -> Typed:
    left = _require_number(check(tree.left, scope), tree.left)
    right = _require_number(check(tree.right, scope), tree.right)
    if tree.op == "/":
        return _quotient(tree, left, right)
    one, two = cast(Number, left.type), cast(Number, right.type)
    kind = Number(_product_unit(one.unit, two.unit, tree), one.scale + two.scale)
    node = ir.Multiply(left.node, right.node, kind)
    return _fits(Typed(node, kind, left.bound * right.bound), tree.offset)


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
    kind = Number("" if one.unit == two.unit else one.unit, DIVISION_DIGITS)
    digits = DIVISION_DIGITS + two.scale - one.scale
    top, bottom = left, right
    if digits < 0:
        bottom, digits = raised(right, two.scale - digits, tree.offset), 0
    bound = top.bound * 10**digits
    return _fits(Typed(ir.Divide(top.node, bottom.node, digits, kind), kind, bound), tree.offset)


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
        _same_unit(left.type.unit, typed.type.unit, item)
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


# -- scales --------------------------------------------------------------------------------------


def _require_number(typed: Typed, tree: Expr) -> Typed:
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
        return _fits(Typed(ir.Const(stored, made), made, bound), offset)
    return _fits(Typed(ir.Shift(typed.node, digits, made), made, bound), offset)


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


def _fits(typed: Typed, offset: int) -> Typed:
    if typed.bound > _LARGEST:
        raise ExpressionError(
            offset, "E418", "计算结果可能超出 64 位整数", "减少相乘的项，或先用 取整 去掉小数"
        )
    return typed


# -- functions -----------------------------------------------------------------------------------


def _call(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    signature = SIGNATURES.get(tree.name)
    if signature is None:
        known = [*SIGNATURES, *RECORD_FUNCTIONS]
        advice = nearest(tree.name, known) or "可用：" + "、".join(known)
        if tree.name in RECORD_FUNCTIONS:
            advice = "括号里先写表名：" + "、".join(schema.BY_NAME)
        raise ExpressionError(tree.offset, "E420", f"不认识的函数 “{tree.name}”", advice)
    count = len(tree.args)
    if count < signature.least or (signature.most is not None and count > signature.most):
        raise ExpressionError(tree.offset, "E421", f"{tree.name} 的参数个数不对", signature.usage)
    return _FUNCTIONS[tree.name](tree, scope, expect)


def _extreme(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    args = _alike(tree.args, scope, expect)
    kind, bound = args[0].type, max(a.bound for a in args)
    if not isinstance(kind, Number) and not _is_ordered(kind):
        raise ExpressionError(tree.offset, "E422", f"{kind} 没有大小之分")
    nodes = tuple(a.node for a in args)
    if tree.name == "取大":
        return Typed(ir.Greatest(nodes, kind), kind, bound)
    return Typed(ir.Least(nodes, kind), kind, bound)


def _alike(trees: tuple[Expr, ...], scope: Scope, expect: Type | None) -> list[Typed]:
    """Check several values that must share a type; numbers are brought to one scale."""
    lead = _leading_type(trees, scope, expect)
    args = [check(t, scope, lead) for t in trees]
    numbers = [a for a in args if isinstance(a.type, Number)]
    if len(numbers) == len(args):
        return _one_scale(args, trees)
    for tree, arg in zip(trees, args, strict=True):
        if arg.type != args[0].type:
            raise ExpressionError(
                tree.offset, "E409", f"两边的类型不同：{args[0].type} 与 {arg.type}"
            )
    return args


def _leading_type(trees: tuple[Expr, ...], scope: Scope, expect: Type | None) -> Type | None:
    for tree in trees:
        if not isinstance(tree, syntax.Quote | syntax.Figure) and not _is_unknown(tree):
            return check(tree, scope, expect).type
    return expect


def _is_unknown(tree: Expr) -> bool:
    return isinstance(tree, syntax.Call) and tree.name == "未知"


def _one_scale(args: list[Typed], trees: tuple[Expr, ...]) -> list[Typed]:
    kinds = [cast(Number, a.type) for a in args]
    unit = next((k.unit for k in kinds if k.unit), "")
    scale = max(k.scale for k in kinds)
    made = []
    for tree, arg, kind in zip(trees, args, kinds, strict=True):
        _same_unit(kind.unit, unit, tree)
        lifted = raised(arg, scale, tree.offset)
        made.append(Typed(lifted.node, Number(unit, scale), lifted.bound))
    return made


def _choice(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    test = check_yes(tree.args[0], scope)
    yes, no = _alike(tree.args[1:], scope, expect)
    node = ir.Choose(((test, yes.node),), no.node, yes.type)
    return Typed(node, yes.type, max(yes.bound, no.bound))


def _between(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    start, end = (_day(arg, scope) for arg in tree.args)
    if tree.name == "整年":
        return Typed(ir.YearsBetween(start, end), Number("年"), 10_000)
    if tree.name == "整月":
        return Typed(ir.MonthsBetween(start, end), Number("月"), 120_000)
    return Typed(ir.DaysBetween(start, end), Number("日"), 4_000_000)


def _day(tree: Expr, scope: Scope) -> ir.Node:
    typed = check(tree, scope, DAY)
    if typed.type != DAY:
        raise ExpressionError(tree.offset, "E423", f"这里应当是日期，却是{typed.type}")
    return typed.node


_STEPS = {"加年": "年", "加月": "月", "加日": "日"}


def _later(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    date = _day(tree.args[0], scope)
    count = check_number(tree.args[1], scope, Number(_STEPS[tree.name])).node
    if tree.name == "加日":
        return Typed(ir.AddDays(date, count), DAY)
    if tree.name == "加年":
        count = _twelvefold(count)
    return Typed(ir.AddMonths(date, count), DAY)


def _twelvefold(count: ir.Node) -> ir.Node:
    if isinstance(count, ir.Const):
        return ir.Const(cast(int, count.value) * 12, Number("月"))
    return ir.Multiply(count, ir.Const(12, Number()), Number("月"))


def _month_end(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    return Typed(ir.MonthEnd(_day(tree.args[0], scope)), DAY)


def _year(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    return Typed(ir.YearOf(_day(tree.args[0], scope)), Number("", 0), 9999)


def _known(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    return Typed(ir.Known(check(tree.args[0], scope).node), YES)


def _unknown(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    reason = tree.args[0]
    if not isinstance(reason, syntax.Quote):
        raise ExpressionError(tree.offset, "E424", "未知 要写明原因", "写成 未知('原文未见金额')")
    if expect is None:
        raise ExpressionError(
            tree.offset, "E425", "看不出这里的 未知 是什么类型", "放进带单位的式子"
        )
    return Typed(ir.Unknown(expect, reason.text), expect)


def _disputed(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    reason = tree.args[-1]
    if not isinstance(reason, syntax.Quote):
        raise ExpressionError(
            reason.offset, "E426", "两说 的最后一项是原因", SIGNATURES["两说"].usage
        )
    args = _alike(tree.args[:-1], scope, expect)
    node = ir.Disputed(tuple(a.node for a in args), reason.text, args[0].type)
    return Typed(node, args[0].type, max(a.bound for a in args))


def _whole(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    typed = _require_number(check(tree.args[0], scope, expect), tree.args[0])
    kind = cast(Number, typed.type)
    if kind.scale == 0:
        return typed
    made = Number(kind.unit, 0)
    mode: dict[str, ir.RoundMode] = {"取整": "half", "进整": "up", "舍整": "down"}
    bound = typed.bound // 10**kind.scale + 1
    return Typed(ir.Round(typed.node, kind.scale, mode[tree.name], made), made, bound)


_FUNCTIONS: dict[str, Callable[[syntax.Call, Scope, Type | None], Typed]] = {
    "取大": _extreme,
    "取小": _extreme,
    "若则": _choice,
    "整年": _between,
    "整月": _between,
    "天数": _between,
    "加年": _later,
    "加月": _later,
    "加日": _later,
    "月末": _month_end,
    "年份": _year,
    "已知": _known,
    "未知": _unknown,
    "两说": _disputed,
    "取整": _whole,
    "进整": _whole,
    "舍整": _whole,
}

# -- figures over records ------------------------------------------------------------------------

#: rows one subject can have in one table, for the overflow proof
_MOST_ROWS = 10_000
_VALUES = {"any": 0, "count": 0, "months": 2, "streak": 2}


def _records(tree: syntax.Records, scope: Scope, expect: Type | None) -> Typed:
    kind = RECORD_FUNCTIONS.get(tree.name)
    if kind is None:
        raise ExpressionError(
            tree.offset, "E430", f"不认识的函数 “{tree.name}”", nearest(tree.name, RECORD_FUNCTIONS)
        )
    if scope.row is not None:
        raise ExpressionError(tree.offset, "E431", "记录里不能再套记录", "先用 定义 起名")
    table = schema.BY_NAME[tree.table]
    inner = scope.within(table)
    if len(tree.values) != _VALUES.get(kind, 1):
        raise ExpressionError(tree.offset, "E432", f"{tree.name} 冒号后的项数不对")
    where = check_yes(tree.where, inner) if tree.where is not None else None
    values = [check(v, inner) for v in tree.values]
    order = _order(tree, kind, inner, values)
    made, bound = _aggregate_type(tree, kind, values)
    empty = _empty(tree, scope, made)
    value = values[0].node if values else None
    key = _subject_key(table, scope.subject, tree.offset)
    node = ir.Aggregate(kind, table.name, key, where, value, order, tree.first, empty, made)
    return _fits(Typed(node, made, bound), tree.offset)


def _subject_key(table: schema.Table, subject: Subject, offset: int) -> str:
    if table.name == subject:
        return table.key
    for column, target in table.links.items():
        if target == subject:
            return column
    raise ExpressionError(offset, "E433", f"{table.name} 的行没有连到{subject}")


def _order(tree: syntax.Records, kind: str, inner: Scope, values: list[Typed]) -> ir.Node | None:
    if kind in ("months", "streak"):
        if any(v.type != DAY for v in values):
            raise ExpressionError(tree.offset, "E434", f"{tree.name} 要起始和截止两个日期")
        return values[1].node
    if kind == "latest":
        if tree.by is None:
            raise ExpressionError(tree.offset, "E435", "最近 要写 按 哪个日期", "如 按 入职日期")
        return _day(tree.by, inner)
    if kind == "top" and tree.first is None:
        raise ExpressionError(tree.offset, "E436", "前N合计 要写 前 几个", "如 前 3")
    return None


def _aggregate_type(tree: syntax.Records, kind: str, values: list[Typed]) -> tuple[Type, int]:
    if kind == "any":
        return YES, 0
    if kind == "count":
        return Number(), _MOST_ROWS
    if kind in ("months", "streak"):
        return Number("月"), 10**6
    value = values[0]
    if kind in ("sum", "top"):
        _require_number(value, tree.values[0])
        return value.type, value.bound * _MOST_ROWS
    if (
        kind in ("max", "min")
        and not isinstance(value.type, Number)
        and not _is_ordered(value.type)
    ):
        raise ExpressionError(tree.offset, "E437", f"{value.type} 没有高低之分")
    return value.type, value.bound


def _empty(tree: syntax.Records, scope: Scope, kind: Type) -> ir.Node | None:
    if tree.otherwise is None:
        return None
    typed = check(tree.otherwise, scope, kind)
    if isinstance(kind, Number) and isinstance(typed.type, Number):
        _same_unit(kind.unit, typed.type.unit, tree.otherwise)
        typed = to_scale(typed, kind, tree.offset)
    if typed.type != kind:
        raise ExpressionError(tree.offset, "E438", f"否则 后面应当是{kind}，却是{typed.type}")
    return typed.node


def decimal_text(stored: int, kind: Number) -> str:
    """Return a stored number as people write it, e.g. 150 at scale 2 → ``1.5``."""
    value = Decimal(stored).scaleb(-kind.scale)
    return f"{value.normalize():f}" if value else "0"
