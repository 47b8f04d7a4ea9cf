"""Numbers of people and organisations against their own check characters, dates and areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import polars as pl

from yulin.codes import credit, identity
from yulin.codes.identity import IdType
from yulin.codes.results import Checked
from yulin.facts import enums
from yulin.facts.errors import Problem
from yulin.facts.faults import Fault, Place, fault

if TYPE_CHECKING:
    from yulin.facts.records import Sheet

_TYPES: Final = tuple(
    next(kind for kind in IdType if kind.label == label) for label in enums.ID_TYPE.labels
)
#: documents whose number is a citizen number with birth date, sex and check character
_CITIZEN: Final = (0, 1)


def check_people(sheet: Sheet, *, today: dt.date | None) -> list[Problem]:
    """Check 人员's numbers by document type, and fill blank birth dates from citizen numbers."""
    frame = sheet.frame
    number = frame["证件号"]
    citizen = frame["证件类型"].is_in(_CITIZEN) & number.is_not_null()
    valid = citizen & identity.check_series(number, on=today)
    place = sheet.place("证件号")
    problems = list(_wrong_numbers(frame, place, citizen & ~valid, today))
    problems += _areas(number, place, valid)
    sheet.frame = _with_birth(frame, valid)
    problems += _births(sheet, valid)
    problems += _sexes(sheet, valid)
    return problems


def _wrong_numbers(
    frame: pl.DataFrame, place: Place, wrong: pl.Series, today: dt.date | None
) -> Iterator[Problem]:
    for index in wrong.fill_null(value=False).arg_true():
        kind = _TYPES[frame["证件类型"][index]]
        checked = identity.validate_document(kind, frame["证件号"][index], on=today)
        yield from _errors(place, index, checked)


def _errors(place: Place, index: int, checked: Checked[str]) -> Iterator[Problem]:
    for issue in checked.errors:
        yield place.problem(index, Fault(issue=issue))


def _areas(number: pl.Series, place: Place, valid: pl.Series) -> Iterator[Problem]:
    """One warning for all unknown areas: their holders are real, and there may be many."""
    area = number.str.slice(0, 6)
    firsts = pl.DataFrame({"area": area, "number": number}).filter(valid).unique("area")
    odd = [
        row["area"]
        for row in firsts.iter_rows(named=True)
        if identity.UNKNOWN_AREA in identity.validate(row["number"]).warnings
    ]
    if odd:
        bad = valid & area.is_in(odd)
        yield from place.summary(bad, "unknown_area", value=area[int(bad.arg_true()[0])])


def _born() -> pl.Expr:
    return pl.col("证件号").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def _with_birth(frame: pl.DataFrame, valid: pl.Series) -> pl.DataFrame:
    blank = pl.col("出生日期").is_null() & valid
    return frame.with_columns(pl.when(blank).then(_born()).otherwise("出生日期").alias("出生日期"))


def _births(sheet: Sheet, valid: pl.Series) -> Iterator[Problem]:
    born = sheet.frame.select(_born()).to_series()
    wrong = valid & (sheet.frame["出生日期"] != born)
    place = sheet.place("出生日期")
    for index in wrong.fill_null(value=False).arg_true():
        yield place.problem(index, fault("birth_mismatch", born=born[index]))


def _sexes(sheet: Sheet, valid: pl.Series) -> Iterator[Problem]:
    digit = sheet.frame["证件号"].str.slice(16, 1).cast(pl.Int8, strict=False)
    stated = sheet.frame["性别"]
    # position 1 is 男, an odd digit; position 2 is 女
    wrong = valid & (stated != 0) & (stated != 2 - digit % 2)
    yield from sheet.place("性别").problems(wrong, fault("sex_mismatch"))


def check_employers(sheet: Sheet) -> list[Problem]:
    """Check 单位's codes; what is only odd about a code is not told, since it stops nobody."""
    codes = sheet.frame["单位代码"]
    wrong = codes.is_not_null() & ~credit.check_series(codes)
    place = sheet.place("单位代码")
    return [
        found
        for index in wrong.arg_true()
        for found in _errors(place, index, credit.validate(codes[index]))
    ]
