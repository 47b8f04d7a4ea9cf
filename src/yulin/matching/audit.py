"""Whether lists treat groups alike: how often those who qualify are shown, by a trait.

The trait is handed in for the audit alone; the engine has no column for it. Rates are compared with
the group that is shown most often (the four-fifths rule of the Uniform Guidelines on Employee
Selection Procedures, 29 CFR 1607.4 D, used here as a sign to look closer, not as a verdict).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from yulin.matching.rank import Ranking
from yulin.matching.sides import Int64

#: A rate below this part of the highest is a sign to look closer.
SIGN: Final = 0.8
#: Groups of fewer people than this are counted but not compared.
FEWEST: Final = 30


@dataclass(frozen=True)
class Rate:
    """One group.

    Attributes:
        group: As it was named.
        people: How many qualify for any list.
        shown: How many of them stand in the first places of any.
        ratio: Their rate as part of the highest; None for small groups.
        sign: Whether to look closer.
    """

    group: str
    people: int
    shown: int
    ratio: float | None
    sign: bool

    @property
    def rate(self) -> float:
        """Share of those who qualify that is shown."""
        return self.shown / self.people if self.people else 0.0


def selection_rates(
    of_posts: Ranking, traits: Sequence[str], *, first: int, qualifies: Int64 | None = None
) -> list[Rate]:
    """Return how often each group is among the first seekers of any post.

    Args:
        of_posts: Lists of seekers, a post each.
        traits: Of each seeker.
        first: How many places count as shown.
        qualifies: Rows of seekers who fit at least one post; those in any list unless told.

    Returns:
        Groups by name.

    Raises:
        ValueError: Lists are shorter than ``first``.
    """
    if first > of_posts.ids.shape[1]:
        raise ValueError(f"lists have {of_posts.ids.shape[1]} places, fewer than {first}")
    fits = of_posts.fits
    shown = np.unique(of_posts.ids[:, :first][fits[:, :first]])
    rows = np.unique(of_posts.ids[fits]) if qualifies is None else np.unique(qualifies)
    names = np.array(traits, dtype=object)
    counted = []
    for group in sorted(set(names[rows].tolist())):
        members = rows[names[rows] == group]
        counted.append((group, len(members), int(np.isin(members, shown).sum())))
    large = [some / many for _, many, some in counted if many >= FEWEST]
    highest = max(large, default=0.0)
    rates = []
    for group, many, some in counted:
        compared = many >= FEWEST and highest > 0
        ratio = some / many / highest if compared else None
        rates.append(Rate(group, many, some, ratio, ratio is not None and ratio < SIGN))
    return rates


def gini(of_seekers: Ranking, posts: int) -> float:
    """Return how unevenly posts are shown: 0 all alike, 1 one has everybody.

    Args:
        of_seekers: Lists of posts, a seeker each.
        posts: How many posts there are.
    """
    shown = np.sort(np.bincount(of_seekers.ids[of_seekers.ids >= 0], minlength=posts))
    total = shown.sum()
    if not total:
        return 0.0
    places = np.arange(1, posts + 1)
    return float((2 * places - posts - 1) @ shown / (posts * total))
