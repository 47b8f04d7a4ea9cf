"""Parts of a sum: exact together, none a whole fen off, the same every time."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.ledger.shares import divide

SUMS = st.integers(0, 10**13).map(lambda fen: Decimal(fen) / 100)
WEIGHTS = st.lists(st.integers(1, 1000), min_size=1, max_size=6)


@given(SUMS, WEIGHTS)
def test_the_parts_are_the_sum_and_none_is_a_fen_off(amount, weights):
    parts = divide(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(amount) * weight / sum(weights)
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


@given(SUMS, WEIGHTS)
def test_more_weight_never_gets_less(amount, weights):
    found = sorted(zip(weights, divide(amount, weights), strict=True))
    assert [part for _, part in found] == sorted(part for _, part in found)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("100.00", [6, 4], ["60.00", "40.00"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.05", [1, 2], ["0.02", "0.03"]),
        ("0.00", [3, 7], ["0.00", "0.00"]),
        ("1234.57", [1], ["1234.57"]),
    ],
)
def test_parts(amount, weights, parts):
    assert divide(Decimal(amount), weights) == [Decimal(part) for part in parts]


@pytest.mark.parametrize(
    ("amount", "weights"),
    [("-0.01", [1]), ("0.001", [1]), ("1.00", []), ("1.00", [1, 0]), ("1.00", [2, -1])],
)
def test_refused(amount, weights):
    with pytest.raises(ValueError, match=r"^(a sum to divide is|weights are)"):
        divide(Decimal(amount), weights)
