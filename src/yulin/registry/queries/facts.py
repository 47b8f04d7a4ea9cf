"""Facts out of the register, in the form that engines read.

Document numbers and codes are replaced by the register's own keys (`Person.key`, `Employer.key`), so
that a decision about everybody never touches a number; `numbers=True` gives them back for files.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache

import polars as pl
from django.db.models import QuerySet
from psycopg import sql

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.facts.frames import (
    EMPLOYER_KEY,
    EMPLOYERS,
    PEOPLE,
    PERSON_KEY,
    Facts,
    about,
    frame_schema,
)
from yulin.facts.schema import BY_NAME, TOLD_NAMES, Column
from yulin.registry.bulk import copy_out, text_of
from yulin.registry.identity import codes_of, numbers_of
from yulin.registry.incoming import column_of
from yulin.registry.models import FACT_MODELS, EmployerFact, Fact, Person
from yulin.registry.queries.aliases import Aliases, aliases_at
from yulin.registry.queries.family import family_of, household_sizes, without_loose_ends
from yulin.registry.queries.known import held_on

Rows = dict[str, pl.DataFrame]
#: how far organisations are followed to those above them
_STEPS_UP = 10
#: the key of a row of the register, beside the columns of its sheet
ROW = "_row"
_SUPERIOR = "上级单位代码"


def facts_of(person: Person, *, known_on: datetime | None = None, numbers: bool = False) -> Facts:
    """What is known about one person, with the organisations that it names.

    For an engine, so is what is known about their family, as far as the same sheets are held of it;
    `numbers=True` gives the person's own.
    """
    with as_the_program():
        asked = {person.pk} if numbers else family_of(person, known_on=known_on)
    people = Person.objects.filter(pk__in=asked)
    parts = _parts(people=people, known_on=known_on, numbers=numbers)
    # What family in another region holds bears on the answer.
    with as_the_program():
        return next((facts for whom, facts in parts if person.pk in whom), Facts({}))


def people_of_region(region: int | None) -> "QuerySet[Person]":
    """Those who belong to a region (None or 0: everybody), in the order of their keys."""
    everybody = Person.objects.filter(merged_into__isnull=True).order_by("pk")
    return everybody.filter(division__range=bounds(region)) if region else everybody


def facts_in(
    *,
    people: "QuerySet[Person]",
    known_on: datetime | None = None,
    numbers: bool = False,
) -> tuple[Facts, ...]:
    """What is known about many people: one part for those about whom the same tables are held.

    A table that is held for some and not for others cannot be both unknown and empty in one
    `Facts`. Usually there is one part. For an engine, the link to a spouse or a household is blank
    unless all of the family is in the part: what rests on it is undetermined, not none.
    """
    parts = _parts(people=people, known_on=known_on, numbers=numbers)
    return tuple(facts for _whom, facts in parts)


def _parts(
    *, people: "QuerySet[Person]", known_on: datetime | None, numbers: bool
) -> Iterator[tuple[pl.Series, Facts]]:
    """The keys of people about whom the same tables are held, and these."""
    aliases = aliases_at(known_on)
    chosen = aliases.chosen(text_of(people.order_by().values("pk")))
    rows = {
        model.TABLE.name: _rows(model, _about(model, chosen), known_on)
        for model in FACT_MODELS
        if model is not EmployerFact
    }
    rows[EMPLOYERS] = _with_superiors(
        _rows(EmployerFact, _named_by(rows, chosen), known_on), known_on
    )
    sizes = None if numbers else household_sizes(chosen, known_on, aliases)
    if not numbers:
        # a file has what is about its people, an engine also what is about their employers
        rows |= _of_employers(rows[EMPLOYERS][EMPLOYER_KEY], chosen, known_on)
    rows = {sheet: aliases.one_of_each(sheet, frame) for sheet, frame in rows.items()}
    groups = list(_groups(_coverage(chosen, known_on, aliases)))
    for tables, ids in groups:
        part = _part(rows, tables, people=None if len(groups) == 1 else ids)
        if sizes is not None and PEOPLE in part:
            part[PEOPLE] = without_loose_ends(part[PEOPLE], sizes)
        facts = _facts(part, numbers=numbers)
        # of the employers these people name only what is in their own right is here
        yield ids, facts if numbers else replace(facts, partial=True)


def _of_employers(keys: pl.Series, chosen: sql.Composable, known_on: datetime | None) -> Rows:
    """The sheets about organisations: the rows of these, and those about the people chosen."""
    ids = sql.Literal(keys.to_list())
    return {
        model.TABLE.name: _rows(
            model,
            sql.SQL("({} OR {} = ANY({}))").format(
                _about(model, chosen),
                sql.Identifier(column_of(model.TABLE.column(EMPLOYER_KEY))),
                ids,
            ),
            known_on,
        )
        for model in FACT_MODELS
        if model is not EmployerFact and model.TABLE.key == EMPLOYER_KEY
    }


def _with_superiors(firms: pl.DataFrame, known_on: datetime | None) -> pl.DataFrame:
    """The organisations, and those above them."""
    for _ in range(_STEPS_UP):
        above = firms[_SUPERIOR].drop_nulls().unique()
        missing = above.filter(~above.is_in(firms[EMPLOYER_KEY].implode()))
        if missing.is_empty():
            break
        listed = sql.SQL("employer_id = ANY({})").format(sql.Literal(missing.to_list()))
        found = _rows(EmployerFact, listed, known_on)
        if found.is_empty():
            break
        firms = pl.concat([firms, found])
    return firms


def _about(model: type[Fact], chosen: sql.Composable) -> sql.Composable:
    whose = column_of(model.TABLE.column(about(model.TABLE.name)))
    return sql.SQL("{} IN ({})").format(sql.Identifier(whose), chosen)


def numbered_rows(
    model: type[Fact], condition: sql.Composable, moment: datetime | None
) -> pl.DataFrame:
    """The rows that fulfil a condition, by the register's keys, each with its own as `ROW`."""
    return _numbered(model, sql.SQL("{} AND {}").format(condition, held_on(moment)))


