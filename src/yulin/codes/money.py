"""Amounts of money in 元 and 万元: exact decimals in, exact decimals out, never a float inside.

An amount without a unit is not read: a column headed 万元 and a column headed 元 look the same.
"""

import re
from decimal import Decimal
from enum import Enum
from typing import Final

from yulin.codes.capitals import DIGITS, whole_capitals
from yulin.codes.results import CodeError
from yulin.codes.text import squeeze


class Unit(Enum):
    """Unit of an amount, as 元 in one of it."""

    YUAN = 1
    WAN = 10_000
    YI = 100_000_000

    @property
    def label(self) -> str:
        """元, 万元 or 亿元."""
        return {Unit.YUAN: "元", Unit.WAN: "万元", Unit.YI: "亿元"}[self]


FEN_IN_YUAN: Final = 100
_FEN: Final = Decimal("0.01")
_LIMIT: Final = Decimal(10) ** 12
# Beyond these, decimal arithmetic of 28 digits would round without a word.
_READABLE: Final = Decimal(10) ** 18
_LONGEST: Final = 24
_PREFIXES: Final = ("人民币", "RMB", "CNY", "¥", "\N{FULLWIDTH YEN SIGN}")
_AMOUNT: Final = re.compile(
    r"(-?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(亿元?|万元?|元)?整?",
    re.ASCII,
)
_UNIT_OF: Final = {"亿": Unit.YI, "万": Unit.WAN, "元": Unit.YUAN}


def parse_yuan(value: object, *, unit: Unit | None = None) -> Decimal:
    """Read an amount as exact 元, with two decimals.

    Accepts text (12.5万元, ¥3,000.00, 3000元, -500元) and numbers. `unit` is the unit of the
    column for a value that writes none; a unit or a ¥ in the value wins. Raises CodeError: empty,
    no_unit, below_fen (not a whole number of 分), unknown_amount.
    """
    text, written = _split(_text(value))
    chosen = written or unit
    if chosen is None:
        raise CodeError(
            "no_unit",
            f"金额“{text}”没有单位。请写“元”或“万元”，或在表头注明。",
            f"The amount {text} has no unit. Write 元 or 万元, or state it for the column.",
        )
    return _whole_fen(Decimal(text) * chosen.value)


def parse_fen(value: object, *, unit: Unit | None = None) -> int:
    """Read an amount as a whole number of 分; arguments and errors as for `parse_yuan`."""
    return to_fen(parse_yuan(value, unit=unit))


def to_fen(yuan: Decimal) -> int:
    """元 to 分; raises CodeError below_fen when it is not a whole number."""
    return int(_whole_fen(yuan) * FEN_IN_YUAN)


def from_fen(fen: int) -> Decimal:
    """分 to 元, with two decimals."""
    return Decimal(fen).scaleb(-2)


def format_yuan(yuan: Decimal | int) -> str:
    """¥ with thousands separators and two decimals, such as ¥12,345.60 or -¥0.05."""
    amount = _whole_fen(Decimal(yuan))
    return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"


def format_wan(yuan: Decimal | int) -> str:
    """The exact amount in 万元 without idle zeros, such as 12.5万元; nothing is rounded."""
    text = f"{_whole_fen(Decimal(yuan)) / Unit.WAN.value:,.6f}"
    return f"{text.rstrip('0').rstrip('.')}万元"


def capitals(yuan: Decimal | int) -> str:
    """大写金额 for payment papers: 壹拾贰万叁仟元整, 壹仟肆佰零玖元伍角整, 叁佰贰拾伍元零肆分.

    Source: 支付结算办法附一《正确填写票据和结算凭证的基本规定》; 整 after 元 and after 角, none after 分.
    Raises CodeError below_fen, too_large from a million million 元 on.
    """
    amount = _whole_fen(Decimal(yuan))
    if abs(amount) >= _LIMIT:
        raise CodeError(
            "too_large",
            "金额达到一万亿元，不能写成大写。",
            "Amounts of a million million yuan or more have no form in capitals here.",
        )
    whole, fen = divmod(abs(to_fen(amount)), FEN_IN_YUAN)
    return ("负" if amount < 0 else "") + _joined(whole, *divmod(fen, 10))


def _joined(whole: int, jiao: int, fen: int) -> str:
    yuan = f"{whole_capitals(whole)}元" if whole or not (jiao or fen) else ""
    tens = f"{DIGITS[jiao]}角" if jiao else ""
    # A gap between 元 and 分 is read out: 叁佰贰拾伍元零肆分.
    gap = "零" if yuan and fen and not jiao else ""
    return yuan + tens + gap + (f"{DIGITS[fen]}分" if fen else "整")


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return ""
    # The shortest form of a float is what the sheet shows; leftovers of sums fail as below_fen.
    plain = value if isinstance(value, str) else f"{Decimal(str(value)):f}"
    return squeeze(plain)


def _split(text: str) -> tuple[str, Unit | None]:
    """The bare number and the unit written with it."""
    if not text:
        raise CodeError("empty", "没有填写金额。", "The amount is empty.")
    bare = text
    for prefix in _PREFIXES:
        bare = bare.replace(prefix, "", 1) if prefix in bare[: len(prefix) + 1] else bare
    found = _AMOUNT.fullmatch(bare)
    if found is None or len(bare) > _LONGEST:
        raise _unknown(text)
    sign, number, unit = found.groups()
    written = _UNIT_OF[unit[0]] if unit else None
    return sign + number.replace(",", ""), written or (Unit.YUAN if bare != text else None)


def _whole_fen(yuan: Decimal) -> Decimal:
    if not yuan.is_finite() or abs(yuan) >= _READABLE:
        raise _unknown(str(yuan))
    amount = yuan.quantize(_FEN)
    if amount != yuan:
        raise CodeError(
            "below_fen",
            f"金额{yuan}元不是整数分。请写到分为止。",
            f"{yuan} yuan is not a whole number of fen. Write two decimals at most.",
        )
    return amount


def _unknown(text: str) -> CodeError:
    return CodeError(
        "unknown_amount",
        f"看不懂的金额“{text}”。请写如“3000元”或“12.5万元”。",
        f"Cannot read the amount {text!r}. Write 3000元 or 12.5万元, for example.",
    )
