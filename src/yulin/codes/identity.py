"""Citizen ID numbers (GB 11643) and the other identity documents that talent policies meet.

The type of a document is stored, never guessed from its number: one string can pass as two kinds.
No message here repeats a number, so messages may be logged.
"""

from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl

from yulin.codes import _bulk, divisions
from yulin.codes.cells import ENDS_IN_ZEROS, NUMBER_CELL, is_number_cell, is_zeroed
from yulin.codes.results import Checked, CodeError, Issue
from yulin.codes.text import identifier

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
LENGTH: Final = 18
OLD_LENGTH: Final = 15
_DIGITS: Final = frozenset("0123456789")
_BODY: Final = LENGTH - 1
_FEBRUARY: Final = 2
# Area codes of the residence permit for 港澳台居民; 83 is Taiwan there, although GB/T 2260 has 71.
PERMIT_AREAS: Final = frozenset({810000, 820000, 830000})

EMPTY = Issue("empty", "没有填写证件号码。", "The number is empty.")
WRONG_LENGTH = Issue(
    "wrong_length",
    "身份证号码应为18位。请对照证件检查是否漏填或多填。",
    "A citizen ID has 18 characters. Look for a missing or an extra one.",
)
OLD_NUMBER = Issue(
    "old_number",
    "这是15位的旧号码，已停止使用。请填写18位号码。",
    "This is a 15-digit number, no longer in use. Give the 18-character one.",
)
BAD_CHARACTER = Issue(
    "bad_character",
    "身份证号码前17位应为数字，末位为数字或X。",
    "The first 17 characters are digits and the last is a digit or X.",
)
CHECK_FAILED = Issue(
    "check_failed",
    "校验码不符，号码中有错字。请对照证件逐位核对。",
    "The check character does not match: some character is wrong. Compare it with the document.",
)
IMPOSSIBLE_DATE = Issue(
    "impossible_date",
    "号码中的出生日期不存在。",
    "The birth date in the number does not exist.",
)
FUTURE_DATE = Issue(
    "future_date",
    "号码中的出生日期晚于今天。",
    "The birth date in the number is in the future.",
)
UNKNOWN_AREA = Issue(
    "unknown_area",
    "前6位不在现有区划表中，可能是已撤销的区划；不影响使用。",
    "The first six digits are not in the table of divisions, perhaps abolished; still accepted.",
)
NOT_PERMIT_AREA = Issue(
    "not_permit_area",
    "港澳台居民居住证号码应以810000、820000或830000开头，请核对证件类型。",
    "A residence permit number starts with 810000, 820000 or 830000: check the document type.",
)


class IdType(StrEnum):
    """Kind of identity document; the value is stored, `label` is shown."""

    RESIDENT_ID = "resident_id"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"
    FOREIGN_PERMANENT_RESIDENT_ID = "foreign_permanent_resident_id"
    PASSPORT = "passport"
    HM_TRAVEL_PERMIT = "hm_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"

    @property
    def label(self) -> str:
        """The document's Chinese name as printed."""
        return _LABELS[self]


_LABELS: Final = {
    IdType.RESIDENT_ID: "居民身份证",
    IdType.HMT_RESIDENCE_PERMIT: "港澳台居民居住证",
    IdType.FOREIGN_PERMANENT_RESIDENT_ID: "外国人永久居留身份证",
    IdType.PASSPORT: "护照",
    IdType.HM_TRAVEL_PERMIT: "港澳居民来往内地通行证",
    IdType.TAIWAN_TRAVEL_PERMIT: "台湾居民来往大陆通行证",
}
_CITIZEN_TYPES: Final = frozenset({IdType.RESIDENT_ID, IdType.HMT_RESIDENCE_PERMIT})


def normalise(text: str) -> str:
    """Half-width, upper-case, no blanks, no leading apostrophe. Never raises, never validates."""
    return identifier(text)


def canonical(text: str) -> str:
    """The one form in which a number is kept: 15 digits as the 18 characters that they became.

    Those 15 leave out the century, which was 19, and the check character. What is no such number
    stays as `normalise` leaves it: never raises, never validates.
    """
    number = normalise(text)
    if len(number) != OLD_LENGTH or not _DIGITS.issuperset(number):
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + check_character(body) if _date_of(body) else number


