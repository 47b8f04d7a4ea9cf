"""Rows by the hundred thousand: frames into and out of PostgreSQL through COPY."""

import io
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor, sql

_CHUNK = 1 << 20


def identifier_list(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def copy_in(table: str, frame: pl.DataFrame) -> None:
    """Append a frame to a table; its columns are named as the table's. Null is null, '' is ''."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), identifier_list(frame.columns)
    )
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    data = memoryview(_csv(frame, texts))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(data), _CHUNK):
            copy.write(data[start : start + _CHUNK])


def _csv(frame: pl.DataFrame, texts: list[str]) -> bytes:
    """PostgreSQL reads an unquoted nothing as null, so every text that is not null is quoted."""
    quoted = frame.with_columns(_quoted(name) for name in texts)
    buffer = io.BytesIO()
    quoted.write_csv(buffer, include_header=False, quote_style="never", null_value="")
    return buffer.getvalue()


def _quoted(name: str) -> pl.Expr:
    return ('"' + pl.col(name).str.replace_all('"', '""', literal=True) + '"').alias(name)


def copy_out(query: sql.Composed, schema: Mapping[str, Any]) -> pl.DataFrame:
    """The rows of a query as a frame; booleans must be cast to text by the query."""
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)
    buffer = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            buffer.write(block)
    buffer.seek(0)
    return pl.read_csv(
        buffer,
        has_header=False,
        schema=dict(schema),
        raise_if_empty=False,
    )


def execute(query: sql.Composed | sql.SQL) -> int:
    """Run a statement; return the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.rowcount)


def text_of(rows: QuerySet) -> sql.SQL:
    """A query set as SQL text with its values in place, to stand inside another statement."""
    statement, values = rows.query.sql_with_params()
    connection.ensure_connection()
    with ClientCursor(connection.connection) as cursor:
        return sql.SQL(cursor.mogrify(statement, values))
