"""Gives the plain functions of the language their meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from yulin.policy import ir
from yulin.policy.kinds import DAY, MONEY, YES, Number, Type
from yulin.policy.language import check_links, check_references, history, syntax
from yulin.policy.language.checker import check, check_number, check_yes, is_ordered
from yulin.policy.language.functions import SIGNATURES
from yulin.policy.language.scales import one_scale, require_number
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.language.syntax import Expr
from yulin.policy.problems import ExpressionError


def _extreme(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    args = _alike(tree.args, scope, expect)
    kind, bound = args[0].type, max(a.bound for a in args)
    if not isinstance(kind, Number) and not is_ordered(kind):
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
        return one_scale(args, trees)
    for tree, arg in zip(trees, args, strict=True):
        if arg.type != args[0].type:
            raise ExpressionError(
                tree.offset, "E409", f"两边的类型不同：{args[0].type} 与 {arg.type}"
            )
    return args


def _leading_type(trees: tuple[Expr, ...], scope: Scope, expect: Type | None) -> Type | None:
    for tree in trees:
        if isinstance(tree, syntax.Quote | syntax.Figure) or _is_unknown(tree):
            continue
        try:
            return check(tree, scope, expect).type
        except ExpressionError as error:
            if error.code != "E425":  # an unknown inside may get its type from the others
                raise
    figure = next((tree for tree in trees if isinstance(tree, syntax.Figure)), None)
    return expect if expect is not None or figure is None else check(figure, scope).type


def _is_unknown(tree: Expr) -> bool:
    return isinstance(tree, syntax.Call) and tree.name == "未知"


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


def _month_start(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    before = ir.MonthEnd(ir.AddMonths(_day(tree.args[0], scope), ir.Const(-1, Number("月"))))
    return Typed(ir.AddDays(before, ir.Const(1, Number("日"))), DAY)


def _month(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    return Typed(ir.MonthOf(_day(tree.args[0], scope)), Number("", 0), 12)


def _recent(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """A date within the last years, months or days: after that day back then, up to now."""
    day = _day(tree.args[0], scope)
    span = tree.args[1]
    length = check(span, scope)
    unit = length.type.unit if isinstance(length.type, Number) else ""
    if unit not in ("年", "月", "日") or not isinstance(length.node, ir.Const):
        raise ExpressionError(
            span.offset, "E427", "近 的第二项是一段时间", "如 2年、24个月 或 30日"
        )
    back = ir.Const(-cast(int, length.node.value) * (12 if unit == "年" else 1), Number("月"))
    start = ir.AddDays(ir.AsOf(), back) if unit == "日" else ir.AddMonths(ir.AsOf(), back)
    inside = (ir.Compare(">", day, start), ir.Compare("<=", day, ir.AsOf()))
    return Typed(ir.And(inside), YES)


def _workdays(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    start, end = (_day(arg, scope) for arg in tree.args)
    return Typed(ir.WorkdaysBetween(start, end), Number("日"), 40_000)


def _later_workday(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    count = check_number(tree.args[1], scope, Number("日")).node
    return Typed(ir.AddWorkdays(_day(tree.args[0], scope), count), DAY)


def _benefit(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """Another benefit's truth or total, as this run decides it."""
    key = history.benefit_key(tree.args[0], scope)
    found = scope.naming.benefit(key)
    # known, but no version of it is in force
    truth, total = found or (ir.Const(False, YES), ir.Const(0, MONEY))
    if tree.name == "可得":
        return Typed(truth, YES)
    return Typed(ir.Choose(((truth, total),), ir.Const(0, MONEY), MONEY), MONEY, 10**15)


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
    typed = require_number(check(tree.args[0], scope, expect), tree.args[0])
    kind = cast(Number, typed.type)
    if kind.scale == 0:
        return typed
    made = Number(kind.unit, 0)
    mode: dict[str, ir.RoundMode] = {"取整": "half", "进整": "up", "舍整": "down"}
    bound = typed.bound // 10**kind.scale + 1
    return Typed(ir.Round(typed.node, kind.scale, mode[tree.name], made), made, bound)


FUNCTIONS: dict[str, Callable[[syntax.Call, Scope, Type | None], Typed]] = {
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
    "月初": _month_start,
    "年份": _year,
    "月份": _month,
    "近": _recent,
    "工作日数": _workdays,
    "加工作日": _later_workday,
    "对": check_links.of_other,
    "可得": _benefit,
    "可得额": _benefit,
    "已知": _known,
    "未知": _unknown,
    "两说": _disputed,
    "取整": _whole,
    "进整": _whole,
    "舍整": _whole,
    **dict.fromkeys(history.FUNCTIONS, history.of_benefit),
    "是种类": history.of_kind,
    **check_references.FUNCTIONS,
}
