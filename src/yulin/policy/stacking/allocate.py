"""Gives places, or a fund, to fewer than all who qualify: by rank, with shares kept.

Everybody is decided alone; here they are compared. Of all sets of people that keep every share
(half under 40, four fifths from firms) the one is taken that is best by rank: nobody in it could be
exchanged for somebody of a better rank and the shares still be kept. People whose place cannot be
told, because what ranks them is unknown or they tie at the edge, are named as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.program import SHARE, CompiledQuota, Item
from yulin.policy.stacking.chosen import Applicant, Limits, result
from yulin.policy.stacking.notes import NOTHING, TOO_FEW, UNCLEAR, UNSEEN, Said, joined
from yulin.policy.stacking.place import BENEFIT, COST, ROWS, Place

_MOST_SHARES = 6
_TURN = "_turn"
#: the turn of who comes before nobody
_LAST = 9
#: the turns of who holds a place already, and of who is tied for one that was given already
HOLDS, WAITS = 1, 2
BEFORE = {KEY: pl.String, BENEFIT: pl.String, "turn": pl.Int8, COST: pl.Int64}


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
    #: why nobody could be chosen, or not all surely, in words
    note: str = ""
    note_en: str = ""
    #: what becomes of everybody who stands, under every benefit that shares the places: ``ROWS``
    rows: pl.DataFrame = field(repr=False, compare=False)


@dataclass(frozen=True)
class Terms:
    """What bears on the places of a benefit beside those who stand for them."""

    #: why nobody can be chosen, in words
    hindered: Said = NOTHING
    #: who comes before all others, and in which turn: ``BEFORE``, the smallest turn first
    before: pl.DataFrame | None = None
    #: whether who has a place (turn ``HOLDS``) and does not stand any more has used it up
    used_up: bool = True
    #: who has had all there is to have, and does not stand again: ``_key``, ``_benefit``
    apart: pl.DataFrame | None = None

    def gone(self, due: pl.DataFrame) -> pl.DataFrame:
        """Return those of ``before`` whose places are used up though they do not stand."""
        if self.before is None or not self.used_up:
            return pl.DataFrame(schema=BEFORE)
        held = self.before.filter(pl.col("turn") == HOLDS)
        return held.join(due, on=[KEY, BENEFIT], how="anti", maintain_order="left")


@dataclass(frozen=True)
class _Contest:
    """The applicants of one benefit, or of all that share its places, read from wide frames."""

    item: Item
    quota: CompiledQuota
    #: a row for each benefit due: ``_key``, ``_benefit``, ``_turn`` and the quota's figures by name
    due: pl.DataFrame
    #: whose places are used up, beside those who stand: ``BEFORE``
    gone: pl.DataFrame

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
        return [COST] if self.quota.fund is not None else []

    def in_order(self) -> list[Applicant]:
        """Return the applicants whose rank, shares and cost are known, the best first."""
        down = [not ascending for _, ascending in self.quota.ranking]
        known = self.due.drop_nulls(self._needed()) if self._needed() else self.due
        ordered = known.sort(
            [_TURN, *self.ranks, KEY, BENEFIT], descending=[False, *down, False, False]
        )
        wanted = ordered.select(KEY, BENEFIT, _TURN, *self._needed()).to_dicts()
        return [
            Applicant(
                subject=row[KEY],
                benefit=row[BENEFIT],
                rank=(row[_TURN], *(row[r] for r in self.ranks)),
                signature=tuple(row[s] for s in self.shares),
                cost=sum(row[c] for c in self.costs),
            )
            for row in wanted
        ]

    def unclear(self) -> pl.DataFrame:
        """Return those whose rank, shares or cost cannot be told."""
        tests = [pl.col(c).is_null() for c in self._needed()]
        return self.due.filter(pl.any_horizontal(tests)) if tests else self.due.clear()

    def needs(self, size: int) -> list[int]:
        """Return how many of each share there must be among so many people."""
        return [
            _least(self.value(f"least{n}"), size, counted=share.counted)
            for n, share in enumerate(self.quota.shares)
        ]

    def _needed(self) -> list[str]:
        return [*self.ranks, *self.shares, *self.costs]


def allocate(table: DecisionTable, item: Item) -> Allocation:
    """Return who is taken among those a benefit is due to.

    Where benefits share places or a fund, all who qualify for any of them stand against each other;
    somebody who qualifies for two stands twice. The answer names those of ``item``.

    Raises:
        ValueError: where the benefit has no quota, or more shares than can be searched.
    """
    if item.quota is None:
        raise ValueError(f"{item.key} has no quota")
    among = [i for part in table.parts for i in part.items]
    return allocation(item, candidates(table, sharing(item, among)))


def allocation(item: Item, due: pl.DataFrame, terms: Terms = Terms()) -> Allocation:
    """Return who is taken among all who stand for an item, and for what shares its places.

    Args:
        item: the benefit asked about.
        due: those who qualify, as ``candidates`` gives them.
        terms: what else bears on it.

    Raises:
        ValueError: where the benefit has no quota, or more shares than can be searched.
    """
    quota = item.quota
    if quota is None:
        raise ValueError(f"{item.key} has no quota")
    if len(quota.shares) > _MOST_SHARES:
        raise ValueError(f"{item.key} has more than {_MOST_SHARES} shares")
    if terms.apart is not None:
        due = due.join(terms.apart, on=[KEY, BENEFIT], how="anti", maintain_order="left")
    contest = _Contest(item, quota, _in_turn(due, terms), terms.gone(due))
    if terms.hindered != NOTHING:
        return _nobody(contest, terms.hindered)
    asked = {"places": quota.places, "fund": quota.fund}
    asked |= {"portion": quota.portion, "enough": quota.enough}
    if any(node is not None and contest.value(name) is None for name, node in asked.items()):
        return _nobody(contest, UNSEEN)
    return _chosen(contest, contest.value("places"), contest.value("fund"))


def _in_turn(due: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Say who comes before others; of all alike where nobody does."""
    last = pl.lit(_LAST, dtype=pl.Int8)
    if terms.before is None:
        return due.with_columns(last.alias(_TURN))
    turns = terms.before.select(KEY, BENEFIT, pl.col("turn").cast(pl.Int8).alias(_TURN))
    return due.join(turns, on=[KEY, BENEFIT], how="left", maintain_order="left").with_columns(
        pl.col(_TURN).fill_null(last)
    )


