"""Texts as numbers: equal texts have equal ones, for the time of one run."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
import polars as pl

from yulin.policy.backends.arrays.names import Names
from yulin.policy.backends.arrays.vectors import (
    FALSE,
    TRUE,
    ZERO,
    Numbers,
    Places,
    Truth,
    Value,
    truth_where,
)

#: numbers so far apart are sorted, others are marked
_SPARSE = 16


class Texts:
    """Keys that have numbers already, and every other text in the order in which it was met.

    Args:
        names: keys by whom they name. The first of them have the first numbers, in their own order.
    """

    def __init__(self, names: Sequence[Names] = ()) -> None:
        self._names = tuple(names)
        sizes = [len(known) for known in self._names]
        #: the number of the first key of each, and of the first other text
        self._starts = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
        self._codes: dict[str, int] = {}
        #: the texts that are no such keys
        self._others: dict[str, None] = {}
        self._named = pl.Series([], dtype=pl.String)
        #: the column that was listed last
        self._last: tuple[Numbers, tuple[list[str], Places]] | None = None

    def __len__(self) -> int:
        return self._starts[-1] + len(self._others)

    def start_of(self, names: Names) -> int | None:
        """Return the number of the first of some keys, None where they have none here."""
        return next(
            (s for k, s in zip(self._names, self._starts, strict=False) if k is names), None
        )

    def code(self, text: str) -> int:
        """Return the number of a text."""
        if text not in self._codes:
            places = [known.number(text) for known in self._names]
            self._take([text], [_first(places, self._starts)])
        return self._codes[text]

    def codes(self, texts: pl.Series) -> Numbers:
        """Return the numbers of some texts."""
        found = self.known(texts)
        strange = np.flatnonzero(found < 0)
        if len(strange):
            found[strange] = self._codes_of(texts.gather(strange).to_list())
        return found

    def known(self, texts: pl.Series) -> Numbers:
        """Return the numbers of those of some texts that are keys, -1 for the others."""
        found = np.full(len(texts), -1, dtype=np.int64)
        for names, start in zip(self._names, self._starts, strict=False):
            left = np.flatnonzero(found < 0)
            if not len(left):
                break
            places = names.find(texts if len(left) == len(texts) else texts.gather(left))
            found[left] = np.where(places < 0, -1, places + start)
        return found

    def anew(self) -> Texts:
        """Return the same keys with the same numbers, and no other text."""
        return Texts(self._names)

    def _codes_of(self, strange: list[str]) -> Numbers:
        """Return the numbers of texts that are no keys."""
        known = self._codes
        new = [text for text in dict.fromkeys(strange) if text not in known]
        self._take(new, [-1] * len(new))
        return np.fromiter((known[text] for text in strange), dtype=np.int64, count=len(strange))

    def _take(self, new: list[str], found: list[int]) -> None:
        """Keep the numbers of texts; those below 0 get the next ones."""
        for text, code in zip(new, found, strict=True):
            self._codes[text] = len(self) if code < 0 else code
            if code < 0:
                self._others[text] = None

    def numbers(self, names: Names, codes: Numbers) -> Numbers | None:
        """Return the numbers that texts have among some keys; None where these are others."""
        start = self.start_of(names)
        if start is None or (
            len(codes) and not start <= codes.min() <= codes.max() < start + len(names)
        ):
            return None
        return codes - start

    def named(self, codes: Numbers) -> pl.Series:
        """Return the texts of some numbers."""
        known = len(self._named)
        if known < len(self._others):
            new = list(islice(reversed(self._others), len(self._others) - known))[::-1]
            self._named = pl.concat([self._named, pl.Series(new, dtype=pl.String)])
        if not self._names:
            return self._named.gather(codes)
        block = np.searchsorted(self._starts, codes, side="right") - 1
        held: list[pl.Series] = [*(known.keys for known in self._names), self._named]
        if len(codes) and (block == block[0]).all():
            whole: pl.Series = held[int(block[0])]
            return whole.gather(codes - self._starts[int(block[0])])
        made = pl.Series([None], dtype=pl.String).new_from_index(0, len(codes))
        for number in np.unique(block).tolist():
            there = np.flatnonzero(block == number)
            made = made.scatter(there, held[number].gather(codes[there] - self._starts[number]))
        return made

    def of(self, series: pl.Series) -> Value:
        """Return the numbers of a column of texts."""
        if series.null_count() == len(series):
            return Value(ZERO, FALSE)
        held = series.drop_nulls() if series.null_count() else series
        different = held.unique()
        if len(different) * 2 > len(held):
            codes = self.codes(held)
        else:
            numbers = pl.Series(self.codes(different))
            codes = held.replace_strict(different, numbers).to_numpy()
        if held is series:
            return Value(codes, TRUE)
        known = series.is_not_null().to_numpy()
        every = np.zeros(len(series), dtype=np.int64)
        every[known] = codes
        return Value(every, known)

    def containing(self, part: str, found: Value) -> Truth:
        """Return where texts contain a part."""
        texts, places = self._listed(found)
        fits = np.array([part in text for text in texts] or [False], dtype=np.bool_)
        return truth_where(fits[places], found.known)

    def _listed(self, found: Value) -> tuple[list[str], Places]:
        """Return the different texts of a column, and which of them stands where.

        Many ask about the same column one after the other.
        """
        if self._last is None or self._last[0] is not found.numbers:
            codes = self.different(found)
            listed = self.named(codes).to_list(), place_among(codes, found.numbers)
            self._last = found.numbers, listed
        return self._last[1]

    def different(self, *found: Value) -> Numbers:
        """Return the numbers of the texts that stand in some columns, in their order."""
        parts = [_known(column) for column in found if column.known.any()]
        held = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        if not len(held):
            return held
        first, last = int(held.min()), int(held.max())
        if last - first > _SPARSE * len(held):
            return np.unique(held)
        met = np.zeros(last - first + 1, dtype=np.bool_)
        met[held - first] = True
        return np.flatnonzero(met) + first

    def ranks(self, codes: Numbers) -> Numbers:
        """Return the place of each of some different texts in the order of texts."""
        order = self.named(codes).arg_sort().to_numpy()
        ranks = np.empty(len(codes), dtype=np.int64)
        ranks[order] = np.arange(len(codes))
        return ranks


def _first(places: list[int], starts: list[int]) -> int:
    """Return the number of a text from its places among keys, -1 where it is none of them."""
    return next((p + start for p, start in zip(places, starts, strict=False) if p >= 0), -1)


def _known(column: Value) -> Numbers:
    numbers, known = column
    return numbers[known] if known.ndim and numbers.ndim else numbers.reshape(-1)


def place_among(codes: Numbers, numbers: Numbers) -> Numbers:
    """Return where numbers stand among some in their order, anywhere where they do not."""
    found: Numbers = np.minimum(np.searchsorted(codes, numbers), max(0, len(codes) - 1))
    return found
