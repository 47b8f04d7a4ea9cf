"""Published posts as anybody searches them: words, filters, order, counts by district, the like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.codes.divisions import DEFAULT
from yulin.facts import enums
from yulin.jobs.content import wanted as wanted_lexemes
from yulin.jobs.enums import PostState, WorkForm
from yulin.jobs.models import Post
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import Page, page_of

LONGEST_WORDS = 100
SINCE = (1, 3, 7, 30)
NEWEST, PAY, FIT = "new", "pay", "fit"
PER_PAGE = 20
#: as many as a page of the like shows
_LIKE = 5


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for; None or empty is no matter. Nothing here is about who asks."""

    words: str = ""
    place: int | None = None
    industry: int | None = None
    occupation: str = ""
    #: the searcher's own: posts that ask for more are left out
    education: int | None = None
    form: str = ""
    #: a month at least, in yuan; posts that say no pay are left out
    pay: int | None = None
    since: int | None = None
    sort: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wanted:
        """From an address; what makes no sense is no matter."""
        place = _number(query.get("place", ""), 999_999)
        form, since = query.get("form", ""), _number(query.get("since", ""), 999)
        sort = query.get("sort", "")
        return cls(
            words=query.get("q", "").replace("\0", "").strip()[:LONGEST_WORDS],
            place=place if place and DEFAULT.find(place) else None,
            industry=_number(query.get("industry", ""), len(enums.INDUSTRY.labels) - 1),
            occupation=_code(query.get("occupation", "")),
            education=_number(query.get("education", ""), len(enums.EDUCATION.labels) - 1),
            form=form if form in WorkForm.values else "",
            pay=_number(query.get("pay", ""), 10_000_000) or None,
            since=since if since in SINCE else None,
            sort=sort if sort in {NEWEST, PAY, FIT} else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted(sort=self.sort)

    def as_query(self) -> dict[str, str]:
        """The address again, without what is no matter."""
        names = {"words": "q"}
        told = {names.get(n, n): getattr(self, n) for n in self.__dataclass_fields__}
        return {name: str(value) for name, value in told.items() if value not in {None, ""}}


def _number(text: str, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
    return number if number is not None and number <= most else None


def _code(text: str) -> str:
    """A code of the classification, or the beginning of one."""
    return text if len(text) <= 10 and set(text) <= set("0123456789-") else ""


@dataclass(frozen=True, kw_only=True)
class PostRow:
    post: Post
    firm: str


def published() -> QuerySet[Post]:
    """What can be applied to today."""
    today = timezone.localdate()
    return Post.objects.filter(state=PostState.OPEN, valid_until__gte=today).defer("search")


def matching(wanted: Wanted, *, everywhere: bool = False) -> QuerySet[Post]:
    """The posts that fit, in no order; `everywhere` leaves out the place."""
    rows = published()
    lexemes = wanted_lexemes(wanted.words)
    if wanted.words:
        query = SearchQuery(lexemes, search_type="raw", config="simple")
        rows = rows.filter(search=query) if lexemes else rows.none()
    if wanted.place and not everywhere:
        rows = rows.filter(division__range=bounds(wanted.place))
    if wanted.industry is not None:
        rows = rows.filter(industry=wanted.industry)
    if wanted.occupation:
        rows = rows.filter(occupation__startswith=wanted.occupation)
    if wanted.education is not None:  # unknown is no refusal
        rows = rows.filter(
            Q(least_education__isnull=True) | Q(least_education__lte=wanted.education)
        )
    if wanted.form:
        rows = rows.filter(forms__contains=[wanted.form])
    if wanted.pay is not None:
        rows = rows.filter(pay_to__gte=wanted.pay)
    if wanted.since is not None:
        rows = rows.filter(published_at__gte=timezone.now() - timedelta(days=wanted.since))
    return rows


def search(wanted: Wanted, *, page: int = 1) -> Page[PostRow]:
    """A page of what fits: count, posts and names of their firms, in three queries.

    Published posts are everybody's to read. They are read past the row policies, under which
    PostgreSQL would not use the index of words: it may not ask it about rows not yet allowed.
    """
    with as_the_program():
        return page_of(
            _ordered(matching(wanted), wanted), number=page, shown=rows_of, per_page=PER_PAGE
        )


def _ordered(rows: QuerySet[Post], wanted: Wanted) -> QuerySet[Post]:
    if wanted.sort == PAY:
        return rows.order_by(F("pay_to").desc(nulls_last=True), "-published_at", "-id")
    lexemes = wanted_lexemes(wanted.words)
    if lexemes and wanted.sort in {"", FIT}:
        query = SearchQuery(lexemes, search_type="raw", config="simple")
        rank = SearchRank(F("search"), query, weights=[0.05, 0.1, 0.4, 1.0])
        return rows.annotate(rank=rank).order_by("-rank", "-published_at", "-id")
    return rows.order_by("-published_at", "-id")


def rows_of(posts: list[Post]) -> list[PostRow]:
    names = firm_names(post.employer_id for post in posts)
    return [PostRow(post=post, firm=names.get(post.employer_id, "")) for post in posts]


def by_district(wanted: Wanted) -> list[tuple[int, int]]:
    """How many fit in each district, the most first, whatever place was asked for."""
    rows = matching(wanted, everywhere=True).order_by()
    with as_the_program():
        counted = list(rows.values_list("division").annotate(n=Count("pk")))
    return sorted(counted, key=lambda one: (-one[1], one[0]))


@dataclass(frozen=True, kw_only=True)
class Advice:
    """How many there would be without one of the conditions, and what the search is then."""

    field: str
    count: int
    wanted: Wanted


def advice(wanted: Wanted) -> list[Advice]:
    """Where nothing is found: which single condition to give up, the one that brings most first."""
    told = []
    with as_the_program():
        for field in (
            "words",
            "place",
            "industry",
            "occupation",
            "education",
            "form",
            "pay",
            "since",
        ):
            blank = Wanted.__dataclass_fields__[field].default
            if getattr(wanted, field) == blank:
                continue
            less = replace(wanted, **{field: blank})
            if less.is_narrowed and (count := matching(less).count()):
                told.append(Advice(field=field, count=count, wanted=less))
    return sorted(told, key=lambda one: -one.count)


def like(post: Post) -> list[PostRow]:
    """Others of the same occupation or title, those of the same place first, then the newest."""
    same = Q(title_key=post.title_key)
    if post.occupation:
        same |= Q(occupation=post.occupation)
    rows = published().filter(same).exclude(pk=post.pk)
    near = Q(division=post.division)
    found = rows.alias(near=near).order_by("-near", "-published_at", "-id")
    with as_the_program():
        return rows_of(list(found[:_LIKE]))


def access_published(uuid: Any) -> Post:
    """One that was published, also when it is over; raises DoesNotExist."""
    gone = (PostState.DRAFT, PostState.WAITING, PostState.REFUSED)
    rows = Post.objects.exclude(state__in=gone).filter(published_at__isnull=False)
    return rows.defer("search").select_related("employer").get(uuid=uuid)