def sharing(item: Item, among: Iterable[Item]) -> list[Item]:
    """Return the benefits that share an item's places, itself among them."""
    pool = item.quota.pool if item.quota is not None else ""
    if not pool:
        return [item]
    return [
        i
        for i in among
        if i.document.id == item.document.id and i.quota is not None and i.quota.pool == pool
    ]


def candidates(
    table: DecisionTable,
    items: Iterable[Item],
    standing: Mapping[str, pl.Series] | None = None,
) -> pl.DataFrame:
    """Return ``_key``, ``_benefit``, the figures of the quota by name and ``_cost`` of who stands.

    Args:
        table: decisions.
        items: benefits with the same places.
        standing: by benefit, who stands; otherwise those to whom it is due and not displaced.
    """
    chosen = [_standing(table, one, (standing or {}).get(one.key)) for one in items]
    return pl.concat(chosen, how="vertical")


def figures(item: Item) -> list[str]:
    """Return the names of a quota's figures, in order; ``_cost`` is the last."""
    assert item.quota is not None
    return [*(extra.name for extra in item.quota.extras()), COST]


def _standing(table: DecisionTable, item: Item, keys: pl.Series | None) -> pl.DataFrame:
    """Return who stands for one benefit, with the figures of its quota as whole numbers."""
    assert item.quota is not None
    wide = next(part for part in table.parts if part.subject == item.subject)
    takes = wide.due(item)[KEY] if keys is None else keys
    frame = wide.frame.filter(pl.col(KEY).is_in(takes.implode()))
    sums = (f"{item.key}|{name}" for name in ("net", "total"))
    paid = next((pl.col(c) for c in sums if c in frame.columns), pl.lit(0))
    return frame.select(
        KEY,
        pl.lit(item.key).alias(BENEFIT),
        *(pl.col(f"{item.key}|{n}").cast(pl.Int64).alias(n) for n in figures(item)[:-1]),
        paid.cast(pl.Int64).alias(COST),
    )


