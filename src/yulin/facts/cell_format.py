"""Values of a frame as people read them, and text made safe for spreadsheets."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from yulin.facts.schema import OPEN_END, Column

#: what a spreadsheet may take for the start of a formula, in plain and full-width form
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NEEDS_MARK: Final = r"^'*[=+\-@\t\r＝＋－＠]"
_NEEDS_MARK_RE: Final = re.compile(_NEEDS_MARK)


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet might compute the text when it is typed or opened as CSV."""
    return text.startswith(FORMULA_STARTS)


def csv_text(text: str) -> str:
    """Text for a CSV cell: an apostrophe goes before what might be a formula.

    Our reader takes one apostrophe off again, so that nothing is lost on the way back.
    """
    return f"'{text}" if _NEEDS_MARK_RE.match(text) else text


def csv_expr(name: str) -> pl.Expr:
    """`csv_text` for a whole column."""
    cell = pl.col(name)
    return pl.when(cell.str.contains(_NEEDS_MARK)).then("'" + cell).otherwise(cell).alias(name)


def readable(column: Column) -> pl.Expr:
    """A schema column as people read it: labels by name, 是/否, an open end blank.

    Numbers and dates keep a dtype of their own, so that a workbook can hold them as such.
    """
    cell = pl.col(column.name)
    match column.kind:
        case "label":
            assert column.labels is not None
            labels = column.labels.labels
            shown = cell.replace_strict(
                list(range(len(labels))), list(labels), default=None, return_dtype=pl.String
            )
        case "yes":
            shown = pl.when(cell).then(pl.lit("是")).when(~cell).then(pl.lit("否"))
        case "date" | "month":
            shown = pl.when(cell != OPEN_END).then(cell)
        case "number":
            # at most 13 digits, which a double holds exactly enough to be read back the same
            shown = cell / 10**column.scale if column.scale else cell
        case "division":
            shown = cell.cast(pl.String)
        case _:
            shown = cell
    return shown.alias(column.name)


def decimal_text(column: Column) -> pl.Expr:
    """A scaled number as exact decimal text."""
    cell = pl.col(column.name)
    if not column.scale:
        return cell.cast(pl.String)
    unit = 10**column.scale
    sign = pl.when(cell < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    part = (cell.abs() % unit).cast(pl.String).str.zfill(column.scale)
    text: pl.Expr = sign + (cell.abs() // unit).cast(pl.String) + "." + part
    return text.alias(column.name)
