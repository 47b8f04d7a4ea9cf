"""When two posts of one firm are the same, and how alike two are. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from yulin.matching.titles import normalise

#: posts this much alike (per cent) are shown to whoever decides
ALIKE_FROM = 80
_NOT_WORD = re.compile(r"[\W_]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9+#.]+")


def title_key(title: str) -> str:
    """The title as matching compares it, without spaces: 急聘 数控车工（双休） is 数控车工."""
    return _NOT_WORD.sub("", normalise(title)) or _NOT_WORD.sub("", title.casefold())


def duplicate_hash(*, title: str, division: int, duties: str) -> str:
    """The same for two posts of one title in one place whose duties differ in nothing but form."""
    said = _NOT_WORD.sub("", unicodedata.normalize("NFKC", duties).casefold())
    content = f"{title_key(title)}\0{division}\0{said}"
    return hashlib.sha256(content.encode()).hexdigest()


def grams(text: str) -> Iterator[str]:
    """Words of Latin letters, pairs of Chinese characters, and the last of each run by itself.

    Every word of two characters is a pair, every single character begins one.
    """
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run[0].isascii():
            stripped = run.strip(".")
            if stripped:
                yield stripped
        else:
            yield from (run[place : place + 2] for place in range(len(run)))


def likeness(one: str, other: str) -> int:
    """Jaccard's measure of the pairs of two texts, in whole per cent, rounded down."""
    first, second = set(grams(one)), set(grams(other))
    if not first or not second:
        return 0
    return 100 * len(first & second) // len(first | second)
