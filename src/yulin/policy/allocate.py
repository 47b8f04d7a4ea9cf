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
from yulin.policy.decision import Status
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
    signature: tuple[bool, ...]
    cost: int | None


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
    due = wide.frame.filter(pl.col(f"{item.key}|status") == int(Status.YES))
    places, fund = _limits(due, item)
    ranked, unclear = _applicants(due, item, quota)
    if (quota.places is not None and places is None) or (quota.fund is not None and fund is None):
        everybody = tuple(due[KEY].to_list())
        return _nobody(item, everybody, "名额或资金数没有见到")
    return _chosen(item, quota, (places, fund), ranked, unclear, _least(due, item, quota))


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


def _limits(due: pl.DataFrame, item: Item) -> tuple[int | None, int | None]:
    return _first(due, f"{item.key}|places"), _first(due, f"{item.key}|fund")


def _first(due: pl.DataFrame, name: str) -> int | None:
    return due[name][0] if name in due.columns and due.height else None


def _least(due: pl.DataFrame, item: Item, quota: CompiledQuota) -> list[int | None]:
    return [_first(due, f"{item.key}|least{n}") for n in range(len(quota.shares))]


def _applicants(
    due: pl.DataFrame, item: Item, quota: CompiledQuota
) -> tuple[list[_Applicant], list[str]]:
    """Return the applicants in the order of rank, and those for whom it cannot be told."""
    ranks = [f"{item.key}|rank{n}" for n in range(len(quota.ranking))]
    shares = [f"{item.key}|share{n}" for n in range(len(quota.shares))]
    total = f"{item.key}|total"
    clear = due.drop_nulls([*ranks, *shares])
    unclear = due.filter(
        pl.any_horizontal([pl.col(c).is_null() for c in [*ranks, *shares]] or [False])
    )
    ordered = clear.sort([*ranks, KEY], descending=[*(not up for _, up in quota.ranking), False])
    costs = ordered[total].to_list() if total in ordered.columns else [None] * ordered.height
    applicants = [
        _Applicant(
            subject=row[KEY],
            rank=tuple(row[r] for r in ranks),
            signature=tuple(row[s] for s in shares),
            cost=cost,
        )
        for row, cost in zip(ordered.select(KEY, *ranks, *shares).to_dicts(), costs, strict=True)
    ]
    return applicants, unclear[KEY].to_list()


def _chosen(  # noqa: PLR0917 - the parts of one allocation
    item: Item,
    quota: CompiledQuota,
    limits: tuple[int | None, int | None],
    ranked: list[_Applicant],
    unclear: list[str],
    least: list[int | None],
) -> Allocation:
    places, fund = limits
    size = min(len(ranked), places if places is not None else len(ranked))
    wanted = [_needed(share, size) for share in least]
    short = [
        n
        for n, need in enumerate(wanted)
        if need is not None and sum(a.signature[n] for a in ranked) < need
    ]
    bounds = [0 if n in short or need is None else need for n, need in enumerate(wanted)]
    taken, spent = _best(ranked, size, bounds, fund)
    names = {a.subject for a in taken}
    tied = _tied(ranked, taken)
    return Allocation(
        benefit=item.key,
        places=places,
        fund=fund,
        spent=spent,
        taken=tuple(a.subject for a in taken if a.subject not in tied),
        refused=tuple(
            a.subject for a in ranked if a.subject not in names and a.subject not in tied
        ),
        tied=tuple(a.subject for a in ranked if a.subject in tied),
        open=tuple(unclear),
        short=tuple(quota.shares[n].name for n in short),
        note="排序或份额无法判定的人可能改变名单" if unclear else "",
    )


def _needed(share: int | None, size: int) -> int | None:
    """Return how many places a share is at least: 50% of 3 are 2."""
    return None if share is None else -(-share * size // 10**SHARE.scale)


def _best(
    ranked: Sequence[_Applicant], size: int, bounds: list[int], fund: int | None
) -> tuple[list[_Applicant], int]:
    """Take people by rank as long as the places left can still fill every share."""
    taken: list[_Applicant] = []
    spent = 0
    for position, applicant in enumerate(ranked):
        if len(taken) == size:
            break
        cost = applicant.cost or 0
        if fund is not None and spent + cost > fund:
            continue
        after = [need - has for need, has in zip(bounds, applicant.signature, strict=True)]
        if _can_fill(ranked[position + 1 :], size - len(taken) - 1, after):
            taken.append(applicant)
            spent += cost
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
