"""The two sides of a market as arrays, which is what the kernels read.

Lists of different lengths (wishes, credentials, words) are kept as one array of values and an array
of ``n + 1`` starts. A list may also be unknown (nobody said) or open (不限), which its flags tell.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Int8 = NDArray[np.int8]
UInt8 = NDArray[np.uint8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: What is said of a list.
LIST_UNKNOWN, LIST_OPEN, LIST_STATED = 0, 1, 2


class Lists(NamedTuple):
    """For each row a sorted list of values: ``values[starts[i]:starts[i + 1]]``."""

    starts: Int64
    values: Int32


class People(NamedTuple):
    """Seekers; rows are in the order of their table.

    Attributes:
        places: Divisions that somebody wishes for, as positions in the table of divisions.
        place_likeness: For each of ``places.values`` how well it suits, 0 to 1000.
        places_said: What is said of the wish for places (unknown, open, stated).
        education: Position in the order of degrees; -1 unknown.
        level: Position in the order of skill levels; -1 unknown.
        credentials: Certificates and licences held; the lowest bit tells which of the two.
        credentials_said: One bit a kind of which all that somebody holds is known.
        forms: One bit a form of work; 0 unknown.
        shifts: One bit a kind of shift; 0 unknown.
        pay: The least a month, in yuan; 0 open, -1 unknown.
        permit: 1 needs a work permit, 0 does not, -1 unknown.
        occupations: Occupations wished for, packed (eight bits a level).
        majors: Majors studied, packed.
        industries: Industries wished for, packed.
        years: Years of work; -1 unknown.
        skills: Skills, as words of the vocabulary.
        title: Terms of the titles wished for.
        text: Terms of experience and skills.
    """

    places: Lists
    place_likeness: Int16
    places_said: Int8
    education: Int8
    level: Int8
    credentials: Lists
    credentials_said: Int8
    forms: UInt8
    shifts: UInt8
    pay: Int32
    permit: Int8
    occupations: Lists
    majors: Lists
    industries: Lists
    years: Int16
    skills: Lists
    title: Lists
    text: Lists


class Posts(NamedTuple):
    """Posts; rows are in the order of their table until ``blocks.arrange`` orders them anew.

    Attributes:
        place: Position in the table of divisions; -1 unknown, -2 open (不限).
        education: The least degree; 0 open, -1 unknown.
        level: The least skill level; 0 open, -1 unknown.
        credentials: Certificates and licences, all of which are asked for; as in ``People``.
        credentials_said: One bit a kind of which is known what is asked for, be it nothing.
        forms: One bit a form of work that the post can take; 0 unknown.
        shifts: One bit a kind of shift that it has; 0 unknown.
        pay_low: Yuan a month; -1 unknown.
        pay_high: Yuan a month; -1 unknown.
        permit: 1 the employer arranges a work permit, 0 does not, -1 unknown.
        occupation: Packed; -1 unknown.
        majors: Majors asked for, packed; open and unknown lists are empty.
        industry: Packed; -1 unknown.
        years: Years asked for; 0 open, -1 unknown.
        skills: Skills asked for.
        title: Terms of the title.
        text: Terms of duties and skills.
    """

    place: Int16
    education: Int8
    level: Int8
    credentials: Lists
    credentials_said: Int8
    forms: UInt8
    shifts: UInt8
    pay_low: Int32
    pay_high: Int32
    permit: Int8
    occupation: Int32
    majors: Lists
    industry: Int32
    years: Int16
    skills: Lists
    title: Lists
    text: Lists


class Idf(NamedTuple):
    """What each word weighs, in units of ``scale.IDF_UNIT`` a nat, and sums that speak half.

    A text whose shared words add up to ``half`` gives half of the feature; twice as much gives two
    thirds, and so on: more agreement never counts less, and no length makes up for fitting words.
    """

    skills: Int32
    title: Int32
    text: Int32
    half_skills: int
    half_title: int
    half_text: int


def lists(rows: list[list[int]]) -> Lists:
    """Pack sorted lists of whole numbers.

    Args:
        rows: One list a row; repeated values count once.

    Returns:
        The same, as two arrays.
    """
    sorted_rows = [sorted(set(row)) for row in rows]
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in sorted_rows], out=starts[1:])
    values = np.fromiter((value for row in sorted_rows for value in row), np.int32, int(starts[-1]))
    return Lists(starts, values)


def chosen(packed: Lists, rows: Int64) -> Lists:
    """Return the lists of some rows, in the order asked for."""
    lengths = np.diff(packed.starts)[rows]
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    within = np.arange(int(starts[-1])) - np.repeat(starts[:-1], lengths)
    return Lists(starts, packed.values[np.repeat(packed.starts[:-1][rows], lengths) + within])
