"""The features of a pair by name, and how much each side lets them weigh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np

from yulin.matching.scale import WEIGHTS
from yulin.matching.sides import Int64


class Feature(IntEnum):
    """What can speak for a pair; the value is its place in every array of features."""

    TITLE = 0
    OCCUPATION = 1
    TEXT = 2
    SKILL = 3
    MAJOR = 4
    INDUSTRY = 5
    PAY = 6
    PLACE = 7
    EDUCATION = 8
    LEVEL = 9
    YEARS = 10
    CREDENTIAL = 11

    @property
    def label(self) -> str:
        """The name that people read."""
        return _LABELS[self]

    @property
    def label_en(self) -> str:
        """The same in English."""
        return _LABELS_EN[self]


_LABELS: Final = dict(
    zip(
        Feature,
        (
            *("岗位名称", "职业", "职责与经历", "技能", "专业", "行业"),
            *("薪酬", "地区", "学历", "技能等级", "工作年限", "证书"),
        ),
        strict=True,
    )
)
_LABELS_EN: Final = dict(
    zip(
        Feature,
        (
            *("Title", "Occupation", "Duties and experience", "Skills", "Major", "Industry"),
            *("Pay", "Place", "Education", "Skill level", "Years of work", "Certificates"),
        ),
        strict=True,
    )
)

#: What a seeker looks at, and what an employer looks at. Nobody's outcomes stand behind these: they
#: are where learning starts from (see ``learn``), and each side's add up to ``WEIGHTS``.
_SEEKER: Final = {
    Feature.TITLE: 240,
    Feature.OCCUPATION: 170,
    Feature.TEXT: 110,
    Feature.SKILL: 110,
    Feature.MAJOR: 60,
    Feature.INDUSTRY: 60,
    Feature.PAY: 150,
    Feature.PLACE: 100,
}
_EMPLOYER: Final = {
    Feature.TITLE: 150,
    Feature.OCCUPATION: 120,
    Feature.TEXT: 160,
    Feature.SKILL: 200,
    Feature.MAJOR: 100,
    Feature.INDUSTRY: 40,
    Feature.EDUCATION: 40,
    Feature.LEVEL: 60,
    Feature.YEARS: 80,
    Feature.CREDENTIAL: 50,
}


@dataclass(frozen=True)
class Weights:
    """How much each feature counts for a seeker and for an employer, in thousandths.

    Raises:
        ValueError: A weight is negative, or a side's do not add up to ``WEIGHTS``.
    """

    seeker: Mapping[Feature, int] = field(default_factory=lambda: dict(_SEEKER))
    employer: Mapping[Feature, int] = field(default_factory=lambda: dict(_EMPLOYER))

    def __post_init__(self) -> None:
        for name, side in (("seeker", self.seeker), ("employer", self.employer)):
            if any(weight < 0 for weight in side.values()):
                raise ValueError(f"a weight of the {name} is negative: {dict(side)}")
            if sum(side.values()) != WEIGHTS:
                raise ValueError(f"weights of the {name} add up to {sum(side.values())}, not 1000")

    def array(self) -> Int64:
        """Return both sides as an array of two rows, seeker first."""
        rows = [
            [side.get(feature, 0) for feature in Feature] for side in (self.seeker, self.employer)
        ]
        return np.array(rows, np.int64)


DEFAULT: Final = Weights()
