"""Columns as written become columns of the schema: most cells at once, the odd ones one by one.

Each kind has a fast expression that reads the plain form and leaves null what it does not know,
and a patient function that reads every form people use, called once for each distinct text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from yulin.codes.dates import DateSystem
from yulin.facts import fast, patient
from yulin.facts.cells import Cells
from yulin.facts.errors import Problem
from yulin.facts.faults import Place, fault
from yulin.facts.frames import blank_value, dtype_of
from yulin.facts.limits import Limits
from yulin.facts.patient import Cell, Read
from yulin.facts.schema import Column

_READERS: Final[dict[str, Callable[[Cell, Column], Read]]] = {
    "id": patient.read_id,
    "code": patient.read_id,
    "text": patient.read_text,
    "date": patient.read_date,
    "month": patient.read_date,
    "number": patient.read_number,
    "yes": patient.read_yes,
    "label": patient.read_label,
    "division": patient.read_division,
}


@dataclass(frozen=True, kw_only=True)
class Converted:
    """A column in its schema dtype; blank cells hold what blank means, unreadable ones null."""

    values: pl.Series
    problems: list[Problem]


def convert(
    column: Column, cells: Cells, place: Place, *, system: DateSystem, limits: Limits
) -> Converted:
    """Read every cell of a column."""
    values = fast.read(column, cells, limits=limits).rename(column.name)
    blank = cells.text.is_null()
    odd = values.is_null() & ~blank
    problems: list[Problem] = []
    if odd.any():
        values, problems = _read_odd(
            column, cells, place=place, values=values, odd=odd, system=system
        )
    if column.required:
        problems += place.problems(blank, fault("missing_value"))
    if column.kind == "division":
        problems += _unknown_divisions(values, place)
    filler = blank_value(column)
    if filler is not None and not column.required:
        values = values.set(blank, filler)
    return Converted(values=values, problems=problems)


def absent(column: Column, height: int) -> pl.Series:
    """The column of a sheet that does not have it: every cell is blank."""
    return pl.Series(column.name, [blank_value(column)], dtype=dtype_of(column)).new_from_index(
        0, height
    )


def _read_odd(
    column: Column,
    cells: Cells,
    *,
    place: Place,
    values: pl.Series,
    odd: pl.Series,
    system: DateSystem,
) -> tuple[pl.Series, list[Problem]]:
    """Read the odd cells, each distinct one once."""
    reader = _READERS[column.kind]
    known: dict[tuple[str, int], Read] = {}
    indexes = odd.arg_true()
    found: list[object] = []
    problems: list[Problem] = []
    texts, kinds = cells.text.gather(indexes), cells.kind.gather(indexes)
    for index, text, kind in zip(indexes, texts, kinds, strict=True):
        read = known.get((text, kind))
        if read is None:
            read = known[text, kind] = reader(Cell(text=text, kind=kind, system=system), column)
        found.append(read.value)
        if read.fault is not None:
            problems.append(place.problem(index, read.fault))
    patch = pl.Series(found, dtype=dtype_of(column), strict=False)
    return values.scatter(indexes, patch), problems


def _unknown_divisions(values: pl.Series, place: Place) -> list[Problem]:
    doubtful = [code for code in values.drop_nulls().unique() if not patient.known_division(code)]
    if not doubtful:
        return []
    bad = values.is_in(doubtful)
    first = values[int(bad.arg_true()[0])]
    return list(place.summary(bad, "unknown_division", value=first))
