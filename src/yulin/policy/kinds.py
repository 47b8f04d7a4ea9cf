"""The types of the policy language: what a value is, in which unit, with how many decimals."""

from __future__ import annotations

from dataclasses import dataclass

from yulin.facts.enums import LabelSet


@dataclass(frozen=True)
class Yes:
    """是 / 否."""

    def __str__(self) -> str:
        return "是否"


@dataclass(frozen=True)
class Number:
    """A number stored as an integer: value × 10**scale, in a unit (元, 月, ㎡, "" for a bare number)."""

    unit: str = ""
    scale: int = 0

    def __str__(self) -> str:
        return f"数值（{self.unit}）" if self.unit else "数值"


@dataclass(frozen=True)
class Day:
    """A calendar date."""

    def __str__(self) -> str:
        return "日期"


@dataclass(frozen=True)
class Label:
    """One of a closed set of labels, ordered or not; stored by position."""

    labels: LabelSet

    def __str__(self) -> str:
        return f"选项（{self.labels.name}）"


@dataclass(frozen=True)
class Text:
    """Free text; can be compared for equality or membership only."""

    def __str__(self) -> str:
        return "文字"


@dataclass(frozen=True)
class Division:
    """A six-digit division code; can be tested for lying within another."""

    def __str__(self) -> str:
        return "地区"


Type = Yes | Number | Day | Label | Text | Division
YES = Yes()
DAY = Day()
TEXT = Text()
DIVISION = Division()
MONEY = Number("元", 2)
