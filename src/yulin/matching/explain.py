"""Why a pair stands where it stands, in words, for either side.

Requirements first: what is met, what is not known yet, what is not met. Then what speaks for the
pair and what does not, each with how much it counts for the reader, and the words that are shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from yulin.matching.codebook import Codebook
from yulin.matching.features import Feature
from yulin.matching.reference import Pair, Reference, Requirement, Verdict, row
from yulin.matching.scale import FULL
from yulin.matching.sides import Int32, Lists
from yulin.matching.vocabulary import Words
from yulin.matching.words import WHOLE

Reader = Literal["seeker", "employer"]

#: Shared words that are named, the rarest first.
_NAMED: Final = 5
_VERDICTS: Final = {
    Verdict.FITS: "符合",
    Verdict.UNCERTAIN: "待核实",
    Verdict.REFUSED: "不符合",
}


@dataclass(frozen=True)
class Reason:
    """One line of an explanation.

    Attributes:
        name: What it is about, in Chinese.
        text: What is found, in Chinese.
        points: How many of the reader's 1000 points it gives; 0 for requirements.
        possible: How many it could give.
    """

    name: str
    text: str
    points: int = 0
    possible: int = 0


@dataclass(frozen=True)
class Explanation:
    """A pair in words, for one reader.

    Attributes:
        score: 0 to 1000 on the reader's side.
        requirements: What either side insists on.
        speaks_for: Features that give points, most first.
        speaks_against: Features of the reader's that give none.
    """

    verdict: Verdict
    score: int
    requirements: tuple[Reason, ...]
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]

    def lines(self) -> list[str]:
        """Return the explanation as lines of text."""
        told = [f"{reason.name}：{reason.text}" for reason in self.requirements]
        told += [f"＋{one.points} {one.name}：{one.text}" for one in self.speaks_for]
        told += [f"＋0 {one.name}：{one.text}" for one in self.speaks_against]
        return told


class Explainer:
    """Explains pairs of one market."""

    def __init__(self, sides: Reference, book: Codebook) -> None:
        """Keep both sides and the names of their words.

        Args:
            sides: Both sides, as arrays.
            book: What they were encoded with.
        """
        self._sides = sides
        self._titles = _names(book.vocabulary.titles)
        self._texts = _names(book.vocabulary.texts)
        self._skills = _names(book.vocabulary.skills)

    def explain(self, i: int, j: int, *, reader: Reader) -> Explanation:
        """Say why a seeker and a post stand where they stand.

        Args:
            i: Row of the seeker.
            j: Row of the post.
            reader: Whose weights count.

        Returns:
            The explanation; its points add up to its score but for rounding.
        """
        pair = self._sides.pair(i, j)
        weights = self._sides.weights
        side = weights.seeker if reader == "seeker" else weights.employer
        reasons = [
            Reason(
                feature.label,
                self._text(feature, pair, i, j),
                points=side[feature] * pair.features[feature] // FULL,
                possible=side[feature],
            )
            for feature in Feature
            if side.get(feature)
        ]
        reasons.sort(key=lambda reason: (-reason.points, -reason.possible))
        total = pair.seeker if reader == "seeker" else pair.employer
        return Explanation(
            verdict=pair.verdict,
            score=total // FULL,
            requirements=tuple(_requirements(pair)),
            speaks_for=tuple(reason for reason in reasons if reason.points),
            speaks_against=tuple(reason for reason in reasons if not reason.points),
        )

    def _text(self, feature: Feature, pair: Pair, i: int, j: int) -> str:
        people, posts, idf = self._sides.people, self._sides.posts, self._sides.idf
        value = pair.features[feature]
        words: tuple[Lists, Lists, Int32, list[str]] | None = {
            Feature.TITLE: (people.title, posts.title, idf.title, self._titles),
            Feature.TEXT: (people.text, posts.text, idf.text, self._texts),
            Feature.SKILL: (people.skills, posts.skills, idf.skills, self._skills),
        }.get(feature)
        if words is None:
            return _part(value)
        one, other, weights, names = words
        both = set(row(one, i)) & set(row(other, j))
        rare = sorted(both, key=lambda word: (-int(weights[word]), names[word]))
        return _shared([names[word] for word in rare])


def _shared(names: list[str]) -> str:
    """Words in common as they are told; pairs and single characters tell nobody anything."""
    if any(name.startswith(WHOLE) for name in names):
        return "名称相同"
    told = [name.lstrip("@^") for name in names if " " not in name]
    told = [name for name in dict.fromkeys(told) if len(name) > 1][:_NAMED]
    if told:
        return "都有" + "、".join(told)
    return "个别字相同" if names else "没有共同的词"


def _names(words: Words) -> list[str]:
    """Words by number."""
    return list(words.numbers)


def _requirements(pair: Pair) -> list[Reason]:
    order = (Verdict.REFUSED, Verdict.UNCERTAIN, Verdict.FITS)
    told = sorted(pair.requirements.items(), key=lambda one: order.index(one[1]))
    return [Reason(requirement.value, _VERDICTS[verdict]) for requirement, verdict in told]


def _part(value: int) -> str:
    if value == FULL:
        return "完全符合"
    return f"符合 {value // 10}%" if value else "没有加分：未要求、未知或不同"


__all__ = ["Explainer", "Explanation", "Reader", "Reason", "Requirement"]
