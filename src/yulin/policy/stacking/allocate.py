"""Gives places, or a fund, to fewer than all who qualify: by rank, with shares kept.

Everybody is decided alone; here they are compared. Of all sets of people that keep every share
(half under 40, four fifths from firms) the one is taken that is best by rank: nobody in it could be
exchanged for somebody of a better rank and the shares still be kept. People whose place cannot be
told, because what ranks them is unknown or they tie at the edge, are named as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.program import SHARE, CompiledQuota, Item

_MOST_SHARES = 6
_BENEFIT, _COST = "_benefit", "_cost"


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Who gets a place of one benefit, in the order of rank."""

    benefit: str
    places: int | None
    #: fen that may be paid, and that are paid, under all benefits that share the fund
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


@dataclass(frozen=True)
class _Contest:
    """The applicants of one benefit, or of all that share its places, read from wide frames."""

    item: Item
    quota: CompiledQuota
    #: a row for each benefit due: ``_key``, ``_benefit``, and the quota's figures by name
    due: pl.DataFrame

    def value(self, name: str) -> int | None:
        """Return a figure that is the same for everybody, None where it is not known."""
        return self.due[name][0] if name in self.due.columns and self.due.height else None

    @property
    def ranks(self) -> list[str]:
        return [f"rank{n}" for n in range(len(self.quota.ranking))]

    @property
    def shares(self) -> list[str]:
        return [f"share{n}" for n in range(len(self.quota.shares))]

    @property
    def costs(self) -> list[str]:
        """The column of what a place costs, where there is a fund."""
        return [_COST] if self.quota.fund is not None else []

    def in_order(self) -> list[_Applicant]:
        """Return the applicants whose rank, shares and cost are known, the best first."""
        down = [not ascending for _, ascending in self.quota.ranking]
        known = self.due.drop_nulls(self._needed()) if self._needed() else self.due
        ordered = known.sort([*self.ranks, KEY, _BENEFIT], descending=[*down, False, False])
        wanted = ordered.select(KEY, _BENEFIT, *self._needed()).to_dicts()
        return [
            _Applicant(
                subject=row[KEY],
                benefit=row[_BENEFIT],
                rank=tuple(row[r] for r in self.ranks),
                signature=tuple(row[s] for s in self.shares),
                cost=sum(row[c] for c in self.costs),
            )
            for row in wanted
        ]

    def unclear(self) -> pl.DataFrame:
        """Return those whose rank, shares or cost cannot be told."""
        tests = [pl.col(c).is_null() for c in self._needed()]
        return self.due.filter(pl.any_horizontal(tests)) if tests else self.due.clear()

    def own(self, applicants: Iterable[_Applicant]) -> tuple[str, ...]:
        """Return the subjects of those who stand for the benefit asked about."""
        return tuple(a.subject for a in applicants if a.benefit == self.item.key)

    def _needed(self) -> list[str]:
        return [*self.ranks, *self.shares, *self.costs]


def allocate(table: DecisionTable, item: Item) -> Allocation:
    """Return who is taken among those a benefit is due to.

    Where benefits share places or a fund, all who qualify for any of them stand against each other;
    somebody who qualifies for two stands twice. The answer names those of ``item``.

    Raises:
        ValueError: where the benefit has no quota, or more shares than can be searched.
    """
    quota = item.quota
    if quota is None:
        raise ValueError(f"{item.key} has no quota")
    if len(quota.shares) > _MOST_SHARES:
        raise ValueError(f"{item.key} has more than {_MOST_SHARES} shares")
    due = pl.concat([_due(table, one) for one in _sharing(table, item)], how="vertical")
    contest = _Contest(item, quota, due)
    asked = {"places": quota.places, "fund": quota.fund}
    asked |= {"portion": quota.portion, "enough": quota.enough}
    if any(node is not None and contest.value(name) is None for name, node in asked.items()):
        everybody = due.filter(pl.col(_BENEFIT) == item.key)[KEY]
        return _nobody(item, tuple(everybody), "名额或资金数没有见到")
    return _chosen(contest, contest.value("places"), contest.value("fund"))


