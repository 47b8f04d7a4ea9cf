"""What deciding organisations reads: their own records, and those of everybody whom these lead to.

A rule over staff may ask how long each of them is insured, where else they work, whom they are
married to. A ``Need`` of the engine says which records these are; they are read level by level,
wherever the people belong, so that the number of statements does not depend on the number of people.

Of somebody about whom a table is not held, what is in it is unknown, not none. Such gaps are kept
apart by organisation: a figure over the staff of one is undetermined where it looks into a gap of
one of them, and the others are decided as ever.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Func, TextField
from psycopg import sql

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.facts.frames import EMPLOYERS, PEOPLE, Facts, empty_frame, links_to
from yulin.facts.schema import BY_NAME, TOLD_NAMES
from yulin.policy.needs import Need, Place, needs
from yulin.policy.program import Program
from yulin.registry.bulk import copy_out
from yulin.registry.incoming import column_of
from yulin.registry.models import MODEL_OF, Coverage, EmployerFact
from yulin.registry.models import known_on as known_at
from yulin.registry.queries.aliases import Aliases, aliases_at
from yulin.registry.queries.facts import ROW, joint, numbered_rows, renamed
from yulin.registry.queries.known import held_on

#: of a link: the organisation that leads there, and the key of whom it leads to
_ORIGIN, _TO = "_origin", "_to"


@dataclass(frozen=True, kw_only=True)
class KnownEmployers:
    """Organisations, by the engine's keys, with all that deciding them reads.

    The facts hold others beside them, whom theirs lead to.
    """

    keys: pl.Series
    facts: Facts


def known_employers(
    programs: Iterable[Program],
    *,
    region: int | None = None,
    known_on: datetime | None = None,
    only: Collection[int] | None = None,
    with_links: bool = False,
) -> tuple[KnownEmployers, ...]:
    """Return the organisations of a region, one part for those of whose people the same is held.

    Args:
        programs: what is decided and explained; all that any of them reads is there.
        region: where they lie; None or 0: anywhere.
        known_on: what the register knew at a moment; None: knows now.
        only: leaves out all but those with some of the register's keys.
        with_links: also every row that names them, read by a rule or not.
    """
    # People and family in other regions bear on the answer.
    with as_the_program():
        reach = _Reach(known_on, tables_held(known_on), aliases_at(known_on))
        firms = _employers(region, only, known_on)
        wanted = [needs(program, EMPLOYERS, explained=True) for program in programs]
        if with_links:
            named = ((table.name, column) for table, column in links_to(EMPLOYERS))
            wanted.append(Need(EMPLOYERS, records=dict.fromkeys(named)))
        for need in wanted:
            reach.follow(need, pl.DataFrame({_ORIGIN: firms, _TO: firms}))
    return tuple(reach.parts(firms))


def tables_held(moment: datetime | None) -> set[str]:
    """The sheets held for anybody at a moment; those of organisations and of what is told always are."""
    names = Coverage.objects.filter(known_at(moment)).annotate(
        table=Func("tables", function="unnest", output_field=TextField())
    )
    fields = set(names.values_list("table", flat=True).distinct())
    always = {EMPLOYERS, *TOLD_NAMES}
    return always | {sheet for sheet, table in BY_NAME.items() if table.field in fields}


def _employers(
    region: int | None, only: Collection[int] | None, moment: datetime | None
) -> pl.Series:
    """The register's keys of those that lie in a region, in the order of the table."""
    conditions: list[sql.Composable] = [held_on(moment)]
    if region:
        low, high = map(sql.Literal, bounds(region))
        conditions.append(sql.SQL("division BETWEEN {} AND {}").format(low, high))
    if only is not None:
        conditions.append(sql.SQL("employer_id = ANY({})").format(sql.Literal(list(only))))
    query = sql.SQL("SELECT employer_id FROM {} WHERE {} ORDER BY id").format(
        sql.Identifier(EmployerFact._meta.db_table), sql.SQL(" AND ").join(conditions)
    )
    return copy_out(query, {"id": pl.Int64})["id"]


@dataclass(frozen=True)
class _Found:
    """Rows of a table, found by whom one of their columns names."""

    rows: pl.DataFrame
    key: str
    #: which organisations lead to whom the column names
    ways: pl.DataFrame

    def links(self, column: str) -> pl.DataFrame:
        """Return which organisations these rows lead to whom another column names."""
        named = self.rows.select(pl.col(self.key).alias("_by"), pl.col(column).alias("_next"))
        joined = self.ways.join(named.drop_nulls(), left_on=_TO, right_on="_by")
        return joined.select(_ORIGIN, pl.col("_next").alias(_TO)).unique()


