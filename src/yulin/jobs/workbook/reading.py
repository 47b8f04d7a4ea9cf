"""Rows of a handed-in workbook as text, after the guards of files have looked at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.facts import csv_file, guard, workbook
from yulin.facts.errors import RefusedError
from yulin.facts.grid import Grid
from yulin.facts.limits import MIB, Limits
from yulin.jobs.errors import JobsError
from yulin.jobs.workbook.sheet import BY_NAME, COLUMNS
from yulin.jobs.workbook.template import EXAMPLE, MOST_ROWS

#: a workbook of 500 posts takes far less
LIMITS = Limits(
    file_bytes=5 * MIB, unpacked_bytes=50 * MIB, rows=20_000, columns=100, span=1_000_000,
    text=5000,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row's number as a spreadsheet counts, and its cells by heading."""

    number: int
    cells: dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """The rows of the first sheet that has the required columns.

    Raises:
        JobsError: The file is unsafe or none of these, a required column is missing, or it has no
            rows or too many. Then nothing of it is taken.
    """
    try:
        return _rows(path)
    except RefusedError as error:
        told = error.problem
        chinese = (get_language() or "zh").startswith("zh")
        raise JobsError(told.sentence_zh() if chinese else told.sentence_en()) from None


def _rows(path: Path) -> list[Row]:
    kind = guard.inspect(path, limits=LIMITS)
    if kind == "parquet":
        raise JobsError(_("请上传 .xlsx、.xls、.ods 或 .csv 文件。"))
    grids: Iterable[Grid] = (
        [csv_file.read_grid(path, sheet="岗位", limits=LIMITS)]
        if kind == "csv"
        else workbook.read_grids(path, kind, limits=LIMITS)
    )
    for grid in grids:
        heads = _heads(grid)
        if "岗位名称" in heads:
            return _of(grid, heads)
    raise JobsError(_("没有找到“岗位名称”这一列：请用下载的模板填写。"))


def _heads(grid: Grid) -> dict[str, int]:
    first = grid.rows[0] if grid.rows else ()
    found: dict[str, int] = {}
    for place, cell in enumerate(first):
        name = str(cell).strip() if cell is not None else ""
        if name in BY_NAME and name in found:
            raise JobsError(_("“%(name)s”有两列，请删去一列。") % {"name": name})
        found[name] = place
    return found


def _of(grid: Grid, heads: dict[str, int]) -> list[Row]:
    missing = [one.name for one in COLUMNS if one.required and one.name not in heads]
    if missing:
        raise JobsError(_("缺少必填的列：%(names)s。") % {"names": "、".join(missing)})
    at = {name: place for name, place in heads.items() if name in BY_NAME}
    rows = []
    for number, row in enumerate(grid.rows[1:], start=grid.first_row + 1):
        cells = {name: _text(row[place]) if place < len(row) else "" for name, place in at.items()}
        if any(cells.values()) and not cells["岗位名称"].startswith(EXAMPLE):
            rows.append(Row(number=number, cells=cells))
    if not rows:
        raise JobsError(_("表里还没有岗位。"))
    if len(rows) > MOST_ROWS:
        raise JobsError(
            _("表里有 %(n)s 行，一次最多 %(most)s 行，请分成几个文件。")
            % {"n": len(rows), "most": MOST_ROWS}
        )
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
