"""Record tables with the places of their rows by key, carried on from one state to the next.

Looking through a table of millions of rows for those of a few thousand people costs more than deciding
them. So where rows stand is kept beside the tables, as a database keeps it: rows that change are
marked as gone, and what comes in their place stands behind the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.facts import schema
from yulin.facts.frames import EMPLOYERS, PEOPLE, Facts
from yulin.policy.backends.arrays.columns import Column, nothing, only_there, there_of
from yulin.policy.backends.arrays.names import Names
from yulin.policy.backends.arrays.texts import Texts
from yulin.policy.backends.arrays.vectors import Numbers, Places, Vector

_KEY, _PLACE = "_key", "place"
#: how many of the last questions are remembered
_ASKED = 16
_SUBJECTS = (PEOPLE, EMPLOYERS)
#: words are texts of which a column holds so few, or each of them so often, that they get numbers
_WORDS, _OFTEN = 4_096, 16


@dataclass(frozen=True)
class _Order:
    """The rows of a table in the order of the numbers of a column's keys."""

    #: the number of the key of each row, one more than the last where there is none
    numbers: NDArray[np.int32]
    #: where the rows of each number begin
    starts: Numbers
    #: their places; None: as they stand
    rows: NDArray[np.int32] | None

    @classmethod
    def of(cls, column: pl.Series, names: Names) -> _Order:
        """Return the order of a column all of whose keys have numbers."""
        number = pl.DataFrame({_KEY: names.sorted, _PLACE: names.numbers})
        runs = pl.DataFrame({_KEY: column, "run": column.rle_id()})
        first = runs.filter(pl.col("run") != pl.col("run").shift(1, fill_value=2**32 - 1))
        found = first.join(number, on=_KEY, how="left", maintain_order="left")[_PLACE]
        # what has no key stands behind all that have one
        numbers = found.fill_null(len(names)).gather(runs["run"]).to_numpy()
        starts = np.zeros(len(names) + 2, dtype=np.int64)
        np.cumsum(np.bincount(numbers, minlength=len(names) + 1), out=starts[1:])
        if not len(numbers) or bool((np.diff(numbers) >= 0).all()):
            return cls(numbers.astype(np.int32), starts, None)
        order = np.argsort(numbers, kind="stable")
        return cls(numbers.astype(np.int32), starts, order.astype(np.int32))

    def places(self, numbers: Numbers) -> tuple[Places, Places]:
        """Return the places of the rows of some numbers, and whose of these each is."""
        known = np.flatnonzero(numbers >= 0)
        first = self.starts[numbers[known]]
        counts = self.starts[numbers[known] + 1] - first
        whose = np.repeat(known, counts)
        behind = np.cumsum(counts) - counts
        row = np.arange(len(whose)) + np.repeat(first - behind, counts)
        return (row if self.rows is None else self.rows[row].astype(np.int64)), whose


