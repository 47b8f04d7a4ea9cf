"""Record tables with the places of their rows by key, carried on from one state to the next.

Looking through a table of millions of rows for those of a few thousand people costs more than deciding
them. So where rows stand is kept beside the tables, as a database keeps it: rows that change are
marked as gone, and what comes in their place stands behind the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.facts import schema
from yulin.facts.frames import EMPLOYERS, PEOPLE, Facts
from yulin.policy.backends.arrays.names import Names
from yulin.policy.backends.arrays.vectors import Numbers, Places

_KEY, _PLACE = "_key", "place"
#: how many of the last questions are remembered
_ASKED = 16
_SUBJECTS = (PEOPLE, EMPLOYERS)


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
    #: the numbers of the keys that were asked for last, with these, by identity
    _asked: dict[tuple[str, int], tuple[pl.Series, Numbers]] = field(
        default_factory=dict, init=False
    )

    def places(self, table: str, column: str, numbers: Numbers) -> tuple[Places, Places]:
        """Return the places of the rows in which a column holds one of some keys, and which one."""
        return self._order(table, column).places(numbers)

    def numbers(self, table: str, column: str, places: Places) -> Numbers:
        """Return the numbers of the keys that stand in a column, -1 where there is none."""
        found = self._order(table, column).numbers[places].astype(np.int64)
        return np.where(found < len(self.names(_target(table, column))), found, -1)

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

    def names(self) -> list[Names]:
        """Return the keys of people and of organisations."""
        return [self.index.names(target) for target in _SUBJECTS if target in self.held]

    def named_in(self, table: str, column: str) -> Names | None:
        """Return the keys that a column may hold; None: it names neither people nor organisations."""
        target = _target(table, column)
        named = target in _SUBJECTS and target in self.held
        return self.index.names(target) if named else None

    def numbers(self, table: str, column: str, places: Places) -> Numbers:
        """Return whose key stands in a column of some rows, -1 where it is not among the keys."""
        known = self.index.facts[table].height
        new = places >= known
        found = np.empty(len(places), dtype=np.int64)
        found[~new] = self.index.numbers(table, column, places[~new])
        found[new] = self._new(table, column)[places[new] - known]
        return found
