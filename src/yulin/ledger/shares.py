"""Divide a sum among those who pay it, to the fen and without a rest."""

from collections.abc import Sequence
from decimal import Decimal

_FEN = Decimal("0.01")


def divide(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Return each one's part in proportion to the weights; together they are the amount exactly.

    Nobody is a whole fen away from the exact part. The fen that are left over go to the largest
    fractions, and among equal ones to the first, so that the same sum is always divided alike.

    Args:
        amount: yuan, zero or more, in whole fen.
        weights: whole numbers above zero.

    Raises:
        ValueError: The sum is below zero or not in whole fen, or no weight is above zero.
    """
    fen = amount / _FEN
    if amount < 0 or fen != fen.to_integral_value():
        raise ValueError("a sum to divide is in whole fen and not below zero")
    if not weights or min(weights) <= 0:
        raise ValueError("weights are above zero")
    whole, total = int(fen), sum(weights)
    parts = [whole * weight // total for weight in weights]
    rest = [(-(whole * weight % total), place) for place, weight in enumerate(weights)]
    for _, place in sorted(rest)[: whole - sum(parts)]:
        parts[place] += 1
    return [part * _FEN for part in parts]


def split(amount: Decimal, rests: Sequence[Decimal]) -> list[Decimal]:
    """Divide a sum in proportion to what is left of each; no part is above what is left of it.

    Args:
        amount: yuan in whole fen, not above the rests together.
        rests: yuan in whole fen, zero or more.

    Raises:
        ValueError: More than all that is left.
    """
    if amount > sum(rests):
        raise ValueError("more than is left")
    some = [place for place, rest in enumerate(rests) if rest]
    parts = [Decimal(0)] * len(rests)
    if amount:
        weights = [int(rests[place] / _FEN) for place in some]
        for place, part in zip(some, divide(amount, weights), strict=True):
            parts[place] = part
    return parts


def owed_back(paid: Decimal, *, months: int, served: int) -> Decimal:
    """What is to be paid back of a grant for so many months, of which so many were served.

    What is kept and what goes back make up what was paid, to the fen.

    Raises:
        ValueError: No months, or more served than there are.
    """
    if not 0 <= served <= months or not months:
        raise ValueError("months served are of the months of the grant")
    if not served:
        return paid
    return divide(paid, [served, months - served])[1] if served < months else Decimal(0)
