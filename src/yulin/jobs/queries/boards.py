"""A firm's posts and candidates, a person's applications, an officer's queue and funnel."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.rules import is_employer, is_person
from yulin.jobs.enums import ApplicationState, PostState
from yulin.jobs.models import Application, Interview, Post, PostViews
from yulin.jobs.queries.search import PostRow, rows_of
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page, page_of

#: columns of a firm's board, in the order of the pipeline
PIPELINE = (
    ApplicationState.SENT, ApplicationState.SEEN, ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW, ApplicationState.OFFERED, ApplicationState.DECLINED,
    ApplicationState.ACCEPTED, ApplicationState.HIRED, ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
)  # fmt: skip
_TOOK = (ApplicationState.ACCEPTED, ApplicationState.HIRED)


def firm_posts(user: User) -> QuerySet[Post]:
    """The posts of the firm that the user speaks for, newest first."""
    if not is_employer(user) or not user.organisation_key:
        return Post.objects.none()
    rows = Post.objects.filter(employer__uuid=user.organisation_key)
    return rows.defer("search").select_related("employer").order_by("-id")


def firm_posts_list(*, user: User, state: str = "", page: int = 1) -> Page[Post]:
    """With how many applied, and how many of them nobody has looked at."""
    rows = firm_posts(user)
    if state in PostState.values:
        rows = rows.filter(state=state)
    unseen = Count("applications", filter=Q(applications__state=ApplicationState.SENT))
    counted = rows.annotate(applied=Count("applications"), unseen=unseen)
    return page_of(counted, number=page, shown=list, total=rows.count())


def officer_posts(user: User) -> QuerySet[Post]:
    rows = in_sight(user=user, rows=Post.objects.exclude(state=PostState.DRAFT), field="division")
    return rows.defer("search").select_related("employer")


def narrowed_posts(rows: QuerySet[Post], *, state: str, words: str) -> QuerySet[Post]:
    """Those of a state and with words in their title; what no list offers is no matter."""
    if state in PostState.values:
        rows = rows.filter(state=state)
    return rows.filter(title__icontains=words) if words else rows


def officer_posts_list(
    *, user: User, state: str = PostState.WAITING, words: str = "", page: int = 1
) -> Page[PostRow]:
    """Those that wait, oldest first; of other states the newest first."""
    rows = narrowed_posts(officer_posts(user), state=state, words=words)
    order = "changed_at" if state == PostState.WAITING else "-changed_at"
    return page_of(rows.order_by(order, "id"), number=page, shown=rows_of)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """How many posts were opened, applied to, led to an interview, an offer, a contract."""

    viewed: int
    applied: int
    interviewed: int
    offered: int
    hired: int


def funnel(*, user: User) -> Funnel:
    """Of the posts that the user may see, in two queries."""
    posts = officer_posts(user).values("pk")
    viewed = PostViews.objects.filter(post__in=posts).aggregate(n=Sum("count"))["n"]
    came = in_sight(user=user, rows=Application.objects.all(), field="division")
    counts = came.aggregate(
        applied=Count("pk", distinct=True),
        interviewed=Count("pk", filter=Q(interviews__isnull=False), distinct=True),
        offered=Count("pk", filter=Q(offers__isnull=False), distinct=True),
        hired=Count("pk", filter=Q(state=ApplicationState.HIRED), distinct=True),
    )
    return Funnel(viewed=viewed or 0, **counts)


def candidates(post: Post) -> list[tuple[ApplicationState, list[Application]]]:
    """The applications of a post by their place in the pipeline; empty places are left out."""
    rows = list(Application.objects.filter(post=post).order_by("-id")[:1000])
    by_state: dict[str, list[Application]] = {}
    for row in rows:
        by_state.setdefault(row.state, []).append(row)
    return [(state, by_state[state]) for state in PIPELINE if state in by_state]


def own_applications(person: Person) -> QuerySet[Application]:
    rows = Application.objects.filter(person=person.stands_for).select_related("post")
    return rows.defer("post__search").order_by("-id")


def access_application(*, user: User, uuid: Any) -> Application:
    """The person's own, or one that came to the user's firm; raises DoesNotExist for others."""
    rows = Application.objects.select_related("post", "employer").defer("post__search")
    if is_person(user):  # a firm does not see who is not of its staff: what was sent is in the row
        mine = Q(person__uuid=user.person_key) | Q(person__aliases__uuid=user.person_key)
        return rows.filter(mine).distinct().get(uuid=uuid)
    if is_employer(user):
        return rows.get(uuid=uuid, employer__uuid=user.organisation_key)
    raise Application.DoesNotExist


def interviews_of(user: User) -> QuerySet[Interview]:
    """Standing appointments of a person or a firm, in order of time."""
    rows = Interview.objects.filter(state__in=("invited", "confirmed"))
    rows = rows.select_related("application__post").defer("application__post__search")
    if is_person(user):
        return rows.filter(application__person__uuid=user.person_key)
    if is_employer(user):
        return rows.filter(application__employer__uuid=user.organisation_key)
    return rows.none()
