"""What the fast reader of values does not tell: formulas, error values, date system, true extent.

The parts of a workbook are searched as bytes, a row at a time, so that a million rows need neither
a tree nor much memory. Parts were checked by `guard_zip` before.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from defusedxml import ElementTree  # type: ignore[import-untyped]

from yulin.codes.dates import DateSystem
from yulin.facts.errors import RefusedError
from yulin.facts.extent import Extent, column_index
from yulin.facts.limits import MIB, Limits
from yulin.facts.messages import problem

_CHUNK: Final = 4 * MIB
#: columns up to Z are not looked at one by one
_NEAR: Final = 25
_LONGEST_ROW: Final = 64 * MIB
_ROW_END: Final = re.compile(rb"</(?:\w+:)?row>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REF: Final = re.compile(rb"""\br\s*=\s*["']([A-Z]*)(\d+)["']""")
_ERROR: Final = re.compile(rb"""\bt\s*=\s*["']e["']""")
_STRING: Final = re.compile(rb"""\bt\s*=\s*["'](?:str|inlineStr|s)["']""")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b")
_VALUE: Final = re.compile(rb"<(?:\w+:)?v\b[^>]*>[^<]")
_FAR: Final = re.compile(rb"""<(?:\w+:)?c\b[^>]*\br\s*=\s*["']([A-Z]{2,3})\d+["'][^>]*(?<!/)>""")


@dataclass(kw_only=True)
class SheetMarks:
    """Cells of one sheet by (row, column): row 1-based as in Excel, column 0-based."""

    formulas: list[tuple[int, int]] = field(default_factory=list)
    valueless: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WorkbookMarks:
    """Marks by sheet name, and the day from which serial dates count."""

    sheets: dict[str, SheetMarks]
    date_system: DateSystem = DateSystem.FROM_1900


def scan(path: Path, *, limits: Limits) -> WorkbookMarks:
    """Scan the parts of an .xlsx file.

    Raises RefusedError (truncated, too_many_rows, too_many_columns): a single cell at the far
    corner would make a reader reserve the whole sheet.
    """
    with zipfile.ZipFile(path) as archive:
        try:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
            parts = _sheet_parts(archive, book)
        except (ElementTree.ParseError, KeyError, UnicodeDecodeError) as error:
            raise RefusedError(problem("truncated")) from error
        marks = {
            name: _scan_sheet(archive, part, name=name, limits=limits)
            for name, part in parts.items()
        }
    return WorkbookMarks(sheets=marks, date_system=_date_system(book))


def _date_system(book: ElementTree.Element) -> DateSystem:
    old = any(
        element.get("date1904") in {"1", "true", "on"}
        for element in book.iter()
        if element.tag.endswith("workbookPr")
    )
    return DateSystem.FROM_1904 if old else DateSystem.FROM_1900


def _sheet_parts(archive: zipfile.ZipFile, book: ElementTree.Element) -> dict[str, str]:
    """Sheet name → part; sheets whose part is missing are left for the reader to complain of."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    names = set(archive.namelist())
    found = {}
    for element in book.iter():
        if not element.tag.endswith("}sheet"):
            continue
        ref = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        part = _resolved(targets.get(ref, ""))
        if part in names and "worksheets" in part:
            found[element.get("name", "")] = part
    return found


def _resolved(target: str) -> str:
    path = (
        PurePosixPath(target.lstrip("/")) if target.startswith("/") else PurePosixPath("xl", target)
    )
    return str(path)


def _scan_sheet(archive: zipfile.ZipFile, part: str, *, name: str, limits: Limits) -> SheetMarks:
    marks = SheetMarks()
    extent = Extent(sheet=name, limits=limits)
    number = 0
    for row in _rows(archive, part):
        number = _row_number(row, number)
        special = _is_special(row)
        if not special and b"v>" not in row and b"is>" not in row:
            continue
        far = [column_index(letters.decode()) for letters in _FAR.findall(row)]
        extent.add(number, column=max(far, default=_NEAR))
        if special:
            _mark(row, number, marks)
    return marks


def _is_special(row: bytes) -> bool:
    """Whether a row has formulas or errors; most rows are told apart by plain search."""
    formula = (b"<f" in row or b":f" in row) and _FORMULA.search(row)
    error = (b'"e"' in row or b"'e'" in row) and _ERROR.search(row)
    return bool(formula or error)


def _rows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            *rows, rest = _ROW_END.split(rest + chunk)
            if len(rest) > _LONGEST_ROW:
                raise RefusedError(problem("truncated"))
            yield from rows


def _row_number(row: bytes, previous: int) -> int:
    """The row's own number; rows without one, and empty rows before it, count on."""
    number = previous
    for opening in _ROW.finditer(row):
        own = _REF.search(opening[1])
        number = int(own[2][:8]) if own else number + 1
    return number


def _mark(row: bytes, number: int, marks: SheetMarks) -> None:
    column = -1
    for attributes, content in _CELL.findall(row):
        own = _REF.search(attributes)
        column = column_index(own[1].decode()) if own and own[1] else column + 1
        place = (number, column)
        if _ERROR.search(attributes):
            marks.errors.append(place)
        elif _FORMULA.search(content):
            marks.formulas.append(place)
            if not _VALUE.search(content) and not _STRING.search(attributes):
                marks.valueless.append(place)