def check_character(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643: weighted sum mod 11).

    Raises CodeError when `body` is not 17 ASCII digits.
    """
    if len(body) != _BODY or not _DIGITS.issuperset(body):
        raise _error(BAD_CHARACTER)
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return CHECK_CHARACTERS[total % 11]


def validate(value: object, *, on: date | None = None) -> Checked[str]:
    """Check a citizen ID number as it was typed or read from a cell.

    `on` is the day against which a birth date counts as future (default today). Errors: empty,
    number_cell, old_number, wrong_length, bad_character, check_failed, impossible_date,
    future_date. Warnings: unknown_area, ends_in_zeros; holders of an abolished area code are real.
    Source: GB 11643.
    """
    if is_number_cell(value):
        return Checked("", (NUMBER_CELL,))
    text = normalise(value) if isinstance(value, str) else ""
    shape = _shape_issue(text)
    if shape is not None:
        return Checked(text, (shape,))
    errors = (*_check_issues(text), *_date_issues(text, on or date.today()))  # noqa: DTZ011 - a civil date
    return Checked(text, errors, _warnings(text))


def validate_document(id_type: IdType, value: object, *, on: date | None = None) -> Checked[str]:
    """Check a number as the stated type. Types without a public format are only normalised.

    Errors and warnings of `validate` for the two 18-character citizen types, and the warning
    not_permit_area; for the others empty and number_cell alone.
    """
    if id_type in _CITIZEN_TYPES:
        return _with_permit_warning(id_type, validate(value, on=on))
    if isinstance(value, float):
        return Checked("", (NUMBER_CELL,))
    text = normalise(str(value)) if isinstance(value, (str, int)) else ""
    return Checked(text, () if text else (EMPTY,))


def birth_date(value: str) -> date:
    """Birth date written in positions 7-14. Raises CodeError when the date does not exist."""
    found = _date_of(normalise(value))
    if found is None:
        raise _error(IMPOSSIBLE_DATE)
    return found


def sex_code(value: str) -> int:
    """1 male, 2 female (GB/T 2261.1), from the 17th digit. Raises CodeError on a wrong shape."""
    text = normalise(value)
    shape = _shape_issue(text)
    if shape is not None:
        raise _error(shape)
    return 2 - int(text[16]) % 2


def mask(value: str, *, hidden: bool = False) -> str:
    """First 4 and last 2 of 18 characters, and never more than a third of a shorter number.

    The usual first 6 + last 4 leaves about 33 candidates a birth year, so it is not offered.
    `hidden` shows nothing, not even the length: the form for publicity lists.
    """
    if hidden:
        return "*" * 6
    text = normalise(value)
    head, tail = min(4, len(text) * 2 // 9), min(2, len(text) // 9)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def check_series(values: pl.Series, *, on: date | None = None) -> pl.Series:
    """Whether each row would pass `validate`: a Boolean series without nulls, same name.

    A missing value is False; so is every row of a numeric series (number cells).
    """
    day = on or date.today()  # noqa: DTZ011 - a civil date
    limit = day.year * 10000 + day.month * 100 + day.day
    return _bulk.check(values, normalise, lambda matrix: _valid_rows(matrix, limit))


def _error(issue: Issue) -> CodeError:
    return CodeError(issue.code, issue.zh, issue.en)


def _shape_issue(text: str) -> Issue | None:
    if not text:
        return EMPTY
    if len(text) == OLD_LENGTH and _DIGITS.issuperset(text):
        return OLD_NUMBER
    if len(text) != LENGTH:
        return WRONG_LENGTH
    good = _DIGITS.issuperset(text[:_BODY]) and text[_BODY] in CHECK_CHARACTERS
    return None if good else BAD_CHARACTER


def _check_issues(text: str) -> tuple[Issue, ...]:
    if check_character(text[:_BODY]) == text[_BODY]:
        return ()
    return (NUMBER_CELL,) if is_zeroed(text) else (CHECK_FAILED,)


def _date_of(text: str) -> date | None:
    digits = text[6:14]
    if len(digits) != len("YYYYMMDD") or not _DIGITS.issuperset(digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _date_issues(text: str, on: date) -> tuple[Issue, ...]:
    born = _date_of(text)
    if born is None:
        return (IMPOSSIBLE_DATE,)
    return (FUTURE_DATE,) if born > on else ()


def _warnings(text: str) -> tuple[Issue, ...]:
    area = () if _known_area(int(text[:6])) else (UNKNOWN_AREA,)
    zeros = (ENDS_IN_ZEROS,) if is_zeroed(text) and not _check_issues(text) else ()
    return (*area, *zeros)


def _known_area(area: int) -> bool:
    """Known to the letter where our table is complete (Zhejiang), by province elsewhere."""
    return area in PERMIT_AREAS or divisions.may_be(area)


def _with_permit_warning(id_type: IdType, checked: Checked[str]) -> Checked[str]:
    is_permit = id_type is IdType.HMT_RESIDENCE_PERMIT
    if not is_permit or not checked.ok or int(checked.value[:6]) in PERMIT_AREAS:
        return checked
    return Checked(checked.value, checked.errors, (*checked.warnings, NOT_PERMIT_AREA))


def _valid_rows(matrix: _bulk.Bytes, limit: int) -> _bulk.Bools:
    # Bytes below "0" wrap round to large ones, so one comparison is enough.
    digits = matrix[:, :_BODY] - np.uint8(ord("0"))
    numeric = digits.max(axis=1, initial=0) <= 9
    total = sum(digits[:, i].astype(np.int64) * weight for i, weight in enumerate(WEIGHTS))
    expected = np.frombuffer(CHECK_CHARACTERS.encode(), np.uint8)[total % 11]
    checked = matrix[:, _BODY] == expected
    real = _real_dates(digits[:, 6:14].astype(np.int64), limit)
    return np.asarray(numeric & checked & real, np.bool_)


def _real_dates(digits: _bulk.Ints, limit: int) -> _bulk.Bools:
    """Whether YYYYMMDD digits name a day of the Gregorian calendar, not after `limit`."""
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month = digits[:, 4:6] @ np.array([10, 1])
    day = digits[:, 6:8] @ np.array([10, 1])
    past = year * 10000 + month * 100 + day <= limit
    real = (year >= 1) & (day >= 1) & (day <= _month_lengths(year, month))
    return np.asarray(real & past, np.bool_)


def _month_lengths(year: _bulk.Ints, month: _bulk.Ints) -> _bulk.Ints:
    """Days in the month, 0 for a month that does not exist."""
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    real = np.where((month >= 1) & (month < len(lengths)), month, 0)
    return np.asarray(lengths[real] + (leap & (month == _FEBRUARY)), np.int64)
