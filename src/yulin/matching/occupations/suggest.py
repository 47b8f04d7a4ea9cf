"""Which occupation a title means: five suggestions, the most likely first, with what speaks for each.

A ridge regression on likeness to known titles: the names of the classification, what people call the
occupations, and titles that clerks have given a code. It is a weighted vote of those titles, so the
reason for a suggestion is the titles that voted loudest. It works before the first label is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from yulin.matching.occupations.kernel import Likenesses
from yulin.matching.occupations.table import Classification
from yulin.matching.titles import normalise

Floats = npt.NDArray[np.float64]
#: a ridge of this height: the higher, the less a single title is believed
_RIDGE: Final = 0.7
#: how far a name or alias is believed, where a clerk's label counts 1
_NAMED: Final = 0.35
#: votes become probabilities by this power, beside this much for an occupation nobody speaks for;
#: with these they are right about as often as they say, see docs/matching.md
_POWER: Final = 1.8
_UNKNOWN: Final = 0.15
#: kept at most, the latest: time grows with the cube of their number
MOST_LABELS: Final = 12_000


@dataclass(frozen=True)
class Suggestion:
    """An occupation a title may mean, how probably, and the known titles that speak for it."""

    code: str
    name: str
    probability: float
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Known:
    """A title whose occupation is known."""

    title: str
    code: str
    believed: float


class OccupationModel:
    """Reads titles by a classification and by the labels there are."""

    def __init__(
        self, classification: Classification, labels: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Learn; a few seconds for some thousand labels, less without.

        Args:
            classification: the occupations, which may be suggested even when nobody chose them yet.
            labels: titles and the codes they were given, the latest last. Codes outside the
                classification are learnt too and have no name. More than MOST_LABELS are cut.
        """
        self._names = {one.code: one.name for one in classification}
        known = [*_named(classification), *_labelled(labels)]
        self._known = [one.title for one in known]
        self._codes = sorted({one.code for one in known})
        place = {code: at for at, code in enumerate(self._codes)}
        self._place = np.array([place[one.code] for one in known], dtype=int)
        self._alike = Likenesses(self._known)
        self._factor = self._learn(np.array([one.believed for one in known])) if known else None

    def _learn(self, believed: Floats) -> Any:
        among = self._alike.among()
        among[np.diag_indices_from(among)] += (_RIDGE / believed).astype(among.dtype)
        return linalg.cho_factor(among, lower=True, overwrite_a=True, check_finite=False)

    def votes(self, titles: Sequence[str]) -> tuple[list[str], Floats]:
        """The codes, and for each title (a row) how much speaks for each of them."""
        parts = self._parts(titles)
        rows = (np.ones(len(self._place)), (np.arange(len(self._place)), self._place))
        members = sparse.csr_array(rows, shape=(len(self._place), len(self._codes)))
        return self._codes, np.asarray(parts @ members)

    def _parts(self, titles: Sequence[str]) -> Floats:
        if self._factor is None or not titles:
            return np.zeros((len(titles), len(self._known)))
        asked = self._alike.to([normalise(title) for title in titles])
        solved = linalg.cho_solve(self._factor, asked.T, check_finite=False)
        return np.asarray(solved.T, dtype=float)

    def suggest(self, title: str, n: int = 5) -> list[Suggestion]:
        """The n most likely occupations; none for a title of which nothing is known."""
        asked = self._alike.to([normalise(title)])[0] if self._known else np.zeros(0)
        if not asked.any():
            return []
        codes, votes = self.votes([title])
        chances = probabilities(votes)[0]
        order = np.argsort(-chances, kind="stable")[:n]
        return [self._suggestion(codes[at], float(chances[at]), int(at), asked) for at in order]

    def _suggestion(self, code: str, chance: float, place: int, asked: Any) -> Suggestion:
        mine = np.flatnonzero(self._place == place)
        near = mine[np.argsort(-asked[mine], kind="stable")]
        why = dict.fromkeys(self._known[at] for at in near if asked[at] > 0)
        return Suggestion(code, self._names.get(code, ""), chance, tuple(why)[:3])


def probabilities(votes: Floats) -> Floats:
    """Votes as probabilities. What a row lacks of 1 is for what nobody speaks for: the less is
    known of a title, the more.
    """
    raised = np.maximum(votes, 0.0) ** _POWER
    return np.asarray(raised / (raised.sum(axis=1, keepdims=True) + _UNKNOWN**_POWER))


def _named(classification: Classification) -> list[_Known]:
    found = []
    for one in classification:
        titles = dict.fromkeys(normalise(word) for word in (one.name, *one.aliases))
        found += [_Known(title, one.code, _NAMED) for title in titles if title]
    return found


def _labelled(labels: Iterable[tuple[str, str]]) -> list[_Known]:
    """The latest labels; a title given the same code again is believed more, not counted twice."""
    times: dict[tuple[str, str], int] = {}
    for title, code in list(labels)[-MOST_LABELS:]:
        key = (normalise(title), code)
        times[key] = times.get(key, 0) + 1
    return [_Known(title, code, often) for (title, code), often in times.items() if title]


@cache
def _shipped() -> OccupationModel:
    return OccupationModel(Classification.shipped())


def suggest_occupations(
    title: str, n: int = 5, *, model: OccupationModel | None = None
) -> list[Suggestion]:
    """What occupation a title means, most likely first.

    Args:
        title: as written in a notice.
        n: how many at most.
        model: one that has learnt from labels; without, only the shipped names are known.
    """
    return (model or _shipped()).suggest(title, n)
