"""Values of many subjects or rows at once: truths that may be unknown, and whole numbers.

Everything else is a number here: a date its days since 1970, a text its place in ``texts``. What is
the same for all stands there once, as a scalar.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from yulin.policy.kinds import YES, Type

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Places = NDArray[np.int64]

TRUE: Flags = np.asarray(np.bool_(True))
FALSE: Flags = np.asarray(np.bool_(False))
ZERO: Numbers = np.asarray(np.int64(0))


class Truth(NamedTuple):
    """Where something holds, and where it does not; elsewhere it is unknown."""

    holds: Flags
    fails: Flags

    @property
    def known(self) -> Flags:
        return self.holds | self.fails


class Value(NamedTuple):
    """Numbers, and where they are known; what stands where they are not has no meaning."""

    numbers: Numbers
    known: Flags


Vector = Truth | Value

UNKNOWN_TRUTH = Truth(FALSE, FALSE)
UNKNOWN_VALUE = Value(ZERO, FALSE)


def unknown(kind: Type | None) -> Vector:
    """Return what nobody knows."""
    return UNKNOWN_TRUTH if kind == YES else UNKNOWN_VALUE


@lru_cache(maxsize=4096)
def number(value: int) -> Value:
    """Return the same number for all."""
    return Value(np.asarray(np.int64(value)), TRUE)


def truth(value: bool | None) -> Truth:
    """Return the same truth for all."""
    return Truth(np.asarray(np.bool_(value is True)), np.asarray(np.bool_(value is False)))


def truth_where(holds: Flags, known: Flags) -> Truth:
    """Return a truth from a test that means something only where it is known."""
    if known.ndim == 0 and bool(known):
        return Truth(holds, ~holds)
    return Truth(holds & known, ~holds & known)


def as_truth(found: Vector) -> Truth:
    """Return a truth, also where it came as a number."""
    if isinstance(found, Truth):
        return found
    return truth_where(found.numbers != 0, found.known)


def as_value(found: Vector) -> Value:
    """Return numbers, also where it came as a truth."""
    if isinstance(found, Value):
        return found
    return Value(found.holds.astype(np.int64), found.known)


def of_kind(found: Vector, kind: Type | None) -> Vector:
    """Return a vector in the form that values of a type have."""
    return as_truth(found) if kind == YES else as_value(found)


def gathered(found: Vector, places: Places) -> Vector:
    """Return what a vector is at some places, all of them within it."""
    if isinstance(found, Truth):
        return Truth(_at(found.holds, places), _at(found.fails, places))
    return Value(_at(found.numbers, places), _at(found.known, places))


def gathered_where(found: Vector, places: Places, there: Flags) -> Vector:
    """Return what a vector is at some places, unknown where there is none."""
    made = gathered(found, np.where(there, places, 0)) if _filled(found) else found
    if isinstance(made, Truth):
        return Truth(made.holds & there, made.fails & there)
    return Value(made.numbers, made.known & there)


def scattered(found: Vector, places: Places, count: int) -> Vector:
    """Return a vector of so many that is what another is at some places, unknown elsewhere."""
    place = np.full(count, -1, dtype=np.int64)
    place[places] = np.arange(len(places))
    return gathered_where(found, place, place >= 0)


def _filled(found: Vector) -> bool:
    """Whether there is any place at all to gather from."""
    return all(part.ndim == 0 or part.size for part in found)


def _at(part: NDArray[Any], places: Places) -> NDArray[Any]:
    return part if part.ndim == 0 else part[places]


def every(flags: list[Flags]) -> Flags:
    """Return where all of some flags are set."""
    return _folded(np.logical_and, flags, TRUE)


def either(flags: list[Flags]) -> Flags:
    """Return where any of some flags is set."""
    return _folded(np.logical_or, flags, FALSE)


def _folded(fold: Callable[[Flags, Flags], Flags], flags: list[Flags], nothing: Flags) -> Flags:
    """Return flags put together; one that is the same for all says it at once, or nothing."""
    found = nothing
    for part in flags:
        if part.ndim == 0:
            if bool(part) is not bool(nothing):
                return part
        else:
            found = part if found is nothing else fold(found, part)
    return found


def spread(part: NDArray[Any], count: int) -> NDArray[Any]:
    """Return a part with one element for each, also where it is the same for all."""
    return np.full(count, part) if part.ndim == 0 else part
