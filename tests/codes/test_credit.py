"""Unified social credit codes: published samples and a synthetic rural collective."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.codes import credit
from yulin.codes.results import CodeError

SAMPLES = ["91350100M000100Y43", "91110000600037341L", "N1330302MF0000000G"]


@st.composite
def synthetic_codes(draw: st.DrawFn) -> str:
    """Right checksum under an authority (8) that registers nobody."""
    rest = draw(st.text(credit.ALPHABET, min_size=16, max_size=16))
    return f"8{rest}" + credit.check_character(f"8{rest}")


@pytest.mark.parametrize("code", SAMPLES)
def test_samples_are_valid(code: str) -> None:
    checked = credit.validate(code)
    assert (checked.value, checked.errors, checked.warnings) == (code, (), ())


def test_pasted_forms_are_normalised() -> None:
    assert credit.validate("'n1330302ｍｆ0000000g ").value == "N1330302MF0000000G"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("empty",)),
        ("", ("empty",)),
        ("91350100M000100Y4", ("wrong_length",)),
        ("91350100MO00100Y43", ("bad_character",)),
        ("91350100M000100Y44", ("check_failed",)),
        (913301000000000000, ("number_cell",)),
        ("9.13301E+17", ("number_cell",)),
        ("913301000000000000", ("number_cell",)),
    ],
)
def test_errors(value: object, expected: tuple[str, ...]) -> None:
    assert credit.validate(value).codes == expected


def test_unfamiliar_parts_are_only_warnings() -> None:
    body = "88AAAAAAMF0000000"
    checked = credit.validate(body + credit.check_character(body))
    assert (checked.ok, checked.codes) == (True, ("unknown_category", "bad_area"))


def test_check_character_needs_the_alphabet() -> None:
    for body in ("9135", "I1350100M000100Y4"):
        with pytest.raises(CodeError):
            credit.check_character(body)


@given(synthetic_codes(), st.integers(0, 17), st.sampled_from(credit.ALPHABET))
def test_every_single_character_error_is_caught(code: str, place: int, char: str) -> None:
    changed = code[:place] + char + code[place + 1 :]
    assert credit.validate(changed).ok == (changed == code)


@given(
    st.lists(
        st.one_of(
            synthetic_codes(),
            synthetic_codes().map(lambda code: f" {code.lower()}"),
            st.text(credit.ALPHABET + "IOSVZ", min_size=18, max_size=18),
            st.text(max_size=20),
            st.none(),
        ),
    ),
)
def test_series_agrees_with_scalar(values: list[str | None]) -> None:
    series = pl.Series("code", values, dtype=pl.String)
    expected = [credit.validate(value).ok for value in values]
    assert credit.check_series(series).to_list() == expected
