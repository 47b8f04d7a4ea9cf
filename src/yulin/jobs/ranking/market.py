"""Open posts as arrays, kept in the memory of each process, and pairs judged on them.

Rows are encoded when a post changed, not when a page is asked for. Words and their weights come from
the latest `MatchVocabulary`, so that every process ranks alike; before the first night each process
learns them from the posts there are.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock, Thread
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone
from numpy.typing import NDArray

from yulin.access.row_security import as_the_program
from yulin.jobs.models import MatchVocabulary, MatchWeights, Post
from yulin.jobs.queries.search import published
from yulin.jobs.ranking import words_kept
from yulin.jobs.ranking.rows import POST_FIELDS, Row, post_row, posts_table, seekers_table
from yulin.matching.blocks import at_rows
from yulin.matching.codebook import Codebook
from yulin.matching.encode import encode_people, encode_posts, idf, learn_posts
from yulin.matching.encoders import Meant, Vectors, load_encoder, meaning, vectors
from yulin.matching.features import DEFAULT, Feature, Weights
from yulin.matching.parts import parts
from yulin.matching.rank import Sides, whole_root
from yulin.matching.reference import Reference, Requirement
from yulin.matching.scale import FULL
from yulin.matching.sides import Idf, Int16, Lists, Posts
from yulin.matching.titles import Encoder
from yulin.matching.vocabulary import Vocabulary

log = logging.getLogger(__name__)
Int64 = NDArray[np.int64]
#: so many posts are learned from anew at each change, where no vocabulary is kept yet
FEW = 2_000
#: so many pairs are judged in plain Python where the compiled functions are not loaded yet
PLAIN = 2_000
_BATCH = 5_000


class NotReady(Exception):  # noqa: N818 - a state, which passes by itself
    """The compiled functions are being made; a minute at most, once after an installation."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Posts that can be applied to, in the order of their keys."""

    key: tuple[Any, ...]
    vocabulary: int
    book: Codebook
    idf: Idf
    posts: Posts
    ids: Int64
    stamps: Int64
    division: Int64
    pay_to: Int64
    industry: Int64
    #: what a language model of the site's own makes of each post's text; none unless there is one
    meanings: Vectors | None = None

    def row_of(self, post: int) -> int | None:
        """The row of a post by its key; None where it cannot be applied to."""
        at = int(np.searchsorted(self.ids, post))
        return at if at < len(self.ids) and self.ids[at] == post else None

    def sides(
        self, seekers: Iterable[Row], weights: Weights, *, posts: Posts | None = None
    ) -> Sides:
        """Some people beside these posts, or others encoded with the same book."""
        with _numbering:
            people = encode_people(seekers_table(seekers), self.book)
        chosen = self.posts if posts is None else posts
        return Sides(people, chosen, self.idf, len(self.book.places), weights)

    def encoded(self, rows: Iterable[Row]) -> Posts:
        """Further posts with the same book, such as one that is paused."""
        with _numbering:
            return encode_posts(posts_table(rows), self.book)


@dataclass(frozen=True)
class Judged:
    """Pairs: verdicts by requirement, features, both sides' points of 1,000,000."""

    verdicts: NDArray[np.int8]
    features: NDArray[np.int16]
    seeker: Int64
    employer: Int64

    @property
    def verdict(self) -> NDArray[np.int8]:
        """-1 refused, 0 uncertain, 1 fits."""
        return self.verdicts.min(axis=1)

    @property
    def product(self) -> Int64:
        return self.seeker * self.employer

    @property
    def scores(self) -> Int64:
        """0 to 1000: the geometric mean; of the uncertain what it would be."""
        return whole_root(self.product) // FULL

    def order(self, ids: Int64) -> Int64:
        """Rows that are not refused: who fits before who may, the best first, then the newest."""
        rows = np.flatnonzero(self.verdict >= 0)
        found: Int64 = rows[np.lexsort((-ids[rows], -self.product[rows], -self.verdict[rows]))]
        return found


_state: dict[str, Any] = {"held": None, "compiled": False, "renewing": False}
_making, _numbering = Lock(), Lock()


def offered() -> Offered:
    """What can be applied to now: the same object as long as nothing changed."""
    with as_the_program():
        key = _key()
        held: Offered | None = _state["held"]
        if held is not None and held.key == key:
            return held
        with _making:
            held = _state["held"]
            if held is None or held.key != key:
                held = _state["held"] = _renewed(held, key)
            return held


def learned() -> tuple[Vocabulary, int]:
    """What words weigh in the posts there are now, and how many posts these are."""
    keys = list(published().order_by("pk").values_list("pk", flat=True))
    book, _posts = learn_posts(posts_table(_rows_of(keys)))
    return book.vocabulary, len(keys)


