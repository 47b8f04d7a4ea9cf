"""What deciding the subjects of one part reads: their own rows, and those of whom they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, get_args

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts, empty_frame
from yulin.facts.parts import ROW, Index, Parts
from yulin.policy.needs import Need, Place
from yulin.policy.vocabulary import Subject

Lookup = Callable[[Index], pl.DataFrame]


class Source(Protocol):
    """Where the records of a part and of those whom it leads to come from."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are known."""

    def part(self, index: Index, number: int) -> pl.DataFrame:
        """Return the rows of a table about the subjects of one part, each with its place."""

    def lookup(self, index: Index, keys: pl.Series) -> pl.DataFrame:
        """Return the rows of a table about some subjects, each with its place; others do no harm."""


@dataclass
class Found:
    """The records of a folder, and those that links of one part lead to in files of their own."""

    parts: Parts
    files: Mapping[Index, list[Path]]
    _kept: dict[Index, pl.DataFrame] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are known."""
        return self.parts.tables

    def part(self, index: Index, number: int) -> pl.DataFrame:
        """Return the rows of a table about the subjects of one part, each with its place."""
        return self.parts.part(index, number)

    def lookup(self, index: Index, keys: pl.Series) -> pl.DataFrame:
        """Return the rows of a table about some subjects, and of others whom the part leads to."""
        if index not in self.files:
            return self.parts.lookup(index, keys)
        if index not in self._kept:
            self._kept[index] = self.parts.read(self.files[index], index[0])
        return self._kept[index]


def own_index(kind: str) -> Index | None:
    """Return the subjects' own table by its key; a household has none."""
    table = schema.BY_NAME.get(kind)
    return (table.name, table.key) if table else None


def indexes_of(need: Need) -> tuple[Index, ...]:
    """Return the tables whose rows about the subjects are read, and by which column each."""
    own = own_index(need.kind)
    return tuple(dict.fromkeys([*([own] if own else []), *need.records]))


@dataclass
class Batch:
    """The facts of the subjects of one part."""

    parts: Source
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def gather(self, need: Need, number: int) -> Facts:
        """Return every record that deciding a part reads; other tables are known but empty."""
        self._frames = {}
        self._level(need, lambda index: self.parts.part(index, number))
        return Facts({table: self._table(table) for table in self.parts.tables})

    def _level(self, need: Need, fetch: Lookup) -> None:
        """Add the rows about the subjects at hand, then follow the links that these rows have."""
        level: dict[str, list[pl.DataFrame]] = {}
        for index in indexes_of(need):
            if index[0] in self.parts.tables:
                level.setdefault(index[0], []).append(fetch(index))
        for table, via, target in need.followed:
            self._follow(level, (table, via), (target, schema.BY_NAME[target].key))
        for table, frames in level.items():
            self._frames.setdefault(table, []).extend(frames)
        for (_, places), other in need.linked.items():
            self._link(keys_in(level, places), other)

    def _follow(self, level: dict[str, list[pl.DataFrame]], via: Place, target: Index) -> None:
        keys = keys_in(level, [via])
        if len(keys) and target[0] in self.parts.tables:
            level.setdefault(target[0], []).append(self.parts.lookup(target, keys))

    def _link(self, keys: pl.Series, need: Need) -> None:
        if len(keys):
            self._level(need, lambda index: self.parts.lookup(index, keys))

    def _table(self, table: str) -> pl.DataFrame:
        """Join what was found of a table: each row once, in the order of the whole table."""
        found = list({id(frame): frame for frame in self._frames.pop(table, [])}.values())
        if not found:
            return empty_frame(table)
        return _once(table, _in_order(pl.concat(found)).drop(ROW))


def keys_in(level: dict[str, list[pl.DataFrame]], places: Iterable[Place]) -> pl.Series:
    """Return what columns of some rows name, each once."""
    return keys_of(f[column] for table, column in places for f in level.get(table, []))


def keys_of(columns: Iterable[pl.Series]) -> pl.Series:
    """Return what stands in some columns, each once."""
    empty = pl.Series("keys", [], dtype=pl.String)
    return pl.concat([empty, *(s.alias("keys") for s in columns)]).drop_nulls().unique()


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Return each row once, by its place; rows are moved once, and only where they must be."""
    places = rows[ROW]
    if (places.diff() > 0).all():
        return rows
    order = pl.select(places.arg_sort()).to_series()
    ordered = places.gather(order)
    return rows[order.filter(ordered.ne_missing(ordered.shift(1)))]


def _once(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out records that stand there twice, as the reader does; a hash finds most there are."""
    if table in get_args(Subject) or frame.hash_rows().n_unique() == frame.height:
        return frame
    return frame.unique(keep="first", maintain_order=True)
