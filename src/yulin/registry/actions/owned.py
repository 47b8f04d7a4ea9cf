"""Of a table that several departments feed: each changes what is its own, and leaves the rest alone.

`Owned` is data of a source's mapping. Of a table with a row a subject (人员, 单位) somebody owns
columns; of one with many rows, those rows that have certain values (险种: 失业). Names are nobody's to
overwrite: they change by two people, with a paper (decision 0068).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from psycopg import sql

from yulin.registry.errors import RegistryError
from yulin.registry.incoming import column_of
from yulin.registry.models import Fact
from yulin.registry.queries.facts import selection


@dataclass(frozen=True, kw_only=True)
class Owned:
    """By the table's own names of columns; one of both is empty."""

    columns: frozenset[str] = frozenset()
    #: column → the values, as stored, of the rows that are theirs
    rows: Mapping[str, frozenset[Any]] = field(default_factory=dict)

    def overlaps(self, other: "Owned") -> bool:
        """Whether something may be said by both."""
        if self.columns or other.columns:
            return bool(self.columns & other.columns)
        both = set(self.rows) & set(other.rows)
        return all(self.rows[name] & other.rows[name] for name in both)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The rows that a table is to have of some subjects; how many names were told otherwise."""

    rows: pl.DataFrame
    names_differ: int = 0


def merged(*, model: type[Fact], rows: pl.DataFrame, subjects: pl.Series, owned: Owned) -> Merged:
    """What somebody says, put among what others have said of the same subjects.

    Raises:
        RegistryError: They speak of rows that are not theirs.
    """
    held = _held(model, subjects).select(rows.columns)
    if owned.rows:
        return Merged(rows=_by_rows(model, rows, held, owned))
    return _by_columns(model, rows, held, owned)


def _held(model: type[Fact], subjects: pl.Series) -> pl.DataFrame:
    table = model.TABLE
    key = column_of(table.column(table.key))
    among = sql.SQL("superseded_at IS NULL AND {} = ANY({})").format(
        sql.Identifier(key), sql.Literal(subjects.drop_nulls().unique().to_list())
    )
    found = selection(model, among)
    return found.rename({c.name: column_of(c) for c in table.columns})


def _by_rows(
    model: type[Fact], rows: pl.DataFrame, held: pl.DataFrame, owned: Owned
) -> pl.DataFrame:
    theirs = pl.all_horizontal(
        pl.col(column_of(model.TABLE.column(name))).is_in(sorted(values))
        for name, values in owned.rows.items()
    ).fill_null(value=False)
    if not rows.filter(~theirs).is_empty():
        raise RegistryError(
            _("送来的“%(table)s”里有约定以外的行：%(columns)s。")
            % {"table": model.TABLE.name, "columns": "、".join(owned.rows)}
        )
    return pl.concat([held.filter(~theirs), rows])


def _by_columns(model: type[Fact], rows: pl.DataFrame, held: pl.DataFrame, owned: Owned) -> Merged:
    table = model.TABLE
    key = column_of(table.column(table.key))
    own = [column_of(table.column(name)) for name in sorted(owned.columns)]
    changed = held.drop(own).join(rows.select(key, *own), on=key, how="inner")
    known = rows.select(key, "name").join(held.select(key, before="name"), on=key, how="inner")
    differ = known.filter(pl.col("name") != pl.col("before")).height
    whole = pl.concat(
        [
            held.join(rows, on=key, how="anti"),
            changed.select(held.columns),
            rows.join(held, on=key, how="anti"),
        ]
    )
    return Merged(rows=whole, names_differ=differ)
