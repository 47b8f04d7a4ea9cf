"""Lists for everybody: the best posts of each seeker, the best seekers of each post.

Threads share what they read and own what they write; a list is the same however many there are.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from yulin.matching.blocks import Arranged, arrange, at_rows
from yulin.matching.features import DEFAULT, Weights
from yulin.matching.market import EMPTY, Best, Market, Scratch, empty, market, scratch
from yulin.matching.scale import FITTING
from yulin.matching.scan import people_for, posts_for
from yulin.matching.sides import Flags, Idf, Int32, Int64, People, Posts

#: Seekers that a thread takes at once, at most: small enough to tell progress by.
_PORTION: Final = 512
#: Portions that each thread gets at least, so that none idles at the end.
_PORTIONS: Final = 8
#: How many of how many rows are done.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Ranking:
    """Lists by row of a table, best first.

    Attributes:
        keys: What entries are ordered by; -1 where a list is shorter.
        ids: Row of the other table; -1 where a list is shorter.
    """

    keys: Int64
    ids: Int32

    @property
    def fits(self) -> Flags:
        """Whether every requirement of an entry is known to be met."""
        return self.keys >= FITTING

    def scores(self) -> Int64:
        """Return the scores of entries, 0 to 1000: the geometric mean of both sides' scores.

        What may not fit has none, and neither has a place without an entry.
        """
        product = np.where(self.fits, self.keys - FITTING, 0)
        return whole_root(product) // 1000

    def potentials(self) -> Int64:
        """Return the scores that entries would have if all that is not known were as it should be."""
        product = np.where(self.fits, self.keys - FITTING, np.maximum(self.keys, 0))
        return whole_root(product) // 1000


def whole_root(values: Int64) -> Int64:
    """Return the whole part of square roots of numbers below 2**52."""
    root = np.sqrt(values.astype(np.float64)).astype(np.int64)
    root -= root * root > values
    root += (root + 1) * (root + 1) <= values
    return root


@dataclass(frozen=True)
class Sides:
    """Both sides of a market, encoded with one codebook.

    Attributes:
        places: How many places the codebook has.
    """

    people: People
    posts: Posts
    idf: Idf
    places: int
    weights: Weights = DEFAULT

    def arranged(self, rows: Int64 | None = None) -> Arranged:
        """Return posts (or some of them) in blocks; ``order`` names rows of the whole table."""
        chosen = np.arange(len(self.posts.place)) if rows is None else rows.astype(np.int64)
        blocks = arrange(
            at_rows(self.posts, chosen),
            places=self.places,
            terms=len(self.idf.text),
            title_terms=len(self.idf.title),
        )
        return blocks._replace(order=chosen[blocks.order])

    def market(self, rows: Int64 | None = None) -> Market:
        """Return an index over posts (or some of them)."""
        return market(self.people, self.arranged(rows), self.idf, self.weights.array())


def threads() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


def rank_posts(
    index: Market,
    *,
    keep: int,
    rows: Int64 | None = None,
    above: Ranking | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Ranking:
    """Return the best posts of each seeker.

    Args:
        index: From ``Sides.market``.
        keep: Length of a list.
        rows: Which seekers; all unless told. Lists of the others stay empty.
        above: Lists as long; only what stands before their last places is listed.
        workers: Threads; as many as there are processors unless told.
        progress: Told how many seekers are done.

    Raises:
        ValueError: ``keep`` is less than one.
    """
    total = len(index.people.education)
    best = empty(total, keep)
    if above is not None:
        best.keys[:], best.ids[:] = above.keys[:, -1:], above.ids[:, -1:]
        best.floors[:] = above.keys[:, -1]
    wanted = np.arange(total) if rows is None else rows.astype(np.int64)
    _share(
        wanted,
        lambda part, room: posts_for(index, part, above is not None, best, room),
        [scratch(index) for _ in range(workers or threads())],
        progress,
    )
    if above is not None:
        bar = (best.keys == above.keys[:, -1:]) & (best.ids == above.ids[:, -1:])
        best.keys[bar] = best.ids[bar] = EMPTY
    return Ranking(best.keys, best.ids)


def _share(
    rows: Int64,
    work: Callable[[Int64, Scratch], None],
    rooms: list[Scratch],
    progress: Progress | None,
) -> None:
    """Do rows in portions, by as many threads as there are rooms."""
    free: queue.SimpleQueue[Scratch] = queue.SimpleQueue()
    for room in rooms:
        free.put(room)

    def portion(part: Int64) -> int:
        room = free.get()
        try:
            work(part, room)
        finally:
            free.put(room)
        return len(part)

    size = min(max(len(rows) // (len(rooms) * _PORTIONS), 1), _PORTION)
    parts = [rows[at : at + size] for at in range(0, len(rows), size)]
    done = 0
    with ThreadPoolExecutor(len(rooms)) as pool:
        for count in pool.map(portion, parts):
            done += count
            if progress is not None:
                progress(done, len(rows))


def rank_people(
    sides: Sides,
    *,
    keep: int,
    rows: Int64 | None = None,
    workers: int | None = None,
) -> Ranking:
    """Return the best seekers of each post.

    Posts are shared out between threads, so that no two write one list; by places, so that whoever
    wishes for one place is weighed by one of them.

    Args:
        sides: Both sides.
        keep: Length of a list.
        rows: Which posts; all unless told. Lists of the others stay empty.
        workers: Threads; as many as there are processors unless told.

    Raises:
        ValueError: ``keep`` is less than one.
    """
    best = empty(len(sides.posts.place), keep)
    wanted = np.arange(len(best.keys)) if rows is None else rows.astype(np.int64)
    wanted = wanted[np.argsort(sides.posts.place[wanted], kind="stable")]
    shares = min(workers or threads(), max(len(wanted), 1))
    with ThreadPoolExecutor(shares) as pool:
        list(pool.map(lambda part: _fill(sides, part, best), np.array_split(wanted, shares)))
    return Ranking(best.keys, best.ids)


def _fill(sides: Sides, rows: Int64, best: Best) -> None:
    """Fill the lists of some posts: with those who are known to fit, then with those who may."""
    floors = _offered(sides, rows, best, certain=True)
    wanting = rows[floors < FITTING]
    if len(wanting):
        _offered(sides, wanting, best, certain=False)


def _offered(sides: Sides, rows: Int64, best: Best, *, certain: bool) -> Int64:
    """Offer everybody to some posts, whose lists go on from where they are; return their floors."""
    index = sides.market(rows)
    keys, ids = best.keys[index.order], best.ids[index.order]
    own = Best(keys, ids, np.ascontiguousarray(keys[:, -1]))
    everybody = np.arange(len(sides.people.education))
    people_for(index, everybody, certain, own, scratch(index))
    best.keys[index.order], best.ids[index.order] = own.keys, own.ids
    floors: Int64 = best.keys[rows, -1]
    return floors
