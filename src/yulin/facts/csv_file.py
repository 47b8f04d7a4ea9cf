"""CSV files as grids: UTF-8 or GBK, comma, tab or semicolon, read strictly."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final

from yulin.facts.errors import RefusedError
from yulin.facts.extent import Extent
from yulin.facts.grid import Grid
from yulin.facts.limits import Limits
from yulin.facts.messages import problem

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: our own writer puts an apostrophe before text that a spreadsheet would take for a formula
_MARKED: Final = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def read_grid(path: Path, *, sheet: str, limits: Limits) -> Grid:
    """Read a CSV file; rows are counted as Excel counts them.

    Raises RefusedError: bad_encoding, bad_csv, too_many_rows, too_many_columns.
    """
    text = decode(path.read_bytes())
    if "\x00" in text:
        raise RefusedError(problem("bad_encoding"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[object]] = []
    extent = Extent(sheet=sheet, limits=limits)
    try:
        for row in reader:
            extent.add(len(rows) + 1, column=max(len(row) - 1, 0))
            rows.append([_unmarked(cell) for cell in row])
    except csv.Error as error:
        raise RefusedError(problem("bad_csv", sheet=sheet, line=reader.line_num)) from error
    return Grid(sheet=sheet, rows=rows)


def decode(content: bytes) -> str:
    """Text of a file in UTF-8 (with or without a mark), UTF-16 with a mark, or GB 18030.

    Raises RefusedError bad_encoding.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError(problem("bad_encoding")) from error


def _delimiter(text: str) -> str:
    first = text[: text.find("\n")] if "\n" in text else text
    return max((",", "\t", ";"), key=first.count)


def _unmarked(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _MARKED.match(cell) else cell
