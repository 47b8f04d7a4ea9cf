"""What somebody was paid before, told by the ledger of all policies (已享受)."""

from __future__ import annotations

from collections.abc import Sequence

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.kinds import MONEY, Type
from yulin.policy.language import syntax
from yulin.policy.language.checker import check
from yulin.policy.language.parser import parse
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.problems import ExpressionError, nearest

#: how a benefit speaks of its own earlier payments
OWN_LINK = "本待遇"
#: what stands in place of a policy where a key means every benefit of a kind
KIND = "种类/"
#: rows that count as received: what was called back does not
RECEIVED = "享受状态 != '已追回'"

#: what is said of payments received (本待遇.…), over the rows that count
FIGURES: dict[str, str] = {
    "领过": "存在(已享受 若 {rows})",
    "在享": "存在(已享受 若 {rows} 且 享受状态 == '享受中')",
    "已领次数": "计数(已享受 若 {rows})",
    "已领金额": "合计(已享受: 金额 若 {rows})",
    "本年已领金额": "合计(已享受: 金额 若 {rows} 且 年份(享受日期) == 年份(基准日))",
    "本年已领次数": "计数(已享受 若 {rows} 且 年份(享受日期) == 年份(基准日))",
    "已领月数": "累计月数(已享受: 享受日期, 截止日期 若 {rows})",
    "起领日": "最早(已享受: 享受日期 若 {rows})",
    "最近日": "最晚(已享受: 享受日期 若 {rows})",
}
#: plain function → figure; its argument names the benefit
FUNCTIONS: dict[str, str] = {
    "领过": "领过",
    "领过次数": "已领次数",
    "已领": "已领金额",
    "本年已领": "本年已领金额",
    "首次领取日": "起领日",
    "最近领取日": "最近日",
    "已领月数": "已领月数",
}


def rows_of(key: str) -> str:
    """Return the condition on rows of 已享受 that are payments of a benefit, ``policy/benefit``.

    ``种类/购房补贴`` stands for every benefit of a kind.
    """
    policy, _, benefit = key.partition("/")
    if is_kind(key):
        return f"是种类('{benefit}') 且 {RECEIVED}"
    which = f"政策编号 == '{policy}'"
    if benefit:
        which += f" 且 待遇 == '{benefit}'"
    return f"{which} 且 {RECEIVED}"


def is_kind(key: str) -> bool:
    """Return whether a key stands for a kind of benefits, ``种类/购房补贴``."""
    return key.startswith(KIND)


def named(key: str) -> str:
    """Return a key, or a kind, as people read it."""
    return f"其他的“{key.removeprefix(KIND)}”类待遇" if is_kind(key) else f"“{key}”"


def named_en(key: str) -> str:
    """Return a key, or a kind, as people read it in English."""
    return f"another benefit of the kind {key.removeprefix(KIND)}" if is_kind(key) else key


def rows_of_others(key: str, own: str) -> str:
    """Return the condition on rows of 已享受 that are payments of a kind, but not of one benefit."""
    policy, _, benefit = own.partition("/")
    return f"{rows_of(key)} 且 非 (政策编号 == '{policy}' 且 待遇 == '{benefit}')"


