"""What changed in places and funds: how many, in which order, and how much is kept for whom."""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy.document import Quota, Ranking, Share
from yulin.policy.studio.difference import (
    TOLD,
    UNSTATED,
    Difference,
    added,
    altered,
    in_order,
    other_fields,
    place_at,
    quote,
    removed,
)
from yulin.policy.studio.difference_words import Pair, expression_words, quoted

_PLACES = Pair("名额", "places")
_FIGURES = (
    ("个数", "number", "places", "人"),
    ("资金", "fund", "fund", "元"),
    ("至多占申报", "largest share of the candidates", "portion", "%"),
    ("至少申报", "fewest candidates", "enough", "人"),
)


def places(old: Quota | None, new: Quota | None, where: Pair) -> Iterator[Difference]:
    """Say how the places of a benefit, or its share in places of several, changed."""
    if old is None or new is None:
        if new is not None:
            yield added(where, Pair(f"名额{_said(new).zh}", f"places {_said(new).en}"))
        elif old is not None:
            yield removed(where, _PLACES)
        return
    at = place_at(where, _PLACES.zh, _PLACES.en)
    yield from altered(at, Pair("共用名额", "shared places"), quote(old.pool), quote(new.pool))
    for word, english, name, unit in _FIGURES:
        one, other = (_figure(q, name, unit) for q in (old, new))
        yield from altered(at, Pair(word, english), one, other)
    periods = (_period(q) for q in (old, new))
    yield from altered(at, Pair("期间", "period"), *periods)
    yield from altered(at, Pair("排序", "order"), _order(old.ranking), _order(new.ranking))
    yield from _shares(old.shares, new.shares, at)
    yield from other_fields(old, new, at, TOLD["quota"])


def _said(quota: Quota) -> Pair:
    """Return the figures of new places in a row."""
    known = [
        (word, english, _figure(quota, name, unit))
        for word, english, name, unit in _FIGURES
        if getattr(quota, name) is not None
    ]
    zh = "，".join(f"{word} {said.zh}" for word, _, said in known)
    return Pair(f"（{zh}）", f"({', '.join(f'{english} {said.en}' for _, english, said in known)})")


def _figure(quota: Quota, name: str, unit: str) -> Pair:
    formula = getattr(quota, name)
    return UNSTATED if formula is None else expression_words(formula.text, unit)


_PERIODS = {
    "year": Pair("自然年", "calendar year"),
    "once": Pair("一次", "once"),
    "held": Pair("在享", "as long as held"),
}


def _period(quota: Quota) -> Pair:
    return UNSTATED if quota.period is None else _PERIODS[quota.period]


def _order(keys: tuple[Ranking, ...]) -> Pair:
    zh = "，再".join(f"{k.formula.text} {'从低到高' if k.ascending else '从高到低'}" for k in keys)
    en = ", then ".join(
        f"{k.formula.text} {'upwards' if k.ascending else 'downwards'}" for k in keys
    )
    return quoted(zh, en) if keys else UNSTATED


def _shares(old: tuple[Share, ...], new: tuple[Share, ...], where: Pair) -> Iterator[Difference]:
    before, after = {s.name: s for s in old}, {s.name: s for s in new}
    for name in in_order(before, after):
        english = (after.get(name) or before[name]).name_en or name
        what = Pair(f"份额“{name}”", f"share “{english}”")
        if name not in before:
            least = expression_words(after[name].least.text, "人")
            yield added(
                where, Pair(f"{what.zh}，至少{least.zh}", f"{what.en}, at least {least.en}")
            )
        elif name not in after:
            yield removed(where, what)
        else:
            one, other = before[name], after[name]
            at = place_at(where, what.zh, what.en)
            tests = (quoted(s.test.text) for s in (one, other))
            yield from altered(at, Pair("留给谁", "for whom"), *tests)
            least_of = (expression_words(s.least.text, "人") for s in (one, other))
            yield from altered(at, Pair("至少", "least"), *least_of)
            yield from other_fields(one, other, at, TOLD["share"])


def kinds(old: tuple[str, ...], new: tuple[str, ...], where: Pair) -> Iterator[Difference]:
    """Say by which names of kinds other documents may speak of a benefit."""
    one, other = (quote("、".join(words)) for words in (old, new))
    yield from altered(where, Pair("种类", "kinds"), one, other)
