"""Who is taken where shares are kept: the same as by trying every number of every kind."""

from collections import Counter
from itertools import product
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yulin.policy.backends.population import KEY
from yulin.policy.stacking import chosen
from yulin.policy.stacking.allocate import allocation
from yulin.policy.stacking.clashes import certain, clash
from yulin.policy.stacking.cover import covering
from yulin.policy.stacking.place import BENEFIT, COST

# -- the slow way ----------------------------------------------------------------------------------


def every_number(kinds, places, needs):
    """Whether some of each kind fill every need: every number is tried."""
    if all(need <= 0 for need in needs):
        return True
    if not kinds or max(needs) > places:
        return False
    (mark, count), *rest = kinds
    return any(
        every_number(
            rest,
            places - used,
            tuple(need - used * has for need, has in zip(needs, mark, strict=True)),
        )
        for used in range(min(count, places), -1, -1)
    )


def slowly(ranked, size, bounds, fund):
    """Take people by rank as long as the places left can still fill every share."""
    taken, spent, failed = [], 0, False
    rest = Counter(one.signature for one in ranked)
    for one in ranked:
        if len(taken) == size:
            break
        rest[one.signature] -= 1
        if fund is not None and spent + one.cost > fund:
            failed = not every_number(list(rest.items()), size - len(taken), tuple(bounds))
            continue
        after = tuple(need - has for need, has in zip(bounds, one.signature, strict=True))
        if every_number(list(rest.items()), size - len(taken) - 1, after):
            taken.append(one)
            spent += one.cost
            bounds = after
    return taken, spent, failed


# -- small cases -----------------------------------------------------------------------------------


@st.composite
def contests(draw):
    shares = draw(st.integers(0, 4))
    person = st.tuples(
        st.integers(0, 4) | st.none(),
        *[
            st.booleans() | (st.booleans() if n else st.none() | st.booleans())
            for n in range(shares)
        ],
        st.integers(1, 4) | st.none(),
    )
    people = draw(st.lists(person, min_size=1, max_size=10))
    least = [draw(st.integers(0, 5)) for _ in range(shares)]
    places = draw(st.integers(0, 8))
    fund = draw(st.none() | st.integers(0, 15))
    return people, least, places, fund


def contest(people, least, places, fund):
    """An item with a quota, and those who stand for it: rank, shares, cost."""
    names = [f"share{n}" for n in range(len(least))]
    quota = SimpleNamespace(
        places=object(),
        fund=None if fund is None else object(),
        portion=None,
        enough=None,
        pool="",
        ranking=((None, False),),
        shares=tuple(SimpleNamespace(name=n, name_en="", counted=True) for n in names),
    )
    types = {"rank0": pl.Int64, **dict.fromkeys(names, pl.Boolean), COST: pl.Int64}
    due = pl.DataFrame(people, schema=types, orient="row").with_row_index("n")
    due = due.select(
        pl.format("P{}", pl.col("n").cast(pl.String).str.zfill(6)).alias(KEY),
        pl.lit("T/甲").alias(BENEFIT),
        pl.exclude("n"),
        pl.lit(places).alias("places"),
        pl.lit(fund, pl.Int64).alias("fund"),
        *(pl.lit(number).alias(f"least{n}") for n, number in enumerate(least)),
    )
    return SimpleNamespace(key="T/甲", quota=quota), due


@settings(deadline=None, max_examples=400)
@given(drawn=contests())
# an odd ring: half a person of each kind would do, whole people need one more place
@example(
    drawn=(
        [
            (9, False, False, False, 1),
            (5, True, True, False, 1),
            (4, True, False, True, 1),
            (3, False, True, True, 1),
        ],
        [1, 1, 1],
        3,
        None,
    )
)
def test_all_that_is_said_is_what_trying_everything_says(drawn):
    item, due = contest(*drawn)
    quick = allocation(item, due)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chosen, "best", slowly)
        slow = allocation(item, due)
    assert quick == slow
    assert quick.rows.equals(slow.rows)


@settings(deadline=None, max_examples=400)
@given(
    kinds=st.dictionaries(
        st.lists(st.booleans(), min_size=4, max_size=4).map(tuple), st.integers(0, 4), max_size=7
    ),
    places=st.integers(0, 8),
    needs=st.lists(st.integers(-1, 5), min_size=4, max_size=4).map(tuple),
)
def test_a_plan_is_found_wherever_there_is_one(kinds, places, needs):
    found = covering(kinds, places, needs)
    assert (found is not None) == every_number(list(kinds.items()), places, needs)
    if found is not None:
        assert sum(found.values()) <= places
        assert all(0 <= count <= kinds[mark] for mark, count in found.items())
        held = [sum(c for mark, c in found.items() if mark[n]) for n in range(4)]
        assert all(have >= need for have, need in zip(held, needs, strict=True))


