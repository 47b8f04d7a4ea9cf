"""Facts that only policy documents declare (附加事实): held to what the documents say of them.

Every other column of a record table is described by the schema. Of these facts the schema knows a
name and five columns of values; which name there is, and which column its value stands in, documents
say. Whoever reads a file for them passes that on as ``Declared``; without it only what needs no
document is checked: that one value is given, and that one day has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

import polars as pl

from yulin.facts import names, patient, schema
from yulin.facts.cells import Kind
from yulin.facts.errors import Problem
from yulin.facts.faults import Fault, Place, fault
from yulin.facts.messages import guess
from yulin.facts.schema import Column

#: the columns of which one holds the value
VALUES: Final = ("是否", "数值", "日期", "地区", "文字")
#: kind of a declared fact → the column its value stands in
_COLUMNS: Final[Mapping[str, str]] = {
    "yes": "是否",
    "number": "数值",
    "date": "日期",
    "division": "地区",
    "text": "文字",
    "label": "文字",
}
_NAME: Final = "名称"
_SINCE: Final = "起始日期"
_SCALE: Final = schema.TOLD.column("数值").scale


class Sheet(Protocol):
    """A converted table whose rows know where they came from."""

    table: schema.Table
    frame: pl.DataFrame

    def place(self, column: str) -> Place:
        """Where a column stands."""


@dataclass(frozen=True, kw_only=True)
class DeclaredFact:
    """A fact as one document declares it."""

    #: code of the document, or name of the text that documents take over
    owner: str
    name: str
    #: kind of subject: 人员 or 单位
    subject: str
    #: kind of value with its choices, unit and decimals, as of a column
    column: Column

    @property
    def key(self) -> str:
        """``政策编号/名称``: what tells facts of one name apart."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True)
