"""How alike titles are to known ones, as a matrix: characters and concepts, two parts to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from yulin.matching.titles.features import Features, grams, meanings

#: the part of concepts, of 1
_CONCEPTS: Final = 0.35
_LONGEST: Final = 3
#: what a concept must weigh to be told together with another
_STRONG: Final = 0.34


class _Space:
    """Titles as unit vectors over one kind of feature, weighted by rarity among the known ones."""

    def __init__(self, rows: Sequence[Features]) -> None:
        counts = Counter(name for row in rows for name in row)
        self._columns = {name: at for at, name in enumerate(counts)}
        often = np.array(list(counts.values()), dtype=float)
        self._rarity = np.log((1 + len(rows)) / (1 + often)) + 1

    def place(self, rows: Sequence[Features]) -> Any:
        """One unit row a title; what no known title has is left out."""
        kept = [
            [(self._columns[n], v) for n, v in row.items() if n in self._columns] for row in rows
        ]
        ends = np.cumsum([0, *map(len, kept)])
        where = np.array([at for row in kept for at, _ in row], dtype=int)
        data = np.array([value for row in kept for _, value in row], dtype=float)
        data *= self._rarity[where]
        matrix = sparse.csr_array((data, where, ends), shape=(len(rows), len(self._columns)))
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(np.where(lengths == 0, 1.0, lengths), np.diff(ends))
        return matrix


class Likenesses:
    """Known titles, normalised, that others are compared with."""

    def __init__(self, known: Sequence[str]) -> None:
        self._letters = _Space([_letters(text) for text in known])
        self._meanings = _Space([_said(text) for text in known])
        self._matrix = self._placed(known)

    def _placed(self, titles: Sequence[str]) -> Any:
        letters = self._letters.place([_letters(text) for text in titles])
        concepts = self._meanings.place([_said(text) for text in titles])
        parts = [letters * (1 - _CONCEPTS) ** 0.5, concepts * _CONCEPTS**0.5]
        return sparse.hstack(parts).tocsr()

    def among(self) -> npt.NDArray[np.float32]:
        """The known titles with each other."""
        return np.asarray((self._matrix @ self._matrix.T).toarray(), dtype=np.float32)

    def to(self, titles: Sequence[str]) -> npt.NDArray[np.float32]:
        """Normalised titles (rows) with the known ones."""
        return np.asarray((self._placed(titles) @ self._matrix.T).toarray(), dtype=np.float32)


def _letters(text: str) -> Features:
    """Runs of characters, a run met again adding less; and how each word begins and ends, which
    tells a 店长 from a 店员 in what both have before.
    """
    found = {run: 1 + float(np.log(often)) for run, often in grams(text, _LONGEST).items()}
    for word in text.split():
        found[f"={word}"] = 1.0
        for size in range(1, _LONGEST + 1):
            found[f"^{word[:size]}"] = found[f"{word[-size:]}$"] = 1.0
    return found


def _said(text: str) -> Features:
    """The concepts, and each two of them together: 销售 of 汽车 is more than both."""
    found = meanings(text)
    strong = sorted(name for name, value in found.items() if value >= _STRONG and name[0] != "@")
    pairs = {f"{a}&{b}": found[a] * found[b] / 2 for a, b in combinations(strong, 2)}
    return {**found, **pairs}
