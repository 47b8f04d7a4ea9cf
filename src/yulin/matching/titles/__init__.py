"""How alike two Chinese job titles are, told in words: no model, no download.

`normalise` undresses a title, `concepts` says what it means by a lexicon written for it, `TitleIndex`
ranks many titles against one with reasons.
"""

from yulin.matching.titles.features import Weights, concepts
from yulin.matching.titles.likeness import Encoder, Likeness, Shared, TitleIndex, likeness
from yulin.matching.titles.normalise import normalise

__all__ = [
    "Encoder",
    "Likeness",
    "Shared",
    "TitleIndex",
    "Weights",
    "concepts",
    "likeness",
    "normalise",
]
