"""Finds shares that no choice of people can keep together, and what is certain nevertheless.

Nobody said which of them gives way. What holds whichever does is told; the rest is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from yulin.policy.stacking.cover import Mark, covering


@dataclass(frozen=True)
class Clash:
    """Shares that cannot be kept together, though the others of them can without any one."""

    #: their numbers, in order
    shares: tuple[int, ...]
    #: how many people each of them needs
    needs: tuple[int, ...]
    #: how many places it takes to keep them all
    fewest: int
    places: int


def clash(counts: Mapping[Mark, int], places: int, needs: Sequence[int]) -> Clash | None:
    """Return why shares cannot be kept on so many places; None where they can.

    Args:
        counts: how many people of each kind there are: enough for every share by itself.
        places: how many are taken at most.
        needs: how many of each share must be among them.
    """
    if covering(counts, places, needs) is not None:
        return None
    left = list(range(len(needs)))
    for number in range(len(needs) - 1, -1, -1):
        fewer = [n for n in left if n != number]
        if covering(counts, places, _only(fewer, needs)) is None:
            left = fewer
    wanted = _only(left, needs)
    return Clash(
        tuple(left), tuple(needs[n] for n in left), _fewest(counts, places, wanted), places
    )


def _only(shares: Sequence[int], needs: Sequence[int]) -> list[int]:
    return [need if n in shares else 0 for n, need in enumerate(needs)]


def _fewest(counts: Mapping[Mark, int], too_few: int, needs: Sequence[int]) -> int:
    enough = sum(max(0, need) for need in needs)
    while enough - too_few > 1:
        between = (enough + too_few) // 2
        if covering(counts, between, needs) is None:
            too_few = between
        else:
            enough = between
    return enough


def certain(ranked: Sequence[tuple[Any, Mark]], size: int) -> list[bool | None]:
    """Return who is taken, and who is not, however far any of the shares is lowered.

    Of two people the one of the better rank who counts for no fewer shares comes first, whatever is
    asked: else they could be exchanged. So somebody is taken if fewer than ``size`` others may come
    before them, and is not if as many surely do.

    Args:
        ranked: rank, and the shares somebody counts for; the best first.
        size: how many are taken.

    Returns:
        True: taken; False: not taken; None: it hangs on what gives way.
    """
    masks = [sum(1 << n for n, counts in enumerate(mark) if counts) for _, mark in ranked]
    whole = Counter(masks)
    # above a rank: how many count for no more shares than a kind, and how many for no fewer
    no_more, no_fewer = dict.fromkeys(whole, 0), dict.fromkeys(whole, 0)
    others = {kind: sum(c for k, c in whole.items() if k & ~kind) for kind in whole}
    told: list[bool | None] = []
    for _rank, equals in groupby(range(len(ranked)), key=lambda n: ranked[n][0]):
        group = [masks[n] for n in equals]
        beside = Counter(group)
        for kind in group:
            alike = sum(c for k, c in beside.items() if not k & ~kind)
            may = others[kind] + no_more[kind] + alike - 1
            told.append(True if may < size else False if no_fewer[kind] >= size else None)
        for kind in whole:
            no_more[kind] += sum(c for k, c in beside.items() if not k & ~kind)
            no_fewer[kind] += sum(c for k, c in beside.items() if not kind & ~k)
    return told
