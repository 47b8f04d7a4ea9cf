"""Seating people under capacity: slots of interviews, places of training, posts with a headcount.

As many as can be seated are, those of a higher group first; among all ways to do so the one with the
highest sum of scores is taken. It is a flow of least cost, solved to the optimum by OR-Tools; costs
are whole numbers, so the optimum is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from ortools.graph.python import min_cost_flow

from yulin.matching.sides import Int32, Int64

#: Scores of pairs are 0 to this.
MOST_SCORE: Final = 1000
UNSEATED: Final = -1


@dataclass(frozen=True)
class Request:
    """Who may sit where.

    Attributes:
        people: For each pair, the row of the person.
        seats: For each pair, the row of what has seats.
        scores: For each pair, 0 to 1000.
        capacity: How many each can seat.
        group: Of each person, 0 for the first to be seated; everybody 0 unless told.
        owner: Of each that has seats, whose quota it counts in; -1 for none.
        quota: How many each owner can seat in all.
    """

    people: Int32
    seats: Int32
    scores: Int64
    capacity: Int64
    group: Int64
    owner: Int64 = field(default_factory=lambda: np.zeros(0, np.int64))
    quota: Int64 = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        if len(self.scores) and not 0 <= self.scores.min() <= self.scores.max() <= MOST_SCORE:
            raise ValueError(f"scores of pairs are from 0 to {MOST_SCORE}")
        if (self.capacity < 0).any():
            raise ValueError("a capacity is negative")
        pairs = self.people.astype(np.int64) * (len(self.capacity) + 1) + self.seats
        if len(np.unique(pairs)) != len(pairs):
            raise ValueError("a pair is named twice")


@dataclass(frozen=True)
class Seating:
    """Who sits where.

    Attributes:
        seat: Of each person; -1 for nobody's.
        total: Sum of the scores of those who are seated.
        seated: How many are.
    """

    seat: Int64
    total: int
    seated: int


def seat(request: Request) -> Seating:
    """Seat as many as can be, by group, and those with the highest sum of scores.

    Args:
        request: Pairs, capacities, groups and quotas.

    Returns:
        The optimum.

    Raises:
        OverflowError: Groups are so many that costs do not fit into 64 bits.
        RuntimeError: The solver finds no optimum, which a request cannot cause.
    """
    flow, arcs = _network(request)
    people = len(request.group)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"no optimum: {status}")
    used = np.flatnonzero(flow.flows(arcs))
    found = np.full(people, UNSEATED, np.int64)
    found[request.people[used]] = request.seats[used]
    return Seating(found, int(request.scores[used].sum()), len(used))


def _network(request: Request) -> tuple[min_cost_flow.SimpleMinCostFlow, Int32]:
    """Source → people → seats → owners → sink, and from each person a way past every seat."""
    people, seats, owners = len(request.group), len(request.capacity), len(request.quota)
    source = people + seats + owners
    sink = source + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    persons = np.arange(people, dtype=np.int32)
    _arcs(flow, np.full(people, source), persons, np.ones(people), np.zeros(people))
    worth = _worth(request.group)
    cost = -(request.scores + worth[request.people])
    nodes = request.seats + np.int32(people)
    arcs = _arcs(flow, request.people, nodes, np.ones(len(cost)), cost)
    owner = request.owner if len(request.owner) else np.full(seats, UNSEATED, np.int64)
    towards = np.where(owner == UNSEATED, sink, people + seats + owner)
    _arcs(flow, people + np.arange(seats), towards, request.capacity, np.zeros(seats))
    quotas = people + seats + np.arange(owners)
    _arcs(flow, quotas, np.full(owners, sink), request.quota, np.zeros(owners))
    _arcs(flow, persons, np.full(people, sink), np.ones(people), np.zeros(people))
    flow.set_node_supply(source, people)
    flow.set_node_supply(sink, -people)
    return flow, arcs


def _arcs(
    flow: min_cost_flow.SimpleMinCostFlow,
    tails: np.ndarray[tuple[int, ...], np.dtype[np.integer]],
    heads: np.ndarray[tuple[int, ...], np.dtype[np.integer]],
    capacity: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
    cost: np.ndarray[tuple[int, ...], np.dtype[np.generic]],
) -> Int32:
    found: Int32 = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32),
        heads.astype(np.int32),
        capacity.astype(np.int64),
        cost.astype(np.int64),
    )
    return found


def _worth(group: Int64) -> Int64:
    """What seating somebody counts besides the score: one of an earlier group more than all later."""
    people = len(group)
    worth = np.zeros(people, np.int64)
    step = 1 + MOST_SCORE * people
    for number in np.unique(group)[::-1]:
        members = group == number
        worth[members] = step
        step = 1 + step * int(members.sum()) + step
        if step > 1 << 60:
            raise OverflowError("too many groups for so many people: join some of them")
    return worth


@dataclass(frozen=True)
class WhyNot:
    """What it would cost to give somebody another seat.

    Attributes:
        possible: Whether it can be had at all.
        loss: By how much the sum of scores would fall.
        unseated: Who would lose their seat.
        moved: Who would sit elsewhere: person, from, to.
    """

    possible: bool
    loss: int = 0
    unseated: tuple[int, ...] = ()
    moved: tuple[tuple[int, int, int], ...] = ()


def why_not(request: Request, seating: Seating, person: int, wanted: int) -> WhyNot:
    """Say what giving somebody another seat would cost everybody.

    Args:
        request: As it was solved.
        seating: What came of it.
        person: Who.
        wanted: Which seat.

    Returns:
        The difference between the optimum and the best seating with that seat.
    """
    pair = (request.people == person) & (request.seats == wanted)
    if not pair.any() or request.capacity[wanted] < 1:
        return WhyNot(possible=False)
    others = request.people != person
    capacity = request.capacity.copy()
    capacity[wanted] -= 1
    quota = request.quota.copy()
    if len(request.owner) and request.owner[wanted] != UNSEATED:
        quota[request.owner[wanted]] -= 1
        if quota[request.owner[wanted]] < 0:
            return WhyNot(possible=False)
    rest = seat(
        Request(
            people=request.people[others],
            seats=request.seats[others],
            scores=request.scores[others],
            capacity=capacity,
            group=request.group,
            owner=request.owner,
            quota=quota,
        )
    )
    now = rest.seat.copy()
    now[person] = wanted
    changed = np.flatnonzero((now != seating.seat) & (np.arange(len(now)) != person))
    return WhyNot(
        possible=True,
        loss=seating.total - rest.total - int(request.scores[pair][0]),
        unseated=tuple(int(one) for one in changed if now[one] == UNSEATED),
        moved=tuple(
            (int(one), int(seating.seat[one]), int(now[one]))
            for one in changed
            if UNSEATED not in (now[one], seating.seat[one])
        ),
    )


def ranks(request: Request, seating: Seating) -> Int64:
    """Return which place of their own list people got, 1 for the first; 0 for nobody's.

    A pair counts as better when its score is higher.
    """
    got = np.zeros(len(seating.seat), np.int64)
    sits = request.seats == seating.seat[request.people]
    score = np.zeros(len(seating.seat), np.int64)
    score[request.people[sits]] = request.scores[sits]
    better = request.scores > score[request.people]
    seated = seating.seat != UNSEATED
    np.add.at(got, request.people[better], 1)
    return np.where(seated, got + 1, 0)


def without_seat(best: Int64, capacity: Int64) -> int:
    """Return how many would find no seat if everybody went to their best one.

    Args:
        best: The first of each person's list; -1 for none.
        capacity: How many each can seat.
    """
    wanted = np.bincount(best[best != UNSEATED], minlength=len(capacity))
    return int(np.maximum(wanted - capacity, 0).sum())


def lists_to_request(
    ids: Int32, scores: Int64, capacity: Int64, group: Sequence[int] | None = None
) -> Request:
    """Make a request of ranked lists.

    Args:
        ids: One list a person; -1 where it is shorter.
        scores: Of each entry.
        capacity: How many each can seat.
        group: Of each person; everybody the same unless told.
    """
    people, places = np.nonzero(ids != UNSEATED)
    return Request(
        people=people.astype(np.int32),
        seats=ids[people, places],
        scores=scores[people, places],
        capacity=capacity,
        group=np.zeros(len(ids), np.int64) if group is None else np.array(group, np.int64),
    )
