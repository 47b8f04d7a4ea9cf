"""Unified social credit codes of organisations (GB 32100), letters in every position allowed.

A rural collective's code starts with N, an institution of the army with A: requiring eight leading
digits, as some libraries do, refuses real employers.
"""

from typing import Final

import numpy as np
import polars as pl

from yulin.codes import _bulk
from yulin.codes.cells import NUMBER_CELL, is_number_cell, is_zeroed
from yulin.codes.results import Checked, CodeError, Issue
from yulin.codes.text import identifier

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 18
WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
# Registering authority + kind of organisation, as seen in use; new ones appear, hence a warning.
CATEGORIES: Final = frozenset(
    {"11", "12", "13", "19", "21", "31", "32", "33", "34", "35", "41", "51", "52", "53", "54"}
    | {"59", "61", "62", "71", "72", "81", "91", "92", "93", "A1", "G1", "J1", "N1", "N2", "N3"}
    | {"Y1"},
)
_VALUES: Final = {char: value for value, char in enumerate(ALPHABET)}
_BODY: Final = LENGTH - 1

EMPTY = Issue("empty", "没有填写统一社会信用代码。", "The code is empty.")
WRONG_LENGTH = Issue(
    "wrong_length",
    "统一社会信用代码应为18位。请对照证照检查是否漏填或多填。",
    "A unified social credit code has 18 characters. Look for a missing or an extra one.",
)
BAD_CHARACTER = Issue(
    "bad_character",
    "统一社会信用代码只用数字和大写字母，不用I、O、S、V、Z。请检查是否把1、0、5、U、2认错。",
    "Only digits and capitals without I, O, S, V, Z are used. Look for a misread 1, 0, 5, U or 2.",
)
CHECK_FAILED = Issue(
    "check_failed",
    "校验码不符，代码中有错字。请对照证照逐位核对。",
    "The check character does not match: some character is wrong. Compare it with the licence.",
)
UNKNOWN_CATEGORY = Issue(
    "unknown_category",
    "前两位(登记管理部门和机构类别)不在已知范围内；不影响使用。",
    "The first two characters (authority and kind) are not among those known; still accepted.",
)
BAD_AREA = Issue(
    "bad_area",
    "第3至8位应为登记机关的行政区划数字，请核对；不影响使用。",
    "Characters 3-8 should be the division code of the registering office; still accepted.",
)


def normalise(text: str) -> str:
    """Half-width, upper-case, no blanks, no leading apostrophe. Never raises, never validates."""
    return identifier(text)


def check_character(body: str) -> str:
    """The 18th character for the first 17 (GB 32100: weights 3^i mod 31).

    Raises CodeError when `body` is not 17 characters of the alphabet.
    """
    if len(body) != _BODY or not _VALUES.keys() >= set(body):
        raise CodeError(BAD_CHARACTER.code, BAD_CHARACTER.zh, BAD_CHARACTER.en)
    total = sum(weight * _VALUES[char] for weight, char in zip(WEIGHTS, body, strict=True))
    return ALPHABET[-total % 31]


def validate(value: object) -> Checked[str]:
    """Check a code as it was typed or read from a cell.

    Errors: empty, number_cell, wrong_length, bad_character, check_failed. Warnings:
    unknown_category, bad_area. A citizen ID number may pass too: store what kind it is.
    Source: GB 32100.
    """
    if is_number_cell(value):
        return Checked("", (NUMBER_CELL,))
    text = normalise(value) if isinstance(value, str) else ""
    errors = _errors(text)
    return Checked(text, errors, () if errors else _warnings(text))


def check_series(values: pl.Series) -> pl.Series:
    """Whether each row would pass `validate`: a Boolean series without nulls, same name.

    A missing value is False; so is every row of a numeric series (number cells).
    """
    return _bulk.check(values, normalise, _valid_rows)


def _errors(text: str) -> tuple[Issue, ...]:
    if not text:
        return (EMPTY,)
    if len(text) != LENGTH:
        return (WRONG_LENGTH,)
    if not _VALUES.keys() >= set(text):
        return (BAD_CHARACTER,)
    if check_character(text[:_BODY]) == text[_BODY]:
        return ()
    return (NUMBER_CELL,) if is_zeroed(text) else (CHECK_FAILED,)


def _warnings(text: str) -> tuple[Issue, ...]:
    category = () if text[:2] in CATEGORIES else (UNKNOWN_CATEGORY,)
    area = () if text[2:8].isdigit() else (BAD_AREA,)
    return (*category, *area)


def _valid_rows(matrix: _bulk.Bytes) -> _bulk.Bools:
    table = np.full(256, -1, dtype=np.int64)
    table[np.frombuffer(ALPHABET.encode(), np.uint8)] = np.arange(len(ALPHABET))
    values = table[matrix]
    expected = -(values[:, :_BODY] @ np.array(WEIGHTS)) % 31
    known = np.all(values >= 0, axis=1)
    return np.asarray(known & (values[:, _BODY] == expected), np.bool_)
