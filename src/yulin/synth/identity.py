"""Identity numbers and credit codes that pass every check and can belong to nobody.

GB/T 2260 gives prefectures the numbers 01–70 and counties directly under a province the number 90;
no province has ever used 99. Every number made here has an area code 3399xx, so it is valid in form
(check character, birth date, sequence) and cannot have been issued to a person or an organisation.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from yulin.codes import credit
from yulin.synth.streams import Ints
from yulin.synth.timeline import date_digits

#: the area that no number on a real card starts with
AREA = "3399"
_VARIANTS = 99
_SEQUENCES = 500
#: parts of a region that may draw numbers of their own
MOST_PARTS = 500
#: a prime that shares no factor with the slots, so that neighbours get far-apart numbers
_STRIDE = 7919
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def is_synthetic(number: str) -> bool:
    """Tell whether an identity number was made here: it lies in the area nobody lives in."""
    return len(number) == 18 and number.startswith(AREA)


def is_synthetic_code(code: str) -> bool:
    """Tell whether a credit code was made here."""
    return len(code) == 18 and code[2:6] == AREA


def rank_within(groups: Ints) -> Ints:
    """Number the members of each group 0, 1, 2 … in their order."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else order
    sizes = np.diff(np.r_[starts, len(ordered)])
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(ordered)) - np.repeat(starts, sizes)
    return ranks


def identity_numbers(*, birth_days: Ints, sexes: Ints, part: int = 0, parts: int = 1) -> pl.Series:
    """Return unique identity numbers; sex 1 (男) gets an odd sequence.

    Of several parts each has its own sequences in every area, so numbers are unique over all, and
    in their order people of all parts stand among each other.
    """
    width = _SEQUENCES // parts
    many = _VARIANTS * width
    ranks = rank_within(birth_days * 2 + sexes % 2)
    if len(ranks) and int(ranks.max()) >= many:
        raise ValueError(f"more than {many} people of one sex share a birth date")
    slots = (ranks * _STRIDE + birth_days * 37) % many
    area = int(AREA) * 100 + 1 + slots // width
    sequence = (part * width + slots % width) * 2 + sexes % 2
    body = (area * 10**8 + date_digits(birth_days)) * 1000 + sequence
    return _with_check(body)


def _with_check(body: Ints) -> pl.Series:
    total = np.zeros(len(body), dtype=np.int64)
    rest = body.copy()
    for weight in reversed(_WEIGHTS):
        total += rest % 10 * weight
        rest //= 10
    checks = pl.Series(list(_CHECKS)).gather(total % 11)
    return (pl.Series(body).cast(pl.String) + checks).alias("证件号")


def credit_codes(*, types: list[str], first: int = 0) -> list[str]:
    """Return one credit code an organisation; its two-character type comes first.

    ``first`` is how many organisations of other parts come before.
    """
    return [_credit_code(kind=kind, number=number) for number, kind in enumerate(types, first)]


def _credit_code(*, kind: str, number: int) -> str:
    variant, rest = number % _VARIANTS + 1, number // _VARIANTS
    body = f"MA{_base31(rest):0>6}"
    front = f"{kind}{AREA}{variant:02d}{body}{_body_check(body)}"
    return front + credit.check_character(front)


def _base31(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 31)
        digits = credit.ALPHABET[digit] + digits
    return digits


def _body_check(body: str) -> str:
    """Check character of the nine-character organisation code inside a credit code."""
    total = sum(int(c, 36) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
