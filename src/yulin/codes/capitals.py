"""Whole numbers in the capital numerals of payment papers: 107000 is 壹拾万柒仟."""

from typing import Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("仟", "佰", "拾", "")
_GROUPS: Final = ("", "万", "亿")
_GROUP: Final = 10_000


def whole_capitals(number: int) -> str:
    """Capitals of 0 <= number < 10**12, one 零 for each inner run of zeros."""
    if number == 0:
        return DIGITS[0]
    text = ""
    for power in (2, 1, 0):
        group = number // _GROUP**power % _GROUP
        text += _group(group, _GROUPS[power], follows=bool(text), after=number % _GROUP**power)
    return text.rstrip(DIGITS[0])


def _group(group: int, name: str, *, follows: bool, after: int) -> str:
    """One group of four places; an empty one leaves a 零 only if something comes after it."""
    if group == 0:
        return DIGITS[0] if follows and after >= _GROUP // 10 else ""
    lead = DIGITS[0] if follows and group < _GROUP // 10 else ""
    return lead + _four(group) + name


def _four(group: int) -> str:
    text = ""
    for digit, place in zip(f"{group:04d}", _PLACES, strict=True):
        text += DIGITS[int(digit)] + place if digit != "0" else DIGITS[0]
    while DIGITS[0] * 2 in text:
        text = text.replace(DIGITS[0] * 2, DIGITS[0])
    return text.strip(DIGITS[0])