@dataclass
class Index:
    """Where the rows of some tables stand, by the columns that were asked for so far."""

    facts: Facts
    _names: dict[str, Names] = field(default_factory=dict, init=False)
    _orders: dict[tuple[str, str], _Order] = field(default_factory=dict, init=False)
    _columns: dict[tuple[str, str], Column] = field(default_factory=dict, init=False)
    #: the numbers of the keys that were asked for last, with these, by identity
    _asked: dict[tuple[str, int], tuple[pl.Series, Numbers]] = field(
        default_factory=dict, init=False
    )

    def places(self, table: str, column: str, numbers: Numbers) -> tuple[Places, Places]:
        """Return the places of the rows in which a column holds one of some keys, and which one."""
        return self._order(table, column).places(numbers)

    def column(self, table: str, column: str) -> Column | None:
        """Return a column; of texts their numbers in ``lasting``, None where these have none."""
        place = table, column
        if place not in self._columns:
            cells = self.facts[table][column]
            if cells.dtype != pl.String:
                self._columns[place] = Column.of(cells)
            elif place in self._word_columns:
                self._columns[place] = Column.of_numbers(self._words_of(cells))
            elif (target := self._named(table, column)) is not None:
                numbers = self._numbers_of(target)[self._order(table, column).numbers]
                self._columns[place] = Column.of_numbers(numbers)
            else:
                return None
        return self._columns[place]

    def come(self, table: str, column: str, cells: pl.Series) -> Column | None:
        """Return rows of a column that came since; texts that have no number stand below -1."""
        if cells.dtype != pl.String:
            return Column.of(cells)
        if (table, column) not in self._word_columns and self._named(table, column) is None:
            return None
        numbers = self.lasting.known(cells)
        strange = (numbers < 0) & cells.is_not_null().to_numpy()
        return Column(np.where(strange, -2, numbers), numbers >= 0)

    def _named(self, table: str, column: str) -> str | None:
        """Return whom the keys in a column name, where it is people or organisations."""
        target = _target(table, column)
        return target if target in _SUBJECTS and target in self.facts else None

    def _numbers_of(self, target: str) -> NDArray[np.int32]:
        """Return the lasting numbers of keys, and -1 behind them for what is none.

        A person's key that is an organisation's, too, has but one number.
        """
        return np.append(self.lasting.known(self.names(target).keys), -1).astype(np.int32)

    def _words_of(self, cells: pl.Series) -> NDArray[np.int32]:
        words = cells.drop_nulls().unique()
        numbers = pl.Series(self.lasting.known(words), dtype=pl.Int32)
        if not len(words):
            return np.full(len(cells), -1, dtype=np.int32)
        found = cells.replace_strict(words, numbers, default=-1, return_dtype=pl.Int32)
        return found.fill_null(-1).to_numpy()

    @cached_property
    def _word_columns(self) -> Mapping[tuple[str, str], pl.Series]:
        """The columns whose texts are few, with each of these once."""
        found = {}
        for name, frame in self.facts.tables.items():
            for column in schema.BY_NAME[name].columns:
                if column.kind == "text":
                    words = frame[column.name].drop_nulls().unique()
                    if len(words) <= max(_WORDS, frame.height // _OFTEN):
                        found[name, column.name] = words
        return found

    @cached_property
    def _words(self) -> Names:
        nothing = pl.Series([], dtype=pl.String)
        return Names.of([nothing, *self._word_columns.values()])

    @cached_property
    def lasting(self) -> Texts:
        """The texts that have numbers in every run: keys of people and organisations, and words."""
        return Texts([self.names(t) for t in _SUBJECTS if t in self.facts] + [self._words])

    def _order(self, table: str, column: str) -> _Order:
        if (table, column) not in self._orders:
            names = self.names(_target(table, column))
            self._orders[table, column] = _Order.of(self.facts[table][column], names)
        return self._orders[table, column]

    def asked(self, table: str, column: str, keys: pl.Series) -> Numbers:
        """Return the numbers of keys that may stand in a column, -1 where they have none."""
        target = _target(table, column)
        found = self._asked.get((target, id(keys)))
        if found is None:
            if len(self._asked) >= _ASKED:
                self._asked.pop(next(iter(self._asked)))
            found = self._asked[target, id(keys)] = keys, self.names(target).find(keys)
        return found[1]

    def names(self, target: str) -> Names:
        """Return the keys of a kind of subject; those of its own table come first."""
        if target not in self._names:
            columns = [
                frame[c.name]
                for name, frame in sorted(self.facts.tables.items(), key=lambda t: t[0] != target)
                for c in schema.BY_NAME[name].columns
                if frame.schema[c.name] == pl.String and _target(name, c.name) == target
            ]
            self._names[target] = Names.of(columns)
        return self._names[target]


def _target(table: str, column: str) -> str:
    """Return what the keys in a column name: a kind of subject, or what only this column holds."""
    described = schema.BY_NAME[table].column(column)
    return described.names or (column if described.own_code else f"{table}.{column}")


@dataclass(frozen=True)
class Records:
    """One state of record tables, with an index that all states since the first one share."""

    #: the tables, in which the rows that are gone still stand
    held: Facts
    index: Index
    #: places of rows that are gone, in order
    gone: Mapping[str, Places] = field(default_factory=dict)
    #: the numbers of the keys of rows that came since
    _come: dict[tuple[str, str], Numbers] = field(default_factory=dict, init=False, repr=False)
    #: the columns of rows that came since
    _columns: dict[tuple[str, str], Column | None] = field(
        default_factory=dict, init=False, repr=False
    )

    @classmethod
    def of(cls, facts: Facts) -> Records:
        """Return a first state; where rows stand is found when it is asked for first."""
        return cls(facts, Index(facts))

    def changed(self, table: str, gone: Places, come: pl.DataFrame) -> Records:
        """Return the state in which some rows of a table are gone and others have come.

        Args:
            table: the table.
            gone: the places of the rows that go; places stay the same from state to state.
            come: the rows that come, behind all others.
        """
        frame = pl.concat([self.held[table], come], rechunk=False)
        every = np.union1d(self.gone.get(table, gone), gone)
        tables = {**self.held.tables, table: frame}
        return Records(replace(self.held, tables=tables), self.index, {**self.gone, table: every})

    def facts(self) -> Facts:
        """Return the tables without the rows that are gone."""
        tables = dict(self.held.tables)
        for table, places in self.gone.items():
            stays = np.ones(tables[table].height, dtype=np.bool_)
            stays[places] = False
            tables[table] = tables[table].filter(pl.Series(stays)).rechunk()
        return replace(self.held, tables=tables)

    def places(
        self, table: str, column: str, keys: pl.Series, numbers: Numbers | None = None
    ) -> tuple[Places, Places]:
        """Return the places of the rows in which a column holds one of some keys, and which one.

        Args:
            table: the table.
            column: the column.
            keys: the keys, each once.
            numbers: their numbers, where they are known.
        """
        if numbers is None:
            numbers = self.index.asked(table, column, keys)
        places, whose = self.index.places(table, column, numbers)
        known = self.index.facts[table].height
        if self.held[table].height > known:
            new, their = self._among_new(table, column, keys, numbers)
            places, whose = np.append(places, new + known), np.append(whose, their)
        if not bool((np.diff(places) > 0).all()):
            order = np.argsort(places, kind="stable")
            places, whose = places[order], whose[order]
        gone = self.gone.get(table)
        if gone is None or not len(places):
            return places, whose
        at = np.minimum(np.searchsorted(places, gone), len(places) - 1)
        left = at[places[at] == gone]
        return np.delete(places, left), np.delete(whose, left)

    def _among_new(
        self, table: str, column: str, keys: pl.Series, numbers: Numbers
    ) -> tuple[Places, Places]:
        """Return which of the rows that came since hold one of some keys, and which one."""
        theirs = self._new(table, column)
        whose = np.full(len(theirs), -1, dtype=np.int64)
        if len(numbers):
            order = np.argsort(numbers)
            at = np.minimum(np.searchsorted(numbers, theirs, sorter=order), len(numbers) - 1)
            found = (theirs >= 0) & (numbers[order[at]] == theirs)
            whose[found] = order[at][found]
        strange = np.flatnonzero(theirs < 0)
        if len(strange) and (numbers < 0).any():
            known = self.index.facts[table].height
            cells = self.held[table][column].gather(strange + known)
            of_key = pl.DataFrame({_KEY: keys}).with_row_index("whose")
            place = pl.DataFrame({_KEY: cells}).join(
                of_key, on=_KEY, how="left", maintain_order="left"
            )
            whose[strange] = place["whose"].cast(pl.Int64).fill_null(-1).to_numpy()
        return np.flatnonzero(whose >= 0), whose[whose >= 0]

    def _new(self, table: str, column: str) -> Numbers:
        """Return the numbers of the keys of the rows that came since, -1 where there is none."""
        if (table, column) not in self._come:
            known = self.index.facts[table].height
            names = self.index.names(_target(table, column))
            self._come[table, column] = names.find(self.held[table][column].slice(known))
        return self._come[table, column]

    def texts(self) -> Texts:
        """Return texts of which keys and words have the numbers that they have in every run."""
        return self.index.lasting.anew()

    def named_in(self, table: str, column: str) -> Names | None:
        """Return the keys that a column may hold; None: it names neither people nor organisations."""
        target = _target(table, column)
        named = target in _SUBJECTS and target in self.index.facts
        return self.index.names(target) if named else None

    def column(self, table: str, column: str, places: Places, texts: Texts) -> Vector | None:
        """Return a column of some rows; None: texts that have no numbers.

        Args:
            table: the table.
            column: the column.
            places: the places of the rows, -1 where there is none.
            texts: the texts of the run, as ``texts`` gave them.
        """
        whole = self.index.column(table, column)
        if whole is None:
            return None
        there = there_of(places)
        frame, known = self.held[table], self.index.facts[table].height
        if not frame.height:
            return nothing(frame[column])
        if frame.height == known:
            return only_there(whole.at(places).vector(), there)
        come = self._columns.get((table, column))
        if come is None:
            come = self.index.come(table, column, frame[column].slice(known))
            self._columns[table, column] = come
        if come is None:  # not reached: what has numbers in the first state has them later
            return None
        found = whole.followed_by(come, places)
        if frame.schema[column] == pl.String:
            found = _with_new(found, frame[column], places, texts)
        return only_there(found.vector(), there)


def _with_new(found: Column, cells: pl.Series, places: Places, texts: Texts) -> Column:
    """Give numbers to texts that have none in every run."""
    strange = np.flatnonzero((found.cells < -1) & (places >= 0))
    if not len(strange) or found.known is None:
        return found
    found.cells[strange] = texts.codes(cells.gather(places[strange]))
    found.known[strange] = True
    return found
