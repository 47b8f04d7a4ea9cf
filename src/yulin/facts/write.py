"""Facts written to a workbook or a folder, so that reading gives the same facts back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final, Literal

import polars as pl

from yulin.facts import names, schema
from yulin.facts.book import Format, Worksheet, new_book
from yulin.facts.cell_format import csv_expr, decimal_text, readable
from yulin.facts.errors import FactsError
from yulin.facts.frames import Facts
from yulin.facts.limits import DEFAULT
from yulin.facts.schema import Column
from yulin.facts.style import Styles

Folder = Literal["parquet", "csv"]
#: earlier days are not days of a spreadsheet's calendar, or fall before its false 29 February 1900
_FIRST_SERIAL: Final = dt.date(1900, 3, 1)


def write_workbook(facts: Facts, out: Path) -> None:
    """Write every table as a sheet of an .xlsx workbook; what is absent gets no sheet.

    Raises FactsError when a table has more rows than a sheet may hold.
    """
    for name, frame in facts.tables.items():
        if frame.height > DEFAULT.rows:
            raise FactsError(
                f"{name}有 {frame.height} 行，一张工作表最多 {DEFAULT.rows} 行；请改存为 Parquet 文件夹 / "
                f"{name} has {frame.height} rows, more than a sheet may hold; write a folder instead"
            )
    with new_book(out) as book:
        styles = Styles(book)
        for name, frame in facts.tables.items():
            _write_sheet(book.add_worksheet(name), name, frame, styles)


def _write_sheet(sheet: Worksheet, name: str, frame: pl.DataFrame, styles: Styles) -> None:
    columns = schema.BY_NAME[name].columns
    formats = [styles.of_column(column) for column in columns]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, styles.width(column), formats[index])
        sheet.write_string(0, index, column.name, styles.header(required=column.required))
    sheet.freeze_panes(1, 1)
    shown = frame.select(readable(column) for column in columns)
    for row, values in enumerate(shown.iter_rows(), start=1):
        for index, value in enumerate(values):
            if value is not None:
                _write_cell(sheet, row, index, value, form=formats[index], styles=styles)


def _write_cell(
    sheet: Worksheet, row: int, index: int, value: object, *, form: Format, styles: Styles
) -> None:
    match value:
        case str():
            sheet.write_string(row, index, value, styles.text_of(value, form))
        case dt.date() if value >= _FIRST_SERIAL:
            sheet.write_datetime(row, index, dt.datetime(value.year, value.month, value.day), form)  # noqa: DTZ001 - a civil date
        case dt.date():
            sheet.write_string(row, index, value.isoformat(), form)
        case int() | float():
            sheet.write_number(row, index, value, form)


def write_folder(facts: Facts, out: Path, fmt: Folder = "parquet") -> None:
    """Write every table as a file named after it; what is absent gets no file.

    CSV is UTF-8 with a mark, as Excel expects, and text that looks like a formula is marked with
    an apostrophe. Raises FactsError when the folder holds tables that would mix with these.
    """
    out.mkdir(parents=True, exist_ok=True)
    _check_folder(facts, out, fmt)
    for name, frame in facts.tables.items():
        path = out / f"{name}.{fmt}"
        part = path.with_name(f".{path.name}.part")
        if fmt == "parquet":
            frame.write_parquet(part, compression="zstd")
        else:
            _for_csv(name, frame).write_csv(part, include_bom=True)
        # a reader never sees half a file
        part.replace(path)


def _check_folder(facts: Facts, out: Path, fmt: Folder) -> None:
    ours = {f"{name}.{fmt}" for name in facts.tables}
    others = sorted(
        path.name
        for path in out.iterdir()
        if names.find_table(path.stem) and path.suffix in {".csv", ".parquet"}
        if path.name not in ours
    )
    if others:
        listed = "、".join(others)
        raise FactsError(
            f"文件夹里已有 {listed}，会与新写的表混在一起；请换一个空文件夹 / "
            f"the folder already holds {listed}, which would mix with these; use an empty folder"
        )


def _for_csv(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    columns = schema.BY_NAME[name].columns
    plain = frame.select(_csv_column(column) for column in columns)
    return plain.with_columns(
        csv_expr(column.name) for column in columns if column.kind in {"text", "id", "code"}
    )


def _csv_column(column: Column) -> pl.Expr:
    return decimal_text(column) if column.kind == "number" else readable(column)
