"""Decides a population in DuckDB, from frames in memory or from Parquet files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from sqlglot import exp

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.sql.answers import Answers
from yulin.policy.backends.sql.decide import Script, script
from yulin.policy.backends.sql.dialects import DUCKDB, called, column, named
from yulin.policy.backends.sql.sheets import Source, lacking, ordered
from yulin.policy.decide import DecisionTable, Progress
from yulin.policy.library import Library

_POSITION = "_n"


def decide_duckdb(
    library: Library, facts: Facts, *, as_of: dt.date, progress: Progress | None = None
) -> DecisionTable:
    """Return the decisions on every benefit in force for everybody in ``facts``."""
    with _connection() as connection:
        return _decide(connection, library, as_of, _loaded(connection, facts), progress)


def decide_parquet(
    library: Library,
    files: Mapping[str, Path],
    *,
    as_of: dt.date,
    progress: Progress | None = None,
) -> DecisionTable:
    """Return the decisions for everybody in Parquet files that hold the schema's own columns.

    Args:
        library: checked documents.
        files: record table → its file; rows keep the order of the file.
        as_of: the date of the decision.
        progress: called with (what, done, total).

    Raises:
        KeyError: for a name that is no record table.
    """
    with _connection() as connection:
        for name, path in files.items():
            _make(connection, schema.BY_NAME[name].name, _rows_of(path))
        return _decide(connection, library, as_of, _sources(files), progress)


def _loaded(connection: duckdb.DuckDBPyConnection, facts: Facts) -> dict[str, Source]:
    for name, frame in facts.tables.items():
        connection.register(f"given_{name}", _Stream(frame.with_row_index(_POSITION)))
        _make(connection, name, DUCKDB.write(exp.select("*").from_(named(f"given_{name}"))))
    found = _sources(facts.tables)
    return {name: replace(source, lacking=lacking(facts, name)) for name, source in found.items()}


def _sources(names: Iterable[str]) -> dict[str, Source]:
    return {name: Source((name,), (_POSITION,), counted=True) for name in names}


def _rows_of(path: Path) -> str:
    numbered = exp.PropertyEQ(this=exp.to_identifier("file_row_number"), expression=exp.true())
    read = exp.Anonymous(this="READ_PARQUET", expressions=[exp.Literal.string(str(path)), numbered])
    position = called(column("file_row_number"), _POSITION)
    return DUCKDB.write(exp.select("*", position).from_(exp.Table(this=read), copy=False))


@dataclass(frozen=True)
class _Stream:
    """A table as either side hands it to the other.

    Left bare, a frame would be read through another package, and a relation's type would be kept
    for the rest of the program, of which the engine complains at its end.
    """

    table: Any

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(":memory:")
    try:
        yield connection
    finally:
        connection.close()


def _make(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    connection.execute(f'CREATE TABLE "{name}" AS {query}')


def _decide(
    connection: duckdb.DuckDBPyConnection,
    library: Library,
    as_of: dt.date,
    sources: Mapping[str, Source],
    progress: Progress | None,
) -> DecisionTable:
    program = library.program(as_of)
    whole = script(program, as_of, DUCKDB, sources)
    _run(connection, whole, progress)
    parts = []
    for answers in whole.answers:
        wide = answers.wide(_fetched(connection, answers))
        wide.settle(program.relations)
        parts.append(wide)
    return DecisionTable(program, as_of, tuple(parts))


def _run(connection: duckdb.DuckDBPyConnection, whole: Script, progress: Progress | None) -> None:
    for place, statement in enumerate(whole.statements):
        if progress is not None:
            progress("判定", place, len(whole.statements))
        _make(connection, statement.table, statement.query)


def _fetched(connection: duckdb.DuckDBPyConnection, answers: Answers) -> dict[str, pl.DataFrame]:
    found = {}
    for table, names in answers.by_table().items():
        query = exp.select(*map(column, names)).from_(named(table), copy=False)
        query.set("order", ordered(column("id")))
        found[table] = pl.DataFrame(_Stream(connection.sql(DUCKDB.write(query))))
    return found
