"""Replace the current rows of some subjects in one table by others, keeping those that agree."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from psycopg import sql

from yulin.facts.schema import Table
from yulin.registry.bulk import copy_in, execute, identifier_list
from yulin.registry.incoming import column_of
from yulin.registry.models import Batch, Fact


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Who says it, and the number under which they can be asked about it."""

    source: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Rows of one sheet that a load added, superseded and found the same."""

    added: int
    superseded: int
    kept: int

    def as_data(self) -> dict[str, int]:
        return {"added": self.added, "superseded": self.superseded, "kept": self.kept}


def replace_rows(
    *,
    model: type[Fact],
    rows: pl.DataFrame,
    subjects: pl.Series,
    batch: Batch,
    moment: datetime,
    provenance: Provenance | None = None,
) -> Change:
    """Make `rows` the current rows of `subjects`. Runs inside the caller's transaction.

    Where no `provenance` is given, the source is the table's register.
    """
    provenance = provenance or Provenance(source=model.TABLE.register)
    names = _names(model, batch, moment, provenance)
    execute(_INCOMING.format(**names))
    copy_in("incoming", rows)
    execute(_SUBJECTS)
    copy_in("subjects", subjects.alias("id").to_frame())
    held = execute(_HELD.format(**names))
    # Nothing to compare with: the first load of a region is all new.
    superseded = execute(_SUPERSEDE.format(**names)) if held else 0
    added = execute((_ADD_NEW if held else _ADD_ALL).format(**names))
    execute(_CLEAN)
    return Change(added=added, superseded=superseded, kept=rows.height - added)


def _names(
    model: type[Fact], batch: Batch, moment: datetime, provenance: Provenance
) -> dict[str, sql.Composable]:
    table = model.TABLE
    key = next(column_of(c) for c in table.columns if c.name == table.key)
    columns = [column_of(c) for c in table.columns]
    return {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(key),
        "columns": identifier_list(columns),
        "within": _within(table, key),
        "batch": sql.Literal(batch.pk),
        "source": sql.Literal(provenance.source),
        "evidence": sql.Literal(provenance.evidence),
        "moment": sql.Literal(moment),
    }


def _within(table: Table, key: str) -> sql.Composable:
    """Which of the subjects' rows the new ones replace: where a table says so, those of the same kind.

    What one department tells of somebody leaves alone what another told of something else.
    """
    if not table.replaced_within:
        return sql.SQL("")
    kinds = identifier_list([key, *(column_of(table.column(c)) for c in table.replaced_within)])
    return sql.SQL("AND ({0}) IN (SELECT {0} FROM incoming)").format(kinds)


_INCOMING = sql.SQL(
    "CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
)
_SUBJECTS = sql.SQL("CREATE TEMP TABLE subjects (id bigint) ON COMMIT DROP")
# `n` tells equal rows of one subject apart: two identical rows are two records.
_HELD = sql.SQL("""
    CREATE TEMP TABLE held ON COMMIT DROP AS
    SELECT id, {key}, content, row_number() OVER (PARTITION BY {key}, content ORDER BY id) AS n
    FROM (
        SELECT id, {key}, md5(ROW({columns})::text) AS content
        FROM {table}
        WHERE superseded_at IS NULL AND {key} IN (SELECT id FROM subjects) {within}
    ) AS rows
""")
_SUPERSEDE = sql.SQL("""
    WITH fresh AS (
        SELECT {key}, content, row_number() OVER (PARTITION BY {key}, content) AS n
        FROM (SELECT {key}, md5(ROW({columns})::text) AS content FROM incoming) AS rows
    )
    UPDATE {table} SET superseded_at = {moment}
    WHERE id IN (
        SELECT held.id FROM held LEFT JOIN fresh USING ({key}, content, n)
        WHERE fresh.n IS NULL
    )
""")
_ADD_NEW = sql.SQL("""
    INSERT INTO {table} (uuid, source, evidence, batch_id, recorded_at, {columns})
    SELECT gen_random_uuid(), {source}, {evidence}, {batch}, {moment}, {columns}
    FROM (
        SELECT *, row_number() OVER (PARTITION BY {key}, content) AS n
        FROM (SELECT *, md5(ROW({columns})::text) AS content FROM incoming) AS rows
    ) AS fresh
    WHERE NOT EXISTS (
        SELECT FROM held
        WHERE held.{key} = fresh.{key} AND held.content = fresh.content AND held.n = fresh.n
    )
""")
_ADD_ALL = sql.SQL("""
    INSERT INTO {table} (uuid, source, evidence, batch_id, recorded_at, {columns})
    SELECT gen_random_uuid(), {source}, {evidence}, {batch}, {moment}, {columns} FROM incoming
""")
_CLEAN = sql.SQL("DROP TABLE incoming, subjects, held")
