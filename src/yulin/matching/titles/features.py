"""What a title says, as weighted features: its concepts, what they are a kind of, its characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from yulin.matching.titles.cut import cut
from yulin.matching.titles.lexicon import Kind, Lexicon, shipped
from yulin.matching.titles.normalise import normalise

#: before the name of a concept that a title is only a kind of, or only near
BROADER = "^"


@dataclass(frozen=True)
class Weights:
    """The few numbers set by hand. Likeness hardly moves with any of them: see docs/matching.md."""

    #: concepts against characters, of 1
    concepts: float = 0.75
    #: what is left of a concept one step up
    broader: float = 0.7
    #: and beside it
    related: float = 0.5
    #: how much a noun such as 专员 or 经理 counts beside what the work is about
    head: float = 0.35
    level: float = 0.1
    field: float = 0.3
    #: characters are counted alone and in runs up to this long
    longest: int = 2
    #: an encoder's part, of 1, when there is one
    encoder: float = 0.3

    def of(self, kind: Kind) -> float:
        """What a concept of the kind counts."""
        scale = {Kind.HEAD: self.head, Kind.LEVEL: self.level, Kind.FIELD: self.field}
        return scale.get(kind, 1.0)


DEFAULT = Weights()
Features = dict[str, float]


def meanings(text: str, weights: Weights = DEFAULT, lexicon: Lexicon | None = None) -> Features:
    """The concepts of a normalised title and all above and near them, each with its weight.

    A term of several meanings is shared out among them; a concept met twice counts once, with the
    greater weight.
    """
    known = lexicon or shipped()
    found: Features = {}
    for piece in cut(text, known):
        for name in piece.concepts:
            share = len(piece.concepts) ** -0.5
            for other, part in _reach(name, weights, known).items():
                found[other] = max(found.get(other, 0.0), share * part)
    return found


def _reach(name: str, weights: Weights, lexicon: Lexicon) -> Features:
    concept = lexicon.concepts[name]
    reached = {name: 1.0}
    for upper, steps in lexicon.above(name):
        reached[upper] = weights.broader**steps
    for near in concept.related:
        reached[near] = max(reached.get(near, 0.0), weights.related)
    return {one: part * weights.of(lexicon.concepts[one].kind) for one, part in reached.items()}


def grams(text: str, longest: int = 2) -> Features:
    """Runs of up to so many characters, and how often each is there."""
    found: Features = {}
    for size in range(1, longest + 1):
        for start in range(len(text) - size + 1):
            run = text[start : start + size]
            if " " not in run:
                found[run] = found.get(run, 0.0) + 1.0
    return found


@lru_cache(maxsize=50_000)
def concepts(title: str) -> tuple[str, ...]:
    """What the title says by the lexicon's names, and behind a `^` what that is a kind of or near.

    Synonyms have one name: 信贷专员 and 贷款干事 give the same. Names come in the title's order,
    broader ones after them from near to far.
    """
    known = shipped()
    said = [name for piece in cut(normalise(title), known) for name in piece.concepts]
    said = list(dict.fromkeys(said))
    above = [upper for name in said for upper, _ in known.above(name)]
    near = [other for name in said for other in known.concepts[name].related]
    wider = [one for one in dict.fromkeys([*above, *near]) if one not in said]
    return (*said, *(BROADER + one for one in wider))
