"""Everybody on a list seated at once: as many as can be, and those who fit best (A30).

What comes of it waits for the helper; nobody is told anything by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import transaction

from yulin.access.models import User
from yulin.helping.actions.lists import held_list, journal_list
from yulin.helping.enums import OfferKind, OfferState
from yulin.helping.jobs import seat_later
from yulin.helping.models import HelpCase, HelpList, HelpOffer
from yulin.helping.queries.market import offered, open_posts, said_no, seekers, to_be_seated
from yulin.helping.rules import may_keep_lists
from yulin.jobs.models import Post

#: posts of each person that are weighed, and people of whom "why not the first" is worked out
_KEPT, _EXPLAINED = 50, 1000


@dataclass(frozen=True, kw_only=True)
class Seated:
    """How many were to be seated, and how many were."""

    people: int
    seated: int


@transaction.atomic
def ask_seating(*, acting_user: User, helplist: HelpList) -> None:
    """Have everybody without an offer seated, in the background."""
    if not may_keep_lists(acting_user, helplist.division):
        raise PermissionDenied
    journal_list(acting_user, "seat", helplist)
    seat_later(helplist, acting_user)


@transaction.atomic
def seat_list(*, acting_user: User, helplist: HelpList) -> Seated:
    """Propose one post to each, over all free seats of the city at once.

    Raises:
        PermissionDenied: The user holds no duty there.
    """
    one = held_list(acting_user, helplist)
    cases = to_be_seated(one)
    posts = list(open_posts(one))
    if not cases or not posts:
        journal_list(acting_user, "seated", one, people=len(cases), seated=0)
        return Seated(people=len(cases), seated=0)
    pairs = _pairs(cases, posts)
    made = _proposals(cases, posts, pairs)
    HelpOffer.objects.bulk_create(made, batch_size=500)
    journal_list(acting_user, "seated", one, people=len(cases), seated=len(made))
    return Seated(people=len(cases), seated=len(made))


def _pairs(cases: list[HelpCase], posts: list[Post]) -> pl.DataFrame:
    """The best posts of each; what may not fit counts nothing, and says so in its reasons."""
    from yulin.matching.lists import both_sides  # noqa: PLC0415 - an extra of its own

    ranked = both_sides(seekers(cases), offered(posts)).for_seekers(_KEPT)
    gone = said_no(cases)
    keep = [
        (int(case), int(post)) not in gone for case, post in ranked.select("求职者", "岗位").rows()
    ]
    return ranked.filter(pl.Series(keep, dtype=pl.Boolean))


def _proposals(cases: list[HelpCase], posts: list[Post], pairs: pl.DataFrame) -> list[HelpOffer]:
    import numpy as np  # noqa: PLC0415 - comes with the engine

    from yulin.matching.assign import UNSEATED, Request, seat  # noqa: PLC0415 - as above

    row_of = {case.pk: row for row, case in enumerate(cases)}
    seat_of = {post.pk: row for row, post in enumerate(posts)}
    rows = pairs.rows(named=True)
    request = Request(
        people=np.array([row_of[int(one["求职者"])] for one in rows], np.int32),
        seats=np.array([seat_of[int(one["岗位"])] for one in rows], np.int32),
        scores=np.array([one["得分"] for one in rows], np.int64),
        capacity=np.array([post.free for post in posts], np.int64),
        group=np.zeros(len(cases), np.int64),
    )
    seating = seat(request)
    by_pair = {(int(one["求职者"]), int(one["岗位"])): one for one in rows}
    first: dict[int, dict[str, Any]] = {}
    for one in rows:
        first.setdefault(int(one["求职者"]), one)
    explained = 0
    made = []
    for row, case in enumerate(cases):
        at = int(seating.seat[row])
        if at == UNSEATED:
            continue
        told = by_pair[case.pk, posts[at].pk]
        best = first[case.pk]
        why_not = None
        if best is not told and explained < _EXPLAINED:
            explained += 1
            why_not = _why_not(request, seating, row, seat_of[int(best["岗位"])], best)
        made.append(_proposal(case, posts[at], told, why_not))
    return made


def _why_not(
    request: Any, seating: Any, person: int, wanted: int, best: dict[str, Any]
) -> dict[str, Any]:
    from yulin.matching.assign import why_not  # noqa: PLC0415 - an extra of its own

    told = why_not(request, seating, person, wanted)
    return {
        "post": best["岗位名称"],
        "firm": best["单位"],
        "score": best["得分"],
        "possible": told.possible,
        "loss": told.loss,
        "unseated": len(told.unseated),
        "moved": len(told.moved),
    }


def _proposal(
    case: HelpCase, post: Post, told: dict[str, Any], why_not: dict[str, Any] | None
) -> HelpOffer:
    return HelpOffer(
        case=case,
        kind=OfferKind.POST,
        post=post,
        title=post.title,
        state=OfferState.PROPOSED,
        score=told["得分"],
        why=f"{told['状态']}：{_said(told['理由'])}",
        why_not=why_not,
    )


def _said(reasons: Any) -> str:
    return reasons if isinstance(reasons, str) else "；".join(map(str, reasons))
