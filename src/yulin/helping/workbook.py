"""A workbook of people to be helped, read behind the same guards as every upload.

Columns: 证件号 (needed), 姓名 (compared), 需求. Of a row that is wrong its place is told, never
its number; with one wrong row nothing is taken.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yulin.codes.identity import canonical, validate
from yulin.facts import csv_file, guard, workbook
from yulin.facts.errors import RefusedError
from yulin.facts.grid import Grid
from yulin.facts.limits import MIB, Limits
from yulin.helping.enums import Need
from yulin.helping.errors import HelpingError
from yulin.intake import files

NUMBER, NAME, NEEDS = "证件号", "姓名", "需求"
MOST_ROWS = 20_000
_TOLD = 50
_NEEDS = {
    str(label): value
    for value, label in zip(Need.values, ("岗位", "培训", "见习", "创业"), strict=True)
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row as it was written; `row` is its number in the sheet."""

    row: int
    number: str
    name: str
    needs: tuple[str, ...]


class RowsError(HelpingError):
    """Rows that cannot be taken, each in a sentence."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults[:_TOLD]
        more = len(faults) - _TOLD
        told = _("有 %(n)s 行不能导入，一行也没有导入：") % {"n": len(faults)}
        rest = _("……还有 %(n)s 行。") % {"n": more} if more > 0 else ""
        super().__init__(told + "；".join(self.faults) + rest)


def read_lines(*, name: str, chunks: Iterable[bytes]) -> list[Line]:
    """The rows of the file, which is removed again.

    Raises:
        HelpingError: It is no workbook that may be opened, or has no such columns.
        RowsError: Rows are wrong.
    """
    try:
        kept = files.keep(chunks, name=name, limit=settings.YULIN_UPLOAD_MAX_BYTES)
    except files.TooLargeError:
        raise HelpingError(_("文件太大。")) from None
    try:
        with files.opened(kept.path) as path:
            return _lines(path)
    except RefusedError as error:
        raise HelpingError(error.problem.message_zh) from None
    finally:
        files.remove(kept.path)


def _lines(path: Path) -> list[Line]:
    limits = Limits(rows=MOST_ROWS, file_bytes=20 * MIB)
    kind = guard.inspect(path, limits=limits)
    if kind == "parquet":
        raise HelpingError(_("请上传 Excel 或 CSV 文件。"))
    if kind == "csv":
        grids: Iterator[Grid] = iter([csv_file.read_grid(path, sheet=path.stem, limits=limits)])
    else:
        grids = workbook.read_grids(path, kind, limits=limits)
    for grid in grids:
        heads = [_text(cell) for cell in next(iter(grid.rows), ())]
        if NUMBER in heads:
            return _checked(list(_rows(grid, heads)))
    raise HelpingError(_("没有找到“证件号”一列：请把它写在第一行。"))


def _rows(grid: Grid, heads: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    places = {name: heads.index(name) for name in (NUMBER, NAME, NEEDS) if name in heads}
    for at, row in enumerate(grid.rows[1:], start=grid.first_row + 1):
        told = {n: _text(row[i]) if i < len(row) else "" for n, i in places.items()}
        if any(told.values()):
            yield at, told


def _checked(rows: list[tuple[int, dict[str, str]]]) -> list[Line]:
    if not rows:
        raise HelpingError(_("表里没有人。"))
    faults: list[str] = []
    lines: list[Line] = []
    seen: set[str] = set()
    for at, told in rows:
        number = canonical(told[NUMBER])
        needs = [word for word in told.get(NEEDS, "").replace(",", "、").split("、") if word]
        if fault := _fault(number, needs, seen):
            faults.append(fault_at(at, fault))
        seen.add(number)
        lines.append(
            Line(
                row=at,
                number=number,
                name=told.get(NAME, ""),
                needs=tuple(_NEEDS[word] for word in needs if word in _NEEDS),
            )
        )
    if faults:
        raise RowsError(faults)
    return lines


def _fault(number: str, needs: list[str], seen: set[str]) -> str:
    if not number:
        return _("没有证件号")
    if not validate(number).ok:
        return _("证件号不对")
    if number in seen:
        return _("和前面的行是同一个人")
    if wrong := [word for word in needs if word not in _NEEDS]:
        return _("不认识的需求：%(word)s") % {"word": wrong[0][:10]}
    return ""


def fault_at(row: int, words: str) -> str:
    return _("第 %(row)s 行：%(words)s") % {"row": row, "words": words}


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
