"""Gives places, or a fund, to fewer than all who qualify: by rank, with shares kept.

Everybody is decided alone; here they are compared. Of all sets of people that keep every share
(half under 40, four fifths from firms) the one is taken that is best by rank: nobody in it could be
exchanged for somebody of a better rank and the shares still be kept. People whose place cannot be
told, because what ranks them is unknown or they tie at the edge, are named as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.program import SHARE, CompiledQuota, Item

_MOST_SHARES = 6


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Who gets a place of one benefit, in the order of rank."""

    benefit: str
    places: int | None
    #: fen that may be paid, and that are paid
    fund: int | None
    spent: int
    taken: tuple[str, ...]
    #: qualified, ranked, and left without a place
    refused: tuple[str, ...]
    #: tied with the last who is taken: a draw or a further rule must say who
    tied: tuple[str, ...]
    #: ranking or shares cannot be told for them
    open: tuple[str, ...]
    #: name of each share that cannot be kept, whoever is taken
    short: tuple[str, ...]
    #: why nobody could be chosen at all, in words; empty where somebody was
    note: str = ""


@dataclass(frozen=True)
class _Applicant:
    subject: str
    rank: tuple[Any, ...]
    #: which shares the person counts for
    signature: tuple[bool, ...]
    #: fen that the place costs; 0 where no fund asks
    cost: int


@dataclass(frozen=True)
class _Contest:
    """One benefit's applicants, read from the wide frame."""

    item: Item
    quota: CompiledQuota
    #: those to whom the benefit is due
    due: pl.DataFrame

    def value(self, name: str) -> int | None:
        """Return a figure that is the same for everybody, None where it is not known."""
        column = f"{self.item.key}|{name}"
        return self.due[column][0] if column in self.due.columns and self.due.height else None

    @property
    def ranks(self) -> list[str]:
        return [f"{self.item.key}|rank{n}" for n in range(len(self.quota.ranking))]

    @property
    def shares(self) -> list[str]:
        return [f"{self.item.key}|share{n}" for n in range(len(self.quota.shares))]

    @property
    def costs(self) -> list[str]:
        """The column of what a place costs, where there is a fund: what is really paid."""
        sums = (f"{self.item.key}|{name}" for name in ("net", "total"))
        column = next((c for c in sums if c in self.due.columns), "")
        asked = self.quota.fund is not None and column in self.due.columns
        return [column] if asked else []

    def in_order(self) -> list[_Applicant]:
        """Return the applicants whose rank, shares and cost are known, the best first."""
        down = [not ascending for _, ascending in self.quota.ranking]
        known = self.due.drop_nulls(self._needed()) if self._needed() else self.due
        ordered = known.sort([*self.ranks, KEY], descending=[*down, False])
        wanted = ordered.select(KEY, *self._needed()).to_dicts()
        return [
            _Applicant(
                subject=row[KEY],
                rank=tuple(row[r] for r in self.ranks),
                signature=tuple(row[s] for s in self.shares),
                cost=sum(row[c] for c in self.costs),
            )
            for row in wanted
        ]

    def unclear(self) -> tuple[str, ...]:
        """Return those whose rank, shares or cost cannot be told."""
        tests = [pl.col(c).is_null() for c in self._needed()]
        return tuple(self.due.filter(pl.any_horizontal(tests))[KEY]) if tests else ()

    def _needed(self) -> list[str]:
        return [*self.ranks, *self.shares, *self.costs]


def allocate(table: DecisionTable, item: Item) -> Allocation:
    """Return who is taken among those a benefit is due to.

    Raises:
        ValueError: where the benefit has no quota, or more shares than can be searched.
    """
    quota = item.quota
    if quota is None:
        raise ValueError(f"{item.key} has no quota")
    if len(quota.shares) > _MOST_SHARES:
        raise ValueError(f"{item.key} has more than {_MOST_SHARES} shares")
    wide = next(part for part in table.parts if part.subject == item.subject)
    takes = wide.due(item)[KEY]
    due = wide.frame.filter(pl.col(KEY).is_in(takes.implode()))
    contest = _Contest(item, quota, due)
    places, fund = contest.value("places"), contest.value("fund")
    if (quota.places is not None and places is None) or (quota.fund is not None and fund is None):
        return _nobody(item, tuple(due[KEY]), "名额或资金数没有见到")
    return _chosen(contest, places, fund)


