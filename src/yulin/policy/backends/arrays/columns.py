"""Columns of record tables as arrays, from which some rows are taken without a query."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.policy.backends.arrays.vectors import (
    FALSE,
    TRUE,
    UNKNOWN_VALUE,
    Flags,
    Places,
    Truth,
    Value,
    Vector,
    truth_where,
)


class Column(NamedTuple):
    """What a column holds: truths, or numbers as small as they are stored."""

    cells: NDArray[Any]
    #: where they are known; None: everywhere
    known: Flags | None

    @classmethod
    def of(cls, series: pl.Series) -> Column:
        """Return a column of anything but texts; it is not copied where that can be helped."""
        known = series.is_not_null().to_numpy() if series.null_count() else None
        yes = series.dtype == pl.Boolean
        plain = series if yes else series.to_physical()
        if known is not None:
            plain = plain.fill_null(value=False) if yes else plain.fill_null(0)
        return cls(plain.to_numpy(), known)

    @classmethod
    def of_numbers(cls, numbers: NDArray[Any]) -> Column:
        """Return a column of the numbers of texts, below 0 where there is none."""
        known = numbers >= 0
        return cls(numbers, None if known.all() else known)

    def vector(self) -> Vector:
        """Return it as what nodes are worked out from."""
        known = TRUE if self.known is None else self.known
        if self.cells.dtype == np.bool_:
            return truth_where(self.cells, known)
        return Value(self.cells.astype(np.int64), known)

    def at(self, places: Places) -> Column:
        """Return some rows of it; where there is none (-1), any."""
        known = None if self.known is None else self.known.take(places, mode="clip")
        return Column(self.cells.take(places, mode="clip"), known)

    def followed_by(self, other: Column, places: Places) -> Column:
        """Return some rows of it and of another one whose rows stand behind."""
        if not len(self.cells):
            return other.at(places)
        behind = np.flatnonzero(places >= len(self.cells))
        if not len(behind):
            return self.at(places)
        theirs, found = places[behind] - len(self.cells), self.at(places)
        found.cells[behind] = other.cells[theirs]
        if found.known is None and other.known is None:
            return found
        known = np.ones(len(places), np.bool_) if found.known is None else found.known
        known[behind] = True if other.known is None else other.known[theirs]
        return Column(found.cells, known)


def there_of(places: Places) -> Flags | None:
    """Return where there is a row; None: everywhere."""
    return None if not len(places) or places.min() >= 0 else places >= 0


def only_there(found: Vector, there: Flags | None) -> Vector:
    """Return a vector that is unknown where there is no row."""
    if there is None:
        return found
    if isinstance(found, Truth):
        return Truth(found.holds & there, found.fails & there)
    return Value(found.numbers, found.known & there)


def nothing(series: pl.Series) -> Vector:
    """Return what a column is of no row at all."""
    return Truth(FALSE, FALSE) if series.dtype == pl.Boolean else UNKNOWN_VALUE
