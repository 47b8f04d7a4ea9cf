"""Record tables as arrays: only the rows about those who are decided, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce

import numpy as np
import polars as pl

from yulin.facts.frames import Facts
from yulin.policy.backends.arrays.columns import Column
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.arrays.texts import Texts, place_among
from yulin.policy.backends.arrays.vectors import (
    Numbers,
    Places,
    Value,
    Vector,
    as_value,
    gathered,
    of_kind,
)
from yulin.policy.kinds import Type

#: (column, places) → what stands there; None: it must be read from the frame
Read = Callable[[str, Places], Vector | None]
_KEY = "_key"
#: of so many rows one is read apart, before all are
_FEW = 3


@dataclass
class Table:
    """Some rows of a table."""

    frame: pl.DataFrame
    #: their places in the whole; -1: there is no row
    places: Places
    texts_met: Texts
    #: rows of another selection of the same table that these are
    source: tuple[Table, Places] | None = None
    #: where columns are kept as arrays
    read: Read | None = None
    _columns: dict[str, Vector] = field(default_factory=dict, init=False)
    _keys: dict[str, pl.Series] = field(default_factory=dict, init=False)

    def column(self, name: str, kind: Type) -> Vector:
        """Return a column in the form that values of a type have."""
        return of_kind(self._column(name), kind)

    def texts(self, name: str) -> Value:
        """Return a column of texts."""
        return as_value(self._column(name))

    def _column(self, name: str) -> Vector:
        if name not in self._columns:
            if self.source is None:
                self._columns[name] = self._read(name)
            else:
                whole, places = self.source
                if name in whole._columns or len(places) * _FEW > len(whole.places):
                    self._columns[name] = gathered(whole._column(name), places)
                else:
                    self._columns[name] = self._read(name)
        return self._columns[name]

    def cells(self, name: str) -> pl.Series:
        """Return a column as it is in the facts."""
        return self.frame[name].gather(self._rows)

    @cached_property
    def positions(self) -> Places:
        """Where these rows stand in the whole table; -1: there is no row."""
        if self.source is None:
            return self.places
        whole, places = self.source
        return whole.positions[places]

    @cached_property
    def _rows(self) -> pl.Series:
        rows = pl.Series(self.positions)
        return rows.set(rows < 0, None) if len(rows) and self.positions.min() < 0 else rows

    def keys(self, name: str) -> pl.Series:
        """Return what stands in a column of the rows that these were taken from, each once."""
        if self.source is not None:
            return self.source[0].keys(name)
        if name not in self._keys:
            self._keys[name] = self.cells(name).drop_nulls().unique()
        return self._keys[name]

    def _read(self, name: str) -> Vector:
        kept = None if self.read is None else self.read(name, self.positions)
        if kept is not None:
            return kept
        cells = self.cells(name)
        if cells.dtype == pl.String:
            return self.texts_met.of(cells)
        return Column.of(cells).vector()

    def rows(self, places: Places) -> Table:
        """Return some of these rows, perhaps several times."""
        return Table(self.frame, self.places, self.texts_met, (self, places), self.read)


@dataclass
class Store:
    """The facts, and every text read from them."""

    #: the tables; where there are ``records``, rows that are gone stand in them still
    facts: Facts
    texts: Texts = field(default_factory=Texts)
    #: the same tables with the places of their rows by key
    records: Records | None = None
    #: keys that were asked for, by their numbers
    _wanted: dict[bytes, pl.Series] = field(default_factory=dict, init=False)
    #: places of the rows in which a column holds one of many keys
    _cuts: dict[tuple[str, str, int], tuple[pl.Series, pl.Series]] = field(
        default_factory=dict, init=False
    )

    @classmethod
    def of(cls, facts: Facts | Records, texts: Texts | None = None) -> Store:
        """Return a store of facts, or of records whose places are known."""
        if isinstance(facts, Records):
            return cls(facts.held, facts.texts() if texts is None else texts, facts)
        return cls(facts, Texts() if texts is None else texts)

    def table(self, name: str, places: Places) -> Table:
        """Return some rows of a table by their places; -1: there is no row."""
        read = None if self.records is None else partial(self._kept, self.records, name)
        return Table(self.facts[name], places, self.texts, read=read)

    def _kept(self, records: Records, table: str, column: str, places: Places) -> Vector | None:
        return records.column(table, column, places, self.texts)

    def places_naming(self, table: str, named: Mapping[str, pl.Series]) -> Places:
        """Return the places of the rows in which any of some columns holds one of its keys."""
        if self.records is not None:
            found = [self.records.places(table, *wanted)[0] for wanted in named.items()]
            return reduce(np.union1d, found)
        wanted = [pl.col(column).is_in(keys.implode()) for column, keys in named.items()]
        rows = self.facts[table].select(pl.any_horizontal(wanted).fill_null(value=False))
        return np.flatnonzero(rows.to_series().to_numpy())

    def rows_about(
        self, table: str, key: str, keys: Numbers, among: pl.Series | None = None
    ) -> tuple[Table, Places]:
        """Return the rows in which a column holds one of some keys, and the position of that key.

        Args:
            table: the table.
            key: the column.
            keys: what it must hold.
            among: keys of which others than these will be asked for, too; the whole table is
                looked through only once for all of them.
        """
        frame = self.facts.tables[table]
        wanted = self._named(keys)
        if self.records is not None:
            names = self.records.named_in(table, key)
            numbers = None if names is None else self.texts.numbers(names, keys)
            stand, about = self.records.places(table, key, wanted, numbers)
            return self.table(table, stand), about
        if among is None:
            places = frame[key].is_in(wanted.implode()).arg_true()
        else:
            places = self._cut(table, key, among)
            places = places.filter(frame[key].gather(places).is_in(wanted.implode()))
        of_key = pl.DataFrame({_KEY: wanted}).with_row_index("place")
        found = pl.DataFrame({_KEY: frame[key].gather(places)}).join(
            of_key, on=_KEY, how="left", maintain_order="left"
        )
        about = found["place"].cast(pl.Int64).to_numpy()
        return self.table(table, places.cast(pl.Int64).to_numpy()), about

    def _named(self, keys: Numbers) -> pl.Series:
        """Return the texts of some numbers, the same series for the same ones."""
        name = keys.tobytes()
        if name not in self._wanted:
            self._wanted[name] = self.texts.named(keys)
        return self._wanted[name]

    def _cut(self, table: str, key: str, among: pl.Series) -> pl.Series:
        name = table, key, id(among)
        if name not in self._cuts:
            places = self.facts.tables[table][key].is_in(among.implode()).arg_true()
            self._cuts[name] = among, places  # kept with it, so that no other has its identity
        return self._cuts[name][1]

    def first_rows(
        self, table: str, key: str, keys: Numbers, among: pl.Series | None = None
    ) -> Table:
        """Return the first row of each key, none for what is no key (below 0)."""
        different = self.texts.different(Value(keys, keys >= 0))
        found, place = self.rows_about(table, key, different, among)
        first = np.full(len(different) + 1, -1, dtype=np.int64)
        first[place[::-1]] = np.arange(len(place))[::-1]
        at = np.where(keys < 0, len(different), place_among(different, keys))
        # what is no key, and a key of which there is no row, stand at the end
        return self.table(table, np.append(found.places, -1)[first[at]])
