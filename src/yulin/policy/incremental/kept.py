"""Keeps what is worked out about a program on a date, for the next one who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

Made = TypeVar("Made")
_MOST = 8


def kept(
    make: Callable[[Program, Subject, dt.date], Made],
) -> Callable[[Program, Subject, dt.date], Made]:
    """Return ``make``, the last results of which are kept by the identity of the program."""
    found: dict[tuple[int, Subject, dt.date], tuple[Program, Made]] = {}

    def find(program: Program, kind: Subject, as_of: dt.date) -> Made:
        key = id(program), kind, as_of
        known = found.get(key)
        if known is None or known[0] is not program:
            if len(found) >= _MOST:
                found.pop(next(iter(found)), None)
            known = found[key] = (program, make(program, kind, as_of))
        return known[1]

    return find
