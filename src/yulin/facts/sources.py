"""Where facts come from: one workbook, one file, or a folder of files named after the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from yulin.facts import csv_file, guard, names, parquet_file, schema, workbook
from yulin.facts.errors import Problem, RefusedError
from yulin.facts.grid import Grid
from yulin.facts.limits import Limits
from yulin.facts.messages import guess, problem
from yulin.facts.parquet_file import TypedTable
from yulin.facts.raw_table import RawTable, read_table
from yulin.facts.schema import Table

_READ: Final = frozenset({".csv", ".txt", ".tsv", ".parquet"})


@dataclass(kw_only=True)
class Source:
    """An opened source; grids are read into tables as they are asked for."""

    limits: Limits
    grids: list[tuple[Table, Grid]] = field(default_factory=list)
    ready: list[RawTable | TypedTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: table → the sheet or file it is in
    found: dict[str, str] = field(default_factory=dict)

    def tables(self) -> Iterator[RawTable | TypedTable]:
        """Yield every table; a grid is let go once read."""
        yield from self.ready
        while self.grids:
            table, grid = self.grids.pop(0)
            yield read_table(grid, table, limits=self.limits)

    def claim(self, table: Table, name: str) -> bool:
        """Note where a table is; a second place for it is a problem."""
        first = self.found.setdefault(table.name, name)
        if first == name:
            return True
        self.problems.append(
            problem("duplicate_sheet", sheet=name, name=table.name, first=first, second=name)
        )
        return False


def open_source(path: Path, *, limits: Limits) -> Source:
    """Open a workbook, a file or a folder; raises RefusedError when it cannot be read at all."""
    if not path.exists():
        raise RefusedError(problem("not_found", name=path.name))
    source = Source(limits=limits)
    if path.is_dir():
        _add_folder(source, path)
    else:
        _add_file(source, path)
    if not source.found:
        listed = "、".join(schema.BY_NAME)
        source.problems.append(problem("no_tables", names=listed))
    return source


def _add_file(source: Source, path: Path) -> None:
    kind = guard.inspect(path, limits=source.limits)
    if kind in {"csv", "parquet"}:
        _add_member(source, path, kind)
        return
    source.problems += workbook.format_warnings(kind)
    for grid in workbook.read_grids(path, kind, limits=source.limits):
        _add_grid(source, grid)


def _add_grid(source: Source, grid: Grid) -> None:
    table = names.find_table(grid.sheet)
    if table is not None:
        if source.claim(table, grid.sheet):
            source.grids.append((table, grid))
    elif not (grid.hidden or grid.sheet in names.HELP_SHEETS or not grid.rows):
        near = names.closest(grid.sheet, schema.BY_NAME)
        source.problems.append(
            problem("unknown_sheet", sheet=grid.sheet, name=grid.sheet, **guess(near))
        )


def _add_folder(source: Source, folder: Path) -> None:
    for path in _members(folder):
        if path.suffix.lower() not in _READ or names.find_table(path.stem) is None:
            source.problems.append(problem("unknown_file", name=path.name))
            continue
        try:
            kind = guard.inspect(path, limits=source.limits)
            if kind not in {"csv", "parquet"}:
                raise guard.wrong_type("工作簿（改了后缀名）", "a workbook under another name")
            _add_member(source, path, kind)
        except RefusedError as refused:
            raise RefusedError(_named(refused.problem, path)) from refused


def _members(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def _add_member(source: Source, path: Path, kind: guard.FileKind) -> None:
    table = names.find_table(path.stem)
    if table is None:
        source.problems.append(problem("unknown_file", name=path.name))
    elif not source.claim(table, path.name):
        return
    elif kind == "csv":
        grid = csv_file.read_grid(path, sheet=table.name, limits=source.limits)
        source.grids.append((table, grid))
    else:
        source.ready.append(parquet_file.read_table(path, table, limits=source.limits))


def _named(found: Problem, path: Path) -> Problem:
    """The problem with the file's name as its sheet, where it has none."""
    return found if found.sheet else replace(found, sheet=path.name)
