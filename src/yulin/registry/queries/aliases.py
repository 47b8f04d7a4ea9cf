"""Several numbers of one person, read as one: which row stands for which at a moment.

A person has a row for each of their numbers, and every fact stays under the number that it came with.
Whoever reads facts asks for the rows of all numbers, puts the one that is kept in the place of the
others, and has what two of them say alike said once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import polars as pl
from psycopg import sql

from yulin.facts.frames import PEOPLE, PERSON_KEY
from yulin.facts.schema import BY_NAME
from yulin.registry.bulk import copy_out
from yulin.registry.models import IdentityLink
from yulin.registry.queries.known import held_on

_LINKS = sql.Identifier(IdentityLink._meta.db_table)
#: beside a frame's columns: whose number a row came with, where it was another than the one that is kept
ORIGIN = "_origin_number"


@dataclass(frozen=True)
class Aliases:
    """Row of a number that is read as another's → the row that is kept. Usually there are few."""

    kept: dict[int, int]

    def __bool__(self) -> bool:
        return bool(self.kept)

    def stands_for(self, key: int) -> int:
        return self.kept.get(key, key)

    def all_of(self, keys: Iterable[int]) -> set[int]:
        """The rows of all numbers of those whom the keys name."""
        named = {self.stands_for(key) for key in keys}
        return named.union(*(self._others.get(key, ()) for key in named))

    @cached_property
    def _others(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for other, kept in self.kept.items():
            found.setdefault(kept, []).append(other)
        return found

    def chosen(self, people: sql.Composable) -> sql.Composable:
        """A selection of people's keys with their other numbers' rows."""
        if not self:
            return people
        pairs = sql.SQL(", ").join(
            sql.SQL("({}, {})").format(sql.Literal(other), sql.Literal(kept))
            for other, kept in self.kept.items()
        )
        return sql.SQL(
            "{people} UNION SELECT pair.other FROM (VALUES {pairs}) AS pair (other, kept) "
            "WHERE pair.kept IN ({people}) UNION SELECT pair.kept FROM (VALUES {pairs}) "
            "AS pair (other, kept) WHERE pair.other IN ({people})"
        ).format(people=people, pairs=pairs)

    def read(self, sheet: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows by the register's keys with the kept ones in the place of the others."""
        if not self or rows.is_empty():
            return rows
        named = [column.name for column in BY_NAME[sheet].columns if column.names == PEOPLE]
        return rows.with_columns(pl.col(name).replace(self.kept) for name in named)

    def one_of_each(self, sheet: str, rows: pl.DataFrame) -> pl.DataFrame:
        """`read`, and what the numbers of one person say alike once; of 人员 one row a person.

        Of two rows of 人员 that of the number kept stands, and what it leaves blank the other fills.
        Elsewhere two equal rows of one number are two records, as ever.
        """
        key = BY_NAME[sheet].key
        if not self or key != PERSON_KEY or not self._bears_on(rows[key]):
            return self.read(sheet, rows)
        marked = self.read(sheet, rows.with_columns(pl.col(key).alias(ORIGIN)))
        if sheet == PEOPLE:
            return _filled(marked).drop(ORIGIN)
        columns = [column.name for column in BY_NAME[sheet].columns]
        turn = pl.int_range(pl.len()).over([ORIGIN, *columns]).alias("_turn")
        first = marked.with_columns(turn).unique(
            [*columns, "_turn"], keep="first", maintain_order=True
        )
        return first.drop(ORIGIN, "_turn")

    def _bears_on(self, keys: pl.Series) -> bool:
        return bool(keys.is_in(list(self.kept)).any())


def _filled(people: pl.DataFrame) -> pl.DataFrame:
    """One row a person: the kept number's first, then what the others know beside."""
    own_first = people.with_columns((pl.col(ORIGIN) != pl.col(PERSON_KEY)).alias("_other"))
    ordered = own_first.with_row_index("_at").sort("_other", "_at")
    rest = pl.exclude(PERSON_KEY, "_at").drop_nulls().first()
    found = ordered.group_by(PERSON_KEY, maintain_order=True).agg(pl.col("_at").min(), rest)
    return found.sort("_at").select(people.columns)


def aliases_at(moment: datetime | None) -> Aliases:
    """What was read as what at a moment; None: what is now."""
    query = sql.SQL(
        "SELECT other_id, kept_id FROM {} WHERE recorded_at IS NOT NULL AND {} ORDER BY id"
    ).format(_LINKS, held_on(moment))
    found = copy_out(query, {"other": pl.Int64, "kept": pl.Int64})
    return Aliases(dict(found.iter_rows()))


def relinked(*, since: datetime, until: datetime) -> Collection[int]:
    """Rows that came to be read as another's, or ceased to be, between two moments; and those others."""
    query = sql.SQL(
        "SELECT other_id, kept_id FROM {links} WHERE "
        "recorded_at > {since} AND recorded_at <= {until} "
        "OR superseded_at > {since} AND superseded_at <= {until}"
    ).format(links=_LINKS, since=sql.Literal(since), until=sql.Literal(until))
    found = copy_out(query, {"other": pl.Int64, "kept": pl.Int64})
    return {*found["other"].to_list(), *found["kept"].to_list()}
