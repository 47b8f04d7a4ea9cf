"""Record tables as arrays: only the rows about those who are decided, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, reduce

import numpy as np
import polars as pl

from yulin.facts.frames import Facts
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.arrays.texts import Texts, place_among
from yulin.policy.backends.arrays.vectors import (
    FALSE,
    TRUE,
    ZERO,
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

KeysAt = Callable[[str, pl.Series], Value | None]
_KEY = "_key"
#: of so many rows one is read apart, before all are
_FEW = 3


@dataclass
class Table:
    """Some rows of a table."""

    frame: pl.DataFrame
    #: their positions in the whole; null: there is no row
    places: pl.Series
    texts_met: Texts
    #: rows of another selection of the same table that these are
    source: tuple[Table, Places] | None = None
    #: (column, places) → the numbers of its keys; None: they are read as texts
    keys_at: KeysAt | None = None
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
        return self.frame[name].gather(self.positions)

    @property
    def positions(self) -> pl.Series:
        """Where these rows stand in the whole table."""
        if self.source is None:
            return self.places
        whole, places = self.source
        return whole.positions.gather(places)

    def keys(self, name: str) -> pl.Series:
        """Return what stands in a column of the rows that these were taken from, each once."""
        if self.source is not None:
            return self.source[0].keys(name)
        if name not in self._keys:
            self._keys[name] = self.cells(name).drop_nulls().unique()
        return self._keys[name]

    def _read(self, name: str) -> Vector:
        if self.frame.schema[name] == pl.String:
            keys = None if self.keys_at is None else self.keys_at(name, self.positions)
            return self.texts_met.of(self.cells(name)) if keys is None else keys
        cells = self.cells(name)
        yes = cells.dtype == pl.Boolean
        known = cells.is_not_null().to_numpy() if cells.null_count() else TRUE
        plain = cells if yes else cells.to_physical().cast(pl.Int64)
        if known.ndim:
            plain = plain.fill_null(False if yes else 0)
        values = plain.to_numpy()
        return truth_where(values, known) if yes else Value(values, known)

    def rows(self, places: Places) -> Table:
        """Return some of these rows, perhaps several times."""
        return Table(self.frame, self.places, self.texts_met, (self, places), self.keys_at)


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
            return cls(facts.held, Texts(facts.names()) if texts is None else texts, facts)
        return cls(facts, Texts() if texts is None else texts)

    def table(self, name: str, places: pl.Series) -> Table:
        """Return some rows of a table by their places; null: there is no row."""
        return Table(self.facts[name], places, self.texts, keys_at=partial(self._keys, name))

    def _keys(self, table: str, column: str, places: pl.Series) -> Value | None:
        """Return the numbers of keys that have them already; None: look at the texts."""
        names = None if self.records is None else self.records.named_in(table, column)
        start = None if names is None else self.texts.start_of(names)
        if self.records is None or start is None:
            return None
        there = places.is_not_null().to_numpy(writable=True)
        at = places.fill_null(0).cast(pl.Int64).to_numpy()
        if not there.any():
            return Value(ZERO, FALSE)
        found = self.records.numbers(table, column, at)
        numbers = found + start
        # a key that is none of those known stands in a row that came, or there is no key
        strange = np.flatnonzero(there & (found < 0))
        cells = self.facts[table][column].gather(at[strange])
        new = np.flatnonzero(cells.is_not_null().to_numpy())
        there[strange] = False
        there[strange[new]] = True
        numbers[strange[new]] = self.texts.codes(cells.gather(new).to_list())
        return Value(numbers, TRUE if there.all() else there)

    def places_naming(self, table: str, named: Mapping[str, pl.Series]) -> pl.Series:
        """Return the places of the rows in which any of some columns holds one of its keys."""
        if self.records is not None:
            found = [self.records.places(table, *wanted)[0] for wanted in named.items()]
            return pl.Series(reduce(np.union1d, found))
        wanted = [pl.col(column).is_in(keys.implode()) for column, keys in named.items()]
        rows = self.facts[table].select(pl.any_horizontal(wanted).fill_null(value=False))
        return rows.to_series().arg_true()

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
            return self.table(table, pl.Series(stand)), about
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
        return self.table(table, places), about

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
        rows = pl.Series(first[at])
        held = rows.set(rows < 0, None)
        return self.table(table, found.places.gather(held))
