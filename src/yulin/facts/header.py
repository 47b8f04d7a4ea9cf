"""Where the header of a sheet is and which column is which; titles and merged heads may precede."""

from __future__ import annotations

from dataclasses import dataclass, field

from yulin.facts import names
from yulin.facts.errors import Problem
from yulin.facts.extent import column_letter
from yulin.facts.grid import Grid
from yulin.facts.limits import Limits
from yulin.facts.messages import guess, problem
from yulin.facts.schema import Table


@dataclass(kw_only=True)
class Header:
    """The header row as Excel counts it, and column name → 0-based column of the sheet."""

    row: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def find_header(grid: Grid, table: Table, *, limits: Limits) -> Header:
    """Find the header among the first rows; `row` is 0 when there is none.

    Problems: no_header, unknown_column, missing_column, duplicate_column.
    """
    last = grid.first_row + min(limits.header_rows, len(grid.rows))
    rows = range(grid.first_row, last)
    scores = {row: _matches(grid, table, row) for row in rows}
    # of two rows joined by merged cells both match; the lower one ends the header
    best = max(rows, key=lambda row: (scores[row], row), default=0)
    if not best or not _is_header(table, scores[best]):
        listed = "、".join(column.name for column in table.columns[:4])
        lost = problem("no_header", sheet=grid.sheet, rows=limits.header_rows, names=listed)
        return Header(problems=[lost])
    return _read(grid, table, best)


def _is_header(table: Table, matches: int) -> bool:
    """One column may be all that a small sheet shares with ours; a data row shares none."""
    return matches >= min(2, len(table.columns))


def _matches(grid: Grid, table: Table, row: int) -> int:
    found = {names.find_column(table, text) for text in _headings(grid, row).values()}
    return len(found - {None})


def _headings(grid: Grid, row: int) -> dict[int, str]:
    """0-based column → heading; a cell merged with one above takes its text."""
    width = max((len(cells) for cells in grid.rows[:20]), default=0)
    headings = {}
    for column in range(grid.first_column, grid.first_column + width):
        value = grid.value(row, column)
        if value is None or value == "":
            value = _merged_value(grid, row, column)
        if isinstance(value, str) and value.strip():
            headings[column] = value
    return headings


def _merged_value(grid: Grid, row: int, column: int) -> object:
    for (top, left), (bottom, right) in grid.merged:
        # merged across columns it is a group's title, not these columns' name
        if top <= row <= bottom and left == column == right:
            return grid.value(top, left)
    return None


def _read(grid: Grid, table: Table, row: int) -> Header:
    header = Header(row=row)
    unknown: dict[int, str] = {}
    for index, text in _headings(grid, row).items():
        column = names.find_column(table, text)
        if column is None:
            unknown[index] = text
        elif column.name in header.columns:
            header.problems.append(_duplicate(grid, column.name, header.columns, index))
        else:
            header.columns[column.name] = index
    free = [column.name for column in table.columns if column.name not in header.columns]
    header.problems += [
        _unknown(grid, row, index, text, free)
        for index, text in unknown.items()
        if not text.strip().startswith(names.REASON)
    ]
    header.problems += _missing(grid, table, header, unknown)
    return header


def _duplicate(grid: Grid, name: str, columns: dict[str, int], index: int) -> Problem:
    return problem(
        "duplicate_column",
        sheet=grid.sheet,
        column=name,
        letter=column_letter(index),
        name=name,
        first=column_letter(columns[name]),
        second=column_letter(index),
    )


def _unknown(grid: Grid, row: int, index: int, text: str, free: list[str]) -> Problem:
    return problem(
        "unknown_column",
        sheet=grid.sheet,
        row=row,
        column=text.strip(),
        letter=column_letter(index),
        name=text.strip(),
        **guess(names.closest(text, free)),
    )


def _missing(grid: Grid, table: Table, header: Header, unknown: dict[int, str]) -> list[Problem]:
    lost = [c.name for c in table.columns if c.required and c.name not in header.columns]
    return [
        problem(
            "missing_column",
            sheet=grid.sheet,
            row=header.row,
            column=name,
            name=name,
            **guess(names.closest(name, (text.strip() for text in unknown.values()))),
        )
        for name in lost
    ]
