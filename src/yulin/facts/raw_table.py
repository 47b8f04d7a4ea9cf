"""A sheet's records as written: known columns only, without titles, examples, totals and blanks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from yulin.codes.dates import DateSystem
from yulin.codes.text import squeeze
from yulin.facts import cells as cell_columns
from yulin.facts.cells import Cells
from yulin.facts.errors import Problem
from yulin.facts.extent import column_letter
from yulin.facts.grid import Grid
from yulin.facts.header import Header, find_header
from yulin.facts.limits import Limits
from yulin.facts.messages import problem
from yulin.facts.schema import Table

EXAMPLE: Final = "示例"
_TOTALS: Final = frozenset(
    {"合计", "总计", "小计", "共计", "累计", "本页合计", "合计:", "总计:", "小计:"}
)


@dataclass(kw_only=True)
class RawTable:
    """Columns as written; ``rows`` are Excel's row numbers, ``letters`` column name → letter."""

    table: Table
    sheet: str
    rows: pl.Series
    columns: dict[str, Cells]
    letters: dict[str, str]
    header_row: int = 1
    date_system: DateSystem = DateSystem.FROM_1900
    problems: list[Problem] = field(default_factory=list)


def read_table(grid: Grid, table: Table, *, limits: Limits) -> RawTable:
    """Take a table's records out of a grid; what is wrong with the sheet is in ``problems``."""
    header = find_header(grid, table, limits=limits)
    start = header.row - grid.first_row + 1 if header.row else len(grid.rows)
    body = grid.rows[start:]
    numbers = pl.int_range(len(body), dtype=pl.Int64, eager=True) + header.row + 1
    columns = {
        name: cell_columns.from_values(_column(body, index - grid.first_column))
        for name, index in header.columns.items()
    }
    raw = RawTable(
        table=table,
        sheet=grid.sheet,
        rows=numbers,
        columns=columns,
        letters={name: column_letter(index) for name, index in header.columns.items()},
        header_row=header.row or 1,
        date_system=grid.date_system,
        problems=list(header.problems),
    )
    dropped = _drop_rows(raw, body)
    if header.row:
        raw.problems += _marked_cells(grid, header, dropped)
    return raw


def _column(body: Sequence[Sequence[object]], index: int) -> list[object]:
    return [row[index] if index < len(row) else None for row in body]


def _drop_rows(raw: RawTable, body: Sequence[Sequence[object]]) -> set[int]:
    """Leave out blank rows and examples silently, totals with a warning; return their rows."""
    if not raw.columns:
        raw.rows = raw.rows.clear()
        return set()
    texts = pl.DataFrame({name: found.text for name, found in raw.columns.items()})
    blank = texts.select(pl.all_horizontal(pl.all().is_null())).to_series()
    key = texts[raw.table.key] if raw.table.key in texts.columns else texts.to_series(0)
    example = key.str.starts_with(EXAMPLE).fill_null(value=False)
    total = _totals(key, body)
    dropped = set(raw.rows.filter(example | total).to_list())
    raw.problems += [
        problem("total_row", sheet=raw.sheet, row=row) for row in raw.rows.filter(total & ~blank)
    ]
    keep = ~(blank | example | total)
    raw.rows = raw.rows.filter(keep)
    raw.columns = {name: found.filter(keep) for name, found in raw.columns.items()}
    return dropped


def _totals(key: pl.Series, body: Sequence[Sequence[object]]) -> pl.Series:
    """Rows of totals: the key is blank or the word itself, and some cell, ours or not, is the word."""
    # few rows have no key, so that few are looked through cell by cell
    candidates = key.is_null() | key.str.contains("计")
    found = [index for index in candidates.arg_true() if any(map(_is_total, body[index]))]
    squeezed = key.gather(found).str.replace_all(r"\s", "").str.replace("：", ":")
    sure = squeezed.is_null() | squeezed.is_in(list(_TOTALS))
    rows = pl.Series(found, dtype=pl.Int64).filter(sure)
    return pl.int_range(len(key), dtype=pl.Int64, eager=True).is_in(rows.implode())


def _is_total(value: object) -> bool:
    return isinstance(value, str) and "计" in value and squeeze(value) in _TOTALS


def _marked_cells(grid: Grid, header: Header, dropped: set[int]) -> Iterator[Problem]:
    """Formulas, error values and merged cells that touch our columns of our rows."""
    names = {index: name for name, index in header.columns.items()}

    def ours(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [
            (row, column)
            for row, column in places
            if row > header.row and row not in dropped and column in names
        ]

    for row, column in ours(grid.marks.errors):
        yield _at(grid, "excel_error", row, column, names)
    for row, column in ours(grid.marks.valueless):
        yield _at(grid, "formula_without_value", row, column, names)
    yield from _formulas(grid, names, ours(grid.marks.formulas))
    yield from _merged(grid, header, names)


def _formulas(
    grid: Grid, names: dict[int, str], places: list[tuple[int, int]]
) -> Iterator[Problem]:
    first = {column: row for row, column in reversed(places)}
    for column, count in sorted(Counter(column for _, column in places).items()):
        yield _at(grid, "formula", first[column], column, names, cells=count)


def _merged(grid: Grid, header: Header, names: dict[int, str]) -> Iterator[Problem]:
    for (top, left), (bottom, right) in grid.merged:
        touched = [column for column in range(left, right + 1) if column in names]
        blank = grid.value(top, left) in (None, "")
        if top <= header.row or not touched or blank:
            continue
        # a note or a total merged over one row takes no value from a record below it
        if top == bottom and _is_total(grid.value(top, left)):
            continue
        place = f"{column_letter(left)}{top}:{column_letter(right)}{bottom}"
        yield _at(grid, "merged_cells", top, touched[0], names, range=place)


def _at(
    grid: Grid, code: str, row: int, column: int, names: dict[int, str], **values: object
) -> Problem:
    return problem(
        code,
        sheet=grid.sheet,
        row=row,
        column=names[column],
        letter=column_letter(column),
        **values,
    )
