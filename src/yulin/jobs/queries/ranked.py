"""Ranked posts of a person, one pair in full, ranked candidates of a post: lists with reasons.

The engine is imported where it is asked, because its compiled functions take seconds to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.enums import ApplicationState
from yulin.jobs.models import Application, MatchSetting, NotForMe, Post
from yulin.jobs.queries.boards import firm_posts
from yulin.jobs.queries.profiles import shown_of
from yulin.jobs.queries.resumes import found_by, own_resume, shown_to_firms
from yulin.jobs.queries.search import PostRow, Wanted, rows_of
from yulin.jobs.ranking.rows import POST_FIELDS, Row, post_row, seeker_row
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page

if TYPE_CHECKING:
    from yulin.jobs.ranking.market import Judged, Offered
    from yulin.jobs.ranking.told import Teller, Told

PER_PAGE = 10
#: of the résumés that a firm may find, so many of the latest are ranked
MOST_FOUND = 2_000


@dataclass(frozen=True, kw_only=True)
class Match:
    """An entry of a person's list."""

    row: PostRow
    told: Told
    position: int


@dataclass(frozen=True, kw_only=True)
class Matches:
    """A page of a person's list; `certain` of all entries fit, the others may."""

    page: Page[Match]
    certain: int
    uncertain: int
    #: as they are kept when a list is noted: post, position, features
    shown: tuple[tuple[int, int, list[int]], ...] = ()
    #: number of the weights in use
    weights: int = 0


def is_impersonal(person: Person) -> bool:
    """Whether the person has switched ranking by what is known of them off."""
    found = MatchSetting.objects.filter(person=person.stands_for).first()
    return found is not None and found.impersonal


def profile(person: Person) -> Row:
    """What matching reads of a person: what a firm would read, and nothing else."""
    one = person.stands_for
    return seeker_row(shown_to_firms(one, own_resume(one), named=False))


