"""What is wrong with single cells of a column, before it is known where the column stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from yulin.codes.results import Issue
from yulin.facts.errors import Problem, Severity
from yulin.facts.messages import from_issue, problem


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One finding about a value: a code of `messages`, or what `yulin.codes` says."""

    code: str = ""
    values: dict[str, object] = field(default_factory=dict)
    issue: Issue | None = None
    severity: Severity = "error"


def fault(code: str, **values: object) -> Fault:
    """A finding by its code in `messages`."""
    return Fault(code=code, values=values)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A column of a sheet; ``rows`` are Excel's row numbers of its cells."""

    sheet: str
    column: str
    letter: str
    rows: pl.Series

    def problem(self, index: int, found: Fault) -> Problem:
        """The finding about the cell at an index of the column."""
        where = {"sheet": self.sheet, "column": self.column, "letter": self.letter}
        row = int(self.rows[index])
        if found.issue is not None:
            return from_issue(found.issue, severity=found.severity, row=row, **where)
        return problem(found.code, row=row, **where, **found.values)  # type: ignore[arg-type]

    def problems(self, bad: pl.Series, found: Fault) -> Iterator[Problem]:
        """The same finding about every cell where ``bad`` is true."""
        for index in bad.fill_null(value=False).arg_true():
            yield self.problem(index, found)

    def summary(self, bad: pl.Series, code: str, **values: object) -> Iterator[Problem]:
        """One finding about all the cells where ``bad`` is true, at the first of them."""
        indexes = bad.fill_null(value=False).arg_true()
        if len(indexes):
            yield self.problem(indexes[0], fault(code, cells=len(indexes), **values))