def forget() -> None:
    """Begin anew, as a process does that has just started."""
    _state.update(held=None, renewing=False)


def weights_in_use() -> tuple[int, Weights]:
    """The version that was adopted, with its number; 0 and the engine's own where there is none."""
    with as_the_program():
        row = MatchWeights.objects.filter(state="adopted").first()
    return (0, DEFAULT) if row is None else (row.number, weights_of(row))


def weights_of(row: MatchWeights) -> Weights:
    return Weights(
        *({Feature[name]: w for name, w in side.items()} for side in (row.seeker, row.employer))
    )


def meaning_of(
    held: Offered, seekers: Sequence[Row], posts: Sequence[Row] | None = None
) -> Int16 | None:
    """A model's opinion of each pair (people by rows), of open posts or of others; None without one."""
    model = encoder()
    if model is None or (posts is None and held.meanings is None):
        return None
    others = held.meanings if posts is None else _meanings(posts)
    assert others is not None
    return meaning(vectors(model, [_text(row, "经历") for row in seekers]), others)


def _meanings(rows: Sequence[Row]) -> Vectors | None:
    model = encoder()
    return None if model is None else vectors(model, [_text(row, "职责") for row in rows])


def _text(row: Row, column: str) -> str:
    return "\n".join([row[column] or "", *(row["技能"] or [])])


@cache
def encoder() -> Encoder | None:
    """The model in the folder that `YULIN_ENCODER` names; a folder without one is an error."""
    return load_encoder(settings.YULIN_ENCODER) if settings.YULIN_ENCODER else None


def reference(sides: Sides, alike: Int16 | None) -> Reference:
    """Both sides as plain Python judges them."""
    told = (sides.people, sides.posts, sides.idf, sides.weights)
    return Reference(*told) if alike is None else Meant(*told, alike)


def judged(sides: Sides, seekers: Int64, posts: Int64, alike: Int16 | None = None) -> Judged:
    """Judge pairs; many by the compiled functions, few in plain Python where these are not loaded.

    Raises:
        NotReady: There are many, and the functions are not made yet.
    """
    if _state["compiled"]:
        found = parts(sides, seekers, posts)
        verdicts, features = found.verdicts, found.features
    elif len(posts) > PLAIN:
        raise NotReady
    else:
        verdicts, features = _plainly(sides, seekers, posts)
    if alike is not None:
        meant = alike[seekers, posts]
        features[:, Feature.TEXT] = np.maximum(features[:, Feature.TEXT], meant)
    weighed = features.astype(np.int64) @ sides.weights.array().T
    return Judged(verdicts, features, weighed[:, 0], weighed[:, 1])


def _plainly(sides: Sides, seekers: Int64, posts: Int64) -> tuple[Any, Any]:
    reference = Reference(sides.people, sides.posts, sides.idf, sides.weights)
    pairs = [reference.pair(int(i), int(j)) for i, j in zip(seekers, posts, strict=True)]
    verdicts = [[one.requirements[r].value for r in Requirement] for one in pairs]
    features = [[one.features[f] for f in Feature] for one in pairs]
    return (
        np.array(verdicts, np.int8).reshape(len(pairs), len(Requirement)),
        np.array(features, np.int16).reshape(len(pairs), len(Feature)),
    )


def compile_now() -> None:
    """Load or make the compiled functions: seconds, once after an installation tens of them."""
    one = {"编号": "0"}
    book, posts = learn_posts(posts_table([one]))
    people = encode_people(seekers_table([one]), book)
    sides = Sides(people, posts, idf(book.vocabulary), len(book.places))
    parts(sides, np.zeros(1, np.int64), np.zeros(1, np.int64))
    _state["compiled"] = True


def compiled() -> bool:
    return bool(_state["compiled"])


# -- keeping up ------------------------------------------------------------------------------------


def _key() -> tuple[Any, ...]:
    told = published().aggregate(last=Max("changed_at"), n=Count("pk"))
    number = MatchVocabulary.objects.aggregate(n=Max("number"))["n"] or 0
    return (timezone.localdate(), told["last"], told["n"], number)


def _renewed(held: Offered | None, key: tuple[Any, ...]) -> Offered:
    number, many = key[-1], key[-2] > FEW
    if held is not None and many and number != held.vocabulary:
        _renew_beside(key)  # readers go on with the old words for some seconds
        return _grown(held, (*key[:-1], held.vocabulary))
    if held is not None and number == held.vocabulary and (number or many):
        return _grown(held, key)
    return _made(key)


