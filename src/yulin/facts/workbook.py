"""Workbooks as grids, read fast by calamine after the guards have passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import python_calamine as calamine

from yulin.facts import ods_xml, probe, sheet_xml, xls_records
from yulin.facts.errors import Problem, RefusedError
from yulin.facts.extent import Extent
from yulin.facts.grid import Grid
from yulin.facts.guard import FileKind
from yulin.facts.limits import Limits
from yulin.facts.messages import problem
from yulin.facts.sheet_xml import SheetMarks, WorkbookMarks

T = TypeVar("T")


def read_grids(path: Path, kind: FileKind, *, limits: Limits) -> Iterator[Grid]:
    """Yield the worksheets of a guarded workbook, one at a time, hidden ones marked.

    Raises RefusedError when it cannot be read after all, or a sheet is too large.
    """
    marks = _marks(path, kind, limits)
    probe.check(path)
    book = _guarded(lambda: calamine.load_workbook(str(path)))
    with book:
        for meta in book.sheets_metadata:
            if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                hidden = meta.visible != calamine.SheetVisibleEnum.Visible
                yield _grid(book, meta.name, marks, hidden=hidden, limits=limits)


def format_warnings(kind: FileKind) -> list[Problem]:
    """What cannot be known of a file in this format."""
    return [problem("old_format", format=".ods")] if kind == "ods" else []


def _marks(path: Path, kind: FileKind, limits: Limits) -> WorkbookMarks:
    if kind == "xlsx":
        return sheet_xml.scan(path, limits=limits)
    if kind == "xls":
        return xls_records.scan(path, limits=limits)
    ods_xml.check(path, limits=limits)
    return WorkbookMarks(sheets={})


def _grid(
    book: calamine.CalamineWorkbook,
    name: str,
    marks: WorkbookMarks,
    *,
    hidden: bool,
    limits: Limits,
) -> Grid:
    sheet = _guarded(lambda: book.get_sheet_by_name(name))
    row, column = sheet.start or (0, 0)
    extent = Extent(sheet=name, limits=limits)
    extent.add(sheet.total_height, column=max(sheet.total_width - 1, 0), times=sheet.height)
    ranges = sheet.merged_cell_ranges or ()
    return Grid(
        sheet=name,
        rows=_guarded(lambda: sheet.to_python(skip_empty_area=True)),
        first_row=row + 1,
        first_column=column,
        merged=tuple(((r0 + 1, c0), (r1 + 1, c1)) for (r0, c0), (r1, c1) in ranges),
        marks=marks.sheets.get(name, SheetMarks()),
        date_system=marks.date_system,
        hidden=hidden,
    )


def _guarded(read: Callable[[], T]) -> T:
    """Run the reader; whatever it fails with on a damaged file is one refusal."""
    try:
        return read()
    except calamine.PasswordError as error:
        raise RefusedError(problem("encrypted")) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise RefusedError(problem("truncated")) from error
    except BaseException as error:
        # a panic of the reader's native code is no Exception, yet only says: damaged
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedError(problem("truncated")) from error
