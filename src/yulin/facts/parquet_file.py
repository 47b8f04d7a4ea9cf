"""Parquet files: our own pass through typed after one check, foreign ones are read like sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from yulin.facts import cells, names
from yulin.facts.errors import FrameError, Problem, RefusedError
from yulin.facts.frames import frame_schema, validate_frame
from yulin.facts.limits import Limits
from yulin.facts.messages import guess, problem
from yulin.facts.raw_table import RawTable
from yulin.facts.records import Sheet
from yulin.facts.schema import Table

#: rows are told as they would stand in a sheet under one header row
FIRST_ROW = 2


@dataclass(kw_only=True)
class TypedTable:
    """A table that came in the schema's own dtypes."""

    table: Table
    sheet: Sheet
    problems: list[Problem] = field(default_factory=list)


def read_table(path: Path, table: Table, *, limits: Limits) -> RawTable | TypedTable:
    """Read one file; raises RefusedError: truncated, too_many_rows."""
    try:
        rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
        if rows > limits.parquet_rows:
            raise RefusedError(
                problem("too_many_rows", sheet=table.name, rows=rows, limit=limits.parquet_rows)
            )
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RefusedError(problem("truncated")) from error
    if dict(frame.schema) == dict(frame_schema(table.name)):
        return _typed(frame.select(list(frame_schema(table.name))), table)
    return _foreign(frame, table)


def _row_numbers(frame: pl.DataFrame) -> pl.Series:
    return pl.int_range(frame.height, dtype=pl.Int64, eager=True) + FIRST_ROW


def _typed(frame: pl.DataFrame, table: Table) -> TypedTable:
    sheet = Sheet(table=table, name=table.name, frame=frame, rows=_row_numbers(frame))
    try:
        validate_frame(table.name, frame)
    except FrameError as error:
        found = problem("bad_frame", sheet=table.name, why=str(error))
        return TypedTable(table=table, sheet=sheet, problems=[found])
    return TypedTable(table=table, sheet=sheet)


def _foreign(frame: pl.DataFrame, table: Table) -> RawTable:
    """Columns by either name, of any type; those not ours are told and left out."""
    columns, problems = {}, []
    for name in frame.columns:
        column = names.find_column(table, name)
        if column is None or column.name in columns:
            near = names.closest(name, (c.name for c in table.columns))
            problems.append(
                problem("unknown_column", sheet=table.name, column=name, name=name, **guess(near))
            )
        else:
            columns[column.name] = cells.from_series(frame[name])
    problems += [
        problem("missing_column", sheet=table.name, column=c.name, name=c.name, **guess(None))
        for c in table.columns
        if c.required and c.name not in columns
    ]
    return RawTable(
        table=table,
        sheet=table.name,
        rows=_row_numbers(frame),
        columns=columns,
        letters={},
        problems=problems,
    )