def matches(*, person: Person, wanted: Wanted, page: int = 1) -> Matches:
    """A page of the posts that fit a person or may, the best first.

    Raises:
        NotReady: The compiled functions are being made, and there are many posts.
    """
    from yulin.jobs.ranking.market import (  # noqa: PLC0415 - slow to load
        judged,
        meaning_of,
        offered,
        weights_in_use,
    )
    from yulin.jobs.ranking.told import Teller  # noqa: PLC0415 - slow to load

    held, (number, weights) = offered(), weights_in_use()
    seeker = profile(person)
    sides = held.sides([seeker], weights)
    rows = np.flatnonzero(_chosen(held, wanted) & ~np.isin(held.ids, _refused(person)))
    alike = meaning_of(held, [seeker])
    found = judged(sides, np.zeros(len(rows), np.int64), rows, alike)
    order = found.order(held.ids[rows])
    certain = int((found.verdict == 1).sum())
    number_of_page = min(max(1, page), max(1, -(-len(order) // PER_PAGE)))
    first = (number_of_page - 1) * PER_PAGE
    at = order[first : first + PER_PAGE]
    entries = _entries(Teller(held, sides, "seeker", alike), held, seeker, rows[at], first)
    return Matches(
        page=Page(rows=entries, number=number_of_page, total=len(order), per_page=PER_PAGE),
        certain=certain,
        uncertain=len(order) - certain,
        shown=_shown(held, found, rows, at, first),
        weights=number,
    )


def _chosen(held: Offered, wanted: Wanted) -> Any:
    """What the filters leave: place, pay, industry."""
    left = np.ones(len(held.ids), bool)
    if wanted.place:
        low, high = bounds(wanted.place)
        left &= (held.division >= low) & (held.division <= high)
    if wanted.pay is not None:
        left &= held.pay_to >= wanted.pay
    if wanted.industry is not None:
        left &= held.industry == wanted.industry
    return left


def _refused(person: Person) -> list[int]:
    """Posts that the person does not want to see."""
    rows = NotForMe.objects.filter(person=person.stands_for)
    return list(rows.values_list("post_id", flat=True))


def _entries(teller: Teller, held: Offered, seeker: Row, rows: Any, first: int) -> list[Match]:
    with as_the_program():
        posts = Post.objects.defer("search").in_bulk(held.ids[rows].tolist())
        shown = rows_of([posts[key] for key in held.ids[rows].tolist()])
    return [
        Match(
            row=one,
            told=teller.tell(0, int(at), seeker=seeker, post=post_row(_values(one.post))),
            position=first + place,
        )
        for place, (one, at) in enumerate(zip(shown, rows, strict=True), start=1)
    ]


def _values(post: Post) -> dict[str, Any]:
    return {name: getattr(post, name) for name in POST_FIELDS}


def _shown(
    held: Offered, found: Judged, rows: Any, at: Any, first: int
) -> tuple[tuple[int, int, list[int]], ...]:
    """Those that certainly fit: of the others nothing can be learned."""
    return tuple(
        (int(held.ids[rows[one]]), first + place, [int(v) for v in found.features[one]])
        for place, one in enumerate(at.tolist(), start=1)
        if found.verdict[one] == 1
    )


def pair_of(*, person: Person, post: Post) -> Told:
    """One post and one person in full, whatever the post's state."""
    from yulin.jobs.ranking.market import meaning_of, offered, weights_in_use  # noqa: PLC0415 - slow
    from yulin.jobs.ranking.told import Teller  # noqa: PLC0415 - slow to load

    held, (_number, weights) = offered(), weights_in_use()
    seeker, said = profile(person), post_row(_values(post))
    sides = held.sides([seeker], weights, posts=held.encoded([said]))
    alike = meaning_of(held, [seeker], [said])
    return Teller(held, sides, "seeker", alike).tell(0, 0, seeker=seeker, post=said)


# -- a firm's candidates ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who applied, or whose résumé the firm may find."""

    told: Told
    #: what the firm may read of them; without a name where they did not apply
    shown: dict[str, Any]
    application: Application | None = None
    resume: str = ""


@dataclass(frozen=True, kw_only=True)
class Board:
    candidates: Page[Candidate]
    #: by verdict, before the filter by verdict
    counts: dict[str, int]
    shown: tuple[tuple[int, int, list[int]], ...] = ()
    weights: int = 0


VERDICTS = {"fits": 1, "uncertain": 0, "refused": -1}
#: applications that are still open to a decision
_RUNNING = (
    ApplicationState.SENT, ApplicationState.SEEN, ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW, ApplicationState.OFFERED, ApplicationState.DECLINED,
    ApplicationState.ACCEPTED,
)  # fmt: skip
_Shown = tuple[int, dict[str, Any], Application | None, str]


def board(*, user: User, post: Post, state: str = "", verdict: str = "", page: int = 1) -> Board:
    """Those who applied for a post of the user's firm, ranked by what they sent."""
    own = firm_posts(user).get(pk=post.pk)
    rows = Application.objects.filter(post=own)
    rows = rows.filter(state=state) if state in ApplicationState.values else rows
    people: list[_Shown] = [
        (one.person_id, one.resume, one, "") for one in rows.order_by("-id")[:1000] if one.resume
    ]
    return _ranked(own, people, verdict, page)


def findable(*, user: User, post: Post, verdict: str = "", page: int = 1) -> Board:
    """Those who did not apply and whose résumé the firm may find: without a name, by what it reads."""
    own = firm_posts(user).get(pk=post.pk)
    applied = Application.objects.filter(post=own).values("person")
    resumes = list(found_by(user).exclude(person__in=applied)[:MOST_FOUND])
    with as_the_program():  # their owners let this firm find them
        told = shown_of(resumes)
    people: list[_Shown] = [(one.person_id, told[one.pk], None, str(one.uuid)) for one in resumes]
    return _ranked(own, people, verdict, page)


def _ranked(post: Post, people: Sequence[_Shown], verdict: str, page: int) -> Board:
    from yulin.jobs.ranking.market import (  # noqa: PLC0415 - slow to load
        judged,
        meaning_of,
        offered,
        weights_in_use,
    )
    from yulin.jobs.ranking.told import Teller  # noqa: PLC0415 - slow to load

    held, (number, weights) = offered(), weights_in_use()
    said = post_row(_values(post))
    seekers = [seeker_row(shown, key) for key, shown, _one, _uuid in people]
    sides = held.sides(seekers, weights, posts=held.encoded([said]))
    everybody = np.arange(len(seekers), dtype=np.int64)
    alike = meaning_of(held, seekers, [said])
    found = judged(sides, everybody, np.zeros(len(seekers), np.int64), alike)
    counts = {name: int((found.verdict == value).sum()) for name, value in VERDICTS.items()}
    # a board has everybody who came: also those who are refused, behind all others
    order = np.lexsort((everybody, -found.product, -found.verdict))
    if verdict in VERDICTS:
        order = order[found.verdict[order] == VERDICTS[verdict]]
    place = min(max(1, page), max(1, -(-len(order) // PER_PAGE)))
    first = (place - 1) * PER_PAGE
    at = order[first : first + PER_PAGE].tolist()
    teller = Teller(held, sides, "employer", alike)
    rows = [
        Candidate(
            told=teller.tell(one, 0, seeker=seekers[one], post=said),
            shown=people[one][1],
            application=people[one][2],
            resume=people[one][3],
        )
        for one in at
    ]
    shown = tuple(
        (people[one][0], first + n, [int(v) for v in found.features[one]])
        for n, one in enumerate(at, start=1)
        if found.verdict[one] == 1
    )
    return Board(
        candidates=Page(rows=rows, number=place, total=len(order), per_page=PER_PAGE),
        counts=counts,
        shown=shown,
        weights=number,
    )
