"""Codes of trees packed into whole numbers, so that what two have in common is one XOR."""

from __future__ import annotations

import re
from typing import Final

from yulin.matching.pair import (
    CLASS_BITS,
    DISCIPLINE_BITS,
    SECTION_BITS,
    UNLISTED_DISCIPLINE,
)
from yulin.matching.scale import UNKNOWN

_OCCUPATION: Final = re.compile(r"([1-8])-(\d\d)-(\d\d)-(\d\d)")
_MAJOR: Final = re.compile(r"(\d\d)(\d\d)(\d{2,3})[TK]{0,2}")
_INDUSTRY: Final = re.compile(r"([A-T])(\d\d)?\d{0,2}")
_FIRST_SECTION: Final = ord("A")


def occupation(code: str) -> int:
    """Pack an occupation of the classification of 2022.

    Args:
        code: Such as ``2-02-10-03``, or ``2-02-10-00`` for the whole group.

    Returns:
        Eight bits a level; -1 when it is no such code.
    """
    found = _OCCUPATION.fullmatch(code.strip())
    if found is None:
        return UNKNOWN
    major, middle, minor, detail = (int(part) for part in found.groups())
    return major << 24 | middle << 16 | minor << 8 | detail


def major(code: str) -> int:
    """Pack a major of the ministry's catalogues.

    Args:
        code: Such as ``080901`` or ``0502100``; marks T and K at its end count for nothing.

    Returns:
        Discipline, class and major; -1 when it is no such code.
    """
    found = _MAJOR.fullmatch(code.strip().upper())
    if found is None:
        return UNKNOWN
    discipline, class_, detail = (int(part) for part in found.groups())
    return discipline << DISCIPLINE_BITS | class_ << CLASS_BITS | detail


def unlisted_major(number: int) -> int:
    """Pack a major that no table lists: it is like itself and like nothing else.

    Args:
        number: Which of them, from 0.

    Raises:
        OverflowError: There are more of them than places (262,144).
    """
    room = DISCIPLINE_BITS - CLASS_BITS
    discipline, class_ = divmod(number, 1 << room)
    if discipline >= UNLISTED_DISCIPLINE:
        raise OverflowError(f"too many majors that no table lists: {number}")
    return (UNLISTED_DISCIPLINE + discipline) << DISCIPLINE_BITS | class_ << CLASS_BITS


def industry(code: str) -> int:
    """Pack an industry of GB/T 4754: its section and, where given, its division.

    Args:
        code: Such as ``C``, ``C38`` or ``C3811``.

    Returns:
        Section and division; -1 when it is no such code.
    """
    found = _INDUSTRY.fullmatch(code.strip().upper())
    if found is None:
        return UNKNOWN
    return (ord(found[1]) - _FIRST_SECTION) << SECTION_BITS | int(found[2] or 0)
