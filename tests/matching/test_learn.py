"""Weights move only when outcomes say so, and only when they say so twice."""

import numpy as np
import pytest

from tests.matching import markets
from yulin.matching.audit import gini, selection_rates
from yulin.matching.features import Feature
from yulin.matching.learn import Outcomes, learn_weights
from yulin.matching.rank import Ranking, rank_people, rank_posts

OLD = {Feature.TITLE: 500, Feature.PAY: 500}


def outcomes(truth: dict[Feature, float], lists: int, noise: float, seed: int = 1) -> Outcomes:
    """Lists of ten of which the three that a made-up taste likes best go further."""
    rng = np.random.default_rng(seed)
    features = rng.integers(0, 1001, (lists * 10, len(Feature))).astype(np.int16)
    weights = np.array([truth.get(feature, 0.0) for feature in Feature])
    liked = (features @ weights + rng.normal(0, noise, lists * 10)).reshape(lists, 10)
    outcome = (np.argsort(np.argsort(-liked, axis=1), axis=1) < 3).astype(np.int64).ravel()
    return Outcomes(features, np.repeat(np.arange(lists), 10), outcome)


def test_a_clear_taste_is_learned_and_adopted() -> None:
    found = learn_weights(outcomes({Feature.TITLE: 0.9, Feature.PAY: 0.1}, 200, 50.0), OLD, seed=3)
    assert found.adopted
    assert found.weights == {Feature.TITLE: 890, Feature.PAY: 110}
    assert (round(found.old, 3), round(found.new, 3)) == (0.852, 0.976)
    assert found.reason == "新的在留出的名单上更好"


def test_what_is_no_better_is_not_adopted() -> None:
    same = learn_weights(outcomes({Feature.TITLE: 0.5, Feature.PAY: 0.5}, 200, 50.0), OLD, seed=3)
    assert not same.adopted
    assert same.weights is OLD
    noise = learn_weights(outcomes({}, 200, 50.0), OLD, seed=3)
    assert not noise.adopted
    assert noise.better[0] < 0 < noise.better[1]


def test_features_that_nobody_weighed_stay_unweighed() -> None:
    """Learning cannot bring in what the bureau has not put on the scale."""
    found = learn_weights(outcomes({Feature.PLACE: 1.0}, 200, 1.0), OLD, seed=3)
    assert set(found.weights) == {Feature.TITLE, Feature.PAY}


def test_too_few_lists_teach_nothing() -> None:
    found = learn_weights(outcomes({Feature.TITLE: 1.0}, 30, 1.0), OLD, seed=3)
    assert (found.adopted, found.weights) == (False, OLD)
    assert found.reason == "有不同结果的名单只有 9 份，至少要 20 份"
    nothing = Outcomes(np.zeros((0, 12), np.int16), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert learn_weights(nothing, OLD, seed=3).reason.startswith("有不同结果的名单只有 0 份")


def test_weights_add_up_to_a_thousand_whatever_is_learned() -> None:
    old = dict.fromkeys(Feature, 83) | {Feature.TITLE: 87}
    for seed in range(5):
        truth = {feature: float(at) for at, feature in enumerate(Feature)}
        found = learn_weights(outcomes(truth, 80, 10.0, seed), old, seed=seed)
        assert sum(found.weights.values()) == 1000
        assert min(found.weights.values()) >= 0


def test_rates_are_compared_with_the_group_that_is_shown_most() -> None:
    people = 80
    ids = np.arange(people, dtype=np.int32).reshape(40, 2)
    ranking = Ranking(np.full((40, 2), 1 << 42, np.int64), ids)
    traits = ["甲" if (at < 40 and at % 2 == 0) or at % 4 == 1 else "乙" for at in range(people)]
    rates = selection_rates(ranking, traits, first=1)
    told = [(one.group, one.people, one.shown, one.ratio, one.sign) for one in rates]
    assert told == [("乙", 40, 20, 1.0, False), ("甲", 40, 20, 1.0, False)]
    skewed = ["甲" if at % 2 == 0 else "乙" for at in range(people)]
    one, other = selection_rates(ranking, skewed, first=1)
    assert (one.rate, one.ratio, one.sign) == (0.0, 0.0, True)
    assert (other.rate, other.ratio, other.sign) == (1.0, 1.0, False)
    few = ["丙" if at < 10 else "乙" for at in range(people)]
    assert [rate.ratio for rate in selection_rates(ranking, few, first=1)] == [None, 1.0]
    with pytest.raises(ValueError, match="fewer than 3"):
        selection_rates(ranking, traits, first=3)


def test_lists_of_a_market_can_be_audited() -> None:
    market = markets.invented(60, 180)
    rates = selection_rates(rank_people(market, keep=5), ["甲", "乙"] * 30, first=5)
    assert [(rate.group, rate.people, rate.shown) for rate in rates] == [("乙", 5, 5), ("甲", 4, 4)]
    assert round(gini(rank_posts(market.market(), keep=5), 180), 3) == 0.653
    assert gini(Ranking(np.zeros((0, 1), np.int64), np.zeros((0, 1), np.int32)), 5) == 0.0