#: the rows found for one kind of subject, by table
_Level = dict[str, list[_Found]]


@dataclass
class _Reach:
    """Reads what needs name, level by level, and notes what is not held of whom."""

    moment: datetime | None
    held: set[str]
    aliases: Aliases
    _rows: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    #: organisation, table, kind: it leads to somebody of whom the table is not held
    _gaps: list[pl.DataFrame] = field(default_factory=list)

    def follow(self, need: Need, ways: pl.DataFrame) -> None:
        """Read what is needed of some subjects, then of those to whom their rows lead."""
        level: _Level = {}
        own = BY_NAME.get(need.kind)  # a household has no table of its own
        indexes = dict.fromkeys([*([(own.name, own.key)] if own else []), *need.records])
        for table, key in indexes:
            self._read(level, table, key, ways)
        if need.kind == PEOPLE:
            self._note_gaps(need, ways)
        for table, via, target in need.followed:
            linked = self._links(level, [(table, via)])
            self._read(level, target, BY_NAME[target].key, linked)
        for (_kind, places), other in need.linked.items():
            self.follow(other, self._links(level, places))

    def _read(self, level: _Level, table: str, key: str, ways: pl.DataFrame) -> None:
        if table not in self.held:
            return
        column = BY_NAME[table].column(key)
        whom = _distinct(ways)
        if column.names == PEOPLE:
            whom = sorted(self.aliases.all_of(whom))
        name = sql.Identifier(column_of(column))
        wanted = sql.SQL("{} = ANY({})").format(name, sql.Literal(whom))
        rows = self.aliases.one_of_each(table, numbered_rows(MODEL_OF[table], wanted, self.moment))
        level.setdefault(table, []).append(_Found(rows, key, ways))
        self._rows.setdefault(table, []).append(rows)

    def _links(self, level: _Level, places: Sequence[Place]) -> pl.DataFrame:
        found = [f.links(column) for table, column in places for f in level.get(table, [])]
        nobody = pl.DataFrame(schema={_ORIGIN: pl.Int64, _TO: pl.Int64})
        return pl.concat(found).unique() if found else nobody

    def _note_gaps(self, need: Need, ways: pl.DataFrame) -> None:
        """Note which organisations lead to people of whom something needed is not held."""
        read = (table for table, _key in need.records if table not in TOLD_NAMES)
        tables = {table: BY_NAME[table].field for table in read}
        if not tables:
            return
        query = sql.SQL(
            "SELECT person_id, array_to_string(tables, ',') FROM registry_coverage "
            "WHERE person_id = ANY({}) AND {}"
        ).format(sql.Literal(sorted(self.aliases.all_of(_distinct(ways)))), held_on(self.moment))
        covered = copy_out(query, {"id": pl.Int64, "tables": pl.String})
        covered = joint(covered, self.aliases).rename({"id": _TO})
        known = ways.join(covered, on=_TO, how="left").with_columns(
            pl.col("tables").fill_null("").str.split(",")
        )
        for table, name in tables.items():
            lacking = known.filter(~pl.col("tables").list.contains(name))
            gap = (pl.lit(table).alias("table"), pl.lit(need.kind).alias("kind"))
            self._gaps.append(lacking.select(_ORIGIN, *gap))

    def parts(self, firms: pl.Series) -> Iterator[KnownEmployers]:
        """Yield the organisations, together where the same is not held of those they lead to."""
        tables = {name: self._table(name) for name in self._rows}
        nothing = {_ORIGIN: pl.Int64, "table": pl.String, "kind": pl.String}
        gaps = pl.concat([pl.DataFrame(schema=nothing), *self._gaps]).unique().sort("table", "kind")
        marked = (
            pl.DataFrame({_ORIGIN: firms})
            .join(gaps, on=_ORIGIN, how="left", maintain_order="left_right")
            .group_by(_ORIGIN, maintain_order=True)
            .agg(pl.struct("table", "kind").filter(pl.col("table").is_not_null()).alias("gaps"))
        )
        for _, part in marked.group_by("gaps", maintain_order=True):
            found = frozenset((g["table"], g["kind"]) for g in part["gaps"][0])
            keys = part.select(("E" + pl.col(_ORIGIN).cast(pl.String)).alias("keys"))["keys"]
            yield KnownEmployers(keys=keys, facts=Facts(tables, gaps=found))

    def _table(self, name: str) -> pl.DataFrame:
        """Each row once, in the order of the register, with keys as engines read them."""
        rows = pl.concat(self._rows[name]).unique(ROW).sort(ROW)
        return renamed(name, rows.drop(ROW)) if rows.height else empty_frame(name)


def _distinct(ways: pl.DataFrame) -> list[Any]:
    return ways[_TO].unique().sort().to_list()
