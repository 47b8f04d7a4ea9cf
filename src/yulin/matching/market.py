"""All that a ranking reads, what a thread writes meanwhile, and the lists that come of it."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from yulin.matching.blocks import COLUMNS, Arranged, Blocks, Columns
from yulin.matching.features import Feature
from yulin.matching.pair import LARGEST_SUM
from yulin.matching.scale import FULL, NEAR_TITLE
from yulin.matching.sides import Idf, Int32, Int64, Lists, People, Posts

#: no key of a pair is as low
EMPTY = -1
#: Both sides' scores stand in one word, the seeker's above these bits, so that one addition serves both.
SIDE_BITS: Final = 32
SIDE_MASK: Final = (1 << SIDE_BITS) - 1


class Market(NamedTuple):
    """People and posts, indexed, with the weights of both sides.

    Attributes:
        order: Row of the table that each post was.
        titles: Posts that hold each term of titles.
        texts: Posts that hold each term of texts.
        weights: Seeker's and employer's weight of each feature, in one word.
        said_title: What each sum of shared title terms gives both sides.
        said_text: What each sum of shared words gives both sides.
    """

    people: People
    posts: Posts
    blocks: Blocks
    columns: Columns
    order: Int64
    titles: Lists
    texts: Lists
    idf: Idf
    weights: Int64
    said_title: Int64
    said_text: Int64


class Scratch(NamedTuple):
    """What one thread writes while it works.

    Attributes:
        title: Sum of shared title terms with each post.
        text: Sum of shared words with each post.
        spans: First block, block after the last, likeness of the place.
        ranges: The same in posts, without the likeness.
        occupations: What each occupation that occurs gives both sides of a seeker.
        industries: Likeness of each industry that occurs to a seeker's wishes.
        kinds: The most that each kind of posts gives both sides.
        pay: The most that a pay gives both sides, by steps of ``PAY_STEP``.
        candidates: Posts of a block that are looked at closely.
        noted: Single numbers, by the names below.
    """

    title: Int32
    text: Int32
    spans: Int64
    ranges: Int64
    occupations: Int64
    industries: Int64
    kinds: Int64
    pay: Int64
    candidates: Int64
    noted: Int64


#: Places of ``Scratch.noted``: what a block certainly gives; the most that its posts can add; the
#: verdict on the post at hand; the sum from which a title is near; the most that a seeker's text and
#: skills can speak; bits of their skills and of their disciplines.
SURE, MORE, VERDICT, NEAR_SUM, MOST_TEXT, MOST_SKILLS, SKILL_BITS, MAJOR_BITS = range(8)
#: Pay is foreshadowed in steps of so many yuan; what is above the last step lies in it.
PAY_STEP, PAY_STEPS = 100, 400
_NOTED: Final = 8


class Best(NamedTuple):
    """Lists of fixed length, best first.

    Attributes:
        keys: Of each entry; -1 where a list is shorter.
        ids: The other side's row.
        floors: The key of each list's last place.
    """

    keys: Int64
    ids: Int32
    floors: Int64


def market(people: People, arranged: Arranged, idf: Idf, weights: Int64) -> Market:
    """Put together what a ranking reads.

    Args:
        people: Seekers.
        arranged: Posts in blocks.
        idf: What words weigh.
        weights: Two rows of features, seeker and employer.

    Returns:
        The market.

    Raises:
        ValueError: ``weights`` has another shape.
    """
    if weights.shape != (2, len(Feature)):
        raise ValueError(f"weights have the shape {weights.shape}, not (2, {len(Feature)})")
    sums = np.arange(LARGEST_SUM + 1, dtype=np.int64)
    both = (weights[0] << SIDE_BITS) + weights[1]
    return Market(
        people=people,
        posts=arranged.posts,
        blocks=arranged.blocks,
        columns=arranged.columns,
        order=arranged.order,
        titles=arranged.titles,
        texts=arranged.texts,
        idf=idf,
        weights=both,
        said_title=both[Feature.TITLE] * (FULL * sums // (sums + idf.half_title)),
        said_text=both[Feature.TEXT] * (FULL * sums // (sums + idf.half_text)),
    )


def scratch(market: Market) -> Scratch:
    """Return room for one thread over a market."""
    posts = len(market.order)
    spans = 2 * len(market.blocks.cells) // COLUMNS
    largest = int(np.diff(market.blocks.starts).max(initial=0))
    noted = np.zeros(_NOTED, np.int64)
    noted[NEAR_SUM] = market.idf.half_title * NEAR_TITLE // (FULL - NEAR_TITLE)
    return Scratch(
        title=np.zeros(posts, np.int32),
        text=np.zeros(posts, np.int32),
        spans=np.zeros((spans, 3), np.int64),
        ranges=np.zeros((spans, 2), np.int64),
        occupations=np.zeros(len(market.columns.occupations), np.int64),
        industries=np.zeros(len(market.columns.industries), np.int64),
        kinds=np.zeros(len(market.columns.kinds), np.int64),
        pay=np.zeros(PAY_STEPS, np.int64),
        candidates=np.zeros(largest + 1, np.int64),
        noted=noted,
    )


def empty(rows: int, keep: int) -> Best:
    """Return lists without entries.

    Raises:
        ValueError: ``keep`` is less than one.
    """
    if keep < 1:
        raise ValueError("a list keeps one entry at least")
    return Best(
        keys=np.full((rows, keep), EMPTY, np.int64),
        ids=np.full((rows, keep), EMPTY, np.int32),
        floors=np.full(rows, EMPTY, np.int64),
    )
