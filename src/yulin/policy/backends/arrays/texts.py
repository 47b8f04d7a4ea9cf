"""Texts as numbers: equal texts have equal ones, for the time of one run."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.policy.backends.arrays.vectors import (
    FALSE,
    TRUE,
    ZERO,
    Numbers,
    Truth,
    Value,
    truth_where,
)


class Texts:
    """Every text that was met, in the order in which it was."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._named = pl.Series([], dtype=pl.String)

    def __len__(self) -> int:
        return len(self._codes)

    def code(self, text: str) -> int:
        """Return the number of a text."""
        return self._codes.setdefault(text, len(self._codes))

    def codes(self, texts: Iterable[str]) -> Numbers:
        """Return the numbers of some texts."""
        known = self._codes
        return np.fromiter((known.setdefault(t, len(known)) for t in texts), dtype=np.int64)

    def named(self, codes: Numbers) -> pl.Series:
        """Return the texts of some numbers."""
        known = len(self._named)
        if known < len(self):
            new = list(islice(reversed(self._codes), len(self) - known))[::-1]
            self._named = pl.concat([self._named, pl.Series(new, dtype=pl.String)])
        return self._named.gather(codes)

    def of(self, series: pl.Series) -> Value:
        """Return the numbers of a column of texts."""
        if series.null_count() == len(series):
            return Value(ZERO, FALSE)
        held = series.drop_nulls() if series.null_count() else series
        different = held.unique()
        if len(different) * 2 > len(held):
            codes = self.codes(held.to_list())
        else:
            numbers = pl.Series(self.codes(different.to_list()))
            codes = held.replace_strict(different, numbers).to_numpy()
        if held is series:
            return Value(codes, TRUE)
        known = series.is_not_null().to_numpy()
        every = np.zeros(len(series), dtype=np.int64)
        every[known] = codes
        return Value(every, known)

    def containing(self, part: str, found: Value) -> Truth:
        """Return where texts contain a part."""
        codes = self.different(found)
        fits = np.zeros(len(self) + 1, dtype=np.bool_)
        fits[codes] = [part in text for text in self.named(codes)]
        return truth_where(fits[found.numbers], found.known)

    def different(self, found: Value) -> Numbers:
        """Return the numbers of the texts that stand in a column, in their order."""
        met = np.zeros(len(self) + 1, dtype=np.bool_)
        known = found.known
        met[found.numbers[known] if known.ndim else found.numbers] = True
        return np.flatnonzero(met) if known.any() else np.zeros(0, dtype=np.int64)

    def places(self, codes: Numbers) -> Numbers:
        """Return for every text its first place among some, -1 where it is none of them."""
        found = np.full(len(self) + 1, -1, dtype=np.int64)
        found[codes[::-1]] = np.arange(len(codes))[::-1]
        return found

    def ranks(self) -> tuple[Numbers, Numbers]:
        """Return the place of each text in their order, and the text at each place."""
        words: NDArray[Any] = np.array(list(self._codes), dtype=object)
        by_rank = np.argsort(words, kind="stable")
        ranks = np.empty(len(words), dtype=np.int64)
        ranks[by_rank] = np.arange(len(words))
        return ranks, by_rank
