"""Numbers beside numbers (A10, A15, A31, A35): called what they are, or not compared."""

import datetime as dt
from decimal import Decimal

import pytest

from yulin.events.figures import Number, compare, period_words, share, short

FIRST_NINE = (dt.date(2021, 1, 1), dt.date(2021, 9, 30))
LAST_YEAR = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
LAST_NINE = (dt.date(2020, 1, 1), dt.date(2020, 9, 30))


def number(value, period=FIRST_NINE, unit="场", nature="flow", qualifier="="):
    return Number(
        value=Decimal(value),
        unit=unit,
        nature=nature,
        begins_on=period[0],
        ends_on=period[1],
        qualifier=qualifier,
    )


def test_a10_a_running_total_is_a_share_of_last_full_year_and_no_growth():
    found = compare(number(651), number(446, LAST_YEAR))
    assert found.percent == Decimal("146.0")
    assert found.words == "为2020年全年的 146%（累计数比全年数，不是同比）"


def test_a10_the_same_months_a_year_earlier_are_a_growth():
    assert compare(number(651), number(600, LAST_NINE)).words == "比上年同期 +8.5%"
    assert compare(number(300), number(600, LAST_NINE)).words == "比上年同期 -50%"
    february = (dt.date(2021, 1, 1), dt.date(2021, 2, 28))
    leap = (dt.date(2020, 1, 1), dt.date(2020, 2, 29))
    assert compare(number(3, february), number(2, leap)).words == "比上年同期 +50%"


def test_two_periods_of_other_lengths_are_named():
    half = (dt.date(2019, 1, 1), dt.date(2019, 6, 30))
    assert compare(number(651), number(300, half)).words == "为2019年1–6月的 217%"


@pytest.mark.parametrize(
    ("base", "words"),
    [
        (
            number(90, (dt.date(2020, 12, 31),) * 2, nature="stock"),
            "不比较：一个是期间新增，一个是期末存量。",
        ),
        (number(90, unit="家"), "不比较：单位不同（场、家）。"),
        (number(0, LAST_YEAR), "不比较：基数是 0。"),
    ],
)
def test_a10_what_is_of_another_kind_is_not_compared(base, words):
    found = compare(number(651), base)
    assert (found.percent, found.words) == (None, words)


def test_a31_a_share_has_two_digits_and_numbers_keep_their_qualifier():
    assert share(1282, 49_000) == Decimal("2.62")
    assert number(330_000, qualifier="近", unit="个").words == "近33万个"
    assert number(61_000, qualifier="余", unit="份").words == "6.1万余份"
    assert number(1282, unit="人").words == "1282人"
    assert [short(Decimal(n)) for n in (16_100, 9999, 10_000)] == ["1.61万", "9999", "1万"]


def test_periods_in_words():
    assert period_words(*FIRST_NINE) == "2021年1–9月"
    assert period_words(dt.date(2022, 9, 1), dt.date(2023, 2, 28)) == "2022-09-01 – 2023-02-28"
    assert period_words(dt.date(2021, 10, 15), dt.date(2021, 10, 15)) == "2021年10月15日"