def _nobody(contest: _Contest, note: Said) -> Allocation:
    return Allocation(
        benefit=contest.item.key,
        places=None,
        fund=None,
        spent=0,
        taken=(),
        refused=(),
        tied=(),
        open=tuple(contest.due.filter(pl.col(BENEFIT) == contest.item.key)[KEY]),
        short=(),
        note=note[0],
        note_en=note[1],
        rows=_open(contest.due),
    )


def _chosen(contest: _Contest, places: int | None, fund: int | None) -> Allocation:
    ranked, unclear = contest.in_order(), contest.unclear()
    size = _size(contest, len(ranked), places)
    wanted = contest.needs(size)
    # of a share that cannot be kept, as much is kept as can be
    there = [sum(a.signature[n] for a in ranked) for n in range(len(wanted))]
    short = [n for n, need in enumerate(wanted) if there[n] < need]
    bounds = [min(need, have) for need, have in zip(wanted, there, strict=True)]
    left = None if fund is None else fund - int(contest.gone[COST].sum())
    limits = Limits(
        size=size, bounds=bounds, fund=left, shares=contest.quota.shares, among=contest.needs
    )
    found = result(ranked, limits)
    rows = pl.concat([_rows(ranked, found.places), _open(unclear)])

    def own(place: Place) -> tuple[str, ...]:
        chosen = rows.filter(pl.col(BENEFIT) == contest.item.key, pl.col("place") == int(place))
        return tuple(chosen[KEY])

    note = joined([*_notes(contest, unclear), found.note])
    return Allocation(
        benefit=contest.item.key,
        places=places,
        fund=fund,
        spent=found.spent,
        taken=own(Place.TAKEN),
        refused=own(Place.REFUSED),
        tied=own(Place.TIED),
        open=own(Place.OPEN),
        short=tuple(contest.quota.shares[n].name for n in short),
        note=note[0],
        note_en=note[1],
        rows=rows,
    )


def _rows(ranked: Sequence[Applicant], places: Sequence[Place]) -> pl.DataFrame:
    """Return what becomes of everybody who is ranked, in the order of rank.

    Whoever ranks alike has the same position, and the next one's counts them all: 1, 2, 2, 4.
    """
    first: dict[tuple[Any, ...], int] = {}
    told = [
        (*one.claim, int(place), first.setdefault(one.rank, number))
        for number, (one, place) in enumerate(zip(ranked, places, strict=True), 1)
    ]
    return pl.DataFrame(told, schema=ROWS, orient="row")


def _open(unclear: pl.DataFrame) -> pl.DataFrame:
    rows = unclear.select(KEY, BENEFIT, place=pl.lit(int(Place.OPEN)), position=None)
    return rows.cast(ROWS)  # type: ignore[arg-type]


def _size(contest: _Contest, ranked: int, places: int | None) -> int:
    """Return how many are taken: no more than the places, and than the part of all who qualify."""
    if _too_few(contest):
        return 0
    size = ranked if places is None else min(ranked, max(0, places - contest.gone.height))
    portion = contest.value("portion")
    return size if portion is None else min(size, contest.due.height * portion // 10**SHARE.scale)


def _too_few(contest: _Contest) -> bool:
    return contest.due.height < (contest.value("enough") or 0)


def _notes(contest: _Contest, unclear: pl.DataFrame) -> list[Said]:
    if _too_few(contest):
        return [TOO_FEW]
    return [] if unclear.is_empty() else [UNCLEAR]


def _least(share: int | None, size: int, *, counted: bool) -> int:
    """Return how many places a share is at least: 50% of 3 are 2. Of an unknown share, none."""
    if share is None:
        return 0
    return share if counted else -(-share * size // 10**SHARE.scale)
