"""Gives ``在名单``, ``参数`` and ``查表`` their meaning: what a list or a parameter said on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

from yulin.policy import ir
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number, Type
from yulin.policy.language import syntax
from yulin.policy.language.checker import check
from yulin.policy.language.reference import Period, Reference
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.problems import ExpressionError, nearest

_YEAR = Number()


def in_list(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """Return whether a value stands in a list of one year (of the decision where none is named).

    Raises:
        ExpressionError: where the list, or a year named literally, is not loaded.
    """
    found = _reference(tree, scope, listed=True)
    value = check(tree.args[1], scope)
    year: ir.Node = ir.YearOf(ir.AsOf())
    if len(tree.args) == 3:
        year = check(tree.args[2], scope, _YEAR).node
        _refuse_year_not_loaded(found, year, tree)
    cases = [
        (
            ir.Compare("==", year, ir.Const(number, _YEAR)),
            _membership(members, value, tree, f"没有见到{number}年的“{found.name}”"),
        )
        for number, members in sorted(found.years.items())
    ]
    missing = ir.Unknown(YES, f"没有载入那一年的“{found.name}”")
    return Typed(ir.Choose(tuple(cases), missing, YES), YES)


def _membership(
    members: frozenset[str] | None, value: Typed, tree: syntax.Call, unseen: str
) -> ir.Node:
    if members is None:
        return ir.Unknown(YES, unseen)
    if isinstance(value.type, Label):
        labels = value.type.labels
        strange = [m for m in members if m not in labels.labels and m not in labels.aliases]
        if strange:
            raise ExpressionError(
                tree.offset, "E471", f"{labels.name} 没有 “{'、'.join(sorted(strange))}” 这一项"
            )
        codes = tuple(sorted(labels.code(m) for m in members))
        return ir.IsIn(value.node, codes)
    if value.type == DIVISION:
        return ir.IsIn(value.node, tuple(sorted(int(m) for m in members)))
    if value.type != TEXT:
        raise ExpressionError(
            tree.offset, "E472", f"名单里找的是文字、选项或地区，不是{value.type}"
        )
    return ir.IsIn(value.node, tuple(sorted(members)))


def _refuse_year_not_loaded(found: Reference, year: ir.Node, tree: syntax.Call) -> None:
    if isinstance(year, ir.Const) and year.value not in found.years:
        have = "、".join(str(y) for y in sorted(found.years))
        raise ExpressionError(
            tree.args[2].offset,
            "E473",
            f"没有载入{year.value}年的“{found.name}”",
            f"已载入：{have}",
        )


def parameter(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """Return a parameter's value on a day (of the decision where none is named); ``查表`` by key.

    Raises:
        ExpressionError: where the parameter, its key or a day named literally is not loaded.
    """
    found = _reference(tree, scope, listed=False)
    keyed = tree.name == "查表"
    _refuse_wrong_use(found, tree, keyed=keyed)
    key = check(tree.args[1], scope) if keyed else None
    rest = tree.args[2:] if keyed else tree.args[1:]
    day = check(rest[0], scope, DAY).node if rest else ir.AsOf()
    _refuse_day_not_loaded(found, day, tree)
    largest = max(
        (abs(_stored(v, found)) for p in found.periods for v in p.values.values()), default=0
    )
    cases = tuple((_within(p, day), _value(p, found, key, tree)) for p in found.periods)
    missing = ir.Unknown(found.type, f"没有载入那一天的“{found.name}”")
    return Typed(ir.Choose(cases, missing, found.type), found.type, largest)


def _refuse_wrong_use(found: Reference, tree: syntax.Call, *, keyed: bool) -> None:
    """Refuse 查表 of a parameter without keys, and 参数 of one with; 未知 stands for every key."""
    plain = [p.values[""] for p in found.periods if "" in p.values]
    if len(plain) == len(found.periods):
        wrong, what, usage = keyed, "没有键", f"写成 参数('{found.name}')"
    elif all(value is None for value in plain):
        wrong, what, usage = not keyed, "有键", f"写成 查表('{found.name}', 键)"
    else:
        wrong, what, usage = True, "有的取值分键，有的不分", "每一段都写成 值: {键: …}，或都不分"
    if wrong:
        raise ExpressionError(tree.offset, "E474", f"“{found.name}” {what}", usage)


def _refuse_day_not_loaded(found: Reference, day: ir.Node, tree: syntax.Call) -> None:
    if not isinstance(day, ir.Const) or not isinstance(day.value, dt.date):
        return
    on = day.value
    if not any(
        (p.starts is None or p.starts <= on) and (p.ends is None or on <= p.ends)
        for p in found.periods
    ):
        raise ExpressionError(tree.offset, "E473", f"没有载入{on}的“{found.name}”")


def _within(period: Period, day: ir.Node) -> ir.Node:
    tests: list[ir.Node] = []
    if period.starts is not None:
        tests.append(ir.Compare(">=", day, ir.Const(period.starts, DAY)))
    if period.ends is not None:
        tests.append(ir.Compare("<=", day, ir.Const(period.ends, DAY)))
    if not tests:
        return ir.Const(True, YES)
    return tests[0] if len(tests) == 1 else ir.And(tuple(tests))


def _value(period: Period, found: Reference, key: Typed | None, tree: syntax.Call) -> ir.Node:
    if key is None or "" in period.values:
        return _constant(period, "", found)
    cases = tuple(
        (ir.Compare("==", key.node, _key(word, key, tree)), _constant(period, word, found))
        for word in period.values
    )
    return ir.Choose(cases, ir.Unknown(found.type, f"“{found.name}”没有列出这一种"), found.type)


def _key(word: str, key: Typed, tree: syntax.Call) -> ir.Const:
    kind = key.type
    if isinstance(kind, Label):
        try:
            return ir.Const(kind.labels.code(word), kind)
        except KeyError:
            raise ExpressionError(
                tree.offset, "E471", f"{kind.labels.name} 没有 “{word}” 这一项"
            ) from None
    if kind == TEXT:
        return ir.Const(word, TEXT)
    if isinstance(kind, Number) and word.isdigit():
        return ir.Const(int(word) * 10**kind.scale, kind)
    if kind == DIVISION and word.isdigit():
        return ir.Const(int(word), DIVISION)
    raise ExpressionError(tree.offset, "E472", f"键 “{word}” 不能与{kind}相比")


def _constant(period: Period, word: str, found: Reference) -> ir.Node:
    value = period.values[word]
    if value is None:
        return ir.Unknown(found.type, f"“{found.name}”的数值没有见到")
    return ir.Const(_stored(value, found), found.type)


def _stored(value: object, found: Reference) -> int:
    return 0 if value is None else int(cast("int", value) * 10**found.type.scale)


def _reference(tree: syntax.Call, scope: Scope, *, listed: bool) -> Reference:
    name = tree.args[0]
    kind = "名单" if listed else "参数"
    if not isinstance(name, syntax.Quote):
        raise ExpressionError(name.offset, "E475", f"{kind}的名字写在引号里")
    found = scope.naming.reference(name.text)
    if found is None or found.is_list != listed:
        raise ExpressionError(
            name.offset,
            "E476",
            f"没有载入{kind} “{name.text}”",
            nearest(name.text, scope.naming.references()) or f"在 名单 文件夹里加上这份{kind}",
        )
    return found


FUNCTIONS: dict[str, Callable[[syntax.Call, Scope, Type | None], Typed]] = {
    "在名单": in_list,
    "参数": parameter,
    "查表": parameter,
}
