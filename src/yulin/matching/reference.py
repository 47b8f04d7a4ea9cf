"""What a pair is worth, said once more in plain Python: what kernels are held against, and explained by.

Nothing here is shared with the kernels but the constants and the arrays they read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from yulin.matching import pair
from yulin.matching.blocks import ANYWHERE
from yulin.matching.codebook import CERTIFICATE, LICENCE
from yulin.matching.features import Feature, Weights
from yulin.matching.scale import FITTING, FULL, OPEN, UNKNOWN
from yulin.matching.sides import (
    LIST_OPEN,
    LIST_UNKNOWN,
    Idf,
    Int32,
    Lists,
    People,
    Posts,
)


class Verdict(Enum):
    """What comes of a requirement; blank facts never count for or against."""

    REFUSED = pair.REFUSED
    UNCERTAIN = pair.UNCERTAIN
    FITS = pair.FITS


class Requirement(Enum):
    """What either side insists on."""

    PLACE = "地区"
    EDUCATION = "学历"
    LEVEL = "技能等级"
    FORM = "工作形式"
    SHIFT = "班次"
    PAY = "薪酬"
    PERMIT = "工作许可"
    CERTIFICATE = "证书"
    LICENCE = "执照"


@dataclass(frozen=True)
class Pair:
    """A seeker and a post: what their requirements say, and how much each feature speaks for them."""

    requirements: dict[Requirement, Verdict]
    features: dict[Feature, int]
    seeker: int
    employer: int

    @property
    def verdict(self) -> Verdict:
        """Refused by any requirement; else uncertain by any; else fits."""
        return min(self.requirements.values(), key=lambda verdict: verdict.value)

    @property
    def key(self) -> int:
        """What lists are ordered by; -1 when refused."""
        if self.verdict is Verdict.REFUSED:
            return -1
        return self.seeker * self.employer + (FITTING if self.verdict is Verdict.FITS else 0)


@dataclass(frozen=True)
class Reference:
    """Both sides as arrays, with what words weigh and how features count, judged pair by pair."""

    people: People
    posts: Posts
    idf: Idf
    weights: Weights

    def pair(self, i: int, j: int) -> Pair:
        """Judge one seeker and one post, by their rows."""
        features = self._features(i, j)
        return Pair(
            requirements=self._requirements(i, j),
            features=features,
            seeker=_weighed(features, self.weights.seeker),
            employer=_weighed(features, self.weights.employer),
        )

    def _requirements(self, i: int, j: int) -> dict[Requirement, Verdict]:
        people, posts = self.people, self.posts
        return {
            Requirement.PLACE: self._place(i, j),
            Requirement.EDUCATION: _at_least(people.education[i], posts.education[j]),
            Requirement.LEVEL: _at_least(people.level[i], posts.level[j]),
            Requirement.FORM: _form(int(people.forms[i]), int(posts.forms[j])),
            Requirement.SHIFT: _shift(int(people.shifts[i]), int(posts.shifts[j])),
            Requirement.PAY: _pay(people.pay[i], posts.pay_low[j], posts.pay_high[j]),
            Requirement.PERMIT: _permit(people.permit[i], posts.permit[j]),
            Requirement.CERTIFICATE: self._credentials(i, j, CERTIFICATE),
            Requirement.LICENCE: self._credentials(i, j, LICENCE),
        }

    def _place(self, i: int, j: int) -> Verdict:
        said, place = self.people.places_said[i], self.posts.place[j]
        if place == ANYWHERE or said == LIST_OPEN:
            return Verdict.FITS
        if said == LIST_UNKNOWN or place == UNKNOWN:
            return Verdict.UNCERTAIN
        wished = place in row(self.people.places, i)
        return Verdict.FITS if wished else Verdict.REFUSED

    def _credentials(self, i: int, j: int, kind: int) -> Verdict:
        if not self.posts.credentials_said[j] >> kind & 1:
            return Verdict.UNCERTAIN
        asked = {one for one in row(self.posts.credentials, j) if one & 1 == kind}
        if asked <= set(row(self.people.credentials, i)):
            return Verdict.FITS
        known = self.people.credentials_said[i] >> kind & 1
        return Verdict.REFUSED if known else Verdict.UNCERTAIN

    def _features(self, i: int, j: int) -> dict[Feature, int]:
        people, posts, idf = self.people, self.posts, self.idf
        title = _shared(people.title, i, posts.title, j, idf.title)
        text = _shared(people.text, i, posts.text, j, idf.text)
        skill = _shared(people.skills, i, posts.skills, j, idf.skills)
        asked = set(row(posts.credentials, j))
        return {
            Feature.TITLE: _spoken(title, idf.half_title),
            Feature.OCCUPATION: self._occupation(i, j),
            Feature.TEXT: _spoken(text, idf.half_text),
            Feature.SKILL: _spoken(skill, idf.half_skills),
            Feature.MAJOR: self._major(i, j),
            Feature.INDUSTRY: self._industry(i, j),
            Feature.PAY: _pay_part(int(people.pay[i]), int(posts.pay_low[j])),
            Feature.PLACE: self._place_part(i, j),
            Feature.EDUCATION: FULL * bool(people.education[i] >= posts.education[j] > OPEN),
            Feature.LEVEL: _level_part(int(people.level[i]), int(posts.level[j])),
            Feature.YEARS: _years_part(int(people.years[i]), int(posts.years[j])),
            Feature.CREDENTIAL: FULL * (bool(asked) and asked <= set(row(people.credentials, i))),
        }

    def _occupation(self, i: int, j: int) -> int:
        offered = int(self.posts.occupation[j])
        if offered == UNKNOWN:
            return 0
        worth = (FULL, pair.SAME_MINOR, pair.SAME_MIDDLE, pair.SAME_MAJOR)
        best = 0
        for wished in row(self.people.occupations, i):
            levels = [at for at in range(4) if wished >> 8 * at == offered >> 8 * at]
            if wished & 0xFF == 0 and 1 in levels:
                return FULL
            best = max([best, *(worth[at] for at in levels)])
        return best

    def _major(self, i: int, j: int) -> int:
        best = 0
        for studied in row(self.people.majors, i):
            for asked in row(self.posts.majors, j):
                if studied == asked:
                    return FULL
                if studied >> pair.CLASS_BITS == asked >> pair.CLASS_BITS:
                    best = max(best, pair.SAME_CLASS)
                discipline = studied >> pair.DISCIPLINE_BITS
                listed = discipline < pair.UNLISTED_DISCIPLINE
                if listed and discipline == asked >> pair.DISCIPLINE_BITS:
                    best = max(best, pair.SAME_DISCIPLINE)
        return best

    def _industry(self, i: int, j: int) -> int:
        offered = int(self.posts.industry[j])
        best = 0
        for wished in row(self.people.industries, i):
            if offered != UNKNOWN and wished >> pair.SECTION_BITS == offered >> pair.SECTION_BITS:
                best = max(best, FULL if wished == offered else pair.SAME_SECTION)
        return best

    def _place_part(self, i: int, j: int) -> int:
        wished = row(self.people.places, i)
        place = int(self.posts.place[j])
        if place not in wished:
            return 0
        begin = int(self.people.places.starts[i])
        return int(self.people.place_likeness[begin + wished.index(place)])


def row(packed: Lists, at: int) -> list[int]:
    """Return one row of packed lists."""
    found: list[int] = packed.values[packed.starts[at] : packed.starts[at + 1]].tolist()
    return found


def _weighed(features: Mapping[Feature, int], weights: Mapping[Feature, int]) -> int:
    return sum(weights.get(feature, 0) * value for feature, value in features.items())


def _shared(one: Lists, i: int, other: Lists, j: int, weights: Int32) -> int:
    return sum(int(weights[word]) for word in set(row(one, i)) & set(row(other, j)))


def _spoken(total: int, half: int) -> int:
    capped = min(total, pair.LARGEST_SUM)
    return FULL * capped // (capped + half)


def _at_least(value: int, asked: int) -> Verdict:
    if asked == OPEN:
        return Verdict.FITS
    if UNKNOWN in (value, asked):
        return Verdict.UNCERTAIN
    return Verdict.FITS if value >= asked else Verdict.REFUSED


def _form(wished: int, offered: int) -> Verdict:
    if 0 in (wished, offered):
        return Verdict.UNCERTAIN
    return Verdict.FITS if wished & offered else Verdict.REFUSED


def _shift(accepted: int, worked: int) -> Verdict:
    if 0 in (accepted, worked):
        return Verdict.UNCERTAIN
    return Verdict.FITS if worked & accepted == worked else Verdict.REFUSED


def _pay(wish: int, low: int, high: int) -> Verdict:
    if wish == OPEN:
        return Verdict.FITS
    if wish == UNKNOWN:
        return Verdict.UNCERTAIN
    if max(low, high) >= wish:
        return Verdict.FITS
    return Verdict.UNCERTAIN if high == UNKNOWN else Verdict.REFUSED


def _permit(needed: int, arranged: int) -> Verdict:
    if needed == 0 or arranged == 1:
        return Verdict.FITS
    if UNKNOWN in (needed, arranged):
        return Verdict.UNCERTAIN
    return Verdict.REFUSED


def _pay_part(wish: int, low: int) -> int:
    if wish <= OPEN or low == UNKNOWN:
        return 0
    beyond = FULL * low // wish - pair.PAY_FROM
    return min(max(beyond * FULL // (pair.PAY_FULL - pair.PAY_FROM), 0), FULL)


def _level_part(level: int, asked: int) -> int:
    if asked <= OPEN or level < asked:
        return 0
    return min(pair.LEVEL_ENOUGH + pair.LEVEL_STEP * (level - asked), FULL)


def _years_part(years: int, asked: int) -> int:
    if asked <= OPEN or years == UNKNOWN:
        return 0
    return min(FULL * years // asked, FULL)
