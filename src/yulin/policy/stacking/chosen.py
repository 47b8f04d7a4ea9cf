"""Chooses by rank among those whose rank, shares and cost are known; the shares are kept.

Where they cannot be, only what is certain is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from yulin.policy.program import CompiledShare
from yulin.policy.stacking.clashes import certain, clash
from yulin.policy.stacking.cover import Reserve
from yulin.policy.stacking.notes import NOTHING, Said, clashing, spent_before
from yulin.policy.stacking.place import Place


@dataclass(frozen=True)
class Applicant:
    subject: str
    #: ``policy/benefit`` for which they stand; one may stand for several that share places
    benefit: str
    rank: tuple[Any, ...]
    #: which shares the person counts for
    signature: tuple[bool, ...]
    #: fen that the place costs; 0 where no fund asks
    cost: int

    @property
    def claim(self) -> tuple[str, str]:
        """What tells two applications apart."""
        return self.subject, self.benefit


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many are taken, how many of each share at least, and what may be paid."""

    size: int
    bounds: Sequence[int]
    fund: int | None
    shares: Sequence[CompiledShare]
    #: how many of each share there must be among so many
    among: Callable[[int], Sequence[int]]


@dataclass(frozen=True)
class Result:
    """What becomes of everybody who is ranked."""

    places: list[Place]
    spent: int = 0
    note: Said = NOTHING


def result(ranked: Sequence[Applicant], limits: Limits) -> Result:
    """Give the places; where shares cannot be kept together, tell only what is certain.

    Args:
        ranked: who stands, the best first.
        limits: what must be kept.
    """
    if limits.size == 0:
        return Result([Place.REFUSED] * len(ranked))
    found = clash(Counter(a.signature for a in ranked), limits.size, limits.bounds)
    if found is not None:
        return Result(_despite(ranked, limits), note=clashing(limits.shares, found))
    taken, spent, failed = best(ranked, limits.size, limits.bounds, limits.fund)
    lacking = _lacking(taken, limits) if failed else []
    if failed and (lacking or _payable(ranked, taken, spent, limits)):
        named = [limits.shares[n] for n in lacking] or limits.shares
        return Result([Place.OPEN] * len(ranked), note=spent_before(named))
    claims, tied = {a.claim for a in taken}, _tied(ranked, taken)

    def place(claim: tuple[str, str]) -> Place:
        if claim in tied:
            return Place.TIED
        return Place.TAKEN if claim in claims else Place.REFUSED

    return Result([place(a.claim) for a in ranked], spent)


_CERTAIN = {True: Place.TAKEN, False: Place.REFUSED, None: Place.OPEN}


def _despite(ranked: Sequence[Applicant], limits: Limits) -> list[Place]:
    """Return what holds whichever share gives way; of a fund, nothing does."""
    if limits.fund is not None:
        return [Place.OPEN] * len(ranked)
    return [_CERTAIN[one] for one in certain([(a.rank, a.signature) for a in ranked], limits.size)]


def _lacking(taken: Sequence[Applicant], limits: Limits) -> list[int]:
    """Return the shares that those taken do not keep: of so many as the fund paid for."""
    needs = zip(limits.among(len(taken)), limits.bounds, strict=True)
    return [
        n
        for n, (need, most) in enumerate(needs)
        if sum(a.signature[n] for a in taken) < min(need, most)
    ]


def _payable(
    ranked: Sequence[Applicant], taken: Sequence[Applicant], spent: int, limits: Limits
) -> bool:
    """Whether a place and money are left for somebody who was not taken."""
    if len(taken) == limits.size or limits.fund is None:
        return False
    claims = {a.claim for a in taken}
    return any(spent + a.cost <= limits.fund for a in ranked if a.claim not in claims)


def best(
    ranked: Sequence[Applicant], size: int, bounds: Sequence[int], fund: int | None
) -> tuple[list[Applicant], int, bool]:
    """Take people by rank as long as the places left can still fill every share.

    Returns:
        Who is taken, what they cost, and whether the fund left some share that cannot be filled.
    """
    taken: list[Applicant] = []
    spent = 0
    reserve = Reserve(Counter(applicant.signature for applicant in ranked), size, bounds)
    for applicant in ranked:
        if len(taken) == size:
            break
        if fund is not None and spent + applicant.cost > fund:
            reserve.passes(applicant.signature)
        elif reserve.takes(applicant.signature):
            taken.append(applicant)
            spent += applicant.cost
    return taken, spent, reserve.failed


def _tied(ranked: Sequence[Applicant], taken: Sequence[Applicant]) -> set[tuple[str, str]]:
    """Return those who are equal in rank and shares, of whom some are taken and some are not."""
    claims = {a.claim for a in taken}
    groups: dict[tuple[Any, ...], list[Applicant]] = {}
    for applicant in ranked:
        groups.setdefault((applicant.rank, applicant.signature), []).append(applicant)
    mixed = (g for g in groups.values() if 0 < sum(a.claim in claims for a in g) < len(g))
    return {a.claim for group in mixed for a in group}
