"""Lists are exactly those of a plain reference, in both directions, ties and blanks included."""

import numpy as np
import pytest

from tests.matching import markets
from yulin.matching.features import Feature, Weights
from yulin.matching.rank import Sides, rank_people, rank_posts
from yulin.matching.refresh import refresh_posts
from yulin.matching.scale import FITTING


def plainly(market: Sides, keep: int) -> tuple[list, list]:
    """Both directions' lists of (key, row), by going through every pair."""
    plain = markets.reference(market)
    people, posts = len(market.people.education), len(market.posts.education)
    keys = [[plain.pair(i, j).key for j in range(posts)] for i in range(people)]

    def best(line: list[int]) -> list[tuple[int, int]]:
        found = sorted((-key, at) for at, key in enumerate(line) if key >= 0)[:keep]
        return [(-key, at) for key, at in found]

    return [best(line) for line in keys], [
        best([keys[i][j] for i in range(people)]) for j in range(posts)
    ]


def entries(ranking) -> list:
    return [
        [(int(key), int(at)) for key, at in zip(keys, ids, strict=True) if key >= 0]
        for keys, ids in zip(ranking.keys, ranking.ids, strict=True)
    ]


@pytest.fixture(scope="module")
def market() -> Sides:
    return markets.invented(60, 180)


def test_both_directions_are_those_of_the_reference(market) -> None:
    of_people, of_posts = plainly(market, 7)
    assert entries(rank_posts(market.market(), keep=7)) == of_people
    assert entries(rank_people(market, keep=7)) == of_posts
    # the lists are no accident: some are full of who fits, some of who may, some are short
    tops = [found[0][0] >= FITTING for found in of_people if found]
    assert (sum(tops), len(tops)) == (9, 45)
    assert sorted({len(found) for found in of_posts}) == [0, 1, 2, 3, 4, 5, 6, 7]


def test_other_weights_rank_otherwise_and_still_exactly(market) -> None:
    weights = Weights(
        {Feature.PAY: 1000}, {Feature.SKILL: 400, Feature.EDUCATION: 300, Feature.MAJOR: 300}
    )
    other = Sides(market.people, market.posts, market.idf, market.places, weights)
    of_people, of_posts = plainly(other, 5)
    assert entries(rank_posts(other.market(), keep=5)) == of_people
    assert entries(rank_people(other, keep=5)) == of_posts
    assert of_people != plainly(market, 5)[0]


def test_lists_do_not_depend_on_threads_rows_or_length(market) -> None:
    one = rank_posts(market.market(), keep=9, workers=1)
    three = rank_posts(market.market(), keep=9, workers=3)
    assert np.array_equal(one.keys, three.keys)
    assert np.array_equal(one.ids, three.ids)
    few = rank_posts(market.market(), keep=9, rows=np.array([5, 41]))
    assert np.array_equal(few.ids[[5, 41]], one.ids[[5, 41]])
    assert (np.delete(few.ids, [5, 41], 0) == -1).all()
    assert np.array_equal(rank_posts(market.market(), keep=4).ids, one.ids[:, :4])
    people = rank_people(market, keep=9, workers=1)
    assert np.array_equal(people.ids, rank_people(market, keep=9, workers=4).ids)


def test_equal_posts_stand_in_the_order_of_their_table() -> None:
    market = markets.sides(markets.seekers({}), markets.posts(*[{}] * 5))
    assert rank_posts(market.market(), keep=3).ids.tolist() == [[0, 1, 2]]
    market = markets.sides(markets.seekers(*[{}] * 5), markets.posts({}))
    assert rank_people(market, keep=3).ids.tolist() == [[0, 1, 2]]


def test_nobody_and_nothing_are_ranked_too() -> None:
    market = markets.sides(markets.seekers({}), markets.posts({}))
    nobody = Sides(
        markets.sides(markets.seekers({}).clear(), markets.posts({})).people,
        market.posts,
        market.idf,
        market.places,
    )
    assert rank_posts(nobody.market(), keep=3).ids.shape == (0, 3)
    assert rank_people(nobody, keep=3).ids.tolist() == [[-1, -1, -1]]
    with pytest.raises(ValueError, match="one entry"):
        rank_posts(market.market(), keep=0)


@pytest.mark.parametrize(("depth", "afresh"), [(20, 0), (11, 1)])
def test_few_changed_posts_are_refreshed_as_if_all_were_ranked(market, depth, afresh) -> None:
    old = rank_posts(market.market(), keep=depth)
    changed = np.unique(old.ids[[11, 20, 41], :3])
    posts = _replaced(market, markets.invented(60, 180, seed=2).posts, changed)
    after = Sides(market.people, posts, market.idf, market.places)
    whole = rank_posts(after.market(), keep=10)
    found = refresh_posts(old, after, changed, keep=10)
    assert np.array_equal(found.ranking.keys[:, :10], whole.keys)
    assert np.array_equal(found.ranking.ids[:, :10], whole.ids)
    assert not np.array_equal(old.ids[:, :10], whole.ids)
    assert len(found.afresh) == afresh


def _replaced(market: Sides, other, rows):
    """Posts of the market, where some have another's pay, degree and place."""
    pay, education = market.posts.pay_low.copy(), market.posts.education.copy()
    pay[rows], education[rows] = other.pay_low[rows] + 500, other.education[rows]
    return market.posts._replace(pay_low=pay, education=education)


def test_a_list_that_is_no_deeper_cannot_be_refreshed(market) -> None:
    ranking = rank_posts(market.market(), keep=5)
    with pytest.raises(ValueError, match="no deeper"):
        refresh_posts(ranking, market, np.array([1]), keep=5)


def test_scores_are_geometric_means_and_what_may_not_fit_has_none() -> None:
    market = markets.sides(markets.seekers({}, {"班次": None}), markets.posts({}, {"职业": None}))
    ranking = rank_posts(market.market(), keep=2)
    pair = markets.reference(market).pair(0, 0)
    assert (pair.seeker, pair.employer) == (720200, 620350)
    assert ranking.scores().tolist() == [[668, 524], [0, 0]]
    assert ranking.potentials().tolist() == [[668, 524], [668, 524]]
