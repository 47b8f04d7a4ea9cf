"""Record tables as arrays: only the rows about those who are decided, column by column."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from yulin.facts.frames import Facts
from yulin.policy.backends.arrays.texts import Texts
from yulin.policy.backends.arrays.vectors import (
    TRUE,
    Numbers,
    Places,
    Value,
    Vector,
    as_value,
    gathered,
    of_kind,
    truth_where,
)
from yulin.policy.kinds import Type

_KEY = "_key"


@dataclass
class Table:
    """Some rows of a table."""

    frame: pl.DataFrame
    #: their positions in the whole; null: there is no row
    places: pl.Series
    texts_met: Texts
    #: rows of another selection of the same table that these are
    source: tuple[Table, Places] | None = None
    _columns: dict[str, Vector] = field(default_factory=dict, init=False)

    def column(self, name: str, kind: Type) -> Vector:
        """Return a column in the form that values of a type have."""
        return of_kind(self._column(name), kind)

    def texts(self, name: str) -> Value:
        """Return a column of texts."""
        return as_value(self._column(name))

    def _column(self, name: str) -> Vector:
        if name not in self._columns:
            if self.source is None:
                self._columns[name] = self._read(self.frame[name].gather(self.places))
            else:
                whole, places = self.source
                self._columns[name] = gathered(whole._column(name), places)
        return self._columns[name]

    def _read(self, cells: pl.Series) -> Vector:
        if cells.dtype == pl.String:
            return self.texts_met.of(cells)
        yes = cells.dtype == pl.Boolean
        known = cells.is_not_null().to_numpy() if cells.null_count() else TRUE
        plain = cells if yes else cells.to_physical().cast(pl.Int64)
        if known.ndim:
            plain = plain.fill_null(False if yes else 0)
        values = plain.to_numpy()
        return truth_where(values, known) if yes else Value(values, known)

    def rows(self, places: Places) -> Table:
        """Return some of these rows, perhaps several times."""
        return Table(self.frame, self.places, self.texts_met, (self, places))


@dataclass
class Store:
    """The facts, and every text read from them."""

    facts: Facts
    texts: Texts = field(default_factory=Texts)

    def rows_about(self, table: str, key: str, keys: Numbers) -> tuple[Table, Places]:
        """Return the rows in which a column holds one of some keys, and the position of that key."""
        frame = self.facts.tables[table]
        wanted = self.texts.named(keys)
        places = frame[key].is_in(wanted.implode()).arg_true()
        of_key = pl.DataFrame({_KEY: wanted}).with_row_index("place")
        found = pl.DataFrame({_KEY: frame[key].gather(places)}).join(
            of_key, on=_KEY, how="left", maintain_order="left"
        )
        about = found["place"].cast(pl.Int64).to_numpy()
        return Table(frame, places, self.texts), about

    def first_rows(self, table: str, key: str, keys: Numbers) -> Table:
        """Return the first row of each key, none for what is no key (below 0)."""
        frame = self.facts.tables[table]
        different = self.texts.different(Value(keys, keys >= 0))
        found, place = self.rows_about(table, key, different)
        first = np.full(len(different) + 1, -1, dtype=np.int64)
        first[place[::-1]] = np.arange(len(place))[::-1]
        at = np.where(keys < 0, len(different), self.texts.places(different)[keys])
        rows = pl.Series(first[at])
        held = rows.set(rows < 0, None)
        return Table(frame, found.places.gather(held), self.texts)
