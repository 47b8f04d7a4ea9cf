"""What words there are and what each weighs, learned once from posts and then kept.

A word weighs by how few posts hold it (inverse document frequency). Words that a tenth of all posts
hold say nothing about any of them and are left out. Weights stay as they are until the vocabulary is
learned anew: a score never moves because somebody else posted something.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from yulin.matching.scale import IDF_UNIT
from yulin.matching.sides import Int32, Int64, Lists

#: Words of more posts than this are left out of texts.
TOO_COMMON: Final = 0.1
#: Sums of weights that speak half for a pair, in units of IDF.
HALF_TITLE, HALF_TEXT, HALF_SKILLS = 20 * IDF_UNIT, 40 * IDF_UNIT, 10 * IDF_UNIT
#: What one and the same title weighs, whatever its words do.
SAME_TITLE: Final = 9 * HALF_TITLE
_NO_WORD: Final = -1


@dataclass(frozen=True)
class Words:
    """Words of one field, by number, and what each weighs."""

    numbers: Mapping[str, int]
    weights: Int32

    def __len__(self) -> int:
        return len(self.weights)


@dataclass(frozen=True)
class Vocabulary:
    """Words of titles, of texts and of skills."""

    titles: Words
    texts: Words
    skills: Words


def number(documents: Iterable[Iterable[str]], words: Words) -> Lists:
    """Turn documents into lists of numbers; words that are not known are left out.

    Args:
        documents: Pieces of each, in any order, some more than once.
        words: Of the field.

    Returns:
        For each document its words, ascending, each once.
    """
    known = words.numbers
    return _packed(documents, lambda piece: known.get(piece, _NO_WORD))


def learn(
    documents: Iterable[Iterable[str]],
    *,
    counts: Callable[[str], bool] = bool,
    common: float = TOO_COMMON,
) -> tuple[Words, Lists]:
    """Learn what the words of one field weigh, and number the documents in the same pass.

    Args:
        documents: Pieces of each post, in any order, some more than once.
        counts: Whether a piece is a word at all.
        common: Words of a greater share of posts are left out.

    Returns:
        Words in a fixed order (the most frequent first, then by their characters), and for each post
        its words.
    """
    met: dict[str, int] = {}
    names: list[str] = []

    def numbered(piece: str) -> int:
        at = met.get(piece)
        if at is None:
            at = len(names) if counts(piece) else _NO_WORD
            met[piece] = at
            if at != _NO_WORD:
                names.append(piece)
        return at

    raw = _packed(documents, numbered)
    total = len(raw.starts) - 1
    frequency = np.bincount(raw.values, minlength=len(names))
    kept = np.flatnonzero(frequency <= max(common * total, 1))
    order = sorted(kept.tolist(), key=lambda at: (-frequency[at], names[at]))
    found = frequency[order].astype(np.float64)
    weights = np.rint(np.log1p((total - found + 0.5) / (found + 0.5)) * IDF_UNIT)
    words = Words({names[at]: new for new, at in enumerate(order)}, weights.astype(np.int32))
    anew = np.full(len(names), _NO_WORD, np.int32)
    anew[order] = np.arange(len(order), dtype=np.int32)
    return words, _renamed(raw, anew)


def _packed(documents: Iterable[Iterable[str]], numbered: Callable[[str], int]) -> Lists:
    values, starts = array("i"), array("q", [0])
    for document in documents:
        found = {numbered(piece) for piece in document}
        found.discard(_NO_WORD)
        values.extend(sorted(found))
        starts.append(len(values))
    return Lists(np.array(starts, np.int64), np.array(values, np.int32))


def _renamed(raw: Lists, anew: Int32) -> Lists:
    """Give the values of lists other numbers, leave out those without one, and sort each list."""
    rows: Int64 = np.repeat(np.arange(len(raw.starts) - 1), np.diff(raw.starts))
    values = anew[raw.values]
    rows, values = rows[values != _NO_WORD], values[values != _NO_WORD]
    order = np.lexsort((values, rows))
    starts = np.zeros(len(raw.starts), np.int64)
    np.cumsum(np.bincount(rows, minlength=len(raw.starts) - 1), out=starts[1:])
    return Lists(starts, values[order])
