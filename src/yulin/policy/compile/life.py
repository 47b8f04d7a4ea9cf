"""Compiles what becomes of a grant, and how places are given where they are too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yulin.policy import ir
from yulin.policy.document import Benefit, Condition, Formula, Life, Quota, Ranking, Share
from yulin.policy.kinds import DAY, MONEY, YES, Label, Number
from yulin.policy.language.checker import check, check_number, check_yes
from yulin.policy.language.parser import parse
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.language.syntax import Expr
from yulin.policy.problems import ExpressionError
from yulin.policy.program import (
    COUNT,
    LIFE,
    SHARE,
    Clause,
    CompiledLife,
    CompiledQuota,
    CompiledShare,
)

#: a share that the text gives as a number of people
PEOPLE = Number("人")

if TYPE_CHECKING:
    from yulin.policy.compile.compiler import Compiler

_FALSE = ir.Const(False, YES)


def compile_life(compiler: Compiler, life: Life, benefit: Benefit) -> CompiledLife:
    """Return the state of a grant and what is called back.

    Whoever never received it is 未领, whoever received all of it 已领; among the rules that hold, 停发 goes before 暂停.
    """
    stops, suspends, recovers = (
        _clause(compiler, c, benefit) for c in (life.stops, life.suspends, life.recovers)
    )
    state = ir.Choose(
        (
            (ir.Not(_yes(compiler, "本待遇.领过", benefit)), _state("未领")),
            (ir.Not(_yes(compiler, "本待遇.在享", benefit)), _state("已领")),
            (stops.node if stops else _FALSE, _state("停发")),
            (suspends.node if suspends else _FALSE, _state("暂停")),
        ),
        _state("续发"),
        LIFE,
    )
    return CompiledLife(
        stops=stops,
        suspends=suspends,
        recovers=recovers,
        state=state,
        recovery=_recovery(compiler, life, benefit, recovers),
    )


def _recovery(compiler: Compiler, life: Life, benefit: Benefit, recovers: Clause | None) -> ir.Node:
    nothing = ir.Const(0, MONEY)
    if recovers is None or life.recovery is None:
        return nothing
    formula = life.recovery
    scope = compiler.scope(benefit.subject)
    total = compiler.checked(formula, lambda: check_number(parse(formula.text), scope, MONEY))
    received = _yes(compiler, "本待遇.领过", benefit)
    due = ir.And((received, recovers.node))
    return ir.Choose(((due, total or ir.Unknown(MONEY, "追回额写法有误")),), nothing, MONEY)


def _clause(compiler: Compiler, condition: Condition | None, benefit: Benefit) -> Clause | None:
    return None if condition is None else compiler.clause(condition, benefit.subject)


def _yes(compiler: Compiler, text: str, benefit: Benefit) -> ir.Node:
    return check_yes(parse(text), compiler.scope(benefit.subject))


def _state(word: str) -> ir.Const:
    return ir.Const(LIFE.labels.code(word), LIFE)


def compile_quota(compiler: Compiler, quota: Quota, benefit: Benefit) -> CompiledQuota:
    """Return places, ranking keys and shares as nodes over the applicants."""
    keys = [k for r in quota.ranking if (k := _key(compiler, r, benefit)) is not None]
    return CompiledQuota(
        places=_number(compiler, quota.places, benefit, COUNT),
        fund=_number(compiler, quota.fund, benefit, MONEY),
        ranking=tuple((typed.node, ascending) for typed, ascending in keys),
        kinds=tuple(typed.type for typed, _ in keys),
        shares=tuple(s for q in quota.shares if (s := _share(compiler, q, benefit)) is not None),
        portion=_portion(compiler, quota.portion, benefit),
        enough=_number(compiler, quota.enough, benefit, PEOPLE),
        pool=quota.pool,
        period=quota.period,
    )


def _share(compiler: Compiler, share: Share, benefit: Benefit) -> CompiledShare | None:
    scope = compiler.scope(benefit.subject)
    test = compiler.checked(share.test, lambda: check_yes(parse(share.test.text), scope))
    least = compiler.typed(share.least, lambda: _least(parse(share.least.text), scope))
    if test is None or least is None:
        return None
    counted = least.type == PEOPLE
    return CompiledShare(
        name=share.name, name_en=share.name_en, test=test, least=least.node, counted=counted
    )


def _least(tree: Expr, scope: Scope) -> Typed:
    """Return the least of a share: a number of people, or a ratio of at most 100%."""
    typed = check(tree, scope, SHARE)
    unit = typed.type.unit if isinstance(typed.type, Number) else ""
    if unit == PEOPLE.unit:
        return Typed(check_number(tree, scope, PEOPLE).node, PEOPLE)
    number = check_number(tree, scope, SHARE)
    stored = number.node.value if isinstance(number.node, ir.Const) else 0
    if isinstance(stored, int) and stored > 10**SHARE.scale:
        raise ExpressionError(0, "E454", "至少 超过了 100%", "比例写成 50%，人数写成 3人")
    return Typed(number.node, SHARE)


def _portion(compiler: Compiler, formula: Formula | None, benefit: Benefit) -> ir.Node | None:
    if formula is None:
        return None
    scope, text = compiler.scope(benefit.subject), formula.text

    def make() -> Typed:
        typed = _least(parse(text), scope)
        if typed.type != SHARE:
            raise ExpressionError(0, "E454", "至多占申报 是比例", "写成 80%")
        return typed

    return compiler.checked(formula, make)


def _number(
    compiler: Compiler, formula: Formula | None, benefit: Benefit, kind: Number
) -> ir.Node | None:
    if formula is None:
        return None
    scope, text = compiler.scope(benefit.subject), formula.text
    return compiler.checked(formula, lambda: check_number(parse(text), scope, kind))


def _key(compiler: Compiler, ranking: Ranking, benefit: Benefit) -> tuple[Typed, bool] | None:
    scope, text = compiler.scope(benefit.subject), ranking.formula.text

    def make() -> Typed:
        typed = check(parse(text), scope)
        ordered = isinstance(typed.type, Label) and typed.type.labels.ordered
        if not (isinstance(typed.type, Number) or typed.type == DAY or ordered):
            raise ExpressionError(0, "E453", f"{typed.type} 没有高低之分，不能用来排序")
        return typed

    typed = compiler.typed(ranking.formula, make)
    return None if typed is None else (typed, ranking.ascending)
