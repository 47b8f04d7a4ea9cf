"""Complete months and years, and reading of the dates that people write.

The same meaning holds on every back end: 满N个月 is the largest N with add_months(a, N) <= b, where
adding months keeps the day of the month or takes the month's last day.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Final

from yulin.codes.results import CodeError
from yulin.codes.text import half_width, squeeze

_MONTHS: Final = 12
#: the last day that every month has
_SHORTEST: Final = 28


class Precision(StrEnum):
    """How much of a date was given."""

    MONTH = "month"
    DAY = "day"


class DateSystem(Enum):
    """Day 0 of a workbook's serial numbers: 1900 (Windows, usual) or 1904 (old Macintosh)."""

    FROM_1900 = date(1899, 12, 30)
    FROM_1904 = date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date and how much of it was written; with MONTH the day is the first of the month."""

    date: date
    precision: Precision


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, n: int) -> date:
    """The same day n months on (or back), or that month's last day: 01-31 + 1 is 02-28 or 02-29.

    Raises ValueError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + n, _MONTHS)
    if day.day <= _SHORTEST:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, n: int) -> date:
    """The same day n years on (or back); 29 February becomes 28 in a common year."""
    return add_months(day, n * _MONTHS)


def complete_months(start: date, end: date) -> int:
    """满N个月: the largest N with add_months(start, N) <= end; negative when end is earlier.

    31 January to 28 February 2023 is one complete month, since the clamped day has come.
    """
    months = (end.year - start.year) * _MONTHS + end.month - start.month
    if start.day <= _SHORTEST:
        return months - (end.day < start.day)
    clamped = min(start.day, month_end(end).day)
    return months - (end.day < clamped)


def complete_years(start: date, end: date) -> int:
    """满N年: the largest N with add_years(start, N) <= end; negative when end is earlier.

    A person born on 29 February completes a year on 28 February of a common year.
    """
    return complete_months(start, end) // _MONTHS


def parse_date(value: object, *, system: DateSystem = DateSystem.FROM_1900) -> ParsedDate:
    """Read a date as people and spreadsheets write it.

    Accepts date and datetime; text 2024.3.1, 2024-03-01, 2024/3/1, 2024年3月1日, 20240301, each
    also to the month (2023年6月, 2023.6, 202306) and with a time of day, which is dropped; full-width
    digits; and spreadsheet serials (45352, as number or text) counted by `system`.
    Raises CodeError: empty, impossible_date, year_only, decimal_month, unknown_date.
    """
    if isinstance(value, datetime):
        return ParsedDate(value.date(), Precision.DAY)
    if isinstance(value, date):
        return ParsedDate(value, Precision.DAY)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, system)
    if not isinstance(value, str) or not squeeze(value):
        raise CodeError("empty", "没有填写日期。", "The date is empty.")
    return _from_text(value, system)


_SEPARATED: Final = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?", re.ASCII)
_CHINESE: Final = re.compile(r"(\d{4})(年)(\d{1,2})月(?:(\d{1,2})[日号])?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})()(\d{2})(\d{2})?", re.ASCII)
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_TIME: Final = re.compile(r"(?<=[\d日号])(\s+|T)\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}年?", re.ASCII)
# Serials from 1927 to 2173: below are years or counts, above are compact months such as 202306.
_SERIALS: Final = range(10_000, 100_000)
_YEARS: Final = range(1900, 2101)


def _from_text(value: str, system: DateSystem) -> ParsedDate:
    text = squeeze(_TIME.sub("", half_width(value).strip()))
    for pattern in (_SEPARATED, _CHINESE, _COMPACT):
        found = pattern.fullmatch(text)
        if found:
            return _build(text, found[1], found[3], found[4])
    if _SERIAL.fullmatch(text):
        return _from_serial(int(float(text)), system)
    raise _year_only(text) if _YEAR.fullmatch(text) else _unknown(text)


def _build(text: str, year: str, month: str, day: str | None) -> ParsedDate:
    try:
        built = date(int(year), int(month), int(day or 1))
    except ValueError as error:
        raise CodeError(
            "impossible_date",
            f"日期“{text}”不存在。请核对年、月、日。",
            f"The date {text} does not exist. Check year, month and day.",
        ) from error
    return ParsedDate(built, Precision.DAY if day else Precision.MONTH)


def _from_number(value: float, system: DateSystem) -> ParsedDate:
    # `in range` compares a float by value; NaN and infinity are in no range.
    whole = int(value) if abs(value) < 10**8 else 0
    if whole in _SERIALS:
        return _from_serial(whole, system)
    if whole in _YEARS and whole != value:
        raise _decimal_month(value)
    if whole == value and whole:
        return _from_text(str(whole), system)
    raise _unknown(str(value))


def _from_serial(serial: int, system: DateSystem) -> ParsedDate:
    return ParsedDate(system.value + timedelta(days=serial), Precision.DAY)


def _decimal_month(value: float) -> CodeError:
    return CodeError(
        "decimal_month",
        f"“{value}”来自数字格式的单元格，2023.10会变成2023.1，月份不能确定。"
        "请把该列设为文本格式，写成“2023年10月”。",
        f"{value} comes from a number cell, where 2023.10 becomes 2023.1. Set the column to text.",
    )


def _year_only(text: str) -> CodeError:
    return CodeError(
        "year_only",
        f"“{text}”只有年份。请写到月或日，如2024年3月1日。",
        f"{text} is only a year. Write the month or the day too, such as 2024-03-01.",
    )


def _unknown(text: str) -> CodeError:
    return CodeError(
        "unknown_date",
        f"看不懂的日期“{text}”。请写成2024-03-01或2024年3月1日。",
        f"Cannot read the date {text!r}. Write 2024-03-01 or 2024年3月1日.",
    )
