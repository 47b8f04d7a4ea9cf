"""A region made in parts: nobody twice, every record about somebody there, each part its own."""

import polars as pl
import pytest

from yulin.facts.frames import Facts, validate_frame
from yulin.synth import is_synthetic, is_synthetic_code, synthesize, synthesize_parts


def made(people=3001, parts=4, seed=3, **more):
    return list(synthesize_parts(people=people, parts=parts, seed=seed, **more))


@pytest.fixture(scope="module")
def four():
    return made()


def test_together_they_are_a_region(four):
    whole = Facts.concat(four)  # refuses whoever is there twice
    assert whole["人员"].height == 3001
    assert whole["单位"].height == 120
    assert all(map(is_synthetic, whole.people))
    assert all(map(is_synthetic_code, whole["单位"]["单位代码"]))
    for name, frame in whole.tables.items():
        validate_frame(name, frame)


def test_in_the_order_of_numbers_the_parts_are_mixed(four):
    numbers = pl.concat(
        part["人员"].select("证件号", pl.lit(n).alias("part")) for n, part in enumerate(four)
    )
    first = numbers.sort("证件号").head(300)
    assert first["part"].n_unique() == 4


def test_parts_differ_and_are_the_same_for_the_same_seed(four):
    assert four[0]["人员"]["姓名"].to_list() != four[1]["人员"]["姓名"].to_list()
    assert all(a.equals(b) for a, b in zip(four, made(), strict=True))


def test_one_part_is_the_region_itself():
    assert made(parts=1)[0].equals(synthesize(people=3001, seed=3))


@pytest.mark.parametrize(
    "wrong", [{"parts": 0}, {"parts": 501}, {"people": 3, "parts": 4}, {"employers": 3}]
)
def test_parts_that_cannot_be(wrong):
    with pytest.raises(ValueError, match="parts must be"):
        made(**wrong)
