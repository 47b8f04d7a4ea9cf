"""Decides inside PostgreSQL: facts that are brought along, or relations that are there already."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import polars as pl
import psycopg
from sqlglot import exp

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.sql.answers import Answers
from yulin.policy.backends.sql.decide import Script, Statement, script
from yulin.policy.backends.sql.dialects import POSTGRES, cast, column, named
from yulin.policy.backends.sql.rows import sql_kind
from yulin.policy.backends.sql.sheets import Source, lacking, ordered
from yulin.policy.backends.sql.single import at_once, relations_of
from yulin.policy.decide import DecisionTable, Progress
from yulin.policy.engines import EngineError
from yulin.policy.library import Library
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

Connection = psycopg.Connection[Any]
_POSITION = "_n"
_CHUNK = 1 << 20
#: what keeps a row's identity: statistics on these tell the planner how joins come out
_JOINED_ON = ("id", "p", "a", "_key")


def decide_postgres(
    library: Library,
    facts: Facts,
    *,
    as_of: dt.date,
    progress: Progress | None = None,
    connection: Connection | None = None,
) -> DecisionTable:
    """Return the decisions on every benefit in force for everybody in ``facts``.

    The facts are copied into temporary tables and nothing is left behind.

    Args:
        library: checked documents.
        facts: record tables.
        as_of: the date of the decision.
        progress: called with (what, done, total).
        connection: where to decide; None: at ``DATABASE_URL``, or on the program's own server.

    Raises:
        EngineError: where there is no server, or it cannot be reached.
    """
    if connection is None:
        with _own_connection() as own:
            return decide_postgres(library, facts, as_of=as_of, progress=progress, connection=own)
    with connection.transaction(), _settings(connection):
        sources = _loaded(connection, facts)
        try:
            whole = script(library.program(as_of), as_of, POSTGRES, sources)
            return _decide(connection, whole, library, as_of, progress)
        finally:
            _drop(connection, [source.name[-1] for source in sources.values()])


def decide_in_database(
    connection: Connection,
    library: Library,
    *,
    as_of: dt.date,
    relations: Mapping[str, Source],
    chosen: Mapping[Subject, Sequence[str]] | Mapping[Subject, Source] | None = None,
) -> DecisionTable:
    """Return decisions over tables or views of the database, within the caller's transaction.

    Those who are named one by one are decided in a single statement, which a replica may run too. For a
    relation of many, and for everybody, temporary tables are made and removed.

    Args:
        connection: a connection of the database; what its transaction sees is what is decided on.
        library: checked documents.
        as_of: the date of the decision.
        relations: record table → the relation that holds it, with the schema's column names and
            stored values. A table that is absent is unknown.
        chosen: per kind of subject the keys of those to decide (one person), or a relation with
            their keys in a column called as in the schema (a district); None: everybody.

    Raises:
        KeyError: for a name in ``relations`` that is no record table.
        psycopg.Error: where a relation or one of its columns does not exist.
    """
    for name in relations:
        schema.BY_NAME[name]
    program = library.program(as_of)
    many = {k: v for k, v in (chosen or {}).items() if isinstance(v, Source)}
    few = {k: list(v) for k, v in (chosen or {}).items() if not isinstance(v, Source)}
    with connection.transaction(), _settings(connection):
        if few:
            whole = script(program, as_of, POSTGRES, relations, relations_of(few))
            return _table(program, as_of, whole, at_once(connection, whole, few))
        among = None if chosen is None else many
        whole = script(program, as_of, POSTGRES, relations, among)
        return _decide(connection, whole, library, as_of, None)


def _own_connection() -> Connection:
    # only where nobody brings a connection: what starts a server may be absent
    from yulin.devserver.errors import DevServerError  # noqa: PLC0415 - as said above

    try:
        return psycopg.connect(os.environ.get("DATABASE_URL") or _started())
    except DevServerError as error:
        raise EngineError(f"PostgreSQL：{error}") from error
    except psycopg.Error as error:
        # not its own words: they may repeat the address, and the password in it
        raise EngineError(
            "连不上 PostgreSQL：请检查 DATABASE_URL。 Cannot reach PostgreSQL: see DATABASE_URL."
        ) from error


def _started() -> str:
    from yulin.devserver.address import profile_of  # noqa: PLC0415 - see _own_connection
    from yulin.devserver.paths import VAR  # noqa: PLC0415 - see _own_connection
    from yulin.devserver.server import start  # noqa: PLC0415 - see _own_connection

    return start(profile_of(os.environ), var=VAR).url


@contextmanager
def _settings(connection: Connection) -> Iterator[None]:
    """Spare the compiler of expressions, which takes seconds for what is run once.

    After an error the transaction goes back to before, and the setting with it.
    """
    before = connection.execute("SELECT current_setting('jit')").fetchone()
    connection.execute("SET LOCAL jit = off")
    yield
    if before is not None:
        connection.execute("SELECT set_config('jit', %s, true)", [before[0]])


# -- facts in --------------------------------------------------------------------------------------


def _loaded(connection: Connection, facts: Facts) -> dict[str, Source]:
    return {
        name: replace(_load(connection, name, frame), lacking=lacking(facts, name))
        for name, frame in facts.tables.items()
    }


def _load(connection: Connection, name: str, frame: pl.DataFrame) -> Source:
    """Copy one record table into a temporary one."""
    table = f"yulin_{schema.BY_NAME[name].field}"
    columns = [(_POSITION, "BIGINT")]
    columns += [(c.name, sql_kind(c)) for c in schema.BY_NAME[name].columns]
    defined = [
        exp.ColumnDef(
            this=exp.to_identifier(column_name, quoted=True),
            kind=exp.DataType(this=exp.DataType.Type[kind]),
        )
        for column_name, kind in columns
    ]
    shape = exp.Schema(this=named(table), expressions=defined)
    connection.execute(_text(exp.Create(this=shape, kind="TABLE", properties=_temporary())))
    data = memoryview(_csv(frame.with_row_index(_POSITION)))
    with connection.cursor().copy(f'COPY "{table}" FROM STDIN (FORMAT csv)') as copy:
        for start in range(0, len(data), _CHUNK):
            copy.write(data[start : start + _CHUNK])
    connection.execute(f'ANALYZE "{table}"')
    return Source((table,), (_POSITION,), counted=True)


def _csv(frame: pl.DataFrame) -> bytes:
    """An unquoted nothing is read as null, so every text that is not null is quoted."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    quoted = frame.with_columns(
        ('"' + pl.col(name).str.replace_all('"', '""', literal=True) + '"').alias(name)
        for name in texts
    )
    buffer = io.BytesIO()
    quoted.write_csv(buffer, include_header=False, quote_style="never", null_value="")
    return buffer.getvalue()


