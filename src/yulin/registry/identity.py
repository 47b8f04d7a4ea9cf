"""From document numbers and credit codes to rows and back, in bulk.

Together with `PersonManager` this is the only code that reads or writes a document number: when
numbers are encrypted, only these change.
"""

import polars as pl
from django.db import transaction
from psycopg import sql

from yulin.registry.bulk import copy_in, copy_out, execute

PERSON = "registry_person"
EMPLOYER = "registry_employer"
_NAME_OF = {PERSON: "number", EMPLOYER: "code"}


def find_people(numbers: pl.Series, *, add: bool = False) -> pl.DataFrame:
    """`number`, `id` of those that are registered; with `add` the others are registered first."""
    return _find(PERSON, numbers, add=add)


def find_employers(codes: pl.Series, *, add: bool = False) -> pl.DataFrame:
    """`code`, `id`, as `find_people`."""
    return _find(EMPLOYER, codes, add=add)


def numbers_of(ids: pl.Series) -> pl.DataFrame:
    """`id`, `number` of people."""
    return _names(PERSON, ids)


def codes_of(ids: pl.Series) -> pl.DataFrame:
    """`id`, `code` of organisations."""
    return _names(EMPLOYER, ids)


@transaction.atomic
def _find(table: str, names: pl.Series, *, add: bool) -> pl.DataFrame:
    column = _NAME_OF[table]
    wanted = names.drop_nulls().unique(maintain_order=True).alias(column).to_frame()
    execute(sql.SQL("CREATE TEMP TABLE wanted (name text) ON COMMIT DROP"))
    copy_in("wanted", wanted.rename({column: "name"}))
    if add:
        execute(_ADD.format(table=sql.Identifier(table), name=sql.Identifier(column)))
    query = _FOUND.format(table=sql.Identifier(table), name=sql.Identifier(column))
    found = copy_out(query, {column: pl.String, "id": pl.Int64})
    execute(sql.SQL("DROP TABLE wanted"))
    return found


_ADD = sql.SQL(
    "INSERT INTO {table} (uuid, {name}, created_at) "
    "SELECT gen_random_uuid(), name, now() FROM wanted ON CONFLICT ({name}) DO NOTHING"
)
_FOUND = sql.SQL("SELECT t.{name}, t.id FROM {table} t JOIN wanted w ON w.name = t.{name}")


def _names(table: str, ids: pl.Series) -> pl.DataFrame:
    column = _NAME_OF[table]
    query = sql.SQL("SELECT id, {} FROM {} WHERE id = ANY({})").format(
        sql.Identifier(column),
        sql.Identifier(table),
        sql.Literal(ids.drop_nulls().unique().to_list()),
    )
    return copy_out(query, {"id": pl.Int64, column: pl.String})
