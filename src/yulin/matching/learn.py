"""Weights learned from what came of pairs, taken over only when they do better than the old ones.

What a seeker weighs is learned from what they did with posts that were shown to them; what an employer
weighs, from what they did with applications. Within each list every outcome is compared with every
lesser one (a logistic loss over differences, as in Bradley and Terry 1952), weights cannot be
negative, and they are drawn towards the old ones so that few outcomes move them little. Scores stay
sums of the same named features.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from yulin.matching.features import Feature
from yulin.matching.scale import FULL, WEIGHTS
from yulin.matching.sides import Int16, Int64

Floats = NDArray[np.float64]

#: Share of lists that are held back to judge by.
_HELD_BACK: Final = 0.3
#: Fewer lists than this on either side of the cut teach nothing.
_FEWEST: Final = 20
_DRAWS: Final = 2000
#: How strongly weights are drawn towards the old ones, in comparisons.
_PULL: Final = 20.0
#: How steeply a difference of scores tells who is preferred.
_STEEPNESS: Final = 10.0


@dataclass(frozen=True)
class Outcomes:
    """What came of pairs, on one side.

    Attributes:
        features: Of each pair, 0 to 1000 by ``Feature``.
        lists: Which list each pair stood in (a seeker's, or a post's).
        outcome: How far it went; more is better (seen 0, applied 1; refused 0, interviewed 1, hired 2,
            still there 3).
    """

    features: Int16
    lists: Int64
    outcome: Int64


@dataclass(frozen=True)
class Learned:
    """What learning came to.

    Attributes:
        weights: Of one side; the old ones unless ``adopted``.
        adopted: Whether the new ones did better on what was held back.
        old: Share of held-back comparisons that the old weights order rightly.
        new: The same of the new weights.
        better: By how much the new ones are better, at 2.5 % and 97.5 % of bootstrap draws of lists.
        reason: Why, in Chinese.
    """

    weights: Mapping[Feature, int]
    adopted: bool
    old: float
    new: float
    better: tuple[float, float]
    reason: str


def learn_weights(outcomes: Outcomes, old: Mapping[Feature, int], *, seed: int) -> Learned:
    """Learn one side's weights.

    Args:
        outcomes: What came of pairs.
        old: The weights in use.
        seed: Which lists are held back, so that it can be repeated.

    Returns:
        New weights if they are better on lists that they were not learned from: the whole interval of
        the difference has to lie above nought.
    """
    used = [feature for feature in Feature if old.get(feature, 0) > 0]
    features = outcomes.features[:, used].astype(np.float64) / FULL
    names = np.unique(outcomes.lists)
    rng = np.random.default_rng(seed)
    held = rng.permutation(names)[: int(len(names) * _HELD_BACK)]
    judged = np.isin(outcomes.lists, held)
    teach = _comparisons(features, outcomes, ~judged)
    judge = _comparisons(features, outcomes, judged)
    told = min(len(np.unique(teach.lists)), len(np.unique(judge.lists)))
    before = np.array([old[feature] for feature in used], np.float64) / WEIGHTS
    if told < _FEWEST:
        return Learned(
            old, False, 0.0, 0.0, (0.0, 0.0), f"有不同结果的名单只有 {told} 份，至少要 {_FEWEST} 份"
        )
    after = _whole(_fitted(teach.differences, before))
    return _judged(judge, used, before, after, old, rng)


@dataclass(frozen=True)
class _Comparisons:
    """Better minus worse, and the list both stood in."""

    differences: Floats
    lists: Int64


def _comparisons(features: Floats, outcomes: Outcomes, chosen: NDArray[np.bool_]) -> _Comparisons:
    rows = np.flatnonzero(chosen)
    order = rows[np.argsort(outcomes.lists[rows], kind="stable")]
    cuts = np.flatnonzero(np.diff(outcomes.lists[order])) + 1
    differences: list[Floats] = [np.zeros((0, features.shape[1]))]
    lists: list[Int64] = [np.zeros(0, np.int64)]
    for group in np.split(order, cuts):
        better, worse = np.nonzero(
            outcomes.outcome[group][:, None] > outcomes.outcome[group][None, :]
        )
        differences.append(features[group[better]] - features[group[worse]])
        lists.append(np.full(len(better), outcomes.lists[group[0]]) if len(better) else lists[0])
    return _Comparisons(np.concatenate(differences), np.concatenate(lists))


def _fitted(differences: Floats, before: Floats) -> Floats:
    """Weights that add up to 1 and order the comparisons best, near to the old ones."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = _STEEPNESS * differences @ weights
        pull = weights - before
        value = np.logaddexp(0.0, -margin).sum() + _PULL * (pull @ pull)
        wrong = -_STEEPNESS / (1.0 + np.exp(np.clip(margin, -60, 60)))
        return float(value), differences.T @ wrong + 2 * _PULL * pull

    found = minimize(loss, before, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(before))
    weights: Floats = found.x / max(float(found.x.sum()), 1e-12)
    return weights


def _whole(weights: Floats) -> Int64:
    """Thousandths that add up: what is cut off goes to those who lost most."""
    exact = weights * WEIGHTS
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: WEIGHTS - int(whole.sum())]] += 1
    return whole


def _judged(  # noqa: PLR0917 - one step of learn_weights
    judge: _Comparisons,
    used: list[Feature],
    before: Floats,
    after: Int64,
    old: Mapping[Feature, int],
    rng: np.random.Generator,
) -> Learned:
    was = _right(judge.differences @ before)
    now = _right(judge.differences @ (after / WEIGHTS))
    names, at = np.unique(judge.lists, return_inverse=True)
    counts = np.bincount(at)
    gain = np.bincount(at, now - was) / counts
    drawn = gain[rng.integers(0, len(names), (_DRAWS, len(names)))].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    adopted = bool(low > 0)
    new = {feature: int(weight) for feature, weight in zip(used, after, strict=True)}
    share_was = float((np.bincount(at, was) / counts).mean())
    share_now = float((np.bincount(at, now) / counts).mean())
    reason = "新的在留出的名单上更好" if adopted else "新的在留出的名单上没有确实更好，仍用原来的"
    return Learned(
        new if adopted else old, adopted, share_was, share_now, (float(low), float(high)), reason
    )


def _right(margins: Floats) -> Floats:
    """1 where the better one scores more, a half where both score the same."""
    right: Floats = (margins > 0) + 0.5 * (margins == 0)
    return right
