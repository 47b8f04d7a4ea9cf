"""Finds shares that contradict each other whoever applies, from what a document says alone."""

from __future__ import annotations

from itertools import combinations

from yulin.policy import ir
from yulin.policy.dates.intervals import spans
from yulin.policy.program import SHARE, CompiledQuota, CompiledShare
from yulin.policy.stacking.clashes import clash
from yulin.policy.stacking.cover import Mark
from yulin.policy.stacking.notes import clashing

#: so many places that ratios with six digits, and the fractions between six shares, are whole people
_ANY = 2520 * 10**SHARE.scale


def impossible(quota: CompiledQuota) -> str | None:
    """Return why the shares cannot be kept together, however many of each kind apply; None: they can.

    Only what the text states as a number is looked at. Somebody may count for every share that does
    not exclude another; where there is no number of places, ratios are compared by themselves.
    """
    places = _number(quota.places)
    size = _ANY if places is None else places
    needs = [_need(share, size, told=places is not None) for share in quota.shares]
    if not any(needs) or not size:
        return None
    counts = dict.fromkeys(_kinds(quota.shares), sum(needs))
    found = clash(counts, size, needs)
    if found is None:
        return None
    if places is not None:
        return clashing(quota.shares, found)[0]
    names = "、".join(f"“{quota.shares[n].name}”" for n in found.shares)
    return f"份额{names}合起来超过全部名额"


def _need(share: CompiledShare, size: int, *, told: bool) -> int:
    least = _number(share.least)
    if least is None or (share.counted and not told):
        return 0
    return least if share.counted else -(-least * size // 10**SHARE.scale)


def _number(node: ir.Node | None) -> int | None:
    return node.value if isinstance(node, ir.Const) and type(node.value) is int else None


def _kinds(shares: tuple[CompiledShare, ...]) -> list[Mark]:
    """Return which shares somebody may count for at once, as far as the tests tell."""
    apart = {
        (one, other)
        for one, other in combinations(range(len(shares)), 2)
        if any(s.empty for s in spans([shares[one].test, shares[other].test]).values())
    }
    return [
        tuple(n in some for n in range(len(shares)))
        for count in range(1, len(shares) + 1)
        for some in combinations(range(len(shares)), count)
        if apart.isdisjoint(combinations(some, 2))
    ]
