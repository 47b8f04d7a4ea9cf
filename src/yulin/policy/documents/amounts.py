"""Reads how a sum is found, how it is paid in parts, and what else is shown."""

from __future__ import annotations

from decimal import Decimal

from yulin.policy.document import PERIODS, AmountRule, Branch, Condition, Formula, OutputRule, Part
from yulin.policy.documents.conditions import Setting, group
from yulin.policy.documents.parts import formula, maybe, one_of, span
from yulin.policy.reader import Map, Value


def read_amount(value: Value) -> AmountRule:
    """Return the rule for a sum."""
    if not value.is_map:
        return AmountRule(formula=formula(value), place=value.place)
    entry = value.map()
    period, periods = entry.get("每"), entry.get("期数")
    unknown = periods.text() == "未知"
    made = AmountRule(
        formula=maybe(entry.get("式")),
        by=maybe(entry.get("按")),
        table=tuple((k, formula(v)) for k, v in entry.get("表").map().pairs()),
        otherwise=maybe(entry.get("其余")),
        branches=tuple(_branch(v.map()) for v in entry.get("首个").items()),
        ceiling=maybe(entry.get("封顶")),
        ceiling_year=maybe(entry.get("年封顶")),
        ceiling_ever=maybe(entry.get("总封顶")),
        floor=maybe(entry.get("保底")),
        deduct=maybe(entry.get("扣除")),
        at_most=entry.get("上限").yes(),
        period=PERIODS.get(one_of(period, tuple(PERIODS)), "once"),
        periods=None if unknown else maybe(periods),
        periods_unknown=unknown,
        place=entry.place,
    )
    entry.finish()
    if sum((made.formula is not None, made.by is not None, bool(made.branches))) != 1:
        entry.problems.error(entry.place, "E227", "金额要写 式、按+表 或 首个 中的一种")
    return made


def _branch(entry: Map) -> Branch:
    otherwise = entry.get("否则")
    made = Branch(
        when=None if otherwise else formula(entry.need("当")),
        value=formula(otherwise or entry.need("取")),
    )
    entry.finish()
    return made


# -- parts -----------------------------------------------------------------------------------------


def read_parts(value: Value, setting: Setting) -> tuple[Part, ...]:
    """Return the instalments: each by itself, or by the ratio in which they follow each other."""
    if value.is_map:
        return _in_ratio(value.map(), setting)
    return tuple(_part(item.map(), setting) for item in value.items())


def _part(entry: Map, setting: Setting) -> Part:
    made = Part(
        name=entry.need("名称").text(),
        name_en=entry.get("名称en").text(),
        share=maybe(entry.get("占")),
        formula=maybe(entry.get("式")),
        condition=group(entry.get("条件"), entry.get("名称").text(), setting),
        place=entry.place,
    )
    entry.finish()
    if (made.share is None) == (made.formula is None):
        entry.problems.error(entry.place, "E228", "分期的一期要写 占 或 式 中的一种")
    return made


def _in_ratio(entry: Map, setting: Setting) -> tuple[Part, ...]:
    """``{比例: [4, 3, 3], 起: 日期, 隔: 12个月, 条件: […]}``: part n is due n-1 spans after the start."""
    words = entry.need("比例").texts()
    whole = sum(Decimal(w) for w in words if w.isdigit())
    if not words or not all(w.isdigit() for w in words) or not whole:
        entry.problems.error(entry.place, "E242", "比例 是几个正整数", "如 [4, 3, 3]")
        return ()
    start, months = formula(entry.need("起")), _months(entry.get("隔"))
    later = entry.get("条件")
    entry.finish()
    parts = []
    for number, word in enumerate(words):
        due = _due(start, number * months)
        more = group(later, "条件", setting) if number else None
        parts.append(_nth(number + 1, Decimal(word) / whole, due, more))
    return tuple(parts)


def _months(value: Value) -> int:
    count, unit = span(value) or (12, "月")
    return count * (12 if unit == "年" else 1)


def _due(start: Formula, months: int) -> Condition:
    return Condition(
        id="到期",
        kind="leaf",
        text=f"从起算日起满{months}个月" if months else "起算日已到",
        text_en=f"{months} months after the start" if months else "The start has come",
        formula=Formula(text=f"基准日 >= 加月({start.text}, {months}个月)", place=start.place),
        place=start.place,
    )


def _nth(number: int, share: Decimal, due: Condition, more: Condition | None) -> Part:
    name = f"第{number}期"
    children = (due, *(more.children if more else ()))
    percent = f"{share * 100:.6f}".rstrip("0").rstrip(".") + "%"
    return Part(
        name=name,
        name_en=f"Part {number}",
        share=Formula(text=percent, place=due.place),
        formula=None,
        condition=Condition(id=name, kind="all", children=children, place=due.place),
        place=due.place,
    )


def read_output(entry: Map) -> OutputRule:
    """Return a figure shown besides the sum."""
    made = OutputRule(
        name=entry.need("名称").text(),
        name_en=entry.get("名称en").text(),
        unit=entry.get("单位").text(),
        formula=formula(entry.need("式")),
    )
    entry.finish()
    return made
