"""Seatings are the best there are: compared with all others where they can be counted."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.matching.assign import (
    Request,
    Seating,
    WhyNot,
    lists_to_request,
    ranks,
    seat,
    why_not,
    without_seat,
)


def request(pairs: dict, capacity: list, group: list, owner=(), quota=()) -> Request:
    return Request(
        people=np.array([person for person, _ in pairs], np.int32),
        seats=np.array([place for _, place in pairs], np.int32),
        scores=np.array(list(pairs.values()), np.int64),
        capacity=np.array(capacity, np.int64),
        group=np.array(group, np.int64),
        owner=np.array(owner, np.int64),
        quota=np.array(quota, np.int64),
    )


def counted(pairs: dict, capacity: list, group: list, owner: list, quota: list) -> tuple:
    """The best by going through every seating: how many of each group, then the sum."""
    found = []
    for choice in itertools.product(range(-1, len(capacity)), repeat=len(group)):
        taken = [(person, place) for person, place in enumerate(choice) if place >= 0]
        used = [choice.count(place) for place in range(len(capacity))]
        of = [
            sum(used[at] for at in range(len(used)) if owner[at] == own)
            for own in range(len(quota))
        ]
        if (
            all(pair in pairs for pair in taken)
            and all(one <= most for one, most in zip(used, capacity, strict=True))
            and all(one <= most for one, most in zip(of, quota, strict=True))
        ):
            groups = [sum(group[person] == one for person, _ in taken) for one in range(3)]
            found.append((*groups, sum(pairs[pair] for pair in taken)))
    return max(found)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 2)), st.integers(0, 1000), max_size=12
    ),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.integers(0, 3),
)
def test_as_many_as_can_be_are_seated_and_at_the_highest_sum(pairs, capacity, group, quota) -> None:
    found = seat(request(pairs, capacity, group, [0, 0, -1], [quota]))
    seated = [int(place) for place in found.seat]
    groups = [
        sum(place >= 0 and group[at] == one for at, place in enumerate(seated)) for one in range(3)
    ]
    assert (*groups, found.total) == counted(pairs, capacity, group, [0, 0, -1], [quota])
    assert found.seated == sum(groups)
    assert found.total == sum(pairs[at, place] for at, place in enumerate(seated) if place >= 0)


PAIRS = {(0, 0): 900, (0, 1): 800, (1, 0): 850, (2, 0): 100}


def test_who_comes_first_is_seated_first_even_at_a_lower_sum() -> None:
    assert seat(request(PAIRS, [1, 1], [0, 0, 0])) == _seating([1, 0, -1], 1650)
    assert seat(request(PAIRS, [1, 1], [1, 1, 0])) == _seating([1, -1, 0], 900)


class _Same(Seating):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seating) and (
            self.seat.tolist(), self.total, self.seated
        ) == (other.seat.tolist(), other.total, other.seated)  # fmt: skip

    __hash__ = None


def _seating(seats: list, total: int) -> Seating:
    return _Same(np.array(seats), total, sum(place >= 0 for place in seats))


def test_why_not_says_who_would_have_to_make_room() -> None:
    asked = request(PAIRS, [1, 1], [0, 0, 0])
    found = seat(asked)
    assert why_not(asked, found, 0, 0) == WhyNot(possible=True, loss=750, unseated=(1,))
    assert why_not(asked, found, 2, 0) == WhyNot(possible=True, loss=750, unseated=(1,))
    assert why_not(asked, found, 1, 0) == WhyNot(possible=True)  # it is theirs
    assert why_not(asked, found, 1, 1) == WhyNot(possible=False)
    full = request(PAIRS, [1, 1], [0, 0, 0], [0, 0], [0])
    assert why_not(full, seat(full), 0, 0) == WhyNot(possible=False)


def test_moves_to_another_seat_are_named() -> None:
    asked = request({(0, 0): 900, (0, 1): 899, (1, 0): 10}, [1, 1], [0, 0])
    found = seat(request({(0, 0): 900, (0, 1): 899, (1, 0): 10}, [1, 0], [0, 0]))
    assert found.seat.tolist() == [0, -1]
    assert why_not(asked, found, 1, 0).moved == ((0, 0, 1),)


def test_ranks_and_congestion() -> None:
    asked = request(PAIRS, [1, 1], [0, 0, 0])
    assert ranks(asked, seat(asked)).tolist() == [2, 1, 0]
    assert without_seat(np.array([0, 0, 0, -1]), np.array([1, 1])) == 2
    lists = lists_to_request(
        np.array([[1, 0], [1, -1]], np.int32), np.array([[9, 8], [7, 0]]), np.array([1, 1])
    )
    assert (lists.people.tolist(), lists.seats.tolist()) == ([0, 0, 1], [1, 0, 1])
    assert lists.scores.tolist() == [9, 8, 7]


@pytest.mark.parametrize(
    ("pairs", "capacity", "said"),
    [({(0, 0): 1001}, [1], "from 0 to 1000"), ({(0, 0): 1}, [-1], "negative")],
)
def test_what_makes_no_sense_is_refused(pairs, capacity, said) -> None:
    with pytest.raises(ValueError, match=said):
        request(pairs, capacity, [0])


def test_a_pair_named_twice_and_too_many_groups_are_refused() -> None:
    twice = np.zeros(2, np.int32)
    with pytest.raises(ValueError, match="twice"):
        Request(twice, twice, np.zeros(2, np.int64), np.ones(1, np.int64), np.zeros(1, np.int64))
    pairs = {(person, 0): 1 for person in range(60)}
    with pytest.raises(OverflowError, match="too many groups"):
        seat(request(pairs, [1], list(range(60))))


def test_nobody_is_seated_where_there_is_nobody() -> None:
    assert seat(request({}, [3], [])).seated == 0
    assert seat(request({}, [], [0, 0])).seat.tolist() == [-1, -1]
