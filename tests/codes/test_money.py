"""Amounts: exact to the fen, with a unit or not at all."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.codes import money
from yulin.codes.money import Unit
from yulin.codes.results import CodeError

FEN = st.integers(-(10**14) + 1, 10**14 - 1)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("3000元", "3000.00"),
        ("¥3,000.50", "3000.50"),
        ("￥3,000", "3000.00"),
        ("人民币 3000 元整", "3000.00"),
        ("12.5万元", "125000.00"),
        ("12万", "120000.00"),
        ("0.0001万元", "1.00"),
        ("1.2亿元", "120000000.00"),
        ("１２．５万元", "125000.00"),
        ("-500元", "-500.00"),
        ("-¥500", "-500.00"),
    ],
)
def test_parse_yuan(written: str, yuan: str) -> None:
    parsed = money.parse_yuan(written)
    assert (str(parsed), type(parsed)) == (yuan, Decimal)


def test_the_column_gives_the_unit_when_the_value_does_not() -> None:
    assert money.parse_yuan("12.5", unit=Unit.WAN) == 125000
    assert money.parse_yuan(12.5, unit=Unit.WAN) == 125000
    assert money.parse_yuan(Decimal("0.10"), unit=Unit.YUAN) == Decimal("0.10")
    assert money.parse_yuan("3000元", unit=Unit.WAN) == 3000
    assert money.parse_fen("0.29元") == 29


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "empty"),
        ("", "empty"),
        (True, "empty"),
        ("3000", "no_unit"),
        (3000, "no_unit"),
        ("0.001元", "below_fen"),
        ("3-5万元", "unknown_amount"),
        ("约3000元", "unknown_amount"),
        ("1,00元", "unknown_amount"),
        ("9" * 30 + "元", "unknown_amount"),
        (float("nan"), "unknown_amount"),
    ],
)
def test_errors(value: object, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        money.parse_yuan(value)
    assert caught.value.issue.code == code


def test_leftovers_of_float_sums_are_refused() -> None:
    with pytest.raises(CodeError, match="不是整数分"):
        money.parse_yuan(0.1 + 0.2, unit=Unit.YUAN)


def test_formats() -> None:
    assert money.format_yuan(Decimal("12345.6")) == "¥12,345.60"
    assert money.format_yuan(Decimal("-0.05")) == "-¥0.05"
    assert money.format_yuan(0) == "¥0.00"
    assert money.format_wan(125000) == "12.5万元"
    assert money.format_wan(Decimal("0.01")) == "0.000001万元"
    assert money.format_wan(100_000_000) == "10,000万元"
    assert money.format_wan(0) == "0万元"
    assert [unit.label for unit in Unit] == ["元", "万元", "亿元"]


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("10", "壹拾元整"),
        ("123000", "壹拾贰万叁仟元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100500", "壹拾万零伍佰元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("100000500", "壹亿零伍佰元整"),
        ("105000000", "壹亿零伍佰万元整"),
        ("100000000", "壹亿元整"),
        ("-20", "负贰拾元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals(yuan: str, expected: str) -> None:
    assert money.capitals(Decimal(yuan)) == expected


def test_capitals_have_a_limit() -> None:
    with pytest.raises(CodeError, match="一万亿元"):
        money.capitals(10**12)
    with pytest.raises(CodeError, match="不是整数分"):
        money.capitals(Decimal("0.001"))


DIGIT = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACE = {"拾": 10, "佰": 100, "仟": 1000}


def read_four(text: str) -> int:
    found = re.findall("([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)", text)
    return sum(DIGIT[digit] * PLACE.get(place, 1) for digit, place in found)


def read_capitals(text: str) -> int:
    """An independent reader, in fen."""
    pattern = "(负?)(?:(.+?)亿)?(?:([^亿元角分整]+?)万)?(?:([^元角分整]*)元)?零?(?:(.)角)?零?(?:(.)分)?整?"
    found = re.fullmatch(pattern, text)
    assert found is not None
    sign, *parts = found.groups(default="")
    yi, wan, ones, jiao, fen = (read_four(part) for part in parts)
    total = (yi * 10**8 + wan * 10**4 + ones) * 100 + jiao * 10 + fen
    return -total if sign else total


@given(FEN)
def test_capitals_read_back(fen: int) -> None:
    assert read_capitals(money.capitals(money.from_fen(fen))) == fen


@given(FEN)
def test_capitals_never_double_or_dangle_zeros(fen: int) -> None:
    text = money.capitals(money.from_fen(fen))
    assert "零零" not in text
    assert not re.search("零[万亿]", text)
    assert fen == 0 or "零元" not in text


@given(FEN)
def test_formats_read_back(fen: int) -> None:
    yuan = money.from_fen(fen)
    assert money.parse_fen(money.format_yuan(yuan)) == fen
    assert money.parse_fen(money.format_wan(yuan)) == fen
    assert money.to_fen(yuan) == fen
