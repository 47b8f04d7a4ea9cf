"""Terms of Chinese titles and texts.

Titles are compared by what they mean and by characters, because a segmenter costs a third of the
precision on them; duties, experience and skills are cut into words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

import rjieba

from yulin.matching.titles import concepts, normalise

#: what may stand in a term: letters, digits, and signs that belong to names such as C++, C#, .NET
_TERM: Final = re.compile(r"[\w+#.]+")
_INNER: Final = re.compile(r"[a-z0-9][a-z0-9+#.]*|[^\W\d_a-z]")
#: words that say how a sentence is built or that every post has, not what is done
_STOP: Final = frozenset(
    [
        "根据",
        "以及",
        "进行",
        "相关",
        "负责",
        "完成",
        "具有",
        "具备",
        "熟悉",
        "了解",
        "掌握",
        "优先",
        "以上",
        "以下",
        "能够",
        "可以",
        "公司",
        "岗位",
        "工作",
        "按照",
        "通过",
        "其他",
        "我们",
        "您",
        "他们",
        "如有",
        "等等",
        "并且",
        "或者",
        "同时",
        "及时",
        "以内",
        "左右",
        "要求",
        "任职",
        "职责",
    ]
)


def flat(text: str) -> str:
    """Return a text in one form of its characters: full width as half, capitals as small."""
    return unicodedata.normalize("NFKC", text).lower()


def is_word(word: str) -> bool:
    """Whether a piece of a text means something by itself."""
    return (
        len(word) > 1
        and word not in _STOP
        and _TERM.fullmatch(word) is not None
        and not word.isdecimal()
    )


def pieces_of(text: str) -> list[str]:
    """Cut a text into words, signs and all.

    Args:
        text: Duties, experience or a skill.
    """
    pieces: list[str] = rjieba.cut(flat(text))
    return pieces


#: Begins the term that is a whole title.
WHOLE: Final = "="


@lru_cache(maxsize=100_000)
def title_terms(title: str) -> frozenset[str]:
    """What a title is compared by: its concepts, its characters, and each pair of neighbours.

    Args:
        title: As somebody writes it; what only advertises is taken off.
    """
    plain = normalise(title)
    pieces = _INNER.findall(plain)
    pairs = (f"{first} {second}" for first, second in pairwise(pieces))
    return frozenset((WHOLE + plain, *pieces, *pairs, *(f"@{name}" for name in concepts(title))))


def skill_of(text: str) -> str:
    """Return a skill in the form in which skills are compared."""
    return re.sub(r"\s+", "", flat(text))
