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
    """A path being read; ``problems`` and ``found`` are whole once `tables` has run out."""

    path: Path
    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    #: table → the sheet or file it is in
    found: dict[str, str] = field(default_factory=dict)

    def tables(self) -> Iterator[RawTable | TypedTable]:
        """Yield every table, one in memory at a time.

        Raises RefusedError when the source, or any part of it, cannot be read at all.
        """
        if not self.path.exists():
            raise RefusedError(problem("not_found", name=self.path.name))
        yield from _folder(self) if self.path.is_dir() else _file(self, self.path)
        if not self.found:
            self.problems.append(problem("no_tables", names="、".join(schema.BY_NAME)))

    def claim(self, table: Table, name: str) -> bool:
        """Note where a table is; a second place for it is a problem."""
        first = self.found.setdefault(table.name, name)
        if first == name:
            return True
        self.problems.append(
            problem("duplicate_sheet", sheet=name, name=table.name, first=first, second=name)
        )
        return False


def _file(source: Source, path: Path) -> Iterator[RawTable | TypedTable]:
    kind = guard.inspect(path, limits=source.limits)
    if kind in {"csv", "parquet"}:
        yield from _member(source, path, kind)
        return
    source.problems += workbook.format_warnings(kind)
    for grid in workbook.read_grids(path, kind, limits=source.limits):
        table = _claimed(source, grid)
        if table is not None:
            yield read_table(grid, table, limits=source.limits)


def _claimed(source: Source, grid: Grid) -> Table | None:
    """The table that a sheet holds; None for other sheets, which are told unless they may be."""
    table = names.find_table(grid.sheet)
    if table is not None:
        return table if source.claim(table, grid.sheet) else None
    if not (grid.hidden or grid.sheet in names.HELP_SHEETS or not grid.rows):
        near = names.closest(grid.sheet, schema.BY_NAME)
        source.problems.append(
            problem("unknown_sheet", sheet=grid.sheet, name=grid.sheet, **guess(near))
        )
    return None


def _folder(source: Source) -> Iterator[RawTable | TypedTable]:
    for path in _members(source.path):
        if path.suffix.lower() not in _READ or names.find_table(path.stem) is None:
            source.problems.append(problem("unknown_file", name=path.name))
            continue
        try:
            kind = guard.inspect(path, limits=source.limits)
            if kind not in {"csv", "parquet"}:
                raise guard.wrong_type("工作簿（改了后缀名）", "a workbook under another name")
            yield from _member(source, path, kind)
        except RefusedError as refused:
            raise RefusedError(_named(refused.problem, path)) from refused


def _members(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def _member(source: Source, path: Path, kind: guard.FileKind) -> Iterator[RawTable | TypedTable]:
    table = names.find_table(path.stem)
    if table is None:
        source.problems.append(problem("unknown_file", name=path.name))
    elif not source.claim(table, path.name):
        return
    elif kind == "csv":
        grid = csv_file.read_grid(path, sheet=table.name, limits=source.limits)
        yield read_table(grid, table, limits=source.limits)
    else:
        yield parquet_file.read_table(path, table, limits=source.limits)


def _named(found: Problem, path: Path) -> Problem:
    """The problem with the file's name as its sheet, where it has none."""
    return found if found.sheet else replace(found, sheet=path.name)
