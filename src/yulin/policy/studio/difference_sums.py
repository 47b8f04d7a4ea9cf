"""What changed in sums, ceilings and instalments."""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy.document import (
    AmountRule,
    Formula,
    Part,
)
from yulin.policy.studio.difference import (
    PERIOD_ENGLISH,
    PERIOD_WORDS,
    TOLD,
    UNSTATED,
    Difference,
    added,
    altered,
    in_order,
    other_fields,
    place_at,
    removed,
)
from yulin.policy.studio.difference_conditions import clauses
from yulin.policy.studio.difference_words import (
    Find,
    Pair,
    expression_words,
    tree_of,
)


def amounts(
    old: AmountRule | None, new: AmountRule | None, where: Pair, find: Find
) -> Iterator[Difference]:
    what = Pair("金额", "sum")
    if old is None or new is None:
        if new is not None:
            yield added(where, Pair(f"金额{_rule_words(new).zh}", f"sum {_rule_words(new).en}"))
        elif old is not None:
            yield removed(where, what)
        return
    if _way(old) != _way(new):
        yield from altered(where, what, _rule_words(old), _rule_words(new))
    else:
        yield from _sum(old.formula, new.formula, what, where)
        yield from _sum(old.by, new.by, Pair("分档依据", "what the table goes by"), where)
        yield from _table(old, new, where)
        yield from _branches(old, new, where)
    for word, english, name in (
        ("其余", "otherwise", "otherwise"),
        ("封顶", "ceiling", "ceiling"),
        ("保底", "floor", "floor"),
        ("扣除", "deduction", "deduct"),
        ("期数", "number of periods", "periods"),
        ("年封顶", "ceiling for a year", "ceiling_year"),
        ("总封顶", "ceiling in all", "ceiling_ever"),
    ):
        one, other = getattr(old, name), getattr(new, name)
        unit = "期" if name == "periods" else "元"
        yield from _sum(one, other, Pair(word, english), where, unit)
    yield from _how_paid(old, new, where)
    yield from other_fields(old, new, place_at(where, "金额", "sum"), TOLD["amount"])


def _way(rule: AmountRule) -> str:
    return "table" if rule.by else "branches" if rule.branches else "formula"


def _rule_words(rule: AmountRule) -> Pair:
    if rule.by is not None:
        return Pair(f"“按{rule.by.text}分档”", f"a table by “{rule.by.text}”")
    if rule.branches:
        return Pair(f"“分 {len(rule.branches)} 种情形”", f"{len(rule.branches)} cases")
    return _sum_words(rule.formula)


def _sum_words(formula: Formula | None, unit: str = "元") -> Pair:
    return expression_words(formula.text, unit) if formula is not None else UNSTATED


def _sum(
    old: Formula | None, new: Formula | None, what: Pair, where: Pair, unit: str = "元"
) -> Iterator[Difference]:
    """Say a sum's change; where it is worked out, what changed within the formula."""
    if (old.text if old else None) == (new.text if new else None):
        return
    if old is not None and new is not None and tree_of(old.text) == tree_of(new.text) is not None:
        return
    yield from altered(where, what, _sum_words(old, unit), _sum_words(new, unit))


def _table(old: AmountRule, new: AmountRule, where: Pair) -> Iterator[Difference]:
    before, after = dict(old.table), dict(new.table)
    for key in in_order(before, after):
        what = Pair(f"“{key}”一档", f"the row “{key}”")
        if key not in before:
            sum_words = _sum_words(after[key])
            said = Pair(f"{what.zh}，{sum_words.zh}", f"{what.en}, {sum_words.en}")
            yield added(where, said)
        elif key not in after:
            yield removed(where, what)
        else:
            yield from _sum(before[key], after[key], what, where)


def _branches(old: AmountRule, new: AmountRule, where: Pair) -> Iterator[Difference]:
    def said(rule: AmountRule) -> list[tuple[str, str]]:
        return [(b.when.text if b.when else "否则", b.value.text) for b in rule.branches]

    before, after = dict(said(old)), dict(said(new))
    for when in in_order(before, after):
        what = Pair(f"情形“{when}”", f"the case “{when}”")
        if when not in before:
            value = expression_words(after[when], "元")
            yield added(where, Pair(f"{what.zh}，{value.zh}", f"{what.en}, {value.en}"))
        elif when not in after:
            yield removed(where, what)
        else:
            one, other = (expression_words(x[when], "元") for x in (before, after))
            yield from altered(where, what, one, other)


def _how_paid(old: AmountRule, new: AmountRule, where: Pair) -> Iterator[Difference]:
    one, other = (Pair(f"每{PERIOD_WORDS[r.period]}", PERIOD_ENGLISH[r.period]) for r in (old, new))
    yield from altered(where, Pair("发放方式", "payment"), one, other)
    exact = {True: Pair("“不超过”", "“not more than”"), False: Pair("确数", "an exact sum")}
    yield from altered(where, Pair("金额性质", "qualifier"), exact[old.at_most], exact[new.at_most])


def instalments(
    old: tuple[Part, ...], new: tuple[Part, ...], where: Pair, find: Find
) -> Iterator[Difference]:
    before, after = {p.name: p for p in old}, {p.name: p for p in new}
    for name in in_order(before, after):
        what = Pair(f"分期“{name}”", f"instalment “{name}”")
        if name not in before:
            yield added(where, what)
        elif name not in after:
            yield removed(where, what)
        else:
            one, other = before[name], after[name]
            for first, second in ((one.share, other.share), (one.formula, other.formula)):
                yield from _sum(first, second, what, where)
            if one.condition is not None and other.condition is not None:
                at = place_at(where, what.zh, what.en)
                yield from clauses(one.condition, other.condition, at, find)
            skipped = TOLD["part"]
            if one.condition is not None and other.condition is not None:
                skipped = skipped | {"condition"}
            yield from other_fields(one, other, what, skipped)
