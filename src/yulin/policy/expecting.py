"""Says what differs between what a worked case expects and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from yulin.policy.decision import Amount, Decision, Reason, Status
from yulin.policy.document import Expectation
from yulin.policy.kinds import MONEY, Number
from yulin.policy.language.values import show, store
from yulin.policy.problems import nearest

WORDS = {
    Status.YES: "符合",
    Status.NOT_YET: "还差",
    Status.NO: "不符",
    Status.UNDETERMINED: "无法判定",
}
_UNKNOWN = "未知"


def compare(
    expected: Expectation, decision: Decision, lacking: Mapping[int, tuple[str, ...]] | None = None
) -> Iterator[str]:
    """Yield what differs between the expectation and the decision.

    Args:
        expected: what the author of the case wrote.
        decision: what came out.
        lacking: by the identity of a clause's reason, what is missing in words.
    """
    word = WORDS[decision.status]
    if expected.status is not None and expected.status != word:
        yield f"应为 {expected.status}，得到 {word}（{_why(decision, lacking or {})}）"
    if expected.label is not None and expected.label != (decision.label or "无"):
        undetermined = decision.status is Status.UNDETERMINED
        got = decision.label or (_UNKNOWN if undetermined else "无")
        yield f"应为 {expected.label} 类，得到 {got}"
    yield from _compare_amount(expected, decision)
    yield from _compare_reasons(expected, decision)
    if expected.ready_on is not None and expected.ready_on != decision.ready_on:
        yield f"可得日应为 {expected.ready_on}，得到 {decision.ready_on or '无'}"
    if expected.displaced_by is not None and expected.displaced_by != decision.displaced_by:
        yield f"应被 {expected.displaced_by} 取代，得到 {decision.displaced_by or '无'}"
    if expected.missing is not None and set(expected.missing) != set(decision.missing):
        yield f"缺的事实应为 {listed(expected.missing)}，得到 {listed(decision.missing)}"
    if expected.version is not None and expected.version != decision.version:
        yield f"应按版本 {expected.version}，得到 {decision.version}"
    rivals = decision.choose_between
    if expected.choose_between is not None and set(expected.choose_between) != set(rivals):
        yield f"可选的应为 {listed(expected.choose_between)}，得到 {listed(rivals)}"
    yield from _compare_grant(expected, decision)
    yield from _compare_parts(expected, decision)
    yield from _compare_outputs(expected, decision)


def listed(words: Iterable[str]) -> str:
    """Return words as a list people read; 无 where there are none."""
    return "、".join(words) or "无"


# -- why -------------------------------------------------------------------------------------------


def _why(decision: Decision, lacking: Mapping[int, tuple[str, ...]]) -> str:
    """Return the clauses that stand against it, and what keeps them unknown."""
    parts = ["、".join(_open_leaves(decision)) or "全部条件成立"]
    if decision.status is Status.UNDETERMINED:
        said = {
            name: words
            for leaf in decision.reason.leaves()
            for name, words in zip(leaf.missing, lacking.get(id(leaf), leaf.missing), strict=True)
        }
        missing = tuple(said.get(name, name) for name in decision.missing)
        parts += _lacking(missing, decision.notes)
    return "；".join(parts)


def _lacking(missing: tuple[str, ...], notes: tuple[str, ...]) -> list[str]:
    return [f"缺：{'、'.join(missing)}", *notes] if missing else [*notes]


def _open_leaves(decision: Decision) -> list[str]:
    """Return the ids of the clauses that fail, or that are unknown where the answer is."""
    against = decision.reason.standing_against()
    if decision.status is Status.UNDETERMINED:
        return [leaf.id for leaf in against if leaf.truth is None]
    return [leaf.id for leaf in against if leaf.truth is not None]


def _compare_reasons(expected: Expectation, decision: Decision) -> Iterator[str]:
    if expected.reasons is None:
        return
    known = [leaf.id for leaf in decision.reason.leaves()]
    strange = [name for name in expected.reasons if name not in known]
    groups = {group.id: group for group in _groups(decision.reason)}
    for name in strange:
        if name in groups:
            inside = listed(leaf.id for leaf in groups[name].leaves())
            yield f"原因里的 {name} 是一组条件，要写其中各条的编号：{inside}"
        else:
            advice = nearest(name, known) or f"有：{listed(known)}"
            yield f"没有编号为 {name} 的条件（{advice}）"
    got = _open_leaves(decision)
    if not strange and set(expected.reasons) != set(got):
        yield f"原因应为 {listed(expected.reasons)}，得到 {listed(got)}"


def _groups(reason: Reason) -> Iterator[Reason]:
    if reason.kind != "leaf":
        yield reason
    for child in reason.children:
        yield from _groups(child)


# -- sums ------------------------------------------------------------------------------------------


def _money(text: str) -> Decimal:
    return Decimal(int(str(store(text, MONEY)))).scaleb(-2)


def _wanted(text: str | None) -> Decimal | None:
    return None if text in (None, _UNKNOWN) else _money(text or "")


def _yuan(value: Decimal) -> str:
    """Return a sum as documents write it, e.g. ``6300元``."""
    return f"{value:.2f}".removesuffix(".00") + "元"


def _sum(value: Decimal | None, amount: Amount | None, candidates: tuple[Decimal, ...]) -> str:
    """Return a sum, what it may be, or why it is not known."""
    if value is not None:
        return _yuan(value)
    if amount is None:
        return "无"
    if candidates:
        return f"有几种可能：{'、'.join(map(_yuan, candidates))}"
    why = "；".join(_lacking(amount.missing, amount.notes))
    return f"{_UNKNOWN}（{why}）" if why else _UNKNOWN


def _compare_amount(expected: Expectation, decision: Decision) -> Iterator[str]:
    amount = decision.amount
    total = amount.total if amount else None
    got = _sum(total, amount, amount.total_alternatives if amount else ())
    if expected.amount == _UNKNOWN and total is not None:
        yield f"金额应未知，得到 {got}"
    elif expected.amount is not None and total != _wanted(expected.amount):
        yield f"金额应为 {expected.amount}，得到 {got}"
    each, may_be = _of_a_period(amount)
    if expected.per_period is not None and each != _wanted(expected.per_period):
        yield f"每期应为 {expected.per_period}，得到 {_sum(each, amount, may_be)}"
    yield from _compare_net(expected, amount)
    yield from _compare_candidates(expected, amount)
    capped = amount is not None and amount.qualifier == "≤"
    if expected.at_most is not None and expected.at_most != capped:
        yield f"上限应为 {_yes(expected.at_most)}，得到 {_yes(capped)}"


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _of_a_period(amount: Amount | None) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """Return a period's sum, and what it may be where readings differ."""
    if amount is None or amount.value is not None:
        return (amount.value if amount else None), ()
    return None, amount.alternatives


