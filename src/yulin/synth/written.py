"""What the registers written so far say; the later ones are put together from it, so they agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.facts.enums import LabelSet
from yulin.facts.frames import blank_value, dtype_of
from yulin.facts.schema import OPEN_END, Column, Table
from yulin.synth import places
from yulin.synth.labels import shares
from yulin.synth.streams import Floats, Streams
from yulin.synth.timeline import day_number

#: a column that rows are put in order by, and that no table has
_PLACE = "place"


@dataclass(frozen=True, kw_only=True)
class Written:
    """The tables written so far, for everyone: those drawn, and below them the boundary cases."""

    streams: Streams
    tables: Mapping[str, pl.DataFrame]
    as_of: dt.date
    region: int
    #: how many people play boundary cases; nothing is drawn for them, it would move their boundary
    cast: int

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]

    @property
    def today(self) -> int:
        """The day up to which there are records."""
        return day_number(self.as_of)

    @property
    def drawn(self) -> pl.DataFrame:
        """The rows of 人员 but for the boundary cases."""
        people = self["人员"]
        return people.head(people.height - self.cast)

    def of_drawn(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows about people who were drawn."""
        return rows.join(
            self.drawn.select("证件号"), on="证件号", how="semi", maintain_order="left"
        )

    def some(self, name: str, rows: pl.DataFrame, share: float | Floats) -> pl.DataFrame:
        """Return the rows that a draw picks."""
        return rows.filter(pl.Series(self.streams.chance(name, rows.height, share)))

    def numbers(self, name: str, rows: pl.DataFrame, low: int, high: int) -> pl.Series:
        """Return a whole number a row, from low to high, both included."""
        return pl.Series(self.streams.integers(name, rows.height, low, high))

    def yes(self, name: str, rows: pl.DataFrame, share: float, *, missing: float = 0) -> pl.Series:
        """Return yes or no a row, and null for some of them."""
        answers = pl.Series(self.streams.chance(name, rows.height, share))
        return self.known(name, rows, answers, missing=missing)

    def labels(
        self,
        name: str,
        rows: pl.DataFrame,
        labels: LabelSet,
        weights: Mapping[str, float],
        *,
        missing: float = 0,
    ) -> pl.Series:
        """Return a label a row by weight, and null for some of them."""
        codes = self.streams.choose(name, rows.height, shares(labels, weights))
        return self.known(name, rows, pl.Series(codes), missing=missing)

    def known(
        self, name: str, rows: pl.DataFrame, values: pl.Series, *, missing: float
    ) -> pl.Series:
        """Return the values but for those that the register lacks."""
        lost = pl.Series(self.streams.chance(f"{name}.缺", rows.height, missing))
        return pl.select(pl.when(~lost).then(values)).to_series()

    def counties(self, name: str, rows: pl.DataFrame) -> pl.Series:
        """Return a county of the region a row."""
        counties = places.counties_of(self.region)
        drawn = self.streams.choose(name, rows.height, list(counties.values()))
        return pl.Series(np.array(list(counties))[drawn])

    def employers(self, name: str, rows: pl.DataFrame, *kinds: int) -> pl.Series:
        """Return an employer of one of the kinds a row, null where there is none of them."""
        codes = self["单位"].filter(pl.col("单位类型").is_in(list(kinds)))["单位代码"]
        if codes.is_empty():
            return pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        return codes.gather(self.numbers(name, rows, 0, len(codes) - 1))

    def jobs(self) -> pl.DataFrame:
        """Return everyone's present job at an organisation, the latest where there are several."""
        held = self["就业"].filter(
            pl.col("单位代码").is_not_null(),
            pl.col("入职日期") <= self.as_of,
            pl.col("离职日期") == OPEN_END,
        )
        latest = held.sort("入职日期", maintain_order=True)
        return latest.unique("证件号", keep="last", maintain_order=True)

    def sheet(self, table: Table, *parts: pl.DataFrame) -> pl.DataFrame:
        """Return rows as a record table, in the order of the people, each once.

        Every column of the schema is there, blank where a part gives none.
        """
        rows = pl.concat([completed(table, part) for part in parts])
        order = self["人员"].select("证件号").with_row_index(_PLACE)
        placed = rows.join(order, on="证件号", how="left", maintain_order="left")
        ordered = placed.sort(_PLACE, maintain_order=True).drop(_PLACE)
        return ordered.unique(maintain_order=True)


def completed(table: Table, part: pl.DataFrame) -> pl.DataFrame:
    """Return rows with every column of a table, blank where they have none."""
    return part.select(_cell(part, column) for column in table.columns)


def _cell(part: pl.DataFrame, column: Column) -> pl.Expr:
    dtype = dtype_of(column)
    if column.name in part.columns:
        return pl.col(column.name).cast(dtype)
    return pl.lit(blank_value(column), dtype=dtype).alias(column.name)


def days_after(day: str | pl.Expr, days: pl.Series | pl.Expr | int) -> pl.Expr:
    """Return the day so many days after a column of days."""
    start = pl.col(day) if isinstance(day, str) else day
    return (start.cast(pl.Int32) + days).cast(pl.Int32).cast(pl.Date)


def day(number: pl.Series | pl.Expr) -> pl.Expr:
    """Return days counted since 1970-01-01 as dates."""
    return (
        (pl.lit(number) if isinstance(number, pl.Series) else number).cast(pl.Int32).cast(pl.Date)
    )


def ended(last: pl.Expr, written: Written) -> pl.Expr:
    """Return the last day, open where it has not come yet."""
    return pl.when(last < written.as_of).then(last).otherwise(pl.lit(OPEN_END))
