"""Checks that need more than one cell: identifiers, repeats, links between tables, order of dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from yulin.facts import contradictions, identifiers, schema, told
from yulin.facts.contradictions import Contradiction
from yulin.facts.errors import Problem
from yulin.facts.faults import Place, fault
from yulin.facts.frames import EMPLOYERS, PEOPLE
from yulin.facts.schema import OPEN_END, Table

#: table → (column of the start, column of the end), both days included
PERIODS: Final = {
    "社保": ("起始年月", "截止年月"),
    "就业": ("入职日期", "离职日期"),
    "住房": ("取得日期", "处置日期"),
    "荣誉": ("授予日期", "失效日期"),
    "已享受": ("享受日期", "截止日期"),
    "培训": ("开班日期", "结业日期"),
    "见习实习": ("开始日期", "结束日期"),
    "租赁": ("起租日期", "到期日期"),
    "困难身份": ("认定日期", "失效日期"),
    "贷款": ("放款日期", "到期日期"),
    "认定": ("认定日期", "有效期至"),
    "登记": ("登记日期", "注销日期"),
    "平台": ("认定日期", "失效日期"),
    "附加事实": ("起始日期", "截止日期"),
    "单位附加事实": ("起始日期", "截止日期"),
}
#: column → what is said when it names somebody or something that no sheet lists; others are errors
_UNLISTED: Final = {
    "法定代表人证件号": "unlisted_founder",
    "配偶证件号": "unlisted_founder",
    "领办人证件号": "unlisted_founder",
    "填报人证件号": "unlisted_founder",
    "上级单位代码": "unlisted_employer",
}


@dataclass(kw_only=True)
class Sheet:
    """A converted table with the places its rows came from."""

    table: Table
    name: str
    frame: pl.DataFrame
    rows: pl.Series
    letters: Mapping[str, str] = field(default_factory=dict)
    header_row: int = 1
    contradictions: tuple[Contradiction, ...] = ()

    def place(self, column: str) -> Place:
        """Where a column stands."""
        letter = self.letters.get(column, "")
        return Place(sheet=self.name, column=column, letter=letter, rows=self.rows)

    def keep(self, rows: pl.Series) -> None:
        """Drop the rows where ``rows`` is false."""
        self.frame, self.rows = self.frame.filter(rows), self.rows.filter(rows)


def check(
    sheets: Mapping[str, Sheet],
    *,
    today: dt.date | None = None,
    declared: told.Declared | None = None,
) -> list[Problem]:
    """Check the tables together; birth dates are filled in and repeated rows dropped in place.

    ``today`` is the day after which a birth date is in the future (default: this day),
    ``declared`` what documents say of the facts that they alone ask for.
    """
    problems: list[Problem] = []
    for sheet in sheets.values():
        problems += _repeats(sheet)
    if PEOPLE in sheets:
        problems += identifiers.check_people(sheets[PEOPLE], today=today)
    if EMPLOYERS in sheets:
        problems += identifiers.check_employers(sheets[EMPLOYERS])
    for sheet in sheets.values():
        problems += _links(sheet, sheets)
        problems += _periods(sheet)
        problems += told.check(sheet, declared)
    return problems


def _repeats(sheet: Sheet) -> Iterator[Problem]:
    if sheet.table.name not in contradictions.IDENTITY:
        yield from _repeated_rows(sheet)
        return
    places = {column.name: sheet.place(column.name) for column in sheet.table.columns}
    merged = contradictions.merge(sheet.table, sheet.frame, places)
    sheet.frame, sheet.rows = merged.frame, sheet.rows.filter(merged.kept)
    sheet.contradictions = merged.contradictions
    yield from merged.problems
    yield from _repeated_rows(sheet)


def _repeated_rows(sheet: Sheet) -> Iterator[Problem]:
    whole = sheet.frame[sheet.table.key].is_not_null()
    pairs = list(_repeated(sheet.frame, whole))
    if not pairs:
        return
    place = sheet.place(sheet.table.key)
    # places are looked up before rows are dropped
    yield from [
        place.problem(index, fault("duplicate_row", first=int(sheet.rows[first])))
        for index, first in pairs
    ]
    again = {index for index, _ in pairs}
    sheet.keep(pl.Series([index not in again for index in range(sheet.frame.height)]))


def _repeated(frame: pl.DataFrame, counted: pl.Series) -> Iterator[tuple[int, int]]:
    """Yield (row, first equal row) of every row that repeats an earlier one."""
    doubles = frame.is_duplicated() & counted
    if not doubles.any():
        return
    indexes = doubles.arg_true()
    firsts: dict[tuple[object, ...], int] = {}
    for index, row in zip(indexes, frame.filter(doubles).iter_rows(), strict=True):
        first = firsts.setdefault(row, index)
        if first != index:
            yield index, first


def _links(sheet: Sheet, sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    for column, target in sheet.table.links.items():
        if target not in sheets:
            continue
        known = sheets[target].frame[schema.BY_NAME[target].key].drop_nulls().unique()
        values = sheet.frame[column]
        lost = values.is_not_null() & ~values.is_in(known.implode())
        place = sheet.place(column)
        if column in _UNLISTED:
            yield from place.summary(lost, _UNLISTED[column])
        else:
            code = "unknown_person" if target == PEOPLE else "unknown_employer"
            yield from place.problems(lost, fault(code))


def _periods(sheet: Sheet) -> Iterator[Problem]:
    if sheet.table.name not in PERIODS:
        return
    start, end = PERIODS[sheet.table.name]
    starts, ends = sheet.frame[start], sheet.frame[end]
    place = sheet.place(end)
    for index in ((ends < starts) & (ends != OPEN_END)).fill_null(value=False).arg_true():
        yield place.problem(index, fault("end_before_start", start=start, first=starts[index]))