def _rows(model: type[Fact], condition: sql.Composable, moment: datetime | None) -> pl.DataFrame:
    return numbered_rows(model, condition, moment).drop(ROW)


def selection(model: type[Fact], condition: sql.Composable) -> pl.DataFrame:
    """The rows that fulfil a condition, held when they may, by the register's keys."""
    return _numbered(model, condition).drop(ROW)


def _numbered(model: type[Fact], condition: sql.Composable) -> pl.DataFrame:
    query = sql.SQL("SELECT id, {} FROM {} WHERE {} ORDER BY id").format(
        sql.SQL(", ").join(map(_selected, model.TABLE.columns)),
        sql.Identifier(model._meta.db_table),
        condition,
    )
    return copy_out(query, {ROW: pl.Int64(), **_read_as(model.TABLE.name)})


def _selected(column: Column) -> sql.Composable:
    name = sql.Identifier(column_of(column))
    return sql.SQL("{}::text").format(name) if column.kind == "yes" else name


@cache
def _read_as(sheet: str) -> dict[str, pl.DataType]:
    keys = {c.name for c in BY_NAME[sheet].columns if c.names}
    return {
        name: pl.Int64() if name in keys else dtype for name, dtype in frame_schema(sheet).items()
    }


def _named_by(rows: Rows, chosen: sql.Composable) -> sql.Composable:
    """Organisations that the rows link to, or whose legal representative is among the people."""
    links = [
        rows[sheet][column.name]
        for sheet in rows
        for column in BY_NAME[sheet].columns
        if column.names == EMPLOYERS
    ]
    ids = pl.concat([series.rename("") for series in links]).drop_nulls().unique()
    return sql.SQL("(employer_id = ANY({}) OR founder_id IN ({}))").format(
        sql.Literal(ids.to_list()), chosen
    )


