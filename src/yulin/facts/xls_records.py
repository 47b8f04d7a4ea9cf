"""What the fast reader of values does not tell of an old workbook: formulas, errors, extent.

Source: [MS-XLS], section 2.4. A workbook is a stream of records, each a number, a length and a body.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from yulin.codes.dates import DateSystem
from yulin.facts.errors import RefusedError
from yulin.facts.extent import Extent
from yulin.facts.limits import Limits
from yulin.facts.messages import problem
from yulin.facts.ole import Container, OleError
from yulin.facts.sheet_xml import SheetMarks, WorkbookMarks

_BEGIN: Final = 0x0809
_END: Final = 0x000A
_FILEPASS: Final = 0x002F
_DATEMODE: Final = 0x0022
_SHEET: Final = 0x0085
_FORMULA: Final = 0x0006
_BOOLERR: Final = 0x0205
_MULRK: Final = 0x00BD
#: formula, number, text, shared text, small number, several of these, rich text
_CELLS: Final = frozenset({_FORMULA, 0x0203, 0x0204, 0x00FD, 0x027E, _MULRK, _BOOLERR, 0x00D6})


def scan(path: Path, *, limits: Limits) -> WorkbookMarks:
    """Scan an .xls file; raises RefusedError: truncated, encrypted, too_many_… or too_sparse."""
    try:
        stream = Container(path.read_bytes()).stream("Workbook", "Book")
        return _scan(stream, limits)
    except (OleError, struct.error, IndexError, UnicodeDecodeError) as error:
        raise RefusedError(problem("truncated")) from error


def _scan(stream: bytes, limits: Limits) -> WorkbookMarks:
    system = DateSystem.FROM_1900
    starts: dict[str, int] = {}
    for number, body in _records(stream, 0):
        if number == _FILEPASS:
            raise RefusedError(problem("encrypted"))
        if number == _DATEMODE and body[:2] == b"\x01\x00":
            system = DateSystem.FROM_1904
        if number == _SHEET:
            starts[_name(body)] = struct.unpack_from("<I", body)[0]
    sheets = {name: _scan_sheet(stream, at, name, limits) for name, at in starts.items()}
    return WorkbookMarks(sheets=sheets, date_system=system)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part, those of parts inside it (charts) left out."""
    depth = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        depth += (number == _BEGIN) - (number == _END)
        if depth == 1:
            yield number, stream[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    raw = body[8 : 8 + length * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1")


def _scan_sheet(stream: bytes, at: int, name: str, limits: Limits) -> SheetMarks:
    marks = SheetMarks()
    extent = Extent(sheet=name, limits=limits)
    row_seen = -1
    for number, body in _records(stream, at):
        if number not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if number == _MULRK else column
        extent.add(row + 1, column=last, times=int(row != row_seen))
        row_seen = row
        if number == _FORMULA:
            marks.formulas.append((row + 1, column))
        if _is_error(number, body):
            marks.errors.append((row + 1, column))
    return marks


def _is_error(number: int, body: bytes) -> bool:
    if number == _BOOLERR:
        return body[7] == 1
    # a formula's value that is no number says so in its last two bytes, and its kind in the first
    return number == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2
