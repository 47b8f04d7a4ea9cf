"""Lists and parameters that policies refer to: by name, region and year, each with its source.

A list (名单) says what belongs to it in each year: shortage trades, 双一流 universities. A parameter
(参数) has a value from one day on: the minimum wage, a standard by level.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from yulin.policy.document import Source
from yulin.policy.kinds import Number
from yulin.policy.language import syntax
from yulin.policy.language.parser import parse
from yulin.policy.problems import ExpressionError, Place
from yulin.policy.reader import Map, Value
from yulin.policy.regions import read_region


@dataclass(frozen=True, kw_only=True)
class Period:
    """Values of a parameter between two days, both included; ``values[""]`` where it has no key."""

    starts: dt.date | None
    ends: dt.date | None
    #: key → value, None where nobody published it
    values: dict[str, Decimal | None] = field(hash=False)
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A list or a parameter."""

    name: str
    name_en: str
    region: int
    sources: tuple[Source, ...]
    #: list: year → members; None where the year's list was not seen
    years: dict[int, frozenset[str] | None] = field(default_factory=dict, hash=False)
    #: parameter: its values over time
    periods: tuple[Period, ...] = ()
    type: Number = field(default_factory=Number)
    file: str = ""
    digest: str = ""
    place: Place = field(default=Place(), compare=False)

    @property
    def is_list(self) -> bool:
        """Whether it is a list of members, not a parameter."""
        return not self.periods

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a parameter, each once."""
        return tuple(dict.fromkeys(key for p in self.periods for key in p.values))


def read_reference(top: Map, path: Path, digest: str) -> Reference:
    """Return the list or parameter a file holds; findings go to its problems."""
    listed = top.get("名单")
    name = listed or top.need("参数")
    unit = top.get("单位").text()
    made = Reference(
        name=name.text(),
        name_en=top.need("en").text(),
        region=read_region(top.need("地区")),
        sources=tuple(_source(v.map()) for v in top.need("来源").items()),
        years=_years(top.need("年度")) if listed else {},
        periods=() if listed else tuple(_period(v.map(), unit) for v in top.need("取值").items()),
        type=Number(unit, top.get("小数").whole(2 if unit == "元" else 0)),
        file=path.name,
        digest=digest,
        place=top.place,
    )
    top.get("说").text()
    top.finish()
    _refuse_overlaps(made, top)
    return made


def _source(entry: Map) -> Source:
    made = Source(
        address=entry.need("网址").text(),
        grade=entry.need("等级").text(),
        note=entry.remark(),
        date=entry.get("日期").date(),
    )
    entry.finish()
    return made


def _years(value: Value) -> dict[int, frozenset[str] | None]:
    years: dict[int, frozenset[str] | None] = {}
    for word, members in value.map().pairs():
        if not word.isdigit():
            value.problems.error(members.place, "E260", f"“{word}” 不是年份", "写成 2024")
            continue
        unseen = not members.is_list and members.text() == "未知"
        years[int(word)] = None if unseen else frozenset(members.texts())
    return years


def _period(entry: Map, unit: str) -> Period:
    value = entry.need("值")
    values = dict(value.map().pairs()) if value.is_map else {"": value}
    starts, ends = entry.get("自").date(), entry.get("至").date()
    if starts and ends and ends < starts:
        entry.problems.error(entry.place, "E236", f"起止倒置：自 {starts} 至 {ends}")
    made = Period(
        starts=starts,
        ends=ends,
        values={key: _number(v, unit) for key, v in values.items()},
        place=entry.place,
    )
    entry.finish()
    return made


def _number(value: Value, unit: str) -> Decimal | None:
    if value.text() == "未知":
        return None
    try:
        tree = parse(value.text())
    except (ExpressionError, InvalidOperation):
        tree = None
    if not isinstance(tree, syntax.Figure) or tree.unit not in (unit, unit or "%"):
        value.problems.error(
            value.place, "E261", f"“{value.text()}” 不是以 {unit or '个数'} 计的数", "如 2260元"
        )
        return None
    return tree.value / 100 if tree.unit == "%" else tree.value


def _refuse_overlaps(made: Reference, top: Map) -> None:
    for index, one in enumerate(made.periods):
        for other in made.periods[index + 1 :]:
            before = one.ends is not None and other.starts is not None and one.ends < other.starts
            after = other.ends is not None and one.starts is not None and other.ends < one.starts
            if not before and not after:
                top.problems.error(
                    other.place, "E262", f"“{made.name}” 的取值时间重叠", "给前一段写上 至，含当日"
                )