def _sharing(table: DecisionTable, item: Item) -> list[Item]:
    """Return the benefits that share an item's places, itself among them."""
    pool = item.quota.pool if item.quota is not None else ""
    if not pool:
        return [item]
    everybody = [i for part in table.parts for i in part.items]
    return [
        i
        for i in everybody
        if i.document.id == item.document.id and i.quota is not None and i.quota.pool == pool
    ]


def _due(table: DecisionTable, item: Item) -> pl.DataFrame:
    """Return those to whom a benefit is due, with the figures of its quota by name."""
    assert item.quota is not None
    wide = next(part for part in table.parts if part.subject == item.subject)
    takes = wide.due(item)[KEY]
    frame = wide.frame.filter(pl.col(KEY).is_in(takes.implode()))
    names = [extra.name for extra in item.quota.extras()]
    sums = (f"{item.key}|{name}" for name in ("net", "total"))
    paid = next((pl.col(c) for c in sums if c in frame.columns), pl.lit(0))
    return frame.select(
        KEY,
        pl.lit(item.key).alias(_BENEFIT),
        *(pl.col(f"{item.key}|{name}").alias(name) for name in names),
        paid.cast(pl.Int64).alias(_COST),
    )


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
    size = _size(contest, len(ranked), places)
    wanted = [
        _needed(contest.value(f"least{n}"), size, counted=share.counted)
        for n, share in enumerate(contest.quota.shares)
    ]
    # of a share that cannot be kept, as much is kept as can be
    there = [sum(a.signature[n] for a in ranked) for n in range(len(wanted))]
    short = [n for n, need in enumerate(wanted) if there[n] < need]
    bounds = [min(need, have) for need, have in zip(wanted, there, strict=True)]
    taken, spent = _best(ranked, size, bounds, fund)
    claims, tied = {a.claim for a in taken}, _tied(ranked, taken)
    return Allocation(
        benefit=contest.item.key,
        places=places,
        fund=fund,
        spent=spent,
        taken=contest.own(a for a in taken if a.claim not in tied),
        refused=contest.own(a for a in ranked if a.claim not in claims | tied),
        tied=contest.own(a for a in ranked if a.claim in tied),
        open=tuple(unclear.filter(pl.col(_BENEFIT) == contest.item.key)[KEY]),
        short=tuple(contest.quota.shares[n].name for n in short),
        note=_note(contest, unclear),
    )


def _size(contest: _Contest, ranked: int, places: int | None) -> int:
    """Return how many are taken: no more than the places, and than the part of all who qualify."""
    if _too_few(contest):
        return 0
    size = ranked if places is None else min(ranked, places)
    portion = contest.value("portion")
    return size if portion is None else min(size, contest.due.height * portion // 10**SHARE.scale)


def _too_few(contest: _Contest) -> bool:
    return contest.due.height < (contest.value("enough") or 0)


def _note(contest: _Contest, unclear: pl.DataFrame) -> str:
    if _too_few(contest):
        return "符合条件的人数不够，不评选"
    return "排序或份额无法判定的人可能改变名单" if not unclear.is_empty() else ""


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


def _tied(ranked: Sequence[_Applicant], taken: Sequence[_Applicant]) -> set[tuple[str, str]]:
    """Return those who are equal in rank and shares, of whom some are taken and some are not."""
    claims = {a.claim for a in taken}
    groups: dict[tuple[Any, ...], list[_Applicant]] = {}
    for applicant in ranked:
        groups.setdefault((applicant.rank, applicant.signature), []).append(applicant)
    mixed = (g for g in groups.values() if 0 < sum(a.claim in claims for a in g) < len(g))
    return {a.claim for group in mixed for a in group}
