"""What the register learnt between two moments, in the form that engines read."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl
from psycopg import sql

from yulin.facts.frames import EMPLOYERS, PEOPLE, about, empty_frame
from yulin.facts.schema import BY_NAME, TABLES
from yulin.registry.bulk import copy_out
from yulin.registry.incoming import column_of
from yulin.registry.models import FACT_MODELS, MODEL_OF
from yulin.registry.queries.aliases import Aliases, aliases_at, relinked
from yulin.registry.queries.facts import renamed, selection
from yulin.registry.queries.known import held_on


def rows_changed(*, since: datetime, until: datetime) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the record tables with the rows that came or went after one moment, up to another.

    Where a table came to be held of somebody, or is not any more, a row that says nothing but their
    name stands for it: what rests on it is known now, or unknown, though no record may have come.
    """
    aliases = aliases_at(until)
    for model in FACT_MODELS:
        rows = selection(model, _between(since, until))
        if rows.height:
            yield model.TABLE.name, renamed(model.TABLE.name, aliases.read(model.TABLE.name, rows))
    yield from _read_as_others(since, until, aliases)
    anew = _tables_anew(since, until)
    for field in anew["table"].unique().sort():
        table = next(t for t in TABLES if t.field == field)
        named = anew.filter(pl.col("table") == field)
        stands = pl.col("id").replace(aliases.kept).cast(pl.String)
        keys = named.select(("P" + stands).alias(about(table.name)))
        yield table.name, pl.concat([empty_frame(table.name), keys], how="diagonal")


def _read_as_others(
    since: datetime, until: datetime, aliases: Aliases
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Everything that is held of those whose numbers were joined or taken apart.

    It stands under their numbers and under whom they are read as: it came to one and went from another.
    """
    people = relinked(since=since, until=until)
    if not people:
        return
    keys = sql.Literal(sorted(aliases.all_of(people) | set(people)))
    for model in FACT_MODELS:
        sheet = model.TABLE.name
        naming = [column_of(c) for c in model.TABLE.columns if c.names == PEOPLE]
        named = [sql.SQL("{} = ANY({})").format(sql.Identifier(name), keys) for name in naming]
        if not named:
            continue
        condition = sql.SQL("({}) AND {}").format(sql.SQL(" OR ").join(named), held_on(until))
        rows = selection(model, condition)
        if rows.height:
            yield sheet, renamed(sheet, rows)
            yield sheet, renamed(sheet, aliases.read(sheet, rows))


def _tables_anew(since: datetime, until: datetime) -> pl.DataFrame:
    """`id`, `table`: of whom a table is held at one of two moments and not at the other."""
    query = sql.SQL(
        "SELECT person_id, name FROM ("
        "SELECT person_id, unnest(tables) AS name FROM registry_coverage"
        " WHERE {changed} AND {before} "
        "UNION ALL "
        "SELECT person_id, unnest(tables) FROM registry_coverage WHERE {changed} AND {after}"
        ") AS held GROUP BY person_id, name HAVING count(*) = 1 ORDER BY person_id, name"
    ).format(changed=_between(since, until), before=held_on(since), after=held_on(until))
    return copy_out(query, {"id": pl.Int64, "table": pl.String})


def covered_anew(*, since: datetime, until: datetime) -> pl.Series:
    """The keys of people of whom other tables are held than before."""
    query = sql.SQL("SELECT DISTINCT person_id FROM registry_coverage WHERE {}").format(
        _between(since, until)
    )
    covered = copy_out(query, {"id": pl.Int64})["id"]
    joined = pl.Series("id", sorted(relinked(since=since, until=until)), dtype=pl.Int64)
    return pl.concat([covered, joined]).unique(maintain_order=True)


def rows_naming(
    table: str, column: str, keys: pl.Series, *, known_on: datetime
) -> pl.DataFrame | None:
    """The rows of a table in which a column names one of some subjects, by their engine keys."""
    names = BY_NAME[table].column(column)
    aliases = aliases_at(known_on)
    if names.names in (PEOPLE, EMPLOYERS):
        keys = keys.str.slice(1).cast(pl.Int64)
    wanted = keys.to_list()
    if names.names == PEOPLE:
        wanted = sorted(aliases.all_of(wanted))
    condition = sql.SQL("{} = ANY({}) AND {}").format(
        sql.Identifier(column_of(names)), sql.Literal(wanted), held_on(known_on)
    )
    return renamed(table, aliases.read(table, selection(MODEL_OF[table], condition)))


def _between(since: datetime, until: datetime) -> sql.Composable:
    """Rows recorded or superseded in between; what came and went again says nothing."""
    return sql.SQL(
        "((recorded_at > {since} AND recorded_at <= {until} "
        "AND (superseded_at IS NULL OR superseded_at > {until})) "
        "OR (recorded_at <= {since} AND superseded_at > {since} AND superseded_at <= {until}))"
    ).format(since=sql.Literal(since), until=sql.Literal(until))
