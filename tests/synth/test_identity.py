"""Numbers that pass every check and can belong to nobody."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from yulin.codes import credit, divisions, identity
from yulin.synth import is_synthetic, is_synthetic_code
from yulin.synth.identity import AREA, credit_codes, identity_numbers, rank_within


def test_every_identity_number_is_valid_unique_and_synthetic(region):
    numbers = region["人员"]["证件号"]
    assert identity.check_series(numbers, on=dt.date(2026, 9, 1)).all()
    assert numbers.n_unique() == numbers.len() == 20_000
    assert all(map(is_synthetic, numbers))


def test_birth_date_and_sex_agree_with_the_number(region):
    people = region["人员"].head(500)
    for number, sex, born in people.select("证件号", "性别", "出生日期").rows():
        assert identity.birth_date(number) == born
        assert identity.sex_code(number) == sex


def test_every_credit_code_is_valid_unique_and_synthetic(region):
    codes = region["单位"]["单位代码"]
    assert credit.check_series(codes).all()
    assert codes.n_unique() == codes.len() == 800
    assert all(map(is_synthetic_code, codes))


def test_letters_in_front_occur_among_credit_codes():
    assert credit_codes(types=["N2"])[0].startswith(f"N2{AREA}")
    assert credit.validate(credit_codes(types=["N2"])[0]).ok


def test_no_division_was_ever_numbered_so():
    known = {division.code // 100 for division in divisions.DEFAULT.rows()}
    assert int(AREA) not in known


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("11010519491231002X", False),
        ("33030219900307001X", False),
        ("339901200001010013", True),
        ("3399", False),
        ("", False),
    ],
)
def test_real_looking_numbers_are_not_taken_for_synthetic(number, answer):
    assert is_synthetic(number) is answer


def test_a_million_people_born_within_one_month_get_numbers_of_their_own():
    days = np.arange(1_000_000) % 30 + 10_000
    numbers = identity_numbers(birth_days=days, sexes=np.arange(1_000_000) % 2 + 1)
    assert numbers.n_unique() == 1_000_000


def test_more_people_than_numbers_is_refused():
    days = np.full(49_501, 10_000)
    with pytest.raises(ValueError, match="more than 49500 people of one sex share a birth date"):
        identity_numbers(birth_days=days, sexes=np.ones(49_501, dtype=np.int64))


def test_rank_counts_each_group_from_zero():
    assert rank_within(np.array([5, 3, 5, 5, 3])).tolist() == [0, 0, 1, 2, 1]
    assert pl.Series(rank_within(np.array([], dtype=np.int64))).is_empty()
