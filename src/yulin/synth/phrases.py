"""Sentences of duties for every kind of work, laid end to end so that one draw picks from all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from yulin.synth.streams import Floats, Ints, Streams
from yulin.synth.work_kinds import KINDS_OF_OBJECT, MANNERS, OTHER_OBJECTS, SCHOOLING, WORKS, Work

LEVELS = tuple(SCHOOLING)


class Pool(NamedTuple):
    """Words of several groups in one list: where each group begins and how many it has."""

    words: pl.Series
    start: Ints
    counts: Ints

    def pick(self, group: Ints, share: Floats) -> pl.Series:
        """Return one word each: the share (0 to 1) of the way through its group; null of none."""
        count = self.counts[group]
        place = np.minimum((share * count).astype(np.int64), np.maximum(count - 1, 0))
        index = pl.Series(self.start[group] + place).set(pl.Series(count == 0), None)
        return self.words.gather(index)

    def several(self, streams: Streams, name: str, group: Ints, wanted: Ints) -> pl.Series:
        """Return a list each, of so many different words or as many as there are; null of none."""
        count = self.counts[group]
        first = streams.uniform(name, len(group))
        columns = [
            self.pick(group, (first + step / np.maximum(count, 1)) % 1.0).set(
                pl.Series((wanted <= step) | (count <= step)), None
            )
            for step in range(int(wanted.max(initial=0)))
        ]
        if not columns:
            return pl.Series([None] * len(group), dtype=pl.List(pl.String))
        frame = pl.DataFrame({str(step): column for step, column in enumerate(columns)})
        lists = frame.select(all=pl.concat_list(pl.all()).list.drop_nulls()).to_series()
        return lists.set(lists.list.len() == 0, None)


def pool(groups: Sequence[Sequence[str]]) -> Pool:
    """Lay groups of words end to end."""
    counts = np.array([len(group) for group in groups], dtype=np.int64)
    return Pool(
        words=pl.Series([word for group in groups for word in group], dtype=pl.String),
        start=np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64),
        counts=counts,
    )


@cache
def of_works(field: str) -> Pool:
    """Return the words of one field of every kind of work."""
    return pool([getattr(work, field).split() for work in WORKS])


@cache
def licences() -> Pool:
    """Return licences, of which a word such as 驾照 or 特种作业 begins a name of two."""
    return pool([_licences(work.licences.split()) for work in WORKS])


def _licences(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if found and found[-1] in {"驾照", "特种作业", "特种设备作业"}:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


@cache
def manners() -> Pool:
    """Return what is said of every kind of one level."""
    return pool([MANNERS[level] for level in LEVELS])


@cache
def duties() -> tuple[Pool, Ints, Ints]:
    """Return every sentence of every kind, and how many objects and acts each kind has.

    Within a kind the acts of one object follow each other.
    """
    objects = [objects_of(work) for work in WORKS]
    acts = [work.acts.split() for work in WORKS]
    sentences = [
        [act.replace("〇", thing) if "〇" in act else act for thing in things for act in does]
        for things, does in zip(objects, acts, strict=True)
    ]
    return pool(sentences), _lengths(objects), _lengths(acts)


def _lengths(rows: list[list[str]]) -> Ints:
    return np.array([len(row) for row in rows], dtype=np.int64)


def objects_of(work: Work) -> list[str]:
    """Return what a kind of work deals with: the plain objects first, then each more closely said."""
    plain = work.objects.split()
    sorts = KINDS_OF_OBJECT.get(work.industries.split()[0], OTHER_OBJECTS).split()
    return plain + [sort + thing for sort in sorts for thing in plain]


def sentences(streams: Streams, name: str, work: Ints, count: int) -> list[pl.Series]:
    """Return columns of sentences, no two of one row of the same act; common objects come often."""
    book, things, acts = duties()
    size = len(work)
    first = streams.integers(f"{name}.起", size, 0, 10_000)
    found = []
    for step in range(count):
        thing = (things[work] * streams.uniform(f"{name}.对象.{step}", size) ** 2).astype(np.int64)
        place = book.start[work] + thing * acts[work] + (first + step) % acts[work]
        column = book.words.gather(pl.Series(place))
        found.append(column.set(pl.Series(acts[work] <= step), None))
    return found
