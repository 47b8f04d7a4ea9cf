"""Turn arrays of whole numbers into record tables: the one place that knows the dtypes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.facts.frames import EMPLOYERS, PEOPLE, blank_value, dtype_of
from yulin.facts.schema import Column, Table
from yulin.synth.streams import Ints
from yulin.synth.timeline import NO_DAY

#: an array of numbers, a ready column of text, or the names that numbers stand for
Values = Ints | pl.Series
#: columns of one table, by name; people and employers by number, null as a negative number
Columns = Mapping[str, Values]


@dataclass(frozen=True)
class Keys:
    """The identifiers that the numbers of people and employers stand for."""

    people: pl.Series
    employers: pl.Series

    def frame(self, table: Table, columns: Columns) -> pl.DataFrame:
        """Return the table with every column of the schema, blank where none is given."""
        height = len(next(iter(columns.values())))
        return pl.DataFrame([self._column(c, columns.get(c.name), height) for c in table.columns])

    def _column(self, column: Column, values: Values | None, height: int) -> pl.Series:
        dtype = dtype_of(column)
        if values is None:
            blank = pl.Series([blank_value(column)], dtype=dtype)
            return blank.new_from_index(0, height).alias(column.name)
        if isinstance(values, pl.Series):
            return values.cast(dtype).alias(column.name)
        if column.names == PEOPLE:
            return named(values, self.people).alias(column.name)
        if column.names == EMPLOYERS:
            return named(values, self.employers).alias(column.name)
        return _numbers(column, values).cast(dtype).alias(column.name)


def named(numbers: Ints, names: pl.Series) -> pl.Series:
    """Return the name at each position; null where the position is negative."""
    return names.gather(_nullable(numbers, numbers < 0))


def joined(first: Mapping[str, Values], second: Mapping[str, Values]) -> dict[str, Values]:
    """Return the rows of two sets of equal columns, one below the other."""
    return {name: _below(values, second[name]) for name, values in first.items()}


def _below(first: Values, second: Values) -> Values:
    if isinstance(first, pl.Series):
        assert isinstance(second, pl.Series)
        return pl.concat([first, second])
    numbers: Ints = np.r_[first, second]
    return numbers


def kept(columns: Mapping[str, Values], rows: Ints) -> dict[str, Values]:
    """Return some rows of every column."""
    return {name: _some(values, rows) for name, values in columns.items()}


def _some(values: Values, rows: Ints) -> Values:
    return values.gather(rows) if isinstance(values, pl.Series) else values[rows]


def _numbers(column: Column, values: Ints) -> pl.Series:
    if column.kind in ("date", "month"):
        return _nullable(values, values == NO_DAY).cast(pl.Int32)
    series = _nullable(values, values < 0)
    return series != 0 if column.kind == "yes" else series


def _nullable(values: Ints, null: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> pl.Series:
    series = pl.Series(values)
    if not null.any():
        return series
    return pl.select(pl.when(pl.Series(~null)).then(series)).to_series()
