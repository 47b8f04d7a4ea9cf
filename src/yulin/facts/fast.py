"""Vectorised reading of plain cells; null means: not plain, ask `patient`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Final

import polars as pl

from yulin.codes import divisions
from yulin.facts.cells import Cells, Kind
from yulin.facts.frames import dtype_of
from yulin.facts.limits import Limits
from yulin.facts.schema import Column, limit

FIRST_YEAR: Final = 1850
LAST_YEAR: Final = 2200
YES: Final = (
    "是",
    "有",
    "Y",
    "y",
    "Yes",
    "YES",
    "yes",
    "1",
    "true",
    "True",
    "TRUE",
    "√",
    "✓",
    "对",
)
NO: Final = (
    "否",
    "无",
    "N",
    "n",
    "No",
    "NO",
    "no",
    "0",
    "false",
    "False",
    "FALSE",
    "×",
    "✗",
    "没有",
)
#: control characters, which no workbook or database keeps, and noncharacters
CONTROL: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]"
_PLAIN_ID: Final = r"^[0-9A-Z]+$"


def read(column: Column, cells: Cells, *, limits: Limits) -> pl.Series:
    """Read the plain cells of a column in its schema dtype."""
    plain: pl.Expr
    cell = pl.col("text")
    match column.kind:
        case "id" | "code":
            plain = pl.when(cell.str.contains(_PLAIN_ID)).then(cell)
        case "text":
            plain = _text(limits)
        case "date" | "month":
            plain = _date(month=column.kind == "month")
        case "number":
            plain = _number(column.scale, largest=limit(column.unit))
        case "yes":
            words = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
            plain = _mapped(words, pl.Boolean())
        case "label":
            plain = _mapped(_label_codes(column), pl.Int8())
        case "division":
            plain = _mapped(_division_codes(), pl.Int32())
    frame = pl.DataFrame({"text": cells.text, "kind": cells.kind})
    return frame.select(plain.cast(dtype_of(column)).alias(column.name)).to_series()


def _text(limits: Limits) -> pl.Expr:
    cell = pl.col("text")
    plain = (
        (pl.col("kind") == int(Kind.TEXT))
        & (cell.str.len_chars() <= limits.text)
        & ~cell.str.contains(CONTROL)
    )
    return pl.when(plain).then(cell)


def _date(*, month: bool) -> pl.Expr:
    cell = pl.col("text")
    plain = cell.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & (
        pl.col("kind") != int(Kind.NUMBER)
    )
    found = pl.when(plain).then(cell).str.to_date("%Y-%m-%d", strict=False)
    within = found.is_between(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
    kept = pl.when(within).then(found)
    return kept.dt.truncate("1mo") if month else kept


def _number(scale: int, *, largest: int) -> pl.Expr:
    """Digits with a sign and at most ``scale`` decimals, as value × 10**scale."""
    cell = pl.col("text")
    decimals = rf"(?:\.([0-9]{{1,{scale}}}))?" if scale else r"()"
    pattern = rf"^(-?)([0-9]{{1,13}}){decimals}$"
    whole = cell.str.extract(pattern, 2).cast(pl.Int64) * 10**scale
    part = cell.str.extract(pattern, 3).fill_null("").str.pad_end(scale, "0")
    part = (
        pl.when(part == "").then(pl.lit(0, pl.Int64)).otherwise(part.cast(pl.Int64, strict=False))
    )
    size = whole + part
    signed = pl.when(cell.str.starts_with("-")).then(-size).otherwise(size)
    return pl.when(size <= largest).then(signed)


def _mapped(words: Mapping[str, object], dtype: pl.DataType) -> pl.Expr:
    return pl.col("text").replace_strict(
        list(words), list(words.values()), default=None, return_dtype=dtype
    )


def _label_codes(column: Column) -> dict[str, object]:
    assert column.labels is not None
    labels = column.labels
    aliases: dict[str, object] = {alias: labels.code(alias) for alias in labels.aliases}
    return aliases | {label: code for code, label in enumerate(labels.labels)}


@cache
def _division_codes() -> dict[str, object]:
    return {str(row.code): row.code for row in divisions.DEFAULT.rows()}
