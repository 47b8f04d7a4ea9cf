"""Rows that speak of the same thing: merged, and where they contradict each other, said so.

Two registers may both know a person, a degree or a certificate. What one of them leaves blank the
other fills; where both say something and it differs nobody here can tell who is right, so the cell
becomes unknown and the contradiction is kept with both values. What rests on that cell is then
undetermined, and nothing else is. A cell that must not be unknown (a name, a level) cannot be kept
so: such rows are an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from yulin.facts import schema
from yulin.facts.errors import Problem
from yulin.facts.faults import Place, fault
from yulin.facts.schema import Column, Table

#: table → the columns that say what a row is about; blank ones tell nothing apart
IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "人员": ("证件号",),
    "单位": ("单位代码",),
    "学历": ("证件号", "学历", "毕业院校"),
    "证书": ("证件号", "证书编号"),
    "收入": ("证件号", "年度", "单位代码"),
    "平台": ("平台编号",),
}


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A cell for which two rows of the same thing give different values."""

    table: str
    #: the value of the table's key: whom the row is about
    key: str
    column: str
    #: what the rows say, in their order, as people write it
    values: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A table with each thing in one row."""

    frame: pl.DataFrame
    #: which of the rows are kept
    kept: pl.Series
    problems: tuple[Problem, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


def merge(table: Table, frame: pl.DataFrame, place: Mapping[str, Place]) -> Merged:
    """Return a table with the rows of the same thing put together.

    Args:
        table: the record table.
        frame: its rows.
        place: column → where it stands in the file, for the findings.
    """
    everything = pl.repeat(value=True, n=frame.height, dtype=pl.Boolean, eager=True)
    groups = _groups(table, frame)
    if not groups:
        return Merged(frame, everything)
    merger = _Merger(table, frame, place)
    for rows in groups:
        merger.put_together(rows)
    return merger.merged()


@dataclass
class _Merger:
    table: Table
    frame: pl.DataFrame
    place: Mapping[str, Place]
    #: column → row → what its cell becomes
    cells: dict[str, dict[int, object]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)

    def put_together(self, rows: list[int]) -> None:
        """Let the first of some rows stand for all of them."""
        self.gone.update(rows[1:])
        agree = [self._settle(column, rows) for column in self.table.columns]
        if all(agree):
            self.problems += _said_twice(self.table, self.frame, rows, self.place)

    def _settle(self, column: Column, rows: list[int]) -> bool:
        """Give the first row the value that the rows agree on; say whether they agree."""
        first, second, *_ = rows
        values = dict.fromkeys(v for r in rows if (v := self.frame[column.name][r]) is not None)
        known = [v for v in values if not _is_blank(column, v)] or list(values)
        if len(known) <= 1:
            self.cells.setdefault(column.name, {})[first] = known[0] if known else None
            return True
        shown = tuple(_shown(column, v) for v in known)
        refused = column.required or column.blank != "unknown"
        code = "contradiction_refused" if refused else "contradiction"
        where = self.place[column.name]
        self.problems.append(where.problem(second, fault(code, values="、".join(shown))))
        if not refused:
            self.cells.setdefault(column.name, {})[first] = None
            key = str(self.frame[self.table.key][first])
            self.contradictions.append(
                Contradiction(table=self.table.name, key=key, column=column.name, values=shown)
            )
        return False

    def merged(self) -> Merged:
        """Return what has become of the table."""
        kept = pl.Series([n not in self.gone for n in range(self.frame.height)])
        frame = _with(self.frame, self.cells).filter(kept)
        return Merged(frame, kept, tuple(self.problems), tuple(self.contradictions))


def _groups(table: Table, frame: pl.DataFrame) -> list[list[int]]:
    """Return the places of rows that speak of the same thing, two or more at a time."""
    identity = IDENTITY.get(table.name)
    if identity is None or not frame.height:
        return []
    columns = list(identity)
    known = pl.all_horizontal(pl.col(c).is_not_null() for c in columns)
    return (
        frame.lazy()
        .with_row_index("_n")
        .filter(known)
        .group_by(columns, maintain_order=True)
        .agg("_n")
        .filter(pl.col("_n").list.len() > 1)
        .collect()["_n"]
        .to_list()
    )


def _said_twice(
    table: Table, frame: pl.DataFrame, rows: list[int], place: Mapping[str, Place]
) -> Iterator[Problem]:
    """Say of rows without a contradiction whether they are the same or complete each other."""
    first, *others = rows
    identical = frame.row(first)
    for row in others:
        code = "duplicate_row" if frame.row(row) == identical else "merged_rows"
        where = place[table.key]
        yield where.problem(row, fault(code, first=int(where.rows[first])))


def _is_blank(column: Column, value: object) -> bool:
    """Say whether a value is only what a blank cell holds: it contradicts nothing."""
    blanks = {"open": schema.OPEN_END, "none": 0, "no": False, "zero": 0}
    return column.blank in blanks and value == blanks[column.blank]


def _shown(column: Column, value: object) -> str:
    if column.kind == "label" and column.labels is not None:
        return column.labels.label(int(str(value)))
    if column.kind == "number":
        return f"{int(str(value)) / 10**column.scale:.{column.scale}f}{column.unit}"
    if column.kind == "yes":
        return "是" if value else "否"
    return str(value)


def _with(frame: pl.DataFrame, cells: Mapping[str, Mapping[int, object]]) -> pl.DataFrame:
    changed = []
    for name, values in cells.items():
        series = frame[name].to_list()
        for row, value in values.items():
            series[row] = value
        changed.append(pl.Series(name, series, dtype=frame.schema[name]))
    return frame.with_columns(changed)
