"""Vectors as columns of a frame: all of one type in one piece, as each by itself takes its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.policy.backends.arrays.vectors import Flags, Vector, as_truth, as_value

#: name, what stands in it, and its type
Named = tuple[str, Vector, pl.DataType]


def columns_of(columns: Sequence[Named], count: int) -> list[pl.Series]:
    """Return vectors of so many values as columns, in the same order.

    Columns of one type share memory, so that one kept by itself keeps the others, too.
    """
    by_type: dict[pl.DataType, list[int]] = {}
    for place, (_, _, kind) in enumerate(columns):
        by_type.setdefault(kind, []).append(place)
    made: list[pl.Series | None] = [None] * len(columns)
    for kind, places in by_type.items():
        whole = _in_one_piece([columns[place][1] for place in places], kind, count)
        for number, place in enumerate(places):
            made[place] = whole.slice(number * count, count).alias(columns[place][0])
    return [column for column in made if column is not None]


def series(name: str, found: Vector, kind: pl.DataType, count: int) -> pl.Series:
    """Return a vector of so many values as a column of a type."""
    return _in_one_piece([found], kind, count).alias(name)


def _in_one_piece(vectors: list[Vector], kind: pl.DataType, count: int) -> pl.Series:
    """Return vectors one behind the other; flags are packed faster from numbers."""
    yes = kind == pl.Boolean()
    shape = len(vectors), count
    cells: NDArray[Any] = np.empty(shape, dtype=np.bool_ if yes else np.int64)
    known: Flags = np.empty(shape, dtype=np.bool_)
    for row, found in enumerate(vectors):
        cells[row] = as_truth(found).holds if yes else as_value(found).numbers
        known[row] = found.known
    flat = pl.Series("cells", cells.reshape(-1).view(np.uint8 if yes else np.int64))
    if yes:
        flat = flat != 0
    if not known.all():
        there = pl.Series("known", known.reshape(-1).view(np.uint8)) != 0
        flat = pl.DataFrame([flat, there]).select(pl.when("known").then("cells")).to_series()
    if yes or kind == pl.Int64():
        return flat
    return flat.cast(pl.Int32).cast(pl.Date) if kind == pl.Date() else flat.cast(kind)
