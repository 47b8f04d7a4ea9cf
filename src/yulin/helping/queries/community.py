"""Desks of communities: their lists, their parties, who signed up."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.helping.models import Desk, DeskPost, SignUp
from yulin.helping.queries.register import names_of
from yulin.jobs.enums import PostState
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of


def desks_of(user: User) -> "QuerySet[Desk]":
    return in_sight(user=user, rows=Desk.objects.all(), field="division")


def desks_list(*, user: User, words: str = "", page: int = 1) -> Page[Desk]:
    """With how many parties, posts and sign-ups."""
    rows = desks_of(user)
    if words:
        rows = rows.filter(Q(community__icontains=words) | Q(street__icontains=words))
    counted = rows.annotate(
        sides=Count("parties__kind", distinct=True),
        shown=Count("posts", distinct=True),
        signed=Count("sign_ups", distinct=True),
    )
    return page_of(counted, number=page, shown=list, total=rows.count())


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A post of the list with its firm's name."""

    row: DeskPost
    firm: str


def posts_of(desk: Desk) -> list[Shown]:
    """Those that are open still, the newest first, in two queries."""
    rows = desk.posts.filter(post__state=PostState.OPEN).select_related("post")
    found = list(rows.defer("post__search").order_by("-pk")[:100])
    names = firm_names(one.post.employer_id for one in found)
    return [Shown(row=one, firm=names.get(one.post.employer_id, "")) for one in found]


@dataclass(frozen=True, kw_only=True)
class SignedUp:
    sign_up: SignUp
    name: str


def sign_ups_of(desk: Desk) -> list[SignedUp]:
    rows = list(desk.sign_ups.select_related("post").defer("post__search")[:200])
    names = names_of(one.person_id for one in rows)
    return [SignedUp(sign_up=one, name=names.get(one.person_id, "")) for one in rows]


def access_sign_up(*, user: User, uuid: Any) -> SignUp:
    """Raises SignUp.DoesNotExist."""
    rows = SignUp.objects.filter(desk__in=desks_of(user).values("pk")).select_related("desk")
    return rows.get(uuid=uuid)


def own_sign_ups(person: Person) -> "QuerySet[SignUp]":
    rows = SignUp.objects.filter(person__in=rows_of(person)).select_related("desk", "post")
    return rows.defer("post__search")
