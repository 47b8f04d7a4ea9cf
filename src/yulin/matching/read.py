"""Tables of seekers and posts out of files: Parquet, CSV or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from yulin.facts import csv_file, guard, workbook
from yulin.facts.grid import Grid
from yulin.facts.limits import Limits
from yulin.matching.tables import ANY, TYPES, Column, columns_of

_YES: Final = {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}
_SEPARATORS: Final = str.maketrans({",": "、", "，": "、", ";": "、", "；": "、", "\n": "、"})
_TOLD: Final = 20


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be read, by its place in the file."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"第 {self.row} 行「{self.column}」：{self.text}"


class TableError(ValueError):
    """A table that cannot be read; ``faults`` says where and why."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        """Keep all faults; the message tells the first of them."""
        self.faults = faults
        told = "；".join(str(fault) for fault in faults[:_TOLD])
        more = f"；还有 {len(faults) - _TOLD} 处" if len(faults) > _TOLD else ""
        super().__init__(f"{path.name}：{told}{more}")


def read_table(path: Path, columns: tuple[Column, ...]) -> pl.DataFrame:
    """Read one side's table.

    Args:
        path: A Parquet, CSV or workbook file; of a workbook its first sheet that has the columns.
        columns: ``tables.SEEKERS`` or ``tables.POSTS``; all but the number may be missing, further
            ones are left unread.

    Returns:
        The table, typed.

    Raises:
        RefusedError: The file is none of these, or is not safe to open.
        TableError: A column is missing or a cell cannot be read.
    """
    limits = Limits()
    kind = guard.inspect(path, limits=limits)
    if kind == "parquet":
        return _parquet(path, columns)
    if kind == "csv":
        return _table(path, [csv_file.read_grid(path, sheet=path.stem, limits=limits)], columns)
    return _table(path, workbook.read_grids(path, kind, limits=limits), columns)


def _parquet(path: Path, columns: tuple[Column, ...]) -> pl.DataFrame:
    names = [column.name for column in columns]
    present = [name for name in pl.read_parquet_schema(path) if name in names]
    _expect_required(path, present, columns)
    try:
        return columns_of(pl.read_parquet(path, columns=present), columns)
    except pl.exceptions.PolarsError as error:
        raise TableError(path, [Fault(0, "、".join(present), str(error))]) from error


def _table(
    path: Path, grids: Iterator[Grid] | list[Grid], columns: tuple[Column, ...]
) -> pl.DataFrame:
    wanted = {column.name: column for column in columns}
    for grid in grids:
        heads = [
            str(cell).strip() if cell is not None else "" for cell in next(iter(grid.rows), ())
        ]
        if any(column.required and column.name in heads for column in columns):
            at = {name: heads.index(name) for name in heads if name in wanted}
            return _typed(
                path, grid, {name: (wanted[name], place) for name, place in at.items()}, columns
            )
    raise TableError(path, [Fault(1, next(c.name for c in columns if c.required), "没有这一列")])


def _expect_required(path: Path, present: list[str], columns: tuple[Column, ...]) -> None:
    missing = [column.name for column in columns if column.required and column.name not in present]
    if missing:
        raise TableError(path, [Fault(1, name, "没有这一列") for name in missing])


def _typed(
    path: Path, grid: Grid, at: dict[str, tuple[Column, int]], columns: tuple[Column, ...]
) -> pl.DataFrame:
    faults: list[Fault] = []
    body = list(grid.rows[1:])
    made: dict[str, pl.Series] = {}
    for name, (column, place) in at.items():
        values: list[Any] = []
        for line, row in enumerate(body, start=grid.first_row + 1):
            cell = row[place] if place < len(row) else None
            try:
                values.append(_cell(cell, column))
            except ValueError as error:
                faults.append(Fault(line, name, str(error)))
                values.append(None)
        made[name] = pl.Series(name, values, dtype=TYPES[column.kind], strict=True)
    if faults:
        raise TableError(path, sorted(faults, key=lambda fault: fault.row))
    frame = pl.DataFrame(made)
    key = next(column.name for column in columns if column.required)
    return columns_of(frame.filter(pl.col(key).is_not_null()), columns)


def _cell(cell: object, column: Column) -> object:
    """One cell as its column wants it; None when blank. Raises ValueError."""
    text = "" if cell is None else str(cell).strip()
    if not text:
        return None
    return _READERS[column.kind](text, column)


def _list(text: str, _: Column) -> list[str]:
    return [part.strip() for part in text.translate(_SEPARATORS).split("、") if part.strip()]


def _label(text: str, column: Column) -> str:
    if text != ANY and text not in column.labels:
        raise ValueError(f"“{text}”不是 {ANY}、{'、'.join(column.labels)} 之一")
    return text


def _labels(text: str, column: Column) -> list[str]:
    return [_label(part, column) for part in _list(text, column)]


def _division(text: str, _: Column) -> str:
    plain = text.removesuffix(".0")
    if plain != ANY and not (len(plain) == 6 and plain.isascii() and plain.isdigit()):
        raise ValueError(f"“{text}”不是六位区划代码")
    return plain


def _divisions(text: str, column: Column) -> list[str]:
    return [_division(part, column) for part in _list(text, column)]


def _number(text: str, _: Column) -> int:
    if text == ANY:
        return 0
    plain = text.replace(",", "").removesuffix(".0")
    if not plain.isascii() or not plain.isdigit():
        raise ValueError(f"“{text}”不是不小于 0 的整数")
    return int(plain)


def _yes(text: str, _: Column) -> bool:
    if text.lower() not in _YES:
        raise ValueError(f"“{text}”不是“是”或“否”")
    return _YES[text.lower()]


_READERS: Final[dict[str, Callable[[str, Column], object]]] = {
    "text": lambda text, _: text,
    "list": _list,
    "label": _label,
    "labels": _labels,
    "division": _division,
    "divisions": _divisions,
    "number": _number,
    "yes": _yes,
}
