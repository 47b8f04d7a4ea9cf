"""A title cut into the lexicon's terms: the cut that says most, and what it leaves over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yulin.matching.titles.lexicon import Lexicon


@dataclass(frozen=True)
class Piece:
    """A stretch of the title; no concepts when the lexicon does not know it."""

    text: str
    concepts: tuple[str, ...] = ()


def cut(text: str, lexicon: Lexicon) -> list[Piece]:
    """Cut so that long terms win: the sum of squared lengths is greatest, the earlier cut on a tie.

    Letters are cut between words only: `it` is not in `editor`.
    """
    size = len(text)
    best = [0] * (size + 1)
    step = [0] * size
    for start in range(size - 1, -1, -1):
        best[start] = best[start + 1]
        for end in range(min(size, start + lexicon.longest), start, -1):
            if text[start:end] in lexicon.terms and _whole(text, start, end):
                gain = (end - start) ** 2 + best[end]
                if gain > best[start]:
                    best[start], step[start] = gain, end - start
    return list(_pieces(text, step, lexicon))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _whole(text: str, start: int, end: int) -> bool:
    before = start > 0 and _latin(text[start - 1]) and _latin(text[start])
    after = end < len(text) and _latin(text[end - 1]) and _latin(text[end])
    return not (before or after)


def _pieces(text: str, step: list[int], lexicon: Lexicon) -> Iterator[Piece]:
    rest = start = 0
    while start < len(text):
        if not step[start]:
            start += 1
            continue
        if rest < start:
            yield Piece(text[rest:start])
        rest = start + step[start]
        yield Piece(text[start:rest], lexicon.terms[text[start:rest]])
        start = rest
    if rest < len(text):
        yield Piece(text[rest:])