def _renew_beside(key: tuple[Any, ...]) -> None:
    if _state["renewing"]:
        return
    _state["renewing"] = True

    def renew() -> None:
        try:
            made = _made(key)
            with _making:
                _state["held"] = made
        except Exception:
            log.exception("The new vocabulary could not be taken over; the old one stays.")
        finally:
            _state["renewing"] = False
            connection.close()

    Thread(target=renew, name="match-vocabulary", daemon=True).start()


def _made(key: tuple[Any, ...]) -> Offered:
    """Everything anew: by a kept vocabulary, or learned from what is there."""
    number = key[-1]
    stamps = dict(published().order_by("pk").values_list("pk", "changed_at"))
    rows = _rows_of(list(stamps))
    if number:
        kept = MatchVocabulary.objects.get(number=number)
        book = Codebook(words_kept.unpacked(bytes(kept.data)))
        posts = encode_posts(posts_table(rows), book)
    else:
        book, posts = learn_posts(posts_table(rows))
    return _offered(key, book, posts, rows, stamps)


def _grown(held: Offered, key: tuple[Any, ...]) -> Offered:
    """Only what is new or changed is encoded; what is over goes."""
    stamps = dict(published().order_by("pk").values_list("pk", "changed_at"))
    before = dict(zip(held.ids.tolist(), held.stamps.tolist(), strict=True))
    fresh = [pk for pk, at in stamps.items() if before.get(pk) != _micro(at)]
    anew = set(fresh)
    stay = np.array([at for at, pk in enumerate(held.ids.tolist()) if pk in stamps and pk not in anew],
                    np.int64)  # fmt: skip
    rows = _rows_of(fresh)
    posts = _joined(at_rows(held.posts, stay), held.encoded(rows))
    ids = np.concatenate([held.ids[stay], np.array(fresh, np.int64)])
    order = np.argsort(ids, kind="stable")
    told = _meanings(rows)
    meanings = (
        None if held.meanings is None or told is None else _stacked(held.meanings[stay], told)
    )
    facts = [
        np.concatenate([getattr(held, name)[stay], _column(rows, column)])[order]
        for name, column in (("division", "地区"), ("pay_to", "月薪上限"))
    ]
    trades = np.concatenate([held.industry[stay], _trades(rows)])[order]
    return Offered(
        key=key, vocabulary=held.vocabulary, book=held.book, idf=held.idf,
        posts=at_rows(posts, order), ids=ids[order],
        stamps=np.array([_micro(stamps[pk]) for pk in ids[order].tolist()], np.int64),
        division=facts[0], pay_to=facts[1], industry=trades,
        meanings=None if meanings is None else meanings[order],
    )  # fmt: skip


def _offered(
    key: tuple[Any, ...],
    book: Codebook,
    posts: Posts,
    rows: list[Row],
    stamps: dict[int, dt.datetime],
) -> Offered:
    return Offered(
        key=key,
        vocabulary=key[-1],
        book=book,
        idf=idf(book.vocabulary),
        posts=posts,
        ids=np.array(list(stamps), np.int64),
        stamps=np.array([_micro(at) for at in stamps.values()], np.int64),
        division=_column(rows, "地区"),
        pay_to=_column(rows, "月薪上限"),
        industry=_trades(rows),
        meanings=_meanings(rows),
    )


def _stacked(one: Vectors, other: Vectors) -> Vectors:
    """Rows of both; where nobody wrote anything a table of vectors has no columns yet."""
    width = max(one.shape[1], other.shape[1])
    wide = [np.pad(v, ((0, 0), (0, width - v.shape[1]))) for v in (one, other)]
    return np.concatenate(wide)


def _rows_of(keys: Sequence[int]) -> list[Row]:
    """In the order of the keys."""
    found: dict[int, Row] = {}
    for at in range(0, len(keys), _BATCH):
        rows = Post.objects.filter(pk__in=keys[at : at + _BATCH]).values(*POST_FIELDS)
        found.update((row["pk"], {**post_row(row), "_industry": row["industry"]}) for row in rows)
    return [found[key] for key in keys]


def _column(rows: list[Row], name: str) -> Int64:
    return np.array([-1 if row[name] is None else int(row[name]) for row in rows], np.int64)


def _trades(rows: list[Row]) -> Int64:
    return np.array(
        [-1 if row["_industry"] is None else row["_industry"] for row in rows], np.int64
    )


def _micro(at: dt.datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def _joined(one: Posts, other: Posts) -> Posts:
    """The rows of both, one after the other."""
    return Posts(*(_end_to_end(a, b) for a, b in zip(one, other, strict=True)))  # type: ignore[arg-type]


def _end_to_end(one: Any, other: Any) -> Any:
    if isinstance(one, Lists):
        starts = np.concatenate([one.starts, other.starts[1:] + one.starts[-1]])
        return Lists(starts, np.concatenate([one.values, other.values]))
    return np.concatenate([one, other])
