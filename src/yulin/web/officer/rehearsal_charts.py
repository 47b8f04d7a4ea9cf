"""Geometry of a rehearsal's charts: what is in force beside the draft, in percent and pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

#: pixels of the columns: above the tallest is room for its figure, below it for the year
TOP, FLOOR = 30, 200
_WIDEST = 26
_MOST_WITH_FIGURES = 5


@dataclass(frozen=True)
class Pair:
    """Two sums of one thing, in fen, and how they are printed."""

    label: str
    before: int
    after: int
    text_before: str
    text_after: str


@dataclass(frozen=True)
class Bar:
    """A pair with its lengths in percent."""

    pair: Pair
    before: float
    after: float


@dataclass(frozen=True)
class Column:
    """A pair as two columns side by side: places in percent, heights in pixels."""

    pair: Pair
    x_before: float
    x_after: float
    width: float
    middle: float
    y_before: float
    y_after: float
    height_before: float
    height_after: float

    @property
    def top(self) -> float:
        """Above which the figures stand."""
        return min(self.y_before, self.y_after)


def pairs(
    rows: Sequence[dict[str, Any]],
    name: Callable[[dict[str, Any]], str],
    said: Callable[[int], str],
) -> list[Pair]:
    """Rows of a table of totals as pairs; those without any sum are left out."""
    return [
        Pair(
            name(row),
            row["sum_before"],
            row["sum_after"],
            said(row["sum_before"]),
            said(row["sum_after"]),
        )
        for row in rows
        if row["sum_before"] or row["sum_after"]
    ]


def bars(given: Sequence[Pair]) -> list[Bar]:
    """Two bars a pair, the longest of all as long as there is room."""
    most = _most(given)
    return [
        Bar(pair, round(pair.before / most * 100, 2), round(pair.after / most * 100, 2))
        for pair in given
    ]


def columns(given: Sequence[Pair]) -> list[Column]:
    """Two columns a pair, the tallest of all as tall as there is room."""
    most, step = _most(given), 100 / max(1, len(given))
    width = min(_WIDEST, step * 0.36)
    return [_column(pair, (at + 0.5) * step, width, most) for at, pair in enumerate(given)]


def _column(pair: Pair, middle: float, width: float, most: int) -> Column:
    before, after = (value / most * (FLOOR - TOP) for value in (pair.before, pair.after))
    return Column(
        pair=pair,
        x_before=round(middle - width - 0.4, 2),
        x_after=round(middle + 0.4, 2),
        width=round(width, 2),
        middle=round(middle, 2),
        y_before=round(FLOOR - before, 1),
        y_after=round(FLOOR - after, 1),
        height_before=round(before, 1),
        height_after=round(after, 1),
    )


def with_figures(given: Sequence[Pair]) -> bool:
    """Whether there is room to print the sums above the columns; the table has them anyway."""
    return len(given) <= _MOST_WITH_FIGURES


def _most(given: Sequence[Pair]) -> int:
    return max((max(pair.before, pair.after) for pair in given), default=0) or 1


def spoken(given: Sequence[Pair], before: str, after: str) -> str:
    """The same figures as a sentence."""
    return "；".join(f"{p.label} {before} {p.text_before}，{after} {p.text_after}" for p in given)
