"""A sheet as rows of values, wherever it came from, with the places as Excel shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yulin.codes.dates import DateSystem
from yulin.facts.sheet_xml import SheetMarks


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Values of one sheet; ``rows[i][j]`` stands in row ``first_row + i``, column ``first_column + j``.

    Rows count from 1 and columns from 0; merged ranges are ((row, column), (row, column)) in the
    same counts, both ends included.
    """

    sheet: str
    rows: Sequence[Sequence[object]]
    first_row: int = 1
    first_column: int = 0
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    marks: SheetMarks = field(default_factory=SheetMarks)
    date_system: DateSystem = DateSystem.FROM_1900
    hidden: bool = False

    def value(self, row: int, column: int) -> object:
        """The value at a place, None outside the grid."""
        i, j = row - self.first_row, column - self.first_column
        if 0 <= i < len(self.rows) and 0 <= j < len(self.rows[i]):
            return self.rows[i][j]
        return None
