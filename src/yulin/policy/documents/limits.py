"""Reads how often a benefit may be had: written as a short rule, kept as ordinary clauses.

A clause that somebody failed must be explained like any other, so the rules become conditions on
the ledger of what was received before.
"""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy.document import Condition, Formula
from yulin.policy.documents.conditions import Setting
from yulin.policy.documents.parts import span
from yulin.policy.language.history import is_kind, named, named_en, rows_of, rows_of_others
from yulin.policy.reader import Map, Value

_EVER = "终身"
_YEAR = "自然年"


def read_limits(entry: Map, setting: Setting) -> tuple[Condition, ...]:
    """Return the clauses that 限次, 间隔 and 不得已领 of a benefit stand for."""
    own = f"{setting.document}/{entry.get('编号').text()}"
    return (
        *(_times(item.map(), own, n) for n, item in enumerate(_listed(entry.get("限次")), start=1)),
        *(_apart(item.map(), own, n) for n, item in enumerate(_listed(entry.get("间隔")), start=1)),
        *_never_received(entry.get("不得已领"), own),
    )


def _listed(value: Value) -> list[Value]:
    return [value] if value.is_map else value.items()


def _number(position: int) -> str:
    return "" if position == 1 else str(position)


def _times(entry: Map, own: str, position: int) -> Condition:
    most, within = entry.need("次"), entry.get("期间")
    keys = entry.get("待遇").texts() or (own,)
    stretch = within.text(_EVER)
    rows = " 或 ".join(f"({rows_of(key)})" for key in keys)
    window, words, words_en = _window(stretch, within)
    text = f"{words}不超过 {most.text()} 次（已享受的不到 {most.text()} 次）"
    formula = f"计数(已享受 若 ({rows}){window}) < {most.whole(1)}"
    formula += _again(stretch, within, most.whole(1), f"最晚(已享受: 享受日期 若 {rows})")
    made = Condition(
        id=f"限次{_number(position)}",
        kind="leaf",
        derived=True,
        text=entry.get("说").text(text),
        text_en=entry.get("en").text(f"At most {most.text()} times {words_en}"),
        citation=entry.get("依据").text(),
        formula=Formula(text=formula, place=entry.place),
        place=entry.place,
    )
    entry.finish()
    return made


def _window(stretch: str, value: Value) -> tuple[str, str, str]:
    if stretch == _EVER:
        return "", "一生", "in life"
    if stretch == _YEAR:
        return " 且 年份(享受日期) == 年份(基准日)", "一个自然年内", "in a calendar year"
    length = span(value)
    count, unit = length or (12, "月")
    english = "months" if unit == "月" else "years"
    words = f"{count}个月" if unit == "月" else f"{count}年"
    return f" 且 近(享受日期, {words})", f"{words}内", f"within {count} {english}"


def _again(stretch: str, value: Value, most: int, last: str) -> str:
    """Say the day from which the limit is free again, in words whose days can be foreseen.

    What counts rows by today's date is as it is; the day of the last one tells when it is over. It
    adds nothing today: once the last one lies before the stretch, none lies within it.
    """
    if stretch == _YEAR:
        return f" 或 年份(基准日) > 年份({last})"
    if stretch == _EVER or most != 1:
        return ""  # of several, the last does not tell when one of them falls out
    count, unit = span(value) or (12, "月")
    return f" 或 加{unit}(基准日, -{count}) >= {last}"


def _apart(entry: Map, own: str, position: int) -> Condition:
    after, length = entry.get("后于").text(own), span(entry.need("满")) or (12, "月")
    made = apart(after, length, f"间隔{_number(position)}", entry)
    entry.finish()
    return made


def apart(key: str, length: tuple[int, str], name: str, entry: Map) -> Condition:
    """Return the clause that some time has passed since a benefit was last received."""
    months = length[0] * (12 if length[1] == "年" else 1)
    words = f"{length[0]}个月" if length[1] == "月" else f"{length[0]}年"
    return Condition(
        id=name,
        kind="leaf",
        derived=True,
        text=entry.get("说").text(f"没有领过“{key}”，或距上次领取满 {words}"),
        text_en=entry.get("en").text(f"Never received {key}, or last {months} months ago"),
        citation=entry.get("依据").text(),
        formula=Formula(
            text=f"非 领过('{key}') 或 整月(最近领取日('{key}'), 基准日) >= {months}",
            place=entry.place,
        ),
        place=entry.place,
    )


def _never_received(value: Value, own: str) -> Iterator[Condition]:
    for number, item in enumerate(value.items(), start=1):
        key = item.text()
        formula = f"非 领过('{key}')"
        if is_kind(key):  # whoever received the benefit itself has received one of its kind
            formula = f"非 存在(已享受 若 {rows_of_others(key, own)})"
        yield Condition(
            id=f"不得已领{_number(number)}",
            kind="leaf",
            derived=True,
            text=f"没有领过{named(key)}",
            text_en=f"Has not received {named_en(key)}",
            formula=Formula(text=formula, place=item.place),
            place=item.place,
        )
