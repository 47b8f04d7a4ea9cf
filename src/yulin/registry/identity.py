"""From document numbers and credit codes to rows and back, in bulk.

Numbers are sealed: they are found by their blind index, and sealed or opened here a column at a time.
Together with `Person.number` this is the only code that reads or writes a document number.
"""

import polars as pl
from django.db import transaction
from psycopg import sql

from yulin.access.keys import vault
from yulin.codes.identity import canonical
from yulin.registry.bulk import copy_in, copy_out, execute
from yulin.registry.models import Person

PURPOSE = Person._meta.get_field("number").purpose


@transaction.atomic
def find_people(numbers: pl.Series, *, add: bool = False) -> pl.DataFrame:
    """`number`, `id` of those that are registered; with `add` the others are registered first."""
    wanted = _with_indexes(numbers)
    found = _by_index(wanted)
    if add and found.height < wanted.height:
        missing = wanted.join(found, on="index", how="anti", maintain_order="left")
        _register(missing)
        found = pl.concat([found, _by_index(missing)])
    return wanted.join(found, on="index", maintain_order="left").select("number", "id")


@transaction.atomic
def find_employers(codes: pl.Series, *, add: bool = False) -> pl.DataFrame:
    """`code`, `id`, as `find_people`."""
    wanted = codes.drop_nulls().unique(maintain_order=True).alias("code").to_frame()
    execute(sql.SQL("CREATE TEMP TABLE wanted (code text) ON COMMIT DROP"))
    copy_in("wanted", wanted)
    if add:
        execute(_ADD_EMPLOYERS)
    found = copy_out(_EMPLOYERS, {"code": pl.String, "id": pl.Int64})
    execute(_FORGET)
    return found


def numbers_of(ids: pl.Series) -> pl.DataFrame:
    """`id`, `number` of people, opened."""
    sealed = copy_out(
        sql.SQL("SELECT id, encode(number, 'hex') FROM registry_person WHERE id = ANY({})").format(
            _listed(ids)
        ),
        {"id": pl.Int64, "sealed": pl.String},
    )
    opening = vault()
    numbers = [opening.open(bytes.fromhex(text), PURPOSE) for text in sealed["sealed"]]
    return sealed.select("id", pl.Series("number", numbers, dtype=pl.String))


def codes_of(ids: pl.Series) -> pl.DataFrame:
    """`id`, `code` of organisations."""
    query = sql.SQL("SELECT id, code FROM registry_employer WHERE id = ANY({})")
    return copy_out(query.format(_listed(ids)), {"id": pl.Int64, "code": pl.String})


def _listed(ids: pl.Series) -> sql.Literal:
    return sql.Literal(ids.drop_nulls().unique().to_list())


def _with_indexes(numbers: pl.Series) -> pl.DataFrame:
    """`number`, `index` of each number once; an index is written as the database reads bytes."""
    wanted = numbers.drop_nulls().unique(maintain_order=True).alias("number").to_frame()
    keyed = vault().index_all(map(canonical, wanted["number"]), PURPOSE)
    return wanted.with_columns(index=pl.Series([_bytes(key) for key in keyed], dtype=pl.String))


def _bytes(value: bytes) -> str:
    return "\\x" + value.hex()


def _by_index(wanted: pl.DataFrame) -> pl.DataFrame:
    """`index`, `id` of those that are registered."""
    execute(sql.SQL("CREATE TEMP TABLE wanted (index bytea) ON COMMIT DROP"))
    copy_in("wanted", wanted.select("index"))
    found = copy_out(_PEOPLE, {"index": pl.String, "id": pl.Int64})
    execute(_FORGET)
    return found


def _register(missing: pl.DataFrame) -> None:
    """Somebody else may have registered them meanwhile: theirs counts."""
    sealed = vault().seal_all(map(canonical, missing["number"]), PURPOSE)
    rows = missing.select(
        "index", number=pl.Series([_bytes(secret) for secret in sealed], dtype=pl.String)
    )
    execute(sql.SQL("CREATE TEMP TABLE wanted (index bytea, number bytea) ON COMMIT DROP"))
    copy_in("wanted", rows)
    execute(_ADD_PEOPLE)
    execute(_FORGET)


_FORGET = sql.SQL("DROP TABLE wanted")
_PEOPLE = sql.SQL(
    "SELECT t.number_index::text, t.id FROM registry_person t "
    "JOIN wanted w ON w.index = t.number_index"
)
_ADD_PEOPLE = sql.SQL(
    "INSERT INTO registry_person (uuid, number, number_index, created_at) "
    "SELECT gen_random_uuid(), number, index, now() FROM wanted "
    "ON CONFLICT (number_index) DO NOTHING"
)
_EMPLOYERS = sql.SQL(
    "SELECT t.code, t.id FROM registry_employer t JOIN wanted w ON w.code = t.code"
)
_ADD_EMPLOYERS = sql.SQL(
    "INSERT INTO registry_employer (uuid, code, created_at) "
    "SELECT gen_random_uuid(), code, now() FROM wanted ON CONFLICT (code) DO NOTHING"
)
