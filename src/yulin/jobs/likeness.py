"""When two posts of one firm are the same, and how alike two are. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

#: posts this much alike (per cent) are shown to whoever decides
ALIKE_FROM = 80
_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]")
_PRAISE = re.compile(r"^(?:急招|诚聘|高薪聘?|诚招|热招|直招|急聘)+|(?:急招|急聘|\d+[-~至]?\d*[kK万元].*|双休|五险一金|包吃住?|包住|若干名?|\d+名)+$")  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9+#.]+")


def title_key(title: str) -> str:
    """The title without brackets, praise, spaces and width: 急聘 数控车工（双休） is 数控车工."""
    text = unicodedata.normalize("NFKC", title).casefold()
    bare = _NOT_WORD.sub("", _PRAISE.sub("", _ASIDE.sub("", text).strip()))
    return bare or _NOT_WORD.sub("", text)


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
