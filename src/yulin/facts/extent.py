"""How far the filled cells of a sheet reach, and the letters of its columns.

A reader of spreadsheets reserves the whole rectangle, so one cell in the far corner would take
gigabytes: the rectangle is measured first.
"""

from __future__ import annotations

from dataclasses import dataclass

from yulin.facts.errors import RefusedError
from yulin.facts.limits import Limits
from yulin.facts.messages import problem

#: rows that a sheet of Excel can have
LAST_ROW = 1_048_576


@dataclass(kw_only=True)
class Extent:
    """The rectangle of filled cells of one sheet so far."""

    sheet: str
    limits: Limits
    filled: int = 0
    rows: int = 0
    columns: int = 0

    def add(self, row: int, *, column: int, times: int = 1) -> None:
        """Count filled rows that end at ``row`` (1-based) and reach ``column`` (0-based).

        Raises RefusedError: too_many_rows, too_many_columns, too_sparse.
        """
        self.filled += times
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)
        limit = self.limits.rows + self.limits.header_rows
        if self.filled > limit or self.rows > LAST_ROW:
            self._refuse("too_many_rows", rows=f">{self.limits.rows}", limit=self.limits.rows)
        if self.columns > self.limits.columns:
            self._refuse(
                "too_many_columns", columns=column_letter(column), limit=self.limits.columns
            )
        if self.rows * self.columns > self.limits.span:
            self._refuse("too_sparse", rows=self.rows, columns=self.columns)

    def _refuse(self, code: str, **values: object) -> None:
        raise RefusedError(problem(code, sheet=self.sheet, **values))  # type: ignore[arg-type]


def column_index(letters: str) -> int:
    """0 for A, 25 for Z, 26 for AA."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
