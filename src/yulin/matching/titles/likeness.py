"""One title against many: how alike, from 0 to 1, and through what.

A score is a sum over shared features (concepts of the lexicon, runs of characters), each weighted by
how rare it is, so that the reason for a score is its largest terms. Titles are indexed once; asking is
one sparse product.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse

from yulin.matching.titles.features import DEFAULT, Features, Weights, grams, meanings
from yulin.matching.titles.lexicon import shipped
from yulin.matching.titles.normalise import normalise

Floats = npt.NDArray[np.float64]
#: what shared characters are called among the reasons
LETTERS: Final = "字面"
ENCODER: Final = "语义模型"


class Encoder(Protocol):
    """A model of one's own that turns titles into vectors; nothing here needs one."""

    def encode(self, titles: Sequence[str]) -> npt.NDArray[Any]:
        """One row a title, of any scale."""
        ...


@dataclass(frozen=True)
class Shared:
    """One reason: a concept both titles have (or 字面, their characters) and its part of the score."""

    name: str
    part: float


@dataclass(frozen=True)
class Likeness:
    """How alike a title is to the one asked about, and through what, the most telling first."""

    title: str
    score: float
    why: tuple[Shared, ...]


class _Block:
    """One kind of feature over all titles: unit rows, weighted by rarity."""

    def __init__(self, rows: Sequence[Features], common: dict[str, int], total: int) -> None:
        self.columns: dict[str, int] = {}
        for row in rows:
            for name in row:
                self.columns.setdefault(name, len(self.columns))
        counts = np.zeros(len(self.columns))
        for row in rows:
            for name in row:
                counts[self.columns[name]] += 1
        counts += [common.get(name, 0) for name in self.columns]
        self.total = len(rows) + total
        self.common = common
        self.rarity = np.log((1 + self.total) / (1 + counts)) + 1
        self.matrix = self._rows(rows)

    def _rows(self, rows: Sequence[Features]) -> Any:
        ends = np.cumsum([0, *map(len, rows)])
        where = np.fromiter((self.columns[n] for row in rows for n in row), int, ends[-1])
        data = np.fromiter((v for row in rows for v in row.values()), float, ends[-1])
        data *= self.rarity[where]
        squares = np.add.reduceat(np.append(data**2, 0.0), ends[:-1]) if len(rows) else data
        squares[np.diff(ends) == 0] = 0.0
        norms = np.sqrt(squares)
        data /= np.repeat(norms, np.diff(ends))
        return sparse.csr_array((data, where, ends), shape=(len(rows), len(self.columns)))

    def question(self, asked: Features) -> Any:
        """The asked title as a unit row; what no title has only lengthens it."""
        found: dict[int, float] = {}
        length = 0.0
        for name, value in asked.items():
            column = self.columns.get(name)
            if column is None:
                rarity = np.log((1 + self.total) / (1 + self.common.get(name, 0))) + 1
            else:
                rarity = self.rarity[column]
                found[column] = value * rarity
            length += (value * rarity) ** 2
        data = np.array(list(found.values()), dtype=float) / (length**0.5 or 1.0)
        ends = [0, len(found)]
        columns = np.array(list(found), dtype=int)
        return sparse.csr_array((data, columns, ends), shape=(1, len(self.columns)))


@cache
def _background(longest: int) -> tuple[dict[str, int], dict[str, int], int]:
    """How many of the lexicon's own terms have each concept and each run: what rare is."""
    terms = list(shipped().terms)
    return _counts(map(meanings, terms)), _counts(grams(t, longest) for t in terms), len(terms)


def _counts(rows: Iterable[Features]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    return counts


class TitleIndex:
    """Titles made ready to be asked about."""

    def __init__(
        self,
        titles: Sequence[str],
        *,
        weights: Weights = DEFAULT,
        encoder: Encoder | None = None,
    ) -> None:
        """Cut and weigh the titles.

        Args:
            titles: what will be ranked, as written.
            weights: the numbers set by hand.
            encoder: adds a third opinion when given; the default needs none.
        """
        self.titles = list(titles)
        self.weights = weights
        plain = [normalise(title) for title in self.titles]
        common, letters, total = _background(weights.longest)
        self._concepts = _Block([meanings(text, weights) for text in plain], common, total)
        self._letters = _Block([grams(text, weights.longest) for text in plain], letters, total)
        self._encoder = encoder
        self._vectors = _unit(encoder.encode(plain)) if encoder and plain else None

    def scores(self, query: str) -> Floats:
        """How alike each title is to the query, from 0 to 1; the query itself would get 1."""
        concepts, letters = self._question(query)
        found: Floats = self._concepts.matrix @ _dense(concepts)
        found += self._letters.matrix @ _dense(letters)
        if self._vectors is not None and self._encoder is not None:
            asked = _unit(self._encoder.encode([normalise(query)]))[0]
            part = self.weights.encoder
            found = (1 - part) * found + part * np.clip(self._vectors @ asked, 0.0, 1.0)
        return np.clip(found, 0.0, 1.0)

    def _question(self, query: str) -> tuple[Any, Any]:
        text = normalise(query)
        said = meanings(text, self.weights)
        part = self.weights.concepts
        concepts = self._concepts.question(said) * part
        letters = self._letters.question(grams(text, self.weights.longest))
        return concepts, letters * ((1 - part) if said else 1.0)

    @property
    def matrix(self) -> Any:
        """All titles as sparse rows: concepts, then runs of characters. For kernels of one's own."""
        return sparse.hstack([self._concepts.matrix, self._letters.matrix]).tocsr()

    def questions(self, queries: Sequence[str]) -> Any:
        """Queries as sparse rows, such that `questions @ matrix.T` are the scores (no encoder)."""
        width = len(self._concepts.columns) + len(self._letters.columns)
        rows = [sparse.hstack(self._question(query)) for query in queries]
        return sparse.vstack([sparse.csr_array((0, width)), *rows]).tocsr()

    def why(self, query: str, place: int, most: int = 5) -> tuple[Shared, ...]:
        """The reasons for the score of the title at the place, the largest first."""
        concepts, letters = self._question(query)
        row = _dense(self._concepts.matrix[[place]]) * _dense(concepts)
        names = list(self._concepts.columns)
        found = [Shared(names[at], float(row[at])) for at in np.flatnonzero(row)]
        same = float((self._letters.matrix[[place]] @ letters.T).sum())
        if same > 0:
            found.append(Shared(LETTERS, same))
        found.sort(key=lambda one: (-one.part, one.name))
        return tuple(found[:most])

    def best(self, query: str, most: int = 20) -> list[Likeness]:
        """The titles most alike to the query, with reasons; equal ones in their own order."""
        scores = self.scores(query)
        order = np.argsort(-scores, kind="stable")[:most]
        return [
            Likeness(self.titles[at], float(scores[at]), self.why(query, int(at))) for at in order
        ]


def _dense(row: Any) -> Floats:
    return np.asarray(row.toarray(), dtype=np.float64).ravel()


def _unit(vectors: npt.NDArray[Any]) -> Floats:
    rows = np.asarray(vectors, dtype=float)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms == 0, 1.0, norms)


def likeness(query: str, titles: Sequence[str], *, weights: Weights = DEFAULT) -> list[Likeness]:
    """Each of the titles against the query, in the order given; for many, keep a TitleIndex."""
    index = TitleIndex(titles, weights=weights)
    scores = index.scores(query)
    return [
        Likeness(title, float(scores[at]), index.why(query, at))
        for at, title in enumerate(index.titles)
    ]
