"""One column as it was written: trimmed text, and what kind of cell it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import polars as pl

#: blanks at the ends of a cell, with the invisible ones that pasting leaves
_EDGES: Final = r"^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$"
#: a line break or tab inside a cell; names and labels are one line
_BREAKS: Final = r"[ \t]*[\t\r\n\x0b\x0c\u0085\u2028\u2029]+[ \t]*"
#: what a spreadsheet keeps of a number, and shows
_DIGITS: Final = ".15g"


class Kind(IntEnum):
    """What a cell held before it became text."""

    BLANK = 0
    TEXT = 1
    NUMBER = 2
    DATE = 3
    YES = 4


@dataclass(frozen=True, kw_only=True)
class Cells:
    """A column's cells: ``text`` String (null: blank), ``kind`` UInt8 of `Kind`."""

    text: pl.Series
    kind: pl.Series

    def __len__(self) -> int:
        return len(self.text)

    def filter(self, keep: pl.Series) -> Cells:
        """The cells where ``keep`` is true."""
        return Cells(text=self.text.filter(keep), kind=self.kind.filter(keep))


def from_values(values: Sequence[object]) -> Cells:
    """Make cells of Python values: str, int, float, bool, date, datetime, time, None."""
    pairs = [_pair(value) for value in values]
    text = pl.Series([text for text, _ in pairs], dtype=pl.String)
    kind = pl.Series([kind for _, kind in pairs], dtype=pl.UInt8)
    return _cleaned(text, kind)


def from_series(series: pl.Series) -> Cells:
    """Make cells of a typed column, as a foreign Parquet file has; other types become text."""
    kind, text = Kind.TEXT, series.cast(pl.String, strict=False)
    if series.dtype.is_temporal() and series.dtype not in {pl.Time, pl.Duration}:
        kind, text = Kind.DATE, series.cast(pl.Date).dt.to_string("%Y-%m-%d")
    elif series.dtype == pl.Boolean:
        kind = Kind.YES
    elif series.dtype.is_integer():
        kind = Kind.NUMBER
    elif series.dtype.is_numeric():
        return from_values(series.to_list())
    return _cleaned(text, pl.repeat(kind, len(series), dtype=pl.UInt8, eager=True))


def _pair(value: object) -> tuple[str | None, Kind]:
    # most cells are text, so it is asked first
    if isinstance(value, str):
        return value, Kind.TEXT
    if value is None:
        return None, Kind.BLANK
    return _typed(value)


def _typed(value: object) -> tuple[str, Kind]:
    match value:
        case bool():
            return ("TRUE" if value else "FALSE"), Kind.YES
        case int() | float():
            return format(value, _DIGITS), Kind.NUMBER
        case dt.datetime():
            return value.date().isoformat(), Kind.DATE
        case dt.date():
            return value.isoformat(), Kind.DATE
        case _:
            return str(value), Kind.TEXT


def _cleaned(text: pl.Series, kind: pl.Series) -> Cells:
    frame = pl.DataFrame({"text": text, "kind": kind}).with_columns(
        pl.col("text")
        .str.replace_all(_EDGES, "")
        .str.replace_all(_BREAKS, " ")
        .str.normalize("NFC")
        .replace("", None)
    )
    blank = pl.col("text").is_null()
    frame = frame.with_columns(
        kind=pl.when(blank).then(pl.lit(int(Kind.BLANK), pl.UInt8)).otherwise("kind")
    )
    return Cells(text=frame["text"], kind=frame["kind"])