class Declared:
    """The facts that some documents declare and no record tells."""

    facts: tuple[DeclaredFact, ...]
    #: (kind of subject, name or 政策编号/名称) → the facts that are meant
    _by_name: dict[tuple[str, str], list[DeclaredFact]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        for one in self.facts:
            for name in (one.name, one.key):
                self._by_name.setdefault((one.subject, name), []).append(one)

    def named(self, subject: str, name: str) -> list[DeclaredFact]:
        """Return the facts of a name, of every document that declares one."""
        return self._by_name.get((subject, name), [])

    def names(self, subject: str) -> list[str]:
        """Return every name there is of a kind of subject."""
        return [name for kind, name in self._by_name if kind == subject]


def check(sheet: Sheet, declared: Declared | None) -> Iterator[Problem]:
    """Yield what is wrong with the rows of a sheet of such facts; other sheets have none."""
    subject = _subject(sheet.table)
    if subject is None:
        return
    yield from _values(sheet)
    if declared is not None:
        for name in sheet.frame[_NAME].drop_nulls().unique(maintain_order=True):
            yield from _of_name(sheet, name, subject, declared)
    yield from _said_twice(sheet, subject, declared)


def _subject(table: schema.Table) -> str | None:
    return next((kind for kind, one in schema.TOLD_OF.items() if one is table), None)


def _values(sheet: Sheet) -> Iterator[Problem]:
    """One value a row: which of two is meant nobody can say, and none says nothing."""
    filled = sheet.frame.select(
        pl.sum_horizontal(pl.col(c).is_not_null().cast(pl.Int8) for c in VALUES)
    ).to_series()
    place = sheet.place(_NAME)
    yield from place.problems(filled == 0, fault("told_without_value"))
    yield from place.problems(filled > 1, fault("told_two_values"))


def _of_name(sheet: Sheet, name: str, subject: str, declared: Declared) -> Iterator[Problem]:
    """Yield what is wrong with the rows of one name by what documents declare."""
    rows = sheet.frame[_NAME] == name
    meant = declared.named(subject, name)
    if not meant:
        yield from _unknown(sheet, rows, name, subject, declared)
    for one in meant:
        misfits = list(_misfits(sheet, rows, one))
        yield from misfits
        if misfits:  # of another document's fact the same would be said again
            return


def _unknown(
    sheet: Sheet, rows: pl.Series, name: str, subject: str, declared: Declared
) -> Iterator[Problem]:
    """Say once of a name that nothing asks for it: documents that are not read may."""
    place = sheet.place(_NAME)
    for other, table in schema.TOLD_OF.items():
        if other != subject and declared.named(other, name):
            yield from place.problems(
                rows, fault("told_elsewhere", value=name, sheet_name=table.name)
            )
            return
    near = names.closest(name, declared.names(subject))
    yield from place.summary(rows, "told_unknown", value=name, **guess(near))


def _misfits(sheet: Sheet, rows: pl.Series, one: DeclaredFact) -> Iterator[Problem]:
    """Yield the values among some rows that are not what a document declares."""
    wanted = _COLUMNS[one.column.kind]
    for column in VALUES:
        if column != wanted:
            stray = rows & sheet.frame[column].is_not_null()
            found = fault("told_other_column", value=one.key, column_name=wanted)
            yield from sheet.place(column).problems(stray, found)
    if one.column.kind not in ("label", "number"):
        return
    values, place = sheet.frame[wanted], sheet.place(wanted)
    for value in values.filter(rows & values.is_not_null()).unique(maintain_order=True):
        misfit = (
            _misfit_label(one.column, value)
            if one.column.kind == "label"
            else _misfit_number(one.column, value)
        )
        if misfit is not None:
            yield from place.problems(rows & (values == value), misfit)


def _misfit_label(column: Column, value: str) -> Fault | None:
    assert column.labels is not None
    if value in column.labels.labels:
        return None
    read = patient.read_label(patient.Cell(text=value, kind=int(Kind.TEXT)), column)
    if read.fault is not None:
        return read.fault
    # another writing of a label is known to the reader of columns, not to a policy
    meant = column.labels.label(int(str(read.value)))
    choices = "、".join(column.labels.labels)
    return fault("unknown_label", value=value, choices=choices, **guess(meant))


def _misfit_number(column: Column, value: int) -> Fault | None:
    shown = Decimal(value).scaleb(-_SCALE).normalize()
    lost = _SCALE - column.scale
    if lost > 0 and value % 10**lost:
        return fault("too_precise", value=f"{shown:f}", scale=column.scale)
    if abs(shown.scaleb(column.scale)) > schema.limit(column.unit):
        return fault("number_out_of_range", value=f"{shown:f}")
    return None


def _said_twice(sheet: Sheet, subject: str, declared: Declared | None) -> Iterator[Problem]:
    """Refuse two values of one fact of one subject from one day on: nobody can say which is right."""
    meant = [
        (name, full)
        for name in sheet.frame[_NAME].drop_nulls().unique(maintain_order=True)
        for full in _meant(name, subject, declared)
    ]
    full_names = pl.DataFrame(meant, schema={_NAME: pl.String, "_full": pl.String}, orient="row")
    told = (
        sheet.frame.with_row_index("_n")
        .join(full_names, on=_NAME, how="inner", maintain_order="left")
        .with_columns(pl.struct(VALUES).alias("_value"))
        .with_columns(pl.all().first().over(sheet.table.key, "_full", _SINCE).name.prefix("_first"))
    )
    place = sheet.place(_NAME)
    other = told.filter(pl.col("_value").ne_missing(pl.col("_first_value")))
    for row in other.unique("_n", keep="first", maintain_order=True).iter_rows(named=True):
        first = int(place.rows[row["_first_n"]])
        yield place.problem(row["_n"], fault("told_twice", value=row[_NAME], first=first))


def _meant(name: str, subject: str, declared: Declared | None) -> list[str]:
    """Return the facts that a name speaks of, by their full names."""
    meant = declared.named(subject, name) if declared is not None else []
    return [one.key for one in meant] or [name]
