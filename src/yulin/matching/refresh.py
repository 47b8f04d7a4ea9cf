"""Lists brought up to date when few posts changed, at the cost of the few.

Lists are kept deeper than they are shown. What changed falls out of them and is ranked anew against
everybody by itself; whatever is left before the old last place is still in its right order, because
all that was outside stays outside. Only somebody of whose list too little is left is ranked afresh.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yulin.matching.compiled import compiled
from yulin.matching.market import EMPTY, Market
from yulin.matching.rank import Ranking, Sides, rank_posts
from yulin.matching.sides import Flags, Int32, Int64


@dataclass(frozen=True)
class Refreshed:
    """Deep lists after a change.

    Attributes:
        ranking: As deep as before; the first ``keep`` of each are exact.
        afresh: Seekers who were ranked against all posts.
    """

    ranking: Ranking
    afresh: Int64


def refresh_posts(
    deep: Ranking,
    sides: Sides,
    changed: Int64,
    *,
    keep: int,
    index: Callable[[], Market] | None = None,
    workers: int | None = None,
) -> Refreshed:
    """Bring the lists of all seekers up to date.

    Args:
        deep: Lists before the change, deeper than ``keep``.
        sides: Both sides after the change, with the same weights and words.
        changed: Rows of posts that are new, different or gone (a post that is gone asks for what
            nobody can meet, or stands beyond the rows of the table).
        keep: How many places of each list have to be exact.
        index: Makes the index of all posts, should anybody need it; from ``sides`` unless told.
        workers: Threads.

    Returns:
        Lists of which the first ``keep`` places are exact, and who was ranked afresh.

    Raises:
        ValueError: ``deep`` is no deeper than ``keep``.
    """
    depth = deep.keys.shape[1]
    if depth <= keep:
        raise ValueError(f"lists of {depth} are no deeper than the {keep} that are shown")
    gone = np.zeros(max(len(sides.posts.place), int(deep.ids.max(initial=0)) + 1), bool)
    gone[changed] = True
    present = changed[changed < len(sides.posts.place)]
    new = rank_posts(sides.market(present), keep=depth, above=deep, workers=workers)
    keys, ids = np.full_like(deep.keys, EMPTY), np.full_like(deep.ids, EMPTY)
    _merge(deep.keys, deep.ids, new.keys, new.ids, gone, keys, ids)
    merged = Ranking(keys, ids)
    afresh = np.flatnonzero((keys[:, keep - 1] == EMPTY) & (deep.keys[:, -1] != EMPTY))
    if len(afresh):
        made = rank_posts((index or sides.market)(), keep=depth, rows=afresh, workers=workers)
        keys[afresh], ids[afresh] = made.keys[afresh], made.ids[afresh]
    return Refreshed(merged, afresh)


@compiled
def _merge(
    old_keys: Int64,
    old_ids: Int32,
    new_keys: Int64,
    new_ids: Int32,
    gone: Flags,
    keys: Int64,
    ids: Int32,
) -> None:
    """Merge what is left of old lists with what is new, which all stands before the old last places."""
    depth = old_keys.shape[1]
    for row in range(len(old_keys)):
        a, b, filled = 0, 0, 0
        while filled < depth:
            while a < depth and (old_ids[row, a] < 0 or gone[old_ids[row, a]]):
                a += 1
            has_old = a < depth
            has_new = b < depth and new_ids[row, b] >= 0
            if not has_old and not has_new:
                break
            older = has_old and (
                not has_new
                or old_keys[row, a] > new_keys[row, b]
                or (old_keys[row, a] == new_keys[row, b] and old_ids[row, a] < new_ids[row, b])
            )
            if older:
                keys[row, filled], ids[row, filled] = old_keys[row, a], old_ids[row, a]
                a += 1
            else:
                keys[row, filled], ids[row, filled] = new_keys[row, b], new_ids[row, b]
                b += 1
            filled += 1
