"""Any tables as a workbook to be read, printed and filed; no cell of it is ever a formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl

from yulin.facts.book import Worksheet, new_book
from yulin.facts.style import Styles

Rows = pl.DataFrame | Sequence[Mapping[str, object]]
_A4: Final = 9
_NAME_LENGTH: Final = 31
_LONGEST_CELL: Final = 32_767
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FIRST_SERIAL: Final = dt.date(1900, 3, 1)
#: digits beyond which a spreadsheet would round a whole number
_EXACT: Final = 10**15


def write_table_workbook(
    sheets: Mapping[str, Rows],
    out: Path,
    *,
    title: str,
    printed_filter: str = "",
    printed_at: dt.datetime | None = None,
    watermark: str = "",
    signatures: bool = False,
) -> None:
    """Write tables to an .xlsx workbook, one sheet each, ready for A4 landscape printing.

    A sheet shows the title, the filter that was applied and the time, then a header that repeats
    on each page; the foot counts pages. Text stays text whatever it starts with; numbers, dates
    and Decimals stay such; whole numbers of more than 15 digits become text. ``watermark`` is
    printed at the head of each page (who exported it). ``signatures`` adds 经办, 复核 and 审批.
    Masking of identifiers is the caller's: what is given is written.
    """
    with new_book(out) as book:
        book.set_properties({"title": title})
        styles = Styles(book)
        used: set[str] = set()
        for name, rows in sheets.items():
            sheet = book.add_worksheet(sheet_name(name, used))
            _page(sheet, watermark)
            _write(sheet, rows, styles, heads=_heads(title, printed_filter, printed_at))
            if signatures:
                _sign(sheet, len(rows) + 4, styles)


def sheet_name(name: str, used: set[str]) -> str:
    """A name that a workbook accepts and that is not in ``used``, to which it is added."""
    plain = _FORBIDDEN.sub("_", name).strip("' ")[:_NAME_LENGTH] or "表"
    choice, number = plain, 2
    while choice.lower() in used:
        choice = f"{plain[: _NAME_LENGTH - 4]}({number})"
        number += 1
    used.add(choice.lower())
    return choice


def _heads(title: str, printed_filter: str, printed_at: dt.datetime | None) -> list[str]:
    time = printed_at.strftime("%Y-%m-%d %H:%M") if printed_at else ""
    parts = [f"筛选：{printed_filter or '全部'}", f"导出时间：{time}" if time else ""]
    return [title, "    ".join(part for part in parts if part)]


def _page(sheet: Worksheet, watermark: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    if watermark:
        # a lone & would be read as a code
        sheet.set_header("&R" + watermark.replace("&", "&&"))
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)


def _write(sheet: Worksheet, rows: Rows, styles: Styles, *, heads: list[str]) -> None:
    columns = _columns(rows)
    for index, width in enumerate(_widths(columns, rows)):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, _clean(heads[0]), styles.form(bold=True, font_size=16))
    sheet.write_string(1, 0, _clean(heads[1]), styles.form(font_color="#555555"))
    for index, column in enumerate(columns):
        sheet.write_string(2, index, _clean(column), styles.header())
    for number, row in enumerate(_rows(rows, columns), start=3):
        for index, value in enumerate(row):
            write_value(sheet, number, index, value, styles)


def _columns(rows: Rows) -> list[str]:
    if isinstance(rows, pl.DataFrame):
        return rows.columns
    return list(dict.fromkeys(key for row in rows for key in row))


def _rows(rows: Rows, columns: list[str]) -> Iterable[Sequence[object]]:
    if isinstance(rows, pl.DataFrame):
        return rows.iter_rows()
    return ([row.get(column) for column in columns] for row in rows)


def _widths(columns: list[str], rows: Rows) -> list[int]:
    """Wide enough for the heading and the first rows, within reason; Chinese counts double."""
    sample = rows.head(50) if isinstance(rows, pl.DataFrame) else rows[:50]
    texts = [list(map(str, column)) for column in zip(*_rows(sample, columns), strict=True)]
    texts = texts or [[] for _ in columns]
    return [
        min(48, max(8, *(_shown_width(text) for text in [column, *cells])) + 2)
        for column, cells in zip(columns, texts, strict=True)
    ]


def _shown_width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def write_value(sheet: Worksheet, row: int, index: int, value: object, styles: Styles) -> None:
    """Write one value of any kind, safely."""
    grid = {"border": 1, "border_color": "#BBBBBB"}
    match value:
        case None:
            sheet.write_blank(row, index, None, styles.form(**grid))
        case bool():
            sheet.write_string(row, index, "是" if value else "否", styles.form(**grid))
        case int() if abs(value) < _EXACT:
            sheet.write_number(row, index, value, styles.form(**grid))
        case float() | Decimal() if _finite(value):
            form = styles.form(num_format="#,##0.00", **grid)
            sheet.write_number(row, index, float(value), form)
        case dt.date() if _day(value) >= _FIRST_SERIAL:
            _write_date(sheet, row, index, value, styles)
        case _:
            text = _clean(str(value))
            form = styles.form(num_format="@", **grid)
            sheet.write_string(row, index, text, styles.text_of(text, form))


def _finite(value: float | Decimal) -> bool:
    return float(value) - float(value) == 0


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _write_date(sheet: Worksheet, row: int, index: int, value: dt.date, styles: Styles) -> None:
    timed = isinstance(value, dt.datetime)
    shown = value if isinstance(value, dt.datetime) else dt.datetime(*value.timetuple()[:3])  # noqa: DTZ001 - a civil date
    form = styles.form(
        num_format="yyyy-mm-dd hh:mm" if timed else "yyyy-mm-dd", border=1, border_color="#BBBBBB"
    )
    sheet.write_datetime(row, index, shown.replace(tzinfo=None), form)


def _clean(text: str) -> str:
    """Text without what no workbook may hold, and not longer than a cell may be."""
    return _CONTROL.sub("\ufffd", text)[:_LONGEST_CELL]


def _sign(sheet: Worksheet, row: int, styles: Styles) -> None:
    for index, role in enumerate(("经办：", "复核：", "审批：")):
        sheet.write_string(row, index * 2, role, styles.form(bold=True))