def _coverage(chosen: sql.Composable, moment: datetime | None, aliases: Aliases) -> pl.DataFrame:
    """`id`, `tables`; of somebody with several numbers what is held under any of them."""
    query = sql.SQL(
        "SELECT person_id, array_to_string(tables, ',') FROM registry_coverage "
        "WHERE person_id IN ({}) AND {} ORDER BY person_id"
    ).format(chosen, held_on(moment))
    held = copy_out(query, {"id": pl.Int64, "tables": pl.String})
    return joint(held, aliases) if aliases else held


def joint(held: pl.DataFrame, aliases: Aliases) -> pl.DataFrame:
    """Coverage (`id`, `tables` as text) of numbers as that of those whose they are."""
    one = held.with_columns(pl.col("id").replace(aliases.kept), pl.col("tables").str.split(","))
    every = one.explode("tables").unique(maintain_order=True).sort("id", "tables")
    return every.group_by("id", maintain_order=True).agg(pl.col("tables").str.join(","))


def _groups(held: pl.DataFrame) -> Iterator[tuple[list[str], pl.Series]]:
    """Sheets that are held, and the people about whom exactly these are."""
    sheet_of = {table.field: sheet for sheet, table in BY_NAME.items()}
    for (tables,), group in held.group_by("tables", maintain_order=True):
        yield [sheet_of[field] for field in str(tables).split(",")], group["id"]


def _part(rows: Rows, tables: list[str], *, people: pl.Series | None) -> Rows:
    """The organisations are a register of their own: held for everybody, as is what is told.

    A sheet of what is told that holds nothing says as little as none.
    """
    told = [sheet for sheet in rows if sheet in TOLD_NAMES and rows[sheet].height]
    chosen = {sheet: rows[sheet] for sheet in (*tables, *told)}
    if people is not None:
        chosen = {
            sheet: frame.filter(pl.col(about(sheet)).is_in(people.implode()))
            if BY_NAME[sheet].key == PERSON_KEY
            else frame
            for sheet, frame in chosen.items()
        }
    return {**chosen, EMPLOYERS: rows[EMPLOYERS]}


def _facts(rows: Rows, *, numbers: bool) -> Facts:
    names = _names_in(rows) if numbers else None
    return Facts({sheet: renamed(sheet, frame, names) for sheet, frame in rows.items()})


# --- Names for keys -------------------------------------------------------------------------------


#: `id` and name of people and of organisations
Names = dict[str, pl.DataFrame]
_READERS = {PEOPLE: numbers_of, EMPLOYERS: codes_of}


def _names_in(rows: Rows) -> Names:
    """Every number and code that rows link to, each opened once."""
    wanted: dict[str, list[pl.Series]] = {PEOPLE: [], EMPLOYERS: []}
    for sheet, frame in rows.items():
        for column in BY_NAME[sheet].columns:
            if column.names:
                wanted[column.names].append(frame[column.name].unique().rename("id"))
    nobody = pl.Series("id", [], dtype=pl.Int64)
    return {kind: _READERS[kind](pl.concat([nobody, *ids])) for kind, ids in wanted.items()}


def renamed(sheet: str, frame: pl.DataFrame, names: Names | None = None) -> pl.DataFrame:
    """The rows with numbers and codes for the register's keys; without names, keys as engines read."""
    for column in BY_NAME[sheet].columns:
        if column.names:
            named = _named(frame[column.name], column, names)
            frame = frame.with_columns(named.alias(column.name))
    return frame


def _named(ids: pl.Series, column: Column, names: Names | None) -> pl.Series:
    """Numbers and codes for keys; without `names`, keys as engines read them."""
    frame = ids.alias("id").to_frame()
    if names is None:
        letter = "P" if column.names == PEOPLE else "E"
        # null + text is null
        return frame.select(pl.lit(letter) + pl.col("id").cast(pl.String)).to_series()
    known = names[str(column.names)]
    return frame.join(known, on="id", how="left", maintain_order="left").to_series(1)
