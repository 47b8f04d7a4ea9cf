"""The one door to the library that writes workbooks, which has no types of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]

Book: TypeAlias = Any
Worksheet: TypeAlias = Any
Format: TypeAlias = Any

#: text is never taken for a formula, link or number, whatever it looks like
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


def new_book(out: Path, *, streamed: bool = True) -> Book:
    """Begin a workbook, saved when its ``with`` block ends.

    A streamed one keeps one row in memory, so cells must be written row by row.
    """
    return xlsxwriter.Workbook(str(out), {**_OPTIONS, "constant_memory": streamed})
