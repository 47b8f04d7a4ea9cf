"""The extent of an OpenDocument sheet, whose rows and cells may stand for many by one number."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

from yulin.facts.errors import RefusedError
from yulin.facts.extent import Extent
from yulin.facts.limits import MIB, Limits
from yulin.facts.messages import problem

_CHUNK: Final = 4 * MIB
_LONGEST_ROW: Final = 64 * MIB
_ROW_END: Final = re.compile(rb"</table:table-row>")
_TABLE: Final = re.compile(rb"""<table:table\b[^>]*\btable:name\s*=\s*["']([^"']*)["']""")
_ROW: Final = re.compile(rb"<table:table-row\b([^>]*?)(/?)>")
_ROWS: Final = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,9})""")
_CELL: Final = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_COLUMNS: Final = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,9})""")
_FILLED: Final = b"value-type"


def check(path: Path, *, limits: Limits) -> None:
    """Raise RefusedError when a sheet of an .ods file spans too much."""
    with zipfile.ZipFile(path) as archive:
        extent, number = Extent(sheet="", limits=limits), 0
        for row in _rows(archive):
            table = _TABLE.search(row)
            if table:
                name = unescape(table[1].decode("utf-8", "replace"))
                extent, number = Extent(sheet=name, limits=limits), 0
            number = _add(row, number, extent)


def _rows(archive: zipfile.ZipFile) -> Iterator[bytes]:
    rest = b""
    with archive.open("content.xml") as file:
        while chunk := file.read(_CHUNK):
            *rows, rest = _ROW_END.split(rest + chunk)
            if len(rest) > _LONGEST_ROW:
                raise RefusedError(problem("truncated"))
            yield from rows


def _add(row: bytes, number: int, extent: Extent) -> int:
    """Count the row (and the self-closed ones before it); return the number it ends at."""
    times = 1
    for attributes, _closed in _ROW.findall(row):
        repeated = _ROWS.search(attributes)
        times = int(repeated[1]) if repeated else 1
        number += times
    last = _last_filled(row)
    if last >= 0:
        extent.add(number, column=last, times=times)
    return number


def _last_filled(row: bytes) -> int:
    """The 0-based column of the last filled cell, -1 when the row is blank."""
    column, last = 0, -1
    for attributes in _CELL.findall(row):
        repeated = _COLUMNS.search(attributes)
        column += int(repeated[1]) if repeated else 1
        if _FILLED in attributes:
            last = column - 1
    return last
