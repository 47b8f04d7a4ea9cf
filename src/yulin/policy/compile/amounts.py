"""Compiles the rule for a sum: formula, table or branches, then floor, deduction, cap, periods."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from yulin.policy import ir
from yulin.policy.document import PERIODS_PER_YEAR, AmountRule, Formula
from yulin.policy.kinds import MONEY, Label, Number
from yulin.policy.language.checker import check, check_number, check_yes
from yulin.policy.language.parser import parse
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.problems import ExpressionError
from yulin.policy.program import Sum

if TYPE_CHECKING:
    from yulin.policy.compile.compiler import Compiler
    from yulin.policy.vocabulary import Subject

_COUNT = Number("", 0)
#: readings of one sum that are worked out: six questions of two answers
_MOST_READINGS = 64
_OUTSIDE = ir.Unknown(MONEY, "表中没有列出这一种")


def compile_amount(compiler: Compiler, rule: AmountRule, subject: Subject) -> Sum:
    """Return the compiled sum; faulty parts become unknown after their report."""
    scope = compiler.scope(subject)
    node = _base(compiler, rule, scope)
    node = _adjusted(compiler, rule, scope, node)
    periods = _periods(compiler, rule, scope)
    total, first_year = _horizon(node, periods, rule)
    return Sum(
        node=node,
        periods=periods,
        readings=_readings(node, compiler),
        total_readings=_readings(total, compiler),
        period=rule.period,
        at_most=rule.at_most,
        total=total,
        first_year=first_year,
    )


def _money(compiler: Compiler, formula: Formula, scope: Scope) -> ir.Node:
    def make() -> Typed:
        return check_number(parse(formula.text), scope, MONEY)

    return compiler.checked(formula, make) or ir.Unknown(MONEY, "金额写法有误")


def _base(compiler: Compiler, rule: AmountRule, scope: Scope) -> ir.Node:
    if rule.formula is not None:
        return _money(compiler, rule.formula, scope)
    if rule.by is not None:
        return _table(compiler, rule, scope)
    return _branches(compiler, rule, scope)


def _table(compiler: Compiler, rule: AmountRule, scope: Scope) -> ir.Node:
    by = cast(Formula, rule.by)
    value = compiler.typed(by, lambda: check(parse(by.text), scope))
    if value is None:
        return _OUTSIDE
    cases = []
    for key, formula in rule.table:
        test = compiler.checked(formula, _row_test(value, key))
        if test is not None:
            cases.append((test, _money(compiler, formula, scope)))
    rest = _money(compiler, rule.otherwise, scope) if rule.otherwise else _OUTSIDE
    return ir.Choose(tuple(cases), rest, MONEY)


def _row_test(value: Typed, key: str) -> Callable[[], ir.Node]:
    def make() -> ir.Node:
        if isinstance(value.type, Label):
            try:
                code = value.type.labels.code(key)
            except KeyError:
                known = "、".join(value.type.labels.labels)
                raise ExpressionError(
                    0, "E460", f"{value.type.labels.name} 没有 “{key}” 这一项", f"可用：{known}"
                ) from None
            return ir.Compare("==", value.node, ir.Const(code, value.type))
        if isinstance(value.type, Number) and key.isdigit():
            stored = int(key) * 10**value.type.scale
            return ir.Compare("==", value.node, ir.Const(stored, value.type))
        return ir.Compare("==", value.node, ir.Const(key, value.type))

    return make


def _branches(compiler: Compiler, rule: AmountRule, scope: Scope) -> ir.Node:
    cases: list[tuple[ir.Node, ir.Node]] = []
    rest: ir.Node = _OUTSIDE
    for branch in rule.branches:
        value = _money(compiler, branch.value, scope)
        if branch.when is None:
            rest = value
            continue
        test = compiler.checked(branch.when, _test(branch.when, scope))
        if test is not None:
            cases.append((test, value))
    return ir.Choose(tuple(cases), rest, MONEY)


def _test(formula: Formula, scope: Scope) -> Callable[[], ir.Node]:
    return lambda: check_yes(parse(formula.text), scope)


def _adjusted(compiler: Compiler, rule: AmountRule, scope: Scope, node: ir.Node) -> ir.Node:
    if rule.floor is not None:
        node = ir.Greatest((node, _money(compiler, rule.floor, scope)), MONEY)
    if rule.ceiling is not None:
        node = ir.Least((node, _money(compiler, rule.ceiling, scope)), MONEY)
    if rule.deduct is not None:
        node = _less(node, _money(compiler, rule.deduct, scope))
    for ceiling, received in (
        (rule.ceiling_year, "本待遇.本年已领金额"),
        (rule.ceiling_ever, "本待遇.已领金额"),
    ):
        if ceiling is not None:
            before = check(parse(received), scope).node
            left = _less(_money(compiler, ceiling, scope), before)
            node = ir.Least((node, left), MONEY)
    return node


def _less(node: ir.Node, taken: ir.Node) -> ir.Node:
    """Return what is left of a sum, at least nothing."""
    rest = ir.Add((node, ir.Negate(taken, MONEY)), MONEY)
    return ir.Greatest((rest, ir.Const(0, MONEY)), MONEY)


def _periods(compiler: Compiler, rule: AmountRule, scope: Scope) -> ir.Node | None:
    if rule.periods is not None:
        return compiler.checked(rule.periods, _count(rule, rule.periods, scope))
    if rule.period == "once" and not rule.periods_unknown:
        return ir.Const(1, _COUNT)
    return None


_UNITS = {"month": "月", "year": "年"}


def _count(rule: AmountRule, periods: Formula, scope: Scope) -> Callable[[], Typed]:
    """How many periods: 36个月 fits a sum per month, not one per year."""

    def make() -> Typed:
        tree = parse(periods.text)
        typed = check_number(tree, scope, _COUNT)
        unit = cast(Number, check(tree, scope, _COUNT).type).unit
        if unit not in ("", "期", "次", _UNITS.get(rule.period)):
            raise ExpressionError(0, "E461", f"期数不能以 {unit} 计", "与 每 一致，或只写个数")
        return typed

    return make


def _horizon(node: ir.Node, periods: ir.Node | None, rule: AmountRule) -> tuple[ir.Node, ir.Node]:
    """Return the sum over all periods, and that of the first twelve months."""
    unknown = ir.Unknown(MONEY, "期数未见")
    per_year = ir.Const(PERIODS_PER_YEAR[rule.period], _COUNT)
    if periods is None:
        return unknown, (node if rule.period in ("year", "once") else unknown)
    if periods == ir.Const(1, _COUNT):
        return node, node
    within = ir.Least((periods, per_year), _COUNT)
    return ir.Multiply(node, periods, MONEY), ir.Multiply(node, within, MONEY)


def _readings(node: ir.Node, compiler: Compiler) -> tuple[ir.Reading, ...]:
    """Return every reading where sources disagree, in the node or behind its names.

    Disputes for the same reason are one question: the first alternatives go together, and so do the
    second. Questions are settled each by itself. Of too many no reading is given.
    """
    counts: dict[str, int] = {}
    waiting, seen = [node], set[str]()
    while waiting:
        outline = ir.outline(waiting.pop())
        for reason, count in outline.readings:
            counts[reason] = max(counts.get(reason, 0), count)
        for name in set(outline.variables) - seen:
            found = compiler.names.definitions.get(name)
            if found is not None and found.node is not None:
                waiting.append(found.node)
            seen.add(name)
    if not counts or math.prod(counts.values()) > _MOST_READINGS:
        return ()
    questions = sorted(counts.items())
    answers = itertools.product(*(range(count) for _, count in questions))
    reasons = [reason for reason, _ in questions]
    return tuple(tuple(zip(reasons, answer, strict=True)) for answer in answers)
