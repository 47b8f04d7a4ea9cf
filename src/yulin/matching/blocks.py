"""Posts in an order in which what somebody cannot take lies apart from what they can.

Posts are sorted by place, then by the degree asked for, then by skill level, form of work, shifts
and work permit. Where somebody may work with their degree is then one range a place, and what else
they cannot take are whole blocks in it, passed over without a look.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from yulin.matching.compiled import compiled
from yulin.matching.pair import ALL_KINDS, DISCIPLINE_BITS
from yulin.matching.scale import FITTING, OPEN, UNKNOWN
from yulin.matching.sides import Int8, Int32, Int64, Lists, Posts, UInt8, chosen

#: ``Posts.place`` of a post that may be worked anywhere.
ANYWHERE: Final = -2
#: degrees above "不限"; the column after them is for posts that do not say
DEGREES: Final = 8
COLUMNS: Final = DEGREES + 1

#: Bits of ``Blocks.asks``: what at least one post of a block asks for.
ASKS_MAJOR, ASKS_INDUSTRY, ASKS_YEARS, ASKS_CREDENTIAL, ASKS_SKILL = 1, 2, 4, 8, 16
#: Stands for a pay of which the upper end is not known.
UNLIMITED: Final = 2**31 - 1
#: Sets of skills and of disciplines are foreshadowed in so many bits of a signed word.
MASK_BITS: Final = 61


class Blocks(NamedTuple):
    """Ranges of posts that ask the same of place, degree, level, time and permit.

    Attributes:
        starts: Where each block begins, and the number of posts at the end.
        education: The degree asked for; 0 open, ``DEGREES`` unknown.
        level: As in ``Posts``.
        forms: As in ``Posts``.
        shifts: As in ``Posts``.
        permit: As in ``Posts``.
        pay: The highest lower end of pay in the block; -1 unknown.
        asks: Bits of what at least one of its posts asks for.
        cells: First block of each place and degree; the row after the last place is of posts that may
            be worked anywhere, the next of those that do not say.
    """

    starts: Int64
    education: Int8
    level: Int8
    forms: UInt8
    shifts: UInt8
    permit: Int8
    pay: Int32
    asks: UInt8
    cells: Int64


class Columns(NamedTuple):
    """What is read of every post that is gone through, in the order of blocks.

    Attributes:
        occupation: Position in ``occupations``.
        kind: Position in ``kinds``.
        pay: Lower end, yuan a month; -1 unknown.
        pay_most: The most that may be paid; ``UNLIMITED`` where it is not known.
        majors: One bit for each discipline asked for (several may share a bit).
        skills: One bit for each skill asked for (several may share a bit).
        sure: ``FITTING`` where it is said what certificates and licences are asked for, else 0: the
            most that a requirement of the post alone leaves to be added to a key.
        occupations: Packed codes that occur, and -1.
        industries: The same of industries.
        kinds: What goes together in some posts: position of the industry, years asked for, whether a
            credential is asked for.
    """

    occupation: Int32
    kind: Int32
    pay: Int32
    pay_most: Int32
    majors: Int64
    skills: Int64
    sure: Int64
    occupations: Int32
    industries: Int32
    kinds: Int32


class Arranged(NamedTuple):
    """Posts in order of blocks, with which posts hold each term."""

    posts: Posts
    blocks: Blocks
    columns: Columns
    #: row of the table that each post was
    order: Int64
    titles: Lists
    texts: Lists


def arrange(posts: Posts, *, places: int, terms: int, title_terms: int) -> Arranged:
    """Sort posts into blocks and note which hold each term.

    Args:
        posts: In any order.
        places: How many divisions the table of divisions has.
        terms: Size of the vocabulary of texts.
        title_terms: Size of the vocabulary of titles.

    Returns:
        The same posts in order of blocks.
    """
    row = np.where(posts.place == ANYWHERE, places, posts.place)
    row = np.where(row == UNKNOWN, places + 1, row).astype(np.int64)
    column = np.where(posts.education == UNKNOWN, DEGREES, posts.education).astype(np.int64)
    asked = [posts.level, posts.forms, posts.shifts, posts.permit]
    keys = [row * COLUMNS + column, *(values.astype(np.int64) for values in asked)]
    order = np.lexsort((posts.occupation, *reversed(keys)))
    placed = at_rows(posts, order)
    starts = _begins([key[order] for key in keys])
    firsts = starts[:-1]
    cell = keys[0][order]
    cells = np.searchsorted(cell[firsts], np.arange((places + 2) * COLUMNS + 1))
    blocks = Blocks(
        starts=starts,
        education=column[order][firsts].astype(np.int8),
        level=placed.level[firsts],
        forms=placed.forms[firsts],
        shifts=placed.shifts[firsts],
        permit=placed.permit[firsts],
        pay=_most(placed.pay_low, starts),
        asks=_asked(placed, starts),
        cells=cells.astype(np.int64),
    )
    return Arranged(
        posts=placed,
        blocks=blocks,
        columns=_columns(placed),
        order=order.astype(np.int64),
        titles=holders(placed.title, title_terms),
        texts=holders(placed.text, terms),
    )


def _begins(keys: list[Int64]) -> Int64:
    """Where rows begin that differ from the one before in any key, and the number of rows."""
    rows = len(keys[0])
    new = np.zeros(rows, bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.append(np.flatnonzero(new), rows).astype(np.int64)


def _columns(posts: Posts) -> Columns:
    occupations, occupation = _positions(posts.occupation)
    industries, industry = _positions(posts.industry)
    credential = np.diff(posts.credentials.starts) > 0
    together = np.stack([industry, posts.years.astype(np.int32), credential.astype(np.int32)], 1)
    kinds, kind = np.unique(together, axis=0, return_inverse=True)
    return Columns(
        occupation=occupation,
        kind=kind.astype(np.int32).reshape(-1),
        pay=posts.pay_low,
        pay_most=np.where(
            posts.pay_high == UNKNOWN, UNLIMITED, np.maximum(posts.pay_low, posts.pay_high)
        ).astype(np.int32),
        majors=masks(posts.majors, DISCIPLINE_BITS),
        skills=masks(posts.skills, 0),
        sure=np.where(posts.credentials_said == ALL_KINDS, FITTING, 0),
        occupations=occupations,
        industries=industries,
        kinds=np.ascontiguousarray(kinds, np.int32),
    )


def _positions(codes: Int32) -> tuple[Int32, Int32]:
    distinct, positions = np.unique(codes, return_inverse=True)
    return distinct.astype(np.int32), positions.astype(np.int32)


def masks(values: Lists, bits: int) -> Int64:
    """Foreshadow lists: one bit for each value, of which the lowest ``bits`` are left off."""
    bit = np.left_shift(np.int64(1), (values.values >> bits).astype(np.int64) % MASK_BITS)
    out = np.zeros(len(values.starts) - 1, np.int64)
    filled = np.flatnonzero(np.diff(values.starts))
    if len(filled):
        out[filled] = np.bitwise_or.reduceat(bit, values.starts[:-1][filled])
    return out


def at_rows(posts: Posts, order: Int64) -> Posts:
    """Return some posts, in the order asked for."""
    columns: list[Any] = [
        chosen(column, order) if isinstance(column, Lists) else np.ascontiguousarray(column[order])
        for column in posts
    ]
    return Posts(*columns)


def _most(values: Int32, starts: Int64) -> Int32:
    if len(values) == 0:
        return np.zeros(0, np.int32)
    return np.maximum.reduceat(values, starts[:-1]).astype(np.int32)


def _asked(posts: Posts, starts: Int64) -> UInt8:
    """What at least one post of each block asks for."""
    asks = (
        (ASKS_MAJOR, np.diff(posts.majors.starts) > 0),
        (ASKS_INDUSTRY, posts.industry > UNKNOWN),
        (ASKS_YEARS, posts.years > OPEN),
        (ASKS_CREDENTIAL, np.diff(posts.credentials.starts) > 0),
        (ASKS_SKILL, np.diff(posts.skills.starts) > 0),
    )
    bits = np.zeros(len(posts.place), np.uint8)
    for bit, asked in asks:
        bits |= np.where(asked, bit, 0).astype(np.uint8)
    if len(bits) == 0:
        return bits
    return np.bitwise_or.reduceat(bits, starts[:-1])


def holders(lists: Lists, terms: int) -> Lists:
    """For each term, the rows that hold it, in order.

    Args:
        lists: Terms of each row.
        terms: Size of the vocabulary.

    Returns:
        Rows of each term.
    """
    starts = np.zeros(terms + 1, np.int64)
    np.cumsum(np.bincount(lists.values, minlength=terms), out=starts[1:])
    rows = np.empty(len(lists.values), np.int32)
    _turn(lists.starts, lists.values, starts[:-1].copy(), rows)
    return Lists(starts, rows)


@compiled
def _turn(starts: Int64, values: Int32, at: Int64, rows: Int32) -> None:
    for row in range(len(starts) - 1):
        for position in range(starts[row], starts[row + 1]):
            term = values[position]
            rows[at[term]] = row
            at[term] += 1
