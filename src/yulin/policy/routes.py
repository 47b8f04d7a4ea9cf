"""What the parts of a kind of subject lead to, brought together for all of them at once.

An employer's staff lies in every part of the people. To look it up for one part of the employers
would mean to read all people, and so again for the next. Instead each part of the people is read
once: what employers ask about their staff is worked out there, and only the answers go to the parts
that asked. Of records that are merely read beside others, such as a large table of employers, the
rows themselves go.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final, cast

import polars as pl

from yulin.facts import schema
from yulin.facts.parts import Index, Parts, write_text
from yulin.facts.spill import TO, Spill, numbered
from yulin.policy.answers import Answers, Asked
from yulin.policy.backends.polars import dtype
from yulin.policy.backends.population import KEY, Population
from yulin.policy.gathering import Batch, Found, indexes_of, keys_of
from yulin.policy.needs import Need, Place
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

_FINISHED: Final = "finished"
#: number of the part that asks
_BY: Final = "_by"
#: gives a column of some rows that a part has or leads to
Column = Callable[[int, str], pl.Series]
#: table → the rows of it that a part has at hand
Level = dict[str, list[Column]]


def leads_far(parts: Parts, need: Need) -> bool:
    """Whether parts of a kind of subject lead to what lies in many other parts."""
    follows = any(_is_large(parts, _own(target)) for _, _, target in need.followed)
    return parts.count(need.kind) > 1 and (follows or bool(need.linked))


def _own(table: str) -> Index:
    return table, schema.BY_NAME[table].key


def _is_large(parts: Parts, index: Index) -> bool:
    return index in parts.indexes and not parts.is_small(index[0])


@dataclass
class Routes:
    """What the parts of one kind of subject read."""

    parts: Parts
    need: Need
    folder: Path
    #: whether links were followed beforehand; else they are looked up
    made: bool = True
    #: table → folders of its rows that links lead to
    followed: dict[Index, list[Path]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _numbered: dict[Path, dict[int, list[Path]]] = field(default_factory=dict)

    def population(
        self, program: Program, as_of: dt.date, number: int, keys: pl.Series
    ) -> Population:
        """Return some subjects of a part with all that is read about them."""
        kind = cast("Subject", self.need.kind)
        if not self.made:
            facts = Batch(self.parts).gather(self.need, number)
            return Population(program, facts, as_of, kind, keys=keys)
        files = {
            index: [file for folder in folders for file in self.files(folder, number)]
            for index, folders in self.followed.items()
        }
        facts = Batch(Found(self.parts, files)).gather(replace(self.need, linked={}), number)
        told = Answers([(asked, self.files(asked.folder, number)) for asked in self.asked])
        return Population(program, facts, as_of, kind, keys=keys, answers=told.of)

    def files(self, folder: Path, number: int) -> list[Path]:
        """Return the files in a folder that are for one part."""
        if folder not in self._numbered:
            self._numbered[folder] = numbered(folder)
        return self._numbered[folder].get(number, [])


@dataclass
class Router:
    """Follows the links of all parts of a kind of subject."""

    program: Program
    parts: Parts
    as_of: dt.date

    def routes(self, need: Need, folder: Path) -> Routes:
        """Return what a kind of subject reads; what it leads to is written unless it is there."""
        if not leads_far(self.parts, need):
            return Routes(self.parts, need, folder, made=False)
        made, done = Routes(self.parts, need, folder), (folder / _FINISHED).exists()
        if not done:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        level = self._level(made, done=done)
        for (kind, places), other in need.linked.items():
            asked = Asked(kind, other.nodes, folder / f"told-{len(made.asked)}")
            made.asked.append(asked)
            if not done:
                self._tell(other, asked, self._ask(made, kind, _named(level, places)))
        if not done:
            write_text(folder / _FINISHED, "")
        return made

    def _ask(self, made: Routes, kind: str, columns: list[tuple[Column, str]]) -> Path:
        """Write whom each part names, by the part in which they lie."""
        folder = made.folder / "asked"
        shutil.rmtree(folder, ignore_errors=True)
        spill = Spill(folder)
        for number in range(self.parts.count(made.need.kind)):
            keys = _keys(columns, number).alias(KEY)
            by = pl.lit(number, dtype=pl.UInt32).alias(_BY)
            to = self.parts.numbers(kind, keys).alias(TO)
            spill.add(pl.DataFrame([keys, to]).with_columns(by))
        spill.flush()
        return folder

    def _tell(self, need: Need, asked: Asked, asking: Path) -> None:
        """Work out what is asked of each part, and write it by the part that asks."""
        routes = self.routes(need, asked.folder / "others")
        spill = Spill(asked.folder)
        for number, files in sorted(numbered(asking).items()):
            names = pl.read_parquet(files, glob=False)
            keys = names[KEY].unique().sort()
            population = routes.population(self.program, self.as_of, number, keys)
            population.prepare(asked.nodes)
            told = [
                population.values(node).cast(dtype(kind)).alias(asked.column(node))
                for node, kind in asked.nodes.items()
            ]
            found = pl.DataFrame([population.frame[KEY], *told])
            spill.add(names.rename({_BY: TO}).join(found, on=KEY))
        spill.flush()
        shutil.rmtree(routes.folder, ignore_errors=True)

    # -- rows --------------------------------------------------------------------------------------

    def _level(self, made: Routes, *, done: bool) -> Level:
        """Return the rows about the subjects of a part, and those that links of theirs lead to."""
        level: Level = {}
        for index in indexes_of(made.need):
            level.setdefault(index[0], []).append(partial(self._of_part, index))
        for table, via, target in made.need.followed:
            columns, index = _named(level, [(table, via)]), _own(target)
            if target not in self.parts.tables:
                continue
            if not _is_large(self.parts, index):
                level.setdefault(target, []).append(partial(self._of_small, index, columns))
                continue
            folder = made.folder / f"{target}-{len(made.followed.setdefault(index, []))}"
            made.followed[index].append(folder)
            if not done:
                self._bring(index, self._ask(made, target, columns), folder)
            level.setdefault(target, []).append(partial(_of_folder, made, folder))
        return level

    def _bring(self, index: Index, asking: Path, folder: Path) -> None:
        """Write the rows about those who are named, by the part that names them."""
        spill = Spill(folder)
        for number, files in sorted(numbered(asking).items()):
            names = pl.read_parquet(files, glob=False).rename({_BY: TO})
            rows = self.parts.part(index, number)
            spill.add(rows.join(names, left_on=index[1], right_on=KEY, maintain_order="left"))
        spill.flush()

    def _of_part(self, index: Index, number: int, name: str) -> pl.Series:
        return _read(self.parts.files(index, number), name)

    def _of_small(
        self, index: Index, columns: list[tuple[Column, str]], number: int, name: str
    ) -> pl.Series:
        return self.parts.lookup(index, _keys(columns, number))[name]


def _of_folder(made: Routes, folder: Path, number: int, name: str) -> pl.Series:
    return _read(made.files(folder, number), name)


def _named(level: Level, places: Iterable[Place]) -> list[tuple[Column, str]]:
    """Return the columns at hand that name others."""
    return [(column, name) for table, name in places for column in level.get(table, [])]


def _keys(columns: Iterable[tuple[Column, str]], number: int) -> pl.Series:
    return keys_of(column(number, name) for column, name in columns)


def _read(files: list[Path], name: str) -> pl.Series:
    if not files:
        return pl.Series(name, [], dtype=pl.String)
    return pl.read_parquet(files, columns=[name], glob=False)[name]
