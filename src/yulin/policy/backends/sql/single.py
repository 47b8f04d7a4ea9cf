"""Decides a few subjects in one statement, which makes no table: a replica may run it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import psycopg
from sqlglot import exp

from yulin.facts import schema
from yulin.policy.backends.sql.answers import Answers
from yulin.policy.backends.sql.decide import Script
from yulin.policy.backends.sql.dialects import POSTGRES, called, column, named
from yulin.policy.backends.sql.layers import Place
from yulin.policy.backends.sql.sheets import Source
from yulin.policy.vocabulary import Subject

_TYPES: dict[type[pl.DataType], str] = {
    pl.Boolean: "BOOLEAN",
    pl.Int64: "BIGINT",
    pl.Date: "DATE",
    pl.String: "TEXT",
}


def relations_of(keys: Mapping[Subject, Sequence[str]]) -> dict[Subject, Source]:
    """Return the relations that hold the keys of those to decide while the statement runs."""
    return {kind: Source((_relation(kind),), ()) for kind in keys}


def _relation(kind: Subject) -> str:
    return f"yulin_chosen_{schema.BY_NAME[kind].field}"


def at_once(
    connection: psycopg.Connection[Any], whole: Script, keys: Mapping[Subject, Sequence[str]]
) -> list[dict[str, pl.DataFrame]]:
    """Return the answers on a few subjects, by kind and table.

    Args:
        connection: where to run the statement.
        whole: a script that reads those to decide from ``relations_of(keys)``.
        keys: the keys by kind of subject.
    """
    if not whole.answers:
        return []
    given = [
        f'"{_relation(kind)}" AS (SELECT UNNEST(%s::text[]) AS "{schema.BY_NAME[kind].key}")'
        for kind in keys
    ]
    # a percent sign of the script's own would be taken for the place of a value
    written = [(s.table, s.query.replace("%", "%%")) for s in whole.statements]
    made = [f'"{table}" AS MATERIALIZED ({query})' for table, query in written]
    rows = [POSTGRES.write(_row(n, answers)) for n, answers in enumerate(whole.answers)]
    text = f"WITH {', '.join([*given, *made])} {' UNION ALL '.join(rows)} ORDER BY 1, 2"
    found = connection.execute(text.encode(), [list(names) for names in keys.values()]).fetchall()
    return [
        _unpacked(answers, [row[2:] for row in found if row[0] == n])
        for n, answers in enumerate(whole.answers)
    ]


def _row(number: int, answers: Answers) -> exp.Select:
    """Return the query for a row a subject: the kind's number, its place, its values by type.

    A row of a query may not have as many columns as there are conditions.
    """
    first, *rest = answers.by_table()
    arrays = []
    for n, (kind, cells) in enumerate(_packed(answers).items()):
        values = exp.Array(expressions=[column(name, table) for table, name in cells])
        element = exp.DataType(this=exp.DataType.Type[kind])
        many = exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[element], nested=True)
        arrays.append(called(exp.Cast(this=values, to=many), f"v{n}"))
    place = [called(exp.Literal.number(number), "kind"), column("id", first)]
    query = exp.select(*place, *arrays).from_(named(first), copy=False)
    for table in rest:
        test = exp.EQ(this=column("id", table), expression=column("id", first))
        query = query.join(named(table), on=test, copy=False)
    return query


def _packed(answers: Answers) -> dict[str, list[Place]]:
    """Return the cells of a row by type."""
    found: dict[str, list[Place]] = {kind: [] for kind in _TYPES.values()}
    for table, dtypes in answers.by_table().items():
        for name, dtype in dtypes.items():
            found[_TYPES[type(dtype)]].append((table, name))
    return found


def _unpacked(answers: Answers, rows: list[tuple[list[Any], ...]]) -> dict[str, pl.DataFrame]:
    """Return rows of arrays as the tables that they were read from."""
    dtypes = answers.by_table()
    columns: dict[str, list[pl.Series]] = {table: [] for table in dtypes}
    for n, cells in enumerate(_packed(answers).values()):
        for place, (table, name) in enumerate(cells):
            values = [row[n][place] for row in rows]
            columns[table].append(pl.Series(name, values, dtype=dtypes[table][name]))
    return {table: pl.DataFrame(series) for table, series in columns.items()}