def of_kind(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """Return whether a row of 已享受 is a payment of a kind of benefits.

    A payment under a policy that nobody has written down is of no known kind, unless the list named
    as the kind has it (``政策编号`` or ``政策编号/待遇``), or the list ``非`` + kind says it is none.

    Raises:
        ExpressionError: outside the rows of 已享受, or where no benefit is of that kind.
    """
    word = tree.args[0]
    if scope.row is None or scope.row.name != "已享受":
        raise ExpressionError(tree.offset, "E485", "是种类 只用在 已享受 的行里")
    if not isinstance(word, syntax.Quote):
        raise ExpressionError(word.offset, "E483", "种类写在引号里", "如 是种类('购房补贴')")
    found = scope.naming.kind(word.text)
    if found is None:
        raise ExpressionError(
            word.offset,
            "E486",
            f"没有待遇写明 种类: {word.text}",
            nearest(word.text, scope.naming.kinds()) or "在待遇里写 种类，或检查名称",
        )
    unseen = f"未知('这笔待遇的政策没有载入，不知是不是{word.text}')"
    stranger = f"(非 ({_any_of((*found.others, *found.policies))}) 且 {unseen})"
    return check(parse(f"{_any_of(found.members)} 或 {stranger}"), scope)


def _any_of(keys: Sequence[str]) -> str:
    """Return the condition that a row is a payment of one of several benefits or policies."""
    whole = [key for key in keys if "/" not in key]
    tests = [f"政策编号 in {_listed(whole)}"] if whole else []
    single: dict[str, list[str]] = {}
    for policy, _, benefit in (key.partition("/") for key in keys if "/" in key):
        single.setdefault(policy, []).append(benefit)
    tests += [f"(政策编号 == '{p}' 且 待遇 in {_listed(b)})" for p, b in single.items()]
    return " 或 ".join(tests) or "否"


def _listed(words: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in dict.fromkeys(words)) + "]"


def of_own_benefit(tree: syntax.Name, scope: Scope) -> Typed:
    """Return ``本待遇.已领金额`` and the like.

    Raises:
        ExpressionError: outside a benefit, or where there is no such figure.
    """
    if not scope.benefit:
        raise ExpressionError(
            tree.offset, "E481", "本待遇 只能用在待遇的条件和金额里", "写成 已领('政策编号/待遇')"
        )
    if tree.text not in FIGURES:
        raise ExpressionError(
            tree.offset,
            "E482",
            f"本待遇 没有 “{tree.text}”",
            nearest(tree.text, FIGURES) or "可用：" + "、".join(FIGURES),
        )
    return _figure(tree.text, f"{scope.document}/{scope.benefit}", scope)


def of_benefit(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """Return ``已领('政策/待遇')`` and the like; a policy without a benefit stands for all of its own.

    Raises:
        ExpressionError: where the argument is no quoted text.
    """
    return _figure(FUNCTIONS[tree.name], benefit_key(tree.args[0], scope, whole=True), scope)


def _figure(figure: str, key: str, scope: Scope) -> Typed:
    found = check(parse(FIGURES[figure].format(rows=rows_of(key))), scope.of_subject())
    return _within_limit(found) if found.type == MONEY else found


def _within_limit(found: Typed) -> Typed:
    """Hold a sum of the ledger to what one sum may be, so that authors can go on calculating."""
    most = schema.limit(MONEY.unit)
    inside = ir.And(
        (
            ir.Compare("<=", found.node, ir.Const(most, MONEY)),
            ir.Compare(">=", found.node, ir.Const(-most, MONEY)),
        )
    )
    beyond = ir.Unknown(MONEY, "已领金额超出范围")
    return Typed(ir.Choose(((inside, found.node),), beyond, MONEY), MONEY, most)


def benefit_key(tree: syntax.Expr, scope: Scope, *, whole: bool = False) -> str:
    """Return ``policy/benefit`` as quoted; a bare name is a benefit of this document.

    With ``whole`` a policy's id alone stands for all its benefits.

    Raises:
        ExpressionError: where it is not quoted, or names no benefit loaded.
    """
    if not isinstance(tree, syntax.Quote):
        raise ExpressionError(tree.offset, "E483", "待遇写在引号里", "如 已领('WZ-04/租房补贴')")
    known = scope.naming.benefits()
    policies = {k.split("/")[0] for k in known}
    if tree.text in known or (whole and (tree.text in policies or is_kind(tree.text))):
        return tree.text
    own = f"{scope.document}/{tree.text}"
    if own in known:
        return own
    # a ledger also holds payments under policies that nobody has written down here
    if whole and "/" in tree.text and tree.text.split("/")[0] not in policies:
        return tree.text
    raise ExpressionError(
        tree.offset, "E484", f"没有载入待遇 “{tree.text}”", nearest(tree.text, known)
    )
