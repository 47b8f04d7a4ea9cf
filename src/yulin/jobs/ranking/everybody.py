"""All résumés beside all open posts, for work at night: counts, and the audit of lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from yulin.facts import enums
from yulin.jobs.models import Resume
from yulin.jobs.queries.profiles import shown_of
from yulin.jobs.ranking.market import PLAIN, Offered, judged, offered, weights_in_use
from yulin.jobs.ranking.rows import Row, seeker_row
from yulin.matching.audit import gini, selection_rates
from yulin.matching.features import Weights
from yulin.matching.rank import Ranking, Sides, rank_people, rank_posts
from yulin.matching.scale import FITTING
from yulin.registry.models import Person, PersonFact

_BATCH = 2_000
#: places of a list that count as shown
FIRST = 10


@dataclass(frozen=True)
class Everybody:
    """Both sides, and whose rows the people's are."""

    held: Offered
    sides: Sides
    people: list[int]

    def of_posts(self, keep: int) -> Ranking:
        """The best people of each post."""
        if self._is_small:
            return _best(self._keys().T, keep)
        return rank_people(self.sides, keep=keep)

    def of_people(self, keep: int) -> Ranking:
        """The best posts of each person."""
        if self._is_small:
            return _best(self._keys(), keep)
        return rank_posts(self.sides.market(), keep=keep)

    @property
    def _is_small(self) -> bool:
        """So few pairs are judged one by one sooner than the compiled functions are loaded."""
        return len(self.people) * len(self.held.ids) <= PLAIN

    def _keys(self) -> NDArray[np.int64]:
        """What the engine orders by, a person a row; -1 where a requirement refuses."""
        people, posts = len(self.people), len(self.held.ids)
        rows = np.repeat(np.arange(people), posts)
        found = judged(self.sides, rows, np.tile(np.arange(posts), people))
        keys = found.product + np.where(found.verdict == 1, FITTING, 0)
        return np.where(found.verdict < 0, -1, keys).reshape(people, posts)


def _best(keys: NDArray[np.int64], keep: int) -> Ranking:
    """The best of each row, those of equal worth in the order of their rows."""
    order = np.argsort(-keys, axis=1, kind="stable")[:, :keep]
    best = np.take_along_axis(keys, order, 1)
    missing = ((0, 0), (0, keep - best.shape[1]))
    return Ranking(
        np.pad(best, missing, constant_values=-1),
        np.pad(np.where(best < 0, -1, order), missing, constant_values=-1).astype(np.int32),
    )


def everybody(weights: Weights | None = None) -> Everybody:
    """Everybody who wrote a résumé, whoever may find it: nothing of them leaves this process."""
    held = offered()
    rows: list[Row] = []
    people: list[int] = []
    resumes = list(Resume.objects.order_by("pk"))
    for at in range(0, len(resumes), _BATCH):
        part = resumes[at : at + _BATCH]
        told = shown_of(part)
        rows += [seeker_row(told[one.pk], one.person_id) for one in part]
        people += [one.person_id for one in part]
    return Everybody(held, held.sides(rows, weights or weights_in_use()[1]), people)


def divisions(people: list[int]) -> list[int]:
    """Where each of them belongs; 0 where it is not known."""
    known = dict(Person.objects.filter(pk__in=people).values_list("pk", "division"))
    return [known.get(key) or 0 for key in people]


def audit(market: Everybody, today: date) -> dict[str, object]:
    """How often each group is among the first of any list, and how unevenly posts are shown.

    Traits are read for this alone and only sums leave; groups of fewer than thirty are not compared.
    """
    if not market.people or not len(market.held.ids):
        return {
            "people": len(market.people),
            "posts": len(market.held.ids),
            "rates": {},
            "gini": 0.0,
        }
    ranking = market.of_posts(FIRST)
    rates = {
        name: [
            {"group": one.group, "people": one.people, "shown": one.shown, "ratio": one.ratio,
             "sign": one.sign}
            for one in selection_rates(ranking, traits, first=FIRST)
        ]
        for name, traits in _traits(market.people, today).items()
    }  # fmt: skip
    unevenly = gini(market.of_people(FIRST), len(market.held.ids))
    return {
        "people": len(market.people),
        "posts": len(market.held.ids),
        "rates": rates,
        "gini": round(unevenly, 3),
    }


def _traits(people: list[int], today: date) -> dict[str, list[str]]:
    """By the name of the trait, that of each person; nothing known is a group of its own."""
    rows = PersonFact.objects.current().filter(person__in=people)
    known = {
        key: (sex, born, home)
        for key, sex, born, home in rows.values_list(
            "person_id", "sex", "birth_date", "household_division"
        )
    }
    nobody = (None, None, None)
    told = [known.get(key, nobody) for key in people]
    return {
        "性别": [_sex(sex) for sex, _born, _home in told],
        "年龄": [_age(born, today) for _sex_, born, _home in told],
        "户籍": [
            _home(home, place)
            for (_sex_, _born, home), place in zip(told, divisions(people), strict=True)
        ],
    }


def _sex(code: int | None) -> str:
    return "未知" if code is None else enums.SEX.label(code)


def _age(born: date | None, today: date) -> str:
    if born is None:
        return "未知"
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return "35岁以下" if years < 35 else "35到44岁" if years < 45 else "45岁及以上"


def _home(code: int | None, place: int) -> str:
    if code is None or not place:
        return "未知"
    return "本省" if code // 10_000 == place // 10_000 else "外省"


def counts(ranking: Ranking) -> tuple[np.ndarray, np.ndarray]:
    """Of each list how many entries fit, and how many may."""
    listed = ranking.ids >= 0
    fits = ranking.fits & listed
    return fits.sum(axis=1), (listed & ~fits).sum(axis=1)