@pytest.mark.parametrize(
    ("needs", "least", "fewest"),
    [
        # a ring of three kinds, each for two shares: two of each share take three people
        ((2, 2, 2), None, 3),
        # of an odd sum half a person more is a whole one
        ((3, 2, 2), None, 4),
        ((2, 2, 2), {(True, True, False): 2}, 4),
        # more than there are: nothing will do
        ((9, 9, 9), None, None),
    ],
)
def test_how_few_people_do(needs, least, fewest):
    ring = {(True, True, False): 3, (True, False, True): 3, (False, True, True): 3}
    enough = [n for n in range(12) if covering(ring, n, needs, least) is not None]
    assert enough == ([] if fewest is None else list(range(fewest, 12)))


def test_a_city_of_applicants_is_given_its_places_at_once():
    # every third is young, every fourth works for a firm; none of them is among the best
    people = [
        (-n, n > 60_000 and n % 3 == 0, n > 60_000 and n % 4 == 0, n > 70_000 and n % 5 == 0, 1)
        for n in range(200_000)
    ]
    item, due = contest(people, [25_000, 15_000, 20_000], 50_000, None)
    found = allocation(item, due)
    assert len(found.taken) == 50_000
    assert found.short == ()
    held = due.filter(pl.col(KEY).is_in(found.taken))
    assert [held[f"share{n}"].sum() for n in range(3)] == [25_000, 15_000, 20_000]


# -- shares that cannot be kept together -----------------------------------------------------------


@settings(deadline=None, max_examples=300)
@given(
    ranks=st.lists(
        st.tuples(st.integers(0, 4), st.lists(st.booleans(), min_size=3, max_size=3).map(tuple)),
        min_size=1,
        max_size=7,
    ),
    size=st.integers(1, 6),
)
def test_what_is_certain_holds_however_far_a_share_is_lowered(ranks, size):
    ranked = sorted(ranks, key=lambda one: -one[0])
    size = min(size, len(ranked))
    # whoever of those alike in rank goes first: a tie is not certain
    for order in {tuple(ranked), tuple(sorted(ranked, key=lambda one: (-one[0], one[1])))}:
        people = [SimpleNamespace(signature=mark, cost=0, rank=rank) for rank, mark in order]
        for bounds in product(range(size + 1), repeat=3):
            if not every_number(list(Counter(m for _, m in order).items()), size, bounds):
                continue
            taken, _spent, _failed = slowly(people, size, bounds, None)
            for person, said in zip(people, certain(list(order), size), strict=True):
                assert said is None or said == any(person is one for one in taken)


@settings(deadline=None, max_examples=300)
@given(
    kinds=st.dictionaries(
        st.lists(st.booleans(), min_size=4, max_size=4).map(tuple), st.integers(1, 4), max_size=6
    ),
    places=st.integers(1, 6),
    wanted=st.lists(st.integers(0, 6), min_size=4, max_size=4),
)
def test_a_clash_names_as_few_shares_as_cannot_be_kept_together(kinds, places, wanted):
    there = [sum(count for mark, count in kinds.items() if mark[n]) for n in range(4)]
    needs = [min(need, have) for need, have in zip(wanted, there, strict=True)]

    def fits(shares, size):
        asked = tuple(need if n in shares else 0 for n, need in enumerate(needs))
        return every_number(list(kinds.items()), size, asked)

    found = clash(kinds, places, needs)
    assert (found is None) == fits(range(4), places)
    if found is not None:
        assert not fits(found.shares, places)
        assert all(fits([m for m in found.shares if m != n], places) for n in found.shares)
        assert found.needs == tuple(needs[n] for n in found.shares)
        assert fits(found.shares, found.fewest)
        assert not fits(found.shares, found.fewest - 1)


def test_a_fund_that_ends_before_a_share_is_kept_leaves_everybody_open():
    # two are paid by rank; the third, whom a share wants, cannot be paid any more
    people = [(9, False, 2), (5, False, 2), (4, True, 2)]
    found = allocation(*contest(people, [1], 3, 5))
    assert (found.taken, found.refused) == ((), ())
    assert found.open == ("P000000", "P000001", "P000002")
    assert (found.spent, found.note) == (0, "资金按名次用完，份额“share0”还没有满足，取舍没有写明")


def test_a_share_of_more_people_than_places_is_told():
    people = [(9, True, 1), (5, True, 1), (4, True, 1)]
    found = allocation(*contest(people, [3], 2, None))
    # the share asks for all of them, so the first two are in whatever is left of it
    assert (found.taken, found.refused, found.open) == (
        ("P000000", "P000001"),
        ("P000002",),
        (),
    )
    assert found.note == "份额“share0”要 3 人，名额只有 2 个，取舍没有写明"
    assert found.note_en == (
        "The share “share0” needs 3 people, there are 2 places; nobody said what gives way"
    )
