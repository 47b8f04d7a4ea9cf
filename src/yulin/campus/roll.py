"""A school's list of students as a workbook: read behind the guards of every handed-in file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from yulin.campus.actions.cohorts import Named
from yulin.campus.errors import CampusError
from yulin.facts import csv_file, guard, workbook
from yulin.facts.errors import RefusedError
from yulin.facts.grid import Grid
from yulin.facts.limits import MIB, Limits

HEAD = ("姓名", "证件号", "毕业年份", "专业")
LIMITS = Limits(file_bytes=8 * MIB, unpacked_bytes=64 * MIB, rows=20_001)


def read_roll(path: Path) -> list[Named]:
    """The rows of the first sheet that has the four columns.

    Raises CampusError where the file is refused, or a row lacks something.
    """
    try:
        kind = guard.inspect(path, limits=LIMITS)
        if kind == "parquet":
            raise CampusError(_("请上传 Excel 工作簿或 CSV 文件。"))
        grids = (
            [csv_file.read_grid(path, sheet="名单", limits=LIMITS)]
            if kind == "csv"
            else list(workbook.read_grids(path, kind, limits=LIMITS))
        )
    except RefusedError as refused:
        raise CampusError(f"{refused.problem.message_zh}{refused.problem.todo_zh}") from None
    for grid in grids:
        if (found := _named(grid)) is not None:
            return found
    raise CampusError(_("没有找到名单：第一行应有“姓名、证件号、毕业年份、专业”。"))


def _named(grid: Grid) -> list[Named] | None:
    if not grid.rows:
        return None
    head = [_text(cell) for cell in grid.rows[0]]
    if not set(HEAD) <= set(head):
        return None
    at = {name: head.index(name) for name in HEAD}
    told = []
    for row in grid.rows[1:]:
        cells = {name: _text(_cell(row, place)) for name, place in at.items()}
        if any(cells.values()):
            year = cells["毕业年份"]
            told.append(
                Named(
                    name=cells["姓名"],
                    number=cells["证件号"],
                    year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0,
                    major=cells["专业"],
                )
            )
    return told


def _cell(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