def _compare_net(expected: Expectation, amount: Amount | None) -> Iterator[str]:
    if expected.net is None:
        return
    net = amount.net if amount else None
    if net != _wanted(expected.net):
        yield f"实得应为 {expected.net}，得到 {_UNKNOWN if net is None else _yuan(net)}"


def _compare_candidates(expected: Expectation, amount: Amount | None) -> Iterator[str]:
    """Compare what the total, and a period's sum, may be where readings differ."""
    for word, wanted, got in (
        ("金额", expected.candidates, amount.total_alternatives if amount else ()),
        ("每期", expected.candidates_per_period, _of_a_period(amount)[1]),
    ):
        if wanted and sorted(map(_money, wanted)) != sorted(got):
            found = "、".join(map(_yuan, got)) or "没有"
            yield f"{word}的几种可能应为 {'、'.join(wanted)}，得到 {found}"


# -- what becomes of it, parts, other figures ------------------------------------------------------


def _compare_grant(expected: Expectation, decision: Decision) -> Iterator[str]:
    grant = decision.grant
    state = (grant.state or _UNKNOWN) if grant else None
    if expected.life is not None and expected.life != state:
        yield f"存续应为 {expected.life}，得到 {state or '无'}"
    if expected.recovery is None:
        return
    recovery = grant.recovery if grant else None
    got = _yuan(recovery) if recovery is not None else _UNKNOWN if grant else "无"
    if expected.recovery == _UNKNOWN:
        if recovery is not None:
            yield f"追回额应未知，得到 {got}"
    elif recovery != _money(expected.recovery):
        yield f"追回额应为 {expected.recovery}，得到 {got}"


def _compare_parts(expected: Expectation, decision: Decision) -> Iterator[str]:
    parts = {p.name: p for p in decision.instalments}
    for name, status, amount in expected.parts:
        part = parts.get(name)
        if part is None:
            there = f"有：{'、'.join(parts)}" if parts else "这项待遇不分期"
            yield f"没有名为 {name} 的一期（{there}）"
            continue
        if status and WORDS[part.status] != status:
            yield f"{name} 应为 {status}，得到 {WORDS[part.status]}"
        got = _UNKNOWN if part.amount is None else _yuan(part.amount)
        if amount == _UNKNOWN:
            if part.amount is not None:
                yield f"{name} 的金额应未知，得到 {got}"
        elif amount and part.amount != _money(amount):
            yield f"{name} 应为 {amount}，得到 {got}"


def _compare_outputs(expected: Expectation, decision: Decision) -> Iterator[str]:
    outputs = {o.name: o for o in decision.outputs}
    for name, text in expected.outputs:
        output = outputs.get(name)
        if output is None:
            yield f"没有算出 {name}"
            continue
        wanted = text if output.unit == "" else _shown_number(text, output.unit)
        if output.value != wanted:
            yield f"{name} 应为 {wanted}，得到 {output.value or _UNKNOWN}"


def _shown_number(text: str, unit: str) -> str | None:
    kind = Number(unit, 6)
    return show(store(text, kind), kind)
