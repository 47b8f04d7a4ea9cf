"""Which post suits whom, and who sits where: from tables to a request of the engine. No Django."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import isqrt
from typing import Any

import numpy as np
import polars as pl

from yulin.matching.assign import MOST_SCORE, UNSEATED, Request, Seating, WhyNot, seat, why_not
from yulin.matching.lists import both_sides
from yulin.matching.rank import rank_posts
from yulin.matching.reference import Reference, Verdict
from yulin.matching.scale import FULL

#: so many posts of each person are asked about
MOST_POSTS = 40
#: fewer pairs are judged one by one, without compiling anything
_FEW = 20_000
Pair = tuple[int, int, int]


def pairs(seekers: pl.DataFrame, posts: pl.DataFrame) -> list[Pair]:
    """Row of the person, row of the post, score 0 to 1000; what a requirement refuses is left out.

    Who fits stands before everybody of whom something is not known, as in every list: the upper half
    of the scores is theirs.
    """
    if not len(seekers) or not len(posts):
        return []
    sides = both_sides(seekers, posts).sides
    if len(seekers) * len(posts) > _FEW:
        ranking = rank_posts(sides.market(), keep=MOST_POSTS)
        rows, places = np.nonzero(ranking.keys >= 0)
        worth, fits = ranking.potentials()[rows, places], ranking.fits[rows, places]
        found = zip(rows, ranking.ids[rows, places], worth, fits, strict=True)
        return [(int(i), int(j), _half(int(n), bool(f))) for i, j, n, f in found]
    plain = Reference(sides.people, sides.posts, sides.idf, sides.weights)
    return [
        pair
        for i in range(len(seekers))
        for pair in _best([_judged(plain, i, j) for j in range(len(posts))])
    ]


def _judged(plain: Reference, i: int, j: int) -> Pair | None:
    pair = plain.pair(i, j)
    if pair.verdict is Verdict.REFUSED:
        return None
    worth = isqrt(pair.seeker * pair.employer) // FULL
    return i, j, _half(worth, pair.verdict is Verdict.FITS)


def _best(judged: list[Pair | None]) -> list[Pair]:
    held = [one for one in judged if one is not None]
    return sorted(held, key=lambda one: (-one[2], one[1]))[:MOST_POSTS]


def _half(worth: int, fits: bool) -> int:
    half = min(worth, MOST_SCORE) // 2
    return half + MOST_SCORE // 2 if fits else half


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What a run was asked, by keys of rows; kept, so that anybody can ask why not.

    Attributes:
        tickets: Who is to be seated.
        posts: For what.
        firms: Of each post, the firm.
        free: Of each firm, how many slots it has.
        pairs: Row of the ticket, row of the post, score.
        seat: Row of the post that each ticket got; -1 for none.
    """

    tickets: list[int]
    posts: list[int]
    firms: list[int]
    free: dict[str, int]
    pairs: list[list[int]]
    seat: list[int] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    def request(self) -> Request:
        """Posts have room for all slots of their firm, which together are no more than it has."""
        owners = sorted(set(self.firms))
        table = np.array(self.pairs or np.zeros((0, 3)), np.int64).reshape(-1, 3)
        quota = [self.free.get(str(firm), 0) for firm in owners]
        owner = [owners.index(firm) for firm in self.firms]
        return Request(
            people=table[:, 0].astype(np.int32),
            seats=table[:, 1].astype(np.int32),
            scores=table[:, 2],
            capacity=np.array([quota[one] for one in owner], np.int64),
            group=np.zeros(len(self.tickets), np.int64),
            owner=np.array(owner, np.int64),
            quota=np.array(quota, np.int64),
        )

    def solved(self) -> Seating:
        return seat(self.request())

    def crowded(self) -> int:
        """How many would find no slot if everybody went to the firm of their best post."""
        first: dict[int, int] = {}
        for person, post, _score in sorted(self.pairs, key=lambda one: (one[0], -one[2], one[1])):
            first.setdefault(person, self.firms[post])
        wanted: dict[int, int] = {}
        for firm in first.values():
            wanted[firm] = wanted.get(firm, 0) + 1
        return sum(max(0, n - self.free.get(str(firm), 0)) for firm, n in wanted.items())

    def score(self, person: int, post: int) -> int | None:
        return next((s for i, j, s in self.pairs if (i, j) == (person, post)), None)

    def why_not(self, person: int, post: int) -> WhyNot:
        """What it would cost everybody to give this person that post."""
        request = self.request()
        place = np.array(self.seat, np.int64)
        total = sum(s for i, j, s in self.pairs if place[i] == j)
        seating = Seating(place, total, int((place != UNSEATED).sum()))
        return why_not(request, seating, person, post)
