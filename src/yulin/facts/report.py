"""The user's own file back: bad cells coloured, a last column saying what is wrong, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import polars as pl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from yulin.facts import csv_file, guard, names, sheet_xml, workbook
from yulin.facts.errors import Problem, RefusedError
from yulin.facts.extent import column_index
from yulin.facts.grid import Grid
from yulin.facts.limits import DEFAULT

if TYPE_CHECKING:
    from yulin.facts.read import Reading

LIST_SHEET: Final = "问题清单"
_RED: Final = PatternFill("solid", fgColor="FFC7CE")
_AMBER: Final = PatternFill("solid", fgColor="FFEB9C")
_HEADS: Final = ("序号", "轻重", "表", "行", "列", "问题", "怎么改")
_LONGEST_CELL: Final = 32_000


def write_error_report(source: Path, reading: Reading, out: Path) -> None:
    """Write a workbook from ``source`` in which every problem of ``reading`` stands in its place.

    An .xlsx keeps its own formats; other sources are copied into a new workbook, identifiers as
    text. The list of all problems is a last sheet, and the only one when the file was refused
    unread. Reading the corrected report works as reading the source: what was added is left out.
    """
    book = _copy(source)
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    for sheet in book.worksheets:
        table = names.find_table(sheet.title)
        if table is None:
            # a sheet that was not read is not written on either
            continue
        ours = [found for found in reading.problems if found.sheet in {sheet.title, table.name}]
        _mark_sheet(sheet, ours, reading.header_rows.get(sheet.title, 1))
    _write_list(book, reading.problems)
    book.save(out)


def _copy(source: Path) -> Workbook:
    try:
        if source.is_file():
            kind = guard.inspect(source, limits=DEFAULT)
            if kind == "xlsx":
                # the rectangle of filled cells is checked again: a refused file comes here too
                sheet_xml.scan(source, limits=DEFAULT)
                # rich text would lose its inner fonts otherwise
                return openpyxl.load_workbook(source, rich_text=True)
        return _from_grids(_grids(source))
    except RefusedError:
        return _from_grids([])


def _grids(source: Path) -> Iterator[Grid]:
    if source.is_dir():
        for path in sorted(source.iterdir()):
            if path.is_file() and names.find_table(path.stem):
                yield from _grids(path)
        return
    kind = guard.inspect(source, limits=DEFAULT)
    table = names.find_table(source.stem)
    name = table.name if table else source.stem[:31]
    if kind == "csv":
        yield csv_file.read_grid(source, sheet=name, limits=DEFAULT)
    elif kind == "parquet":
        frame = pl.read_parquet(source).head(DEFAULT.rows)
        yield Grid(sheet=name, rows=[frame.columns, *frame.iter_rows()])
    else:
        yield from workbook.read_grids(source, kind, limits=DEFAULT)


def _from_grids(grids: Iterable[Grid]) -> Workbook:
    book = Workbook()
    del book[book.sheetnames[0]]
    for grid in grids:
        sheet = book.create_sheet(grid.sheet)
        for row, values in enumerate(grid.rows, start=grid.first_row):
            for column, value in enumerate(values, start=grid.first_column + 1):
                if value not in (None, ""):
                    _put(_cell(sheet, row, column), value)
    return book


def _put(cell: Cell, value: object) -> None:
    """Set a value; text stays text whatever it starts with."""
    if isinstance(value, str):
        cell.value = _clean(value)
        cell.data_type = "s"
        cell.number_format = "@"
    else:
        cell.value = value  # type: ignore[assignment]


def _clean(text: str) -> str:
    legal = "".join(char for char in text if char >= " " or char in "\t\n")
    return legal[:_LONGEST_CELL]


def _mark_sheet(sheet: Worksheet, problems: list[Problem], header: int) -> None:
    column = _reason_column(sheet, header)
    if not problems:
        return
    by_row: dict[int, list[Problem]] = {header: []}
    for found in problems:
        by_row.setdefault(found.row or header, []).append(found)
        _colour(sheet, found, header)
    for row, ours in by_row.items():
        texts = [names.REASON] if row == header else []
        cell = _cell(sheet, row, column)
        _put(cell, "\n".join([*texts, *dict.fromkeys(map(_sentence, ours))]))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    head = _cell(sheet, header, column)
    head.font = Font(bold=True, color="9B2C1F")
    sheet.column_dimensions[head.column_letter].width = 60


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that can be written; the reason's column is right of every merged range."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _reason_column(sheet: Worksheet, header: int) -> int:
    """The first column right of everything, or the one an earlier report added, now emptied."""
    # stored cells alone: a styled one in the far corner must not make millions
    stored = [cell for cell in sheet._cells.values() if cell.value is not None]
    for head in stored:
        if head.row == header and str(head.value).startswith(names.REASON):
            for cell in stored:
                if cell.column == head.column and cell.row >= header:
                    cell.value = None
            return int(head.column)
    filled = max((cell.column for cell in stored), default=0)
    ranges = (merged for merged in sheet.merged_cells.ranges if merged.max_row >= header)
    return int(max(filled, *(merged.max_col for merged in ranges), 0)) + 1


def _colour(sheet: Worksheet, found: Problem, header: int) -> None:
    if not found.letter:
        return
    cell = sheet.cell(found.row or header, column_index(found.letter) + 1)
    # an error is never painted over by a warning about the same cell
    if found.severity == "error" or cell.fill.fgColor.rgb != _RED.fgColor.rgb:
        cell.fill = _RED if found.severity == "error" else _AMBER


def _sentence(found: Problem) -> str:
    column = f"{found.column}：" if found.column else ""
    todo = f"{found.todo_zh}。" if found.todo_zh else ""
    return f"{column}{found.message_zh}。{todo}"


def _write_list(book: Workbook, problems: Iterable[Problem]) -> None:
    sheet = book.create_sheet(LIST_SHEET)
    for column, (head, width) in enumerate(
        zip(_HEADS, (6, 8, 12, 8, 20, 60, 60), strict=True), start=1
    ):
        cell = _cell(sheet, 1, column)
        cell.value = head
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, found in enumerate(problems, start=1):
        weight = "错误" if found.severity == "error" else "提醒"
        place = f"{found.letter} {found.column}".strip()
        values = (number, weight, found.sheet, found.row or "", place)
        for column, value in enumerate((*values, found.message_zh, found.todo_zh), start=1):
            _put(_cell(sheet, number + 1, column), value)
    sheet.freeze_panes = "A2"