# -- statements ------------------------------------------------------------------------------------


def _decide(
    connection: Connection,
    whole: Script,
    library: Library,
    as_of: dt.date,
    progress: Progress | None,
) -> DecisionTable:
    made: list[str] = []
    try:
        for place, statement in enumerate(whole.statements):
            if progress is not None:
                progress("判定", place, len(whole.statements))
            _make(connection, statement)
            made.append(statement.table)
        fetched = [_fetched(connection, answers) for answers in whole.answers]
        return _table(library.program(as_of), as_of, whole, fetched)
    finally:
        _drop(connection, made)


def _table(
    program: Program,
    as_of: dt.date,
    whole: Script,
    fetched: Iterable[Mapping[str, pl.DataFrame]],
) -> DecisionTable:
    parts = []
    for answers, frames in zip(whole.answers, fetched, strict=True):
        wide = answers.wide(frames)
        wide.settle(program.relations)
        parts.append(wide)
    return DecisionTable(program, as_of, tuple(parts))


def _make(connection: Connection, statement: Statement) -> None:
    text = f'CREATE TEMPORARY TABLE "{statement.table}" AS {statement.query}'
    connection.execute(text.encode())
    known = [f'"{name}"' for name in statement.columns if name in _JOINED_ON]
    if known:
        connection.execute(f'ANALYZE "{statement.table}" ({", ".join(known)})')


def _temporary() -> exp.Properties:
    return exp.Properties(expressions=[exp.TemporaryProperty()])


def _text(statement: exp.Expr) -> bytes:
    """Return a statement as bytes, which are sent as they are, percent signs and all."""
    return POSTGRES.write(statement).encode()


def _drop(connection: Connection, tables: Sequence[str]) -> None:
    """Remove temporary tables, unless an error has ended the transaction and them with it."""
    if tables and connection.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
        names = ", ".join(f'pg_temp."{name}"' for name in tables)
        connection.execute(f"DROP TABLE {names}")


# -- answers out -----------------------------------------------------------------------------------


def _fetched(connection: Connection, answers: Answers) -> dict[str, pl.DataFrame]:
    return {
        table: _copied(connection, table, dtypes) for table, dtypes in answers.by_table().items()
    }


def _copied(connection: Connection, table: str, dtypes: Mapping[str, pl.DataType]) -> pl.DataFrame:
    wanted = [
        cast(column(name), "INT") if dtype == pl.Boolean else column(name)
        for name, dtype in dtypes.items()
    ]
    query = exp.select(*wanted).from_(named(table), copy=False)
    query.set("order", ordered(column("id")))
    buffer = io.BytesIO()
    statement = f"COPY ({POSTGRES.write(query)}) TO STDOUT (FORMAT csv)"
    with connection.cursor().copy(statement.encode()) as copy:
        for block in copy:
            buffer.write(block)
    buffer.seek(0)
    kinds = {n: pl.Int8() if dtype == pl.Boolean else dtype for n, dtype in dtypes.items()}
    found = pl.read_csv(buffer, has_header=False, schema=kinds, raise_if_empty=False)
    return found.cast(dict(dtypes))  # type: ignore[arg-type]
