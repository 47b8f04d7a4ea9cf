"""Rows of text as a matrix of bytes, so that a million identifiers are checked in one pass."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yulin.codes.text import TEXT_MARKS

Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
BytesCheck = Callable[[Bytes], Bools]

WIDTH = 18
_BLANK = r"[\s\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}]"


def check(values: pl.Series, normalise: Callable[[str], str], valid: BytesCheck) -> pl.Series:
    """Validity of each row by `valid`, which sees only rows of 18 bytes; the rest are False."""
    answer = np.zeros(len(values), dtype=np.bool_)
    # Any other type came from number cells: the digits are gone whatever they look like.
    if values.dtype == pl.String and len(values):
        text = _normalised(values.fill_null(""), normalise)
        fits = text.str.len_bytes() == WIDTH
        answer[fits.to_numpy()] = valid(_matrix(text.filter(fits)))
    return pl.Series(values.name, answer, dtype=pl.Boolean)


def _normalised(text: pl.Series, normalise: Callable[[str], str]) -> pl.Series:
    """Clean the rows that need it: blanks and text marks at once, rarer forms one by one."""
    common = _patched(
        text, lambda rows: rows.str.replace_all(_BLANK, "").str.strip_chars_start(TEXT_MARKS)
    )
    return _patched(common, lambda rows: pl.Series([normalise(row) for row in rows.to_list()]))


def _patched(text: pl.Series, clean: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """A row of exactly 18 bytes has nothing to remove, or is wrong whatever is removed."""
    odd = (text.str.len_bytes() != WIDTH).arg_true()
    return text if odd.is_empty() else text.scatter(odd, clean(text.gather(odd)))


def _matrix(text: pl.Series) -> Bytes:
    joined: str = text.str.join("").item() if len(text) else ""
    return _upper(np.frombuffer(joined.encode(), dtype=np.uint8).reshape(-1, WIDTH))


def _upper(matrix: Bytes) -> Bytes:
    lower = (matrix >= ord("a")) & (matrix <= ord("z"))
    return np.where(lower, matrix - 32, matrix).astype(np.uint8)
