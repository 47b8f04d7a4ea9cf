"""A vocabulary as bytes: words and weights of the three fields. Data alone; nothing in it can run."""

from __future__ import annotations

import json
import zlib

import numpy as np

from yulin.matching.vocabulary import Vocabulary, Words

_FIELDS = ("titles", "texts", "skills")


def packed(vocabulary: Vocabulary) -> bytes:
    told = {}
    for name in _FIELDS:
        words: Words = getattr(vocabulary, name)
        told[name] = {"words": list(words.numbers), "weights": words.weights.tolist()}
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 6)


def unpacked(data: bytes) -> Vocabulary:
    told = json.loads(zlib.decompress(data))
    return Vocabulary(*(_words(told[name]) for name in _FIELDS))


def _words(told: dict[str, list[object]]) -> Words:
    numbers = {str(word): at for at, word in enumerate(told["words"])}
    return Words(numbers, np.array(told["weights"], np.int32))