def _nobody(item: Item, everybody: tuple[str, ...], note: str) -> Allocation:
    return Allocation(
        benefit=item.key,
        places=None,
        fund=None,
        spent=0,
        taken=(),
        refused=(),
        tied=(),
        open=everybody,
        short=(),
        note=note,
    )


def _chosen(contest: _Contest, places: int | None, fund: int | None) -> Allocation:
    ranked, unclear = contest.in_order(), contest.unclear()
    size = len(ranked) if places is None else min(len(ranked), places)
    wanted = [
        _needed(contest.value(f"least{n}"), size, counted=share.counted)
        for n, share in enumerate(contest.quota.shares)
    ]
    # of a share that cannot be kept, as much is kept as can be
    there = [sum(a.signature[n] for a in ranked) for n in range(len(wanted))]
    short = [n for n, need in enumerate(wanted) if there[n] < need]
    bounds = [min(need, have) for need, have in zip(wanted, there, strict=True)]
    taken, spent = _best(ranked, size, bounds, fund)
    names, tied = {a.subject for a in taken}, _tied(ranked, taken)
    return Allocation(
        benefit=contest.item.key,
        places=places,
        fund=fund,
        spent=spent,
        taken=tuple(a.subject for a in taken if a.subject not in tied),
        refused=tuple(a.subject for a in ranked if a.subject not in names | tied),
        tied=tuple(a.subject for a in ranked if a.subject in tied),
        open=unclear,
        short=tuple(contest.quota.shares[n].name for n in short),
        note="排序或份额无法判定的人可能改变名单" if unclear else "",
    )


def _needed(share: int | None, size: int, *, counted: bool) -> int:
    """Return how many places a share is at least: 50% of 3 are 2. Of an unknown share, none."""
    if share is None:
        return 0
    return share if counted else -(-share * size // 10**SHARE.scale)


def _best(
    ranked: Sequence[_Applicant], size: int, bounds: list[int], fund: int | None
) -> tuple[list[_Applicant], int]:
    """Take people by rank as long as the places left can still fill every share."""
    taken: list[_Applicant] = []
    spent = 0
    for position, applicant in enumerate(ranked):
        if len(taken) == size:
            break
        if fund is not None and spent + applicant.cost > fund:
            continue
        after = [need - has for need, has in zip(bounds, applicant.signature, strict=True)]
        if _can_fill(ranked[position + 1 :], size - len(taken) - 1, after):
            taken.append(applicant)
            spent += applicant.cost
            bounds = after
    return taken, spent


def _can_fill(rest: Sequence[_Applicant], places: int, bounds: list[int]) -> bool:
    """Say whether some of the rest fill the places and what every share still lacks.

    People who count for the same shares are alike, so only their numbers matter.
    """
    open_shares = [n for n, need in enumerate(bounds) if need > 0]
    if not open_shares:
        return True
    kinds: dict[tuple[bool, ...], int] = {}
    for applicant in rest:
        mark = tuple(applicant.signature[n] for n in open_shares)
        kinds[mark] = kinds.get(mark, 0) + 1
    useful = {mark: count for mark, count in kinds.items() if any(mark)}
    return _covers(tuple(useful.items()), places, tuple(bounds[n] for n in open_shares))


def _covers(
    kinds: tuple[tuple[tuple[bool, ...], int], ...], places: int, needs: tuple[int, ...]
) -> bool:
    if all(need <= 0 for need in needs):
        return True
    if not kinds or max(needs) > places:
        return False
    (mark, count), *rest = kinds
    for used in range(min(count, places), -1, -1):
        left = tuple(need - used * has for need, has in zip(needs, mark, strict=True))
        if _covers(tuple(rest), places - used, left):
            return True
    return False


def _tied(ranked: Sequence[_Applicant], taken: Sequence[_Applicant]) -> set[str]:
    """Return those who are equal in rank and shares, of whom some are taken and some are not."""
    names = {a.subject for a in taken}
    groups: dict[tuple[Any, ...], list[_Applicant]] = {}
    for applicant in ranked:
        groups.setdefault((applicant.rank, applicant.signature), []).append(applicant)
    mixed = (g for g in groups.values() if 0 < sum(a.subject in names for a in g) < len(g))
    return {a.subject for group in mixed for a in group}
