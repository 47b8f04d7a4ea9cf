"""How much a file may hold before it is refused unread."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one reading; the defaults suit an upload page."""

    #: bytes of one uploaded file
    file_bytes: int = 100 * MIB
    #: bytes of all parts of a workbook, unpacked
    unpacked_bytes: int = 1024 * MIB
    #: unpacked ÷ packed of a part larger than `small_part`; plain tables stay below 60
    ratio: int = 200
    small_part: int = 10 * MIB
    #: parts in a workbook
    parts: int = 2_000
    #: rows of a sheet or CSV file
    rows: int = 1_000_000
    #: columns of a sheet; the widest table of ours has 15
    columns: int = 200
    #: rows × columns that the filled cells of a sheet may span
    span: int = 40_000_000
    #: rows of a Parquet file, whose columns are packed and typed already
    parquet_rows: int = 200_000_000
    #: characters of one text cell
    text: int = 1_000
    #: problems kept for one file
    problems: int = 20_000
    #: rows at the top of a sheet in which the header is looked for
    header_rows: int = 10


DEFAULT = Limits()
