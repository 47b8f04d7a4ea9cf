"""Files of other departments, with heads of their own: guarded and read like ours, names left as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from yulin.facts import csv_file, guard, workbook
from yulin.facts.errors import RefusedError
from yulin.facts.grid import Grid
from yulin.facts.limits import DEFAULT, Limits
from yulin.facts.messages import problem

Record = dict[str, object]


def read_foreign(
    path: Path, fields: Sequence[str], *, sheet: str = "", limits: Limits = DEFAULT
) -> list[Record] | None:
    """The records below the first row that has all ``fields``; None where no row has them.

    Of a workbook the sheet of that name is read, else the first that has the fields. Rows without any
    value are left out. Raises RefusedError for a file that is refused unread, or is damaged.
    """
    for grid in _grids(path, limits):
        if sheet in {"", grid.sheet}:
            found = _records(grid, fields, limits)
            if found is not None:
                return found
    return None


def _grids(path: Path, limits: Limits) -> Iterator[Grid]:
    kind = guard.inspect(path, limits=limits)
    if kind == "csv":
        yield csv_file.read_grid(path, sheet="", limits=limits)
    elif kind == "parquet":
        raise RefusedError(problem("truncated"))
    else:
        yield from workbook.read_grids(path, kind, limits=limits)


def _records(grid: Grid, fields: Sequence[str], limits: Limits) -> list[Record] | None:
    for index, row in enumerate(grid.rows[: limits.header_rows]):
        heads = [str(value).strip() if value is not None else "" for value in row]
        if all(heads.count(name) == 1 for name in fields):
            return list(_below(grid.rows[index + 1 :], heads, fields))
    return None


def _below(
    rows: Sequence[Sequence[object]], heads: list[str], fields: Sequence[str]
) -> Iterator[Record]:
    places = {name: heads.index(name) for name in fields}
    for row in rows:
        if any(value not in {None, ""} for value in row):
            yield {name: row[at] if at < len(row) else None for name, at in places.items()}
