"""Posts: anybody searches them; a firm's own program keeps them and reads who applied."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Query, Router, Schema, Status
from pydantic import StringConstraints

from yulin.access.actions import idempotency
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.api.access import found, limited, who
from yulin.api.paging import Cursor, Limit, PageOf, page_of
from yulin.api.problems import ERRORS, OPEN_ERRORS, Problem, Refused
from yulin.api.routes.person import Key
from yulin.jobs.actions.posts import (
    Origin,
    draft_post,
    edit_post,
    submit_post,
    withdraw_post,
)
from yulin.jobs.content import PostContent
from yulin.jobs.enums import PostSource
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Post
from yulin.jobs.queries.boards import firm_posts
from yulin.jobs.queries.search import Wanted, access_published, matching, rows_of
from yulin.registry.queries.scope import visible_employers

public = Router(tags=["public"])
employer = Router(tags=["employer"], auth=who(is_employer))
Words = Annotated[str, Query(max_length=100, pattern="^[^\\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=4000, pattern="^[^\\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=80, pattern="^[^\\x00]*$")]
Whole = Annotated[int, Query(ge=0, le=10_000_000)]


class PostIn(Schema):
    """What a post says. Of every demand null is unknown, and 0 or an empty list is any (不限)."""

    title: Short
    division: int
    duties: Text
    forms: list[Short]
    headcount: int = 1
    occupation: Annotated[str, StringConstraints(max_length=12, pattern="^[0-9-]*$")] = ""
    industry: int | None = None
    least_education: int | None = None
    least_skill_level: int | None = None
    certificates: list[Short] | None = None
    licences: list[Short] | None = None
    majors: list[Short] | None = None
    least_years: int | None = None
    pay_from: int | None = None
    pay_to: int | None = None
    shifts: list[Short] | None = None
    skills: list[Short] | None = None
    benefits: list[Short] | None = None
    gives_work_permit: bool | None = None

    def content(self) -> PostContent:
        said = self.model_dump()
        return PostContent(
            **{name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}
        )


class NewPostIn(PostIn):
    """With your own number for it, and for how many days it stands."""

    external_key: Annotated[str, StringConstraints(max_length=64, pattern="^[^\\x00]*$")] = ""
    days: int = 30

    def content(self) -> PostContent:
        said = self.model_dump(exclude={"external_key", "days"})
        return PostContent(
            **{name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}
        )


class PostOut(PostIn):
    """Pay is whole yuan a month."""

    uuid: UUID
    firm: str
    state: str
    filled: int
    published_at: dt.datetime | None
    valid_until: dt.date | None


class OwnPostOut(PostOut):
    """With what the wording rules found, which keeps a post from being published."""

    external_key: str
    findings: list[dict[str, Any]]


class ApplicationOut(Schema):
    """What somebody sent; of the register only what a firm may read."""

    uuid: UUID
    state: str
    reason: str
    resume: dict[str, Any]
    sent_at: dt.datetime


@public.get("/jobs", response={200: PageOf[PostOut], **OPEN_ERRORS})
def jobs(  # noqa: PLR0917 - ninja reads a query by its names
    request: HttpRequest,
    q: Words = "",
    place: Whole | None = None,
    industry: Whole | None = None,
    pay: Whole | None = None,
    after: Cursor = "",
    limit: Limit = 50,
) -> Any:
    """Open posts, the newest first; `q` is words of title, skills or duties."""
    limited(f"address:{request.META.get('REMOTE_ADDR', '')}")
    told = {"q": q, "place": place, "industry": industry, "pay": pay}
    wanted = Wanted.read({name: str(v) for name, v in told.items() if v is not None})
    with as_the_program():  # as the page's search
        return page_of(matching(wanted), after=after, limit=limit, what="jobs", shown=_published)


@public.get("/jobs/{vacancy}", response={200: PostOut, **OPEN_ERRORS})
def job(request: HttpRequest, vacancy: UUID) -> Any:
    """One that was published; its state says whether it is open."""
    limited(f"address:{request.META.get('REMOTE_ADDR', '')}")
    return _published([found(access_published, uuid=vacancy)])[0]


@employer.get("/employer/posts", response={200: PageOf[OwnPostOut], **ERRORS})
def employer_posts(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """Your organisation's posts, of every state."""
    return page_of(firm_posts(request.user), after=after, limit=limit, what="posts", shown=_own)


@employer.post(
    "/employer/posts",
    url_name="employer_posts",
    response={201: OwnPostOut, 409: Problem, **ERRORS},
)
def make_post(request: HttpRequest, given: Body[NewPostIn], key: Key) -> Any:
    """Make and submit a post, once for each `Idempotency-Key`; marked words wait for an officer."""
    firm = visible_employers(request.user).first()
    if firm is None:
        raise Refused(404)

    def make() -> Post:
        origin = Origin(source=PostSource.INTERFACE, external_key=given.external_key)
        post = draft_post(
            acting_user=request.user, employer=firm, content=given.content(), origin=origin
        )
        return submit_post(acting_user=request.user, post=post, days=given.days)

    return _once(request, key=key, what="POST posts", given=given, status=201, act=make)


@employer.post(
    "/employer/posts/{vacancy}",
    url_name="employer_post",
    response={200: OwnPostOut, 409: Problem, **ERRORS},
)
def change_post(request: HttpRequest, vacancy: UUID, given: Body[PostIn], key: Key) -> Any:
    """Say something else; marked words wait for an officer."""
    one = found(firm_posts(request.user).get, uuid=vacancy)
    return _once(
        request,
        key=key,
        what=f"POST posts {vacancy}",
        given=given,
        status=200,
        act=lambda: edit_post(acting_user=request.user, post=one, content=given.content()),
    )


@employer.post(
    "/employer/posts/{vacancy}/close",
    url_name="close_post",
    response={200: OwnPostOut, 409: Problem, **ERRORS},
)
def close_post(request: HttpRequest, vacancy: UUID, key: Key) -> Any:
    """Take it away for good; applications stay to be answered."""
    one = found(firm_posts(request.user).get, uuid=vacancy)
    return _once(
        request,
        key=key,
        what=f"POST close {vacancy}",
        given=None,
        status=200,
        act=lambda: withdraw_post(acting_user=request.user, post=one),
    )


@employer.get(
    "/employer/posts/{uuid}/applications", response={200: PageOf[ApplicationOut], **ERRORS}
)
def applications(request: HttpRequest, uuid: UUID, after: Cursor = "", limit: Limit = 50) -> Any:
    """Who applied, with what they sent."""
    post = found(firm_posts(request.user).get, uuid=uuid)
    return page_of(
        Application.objects.filter(post=post),
        after=after,
        limit=limit,
        what="applications",
        shown=lambda held: [
            {name: getattr(one, name) for name in ApplicationOut.model_fields} for one in held
        ],
    )


def _once(
    request: HttpRequest,
    *,
    key: str,
    what: str,
    given: Schema | None,
    status: int,
    act: Callable[[], Post],
) -> Any:
    def do() -> tuple[int, Any]:
        try:
            post = act()
        except JobsError as error:
            raise Refused(422, str(error)) from None
        kept = firm_posts(request.user).get(pk=post.pk)
        return status, json.loads(OwnPostOut.model_validate(_own([kept])[0]).model_dump_json())

    body = given.model_dump_json().encode() if given else b""
    digest = idempotency.digest_of(what.encode(), body)
    try:
        made = idempotency.once(acting_user=request.user, key=key, digest=digest, do=do)
    except idempotency.KeyOfAnother:
        raise Refused(422, _("这个幂等键已经用于内容不同的请求。")) from None
    except idempotency.UnderWay:
        raise Refused(409, _("同一个幂等键的请求正在处理。")) from None
    return Status(made.status, made.answer)


_MORE = ("uuid", "state", "filled", "published_at", "valid_until")
_ITS_FIRMS = ("external_key", "findings")


def _published(posts: list[Post]) -> list[dict[str, Any]]:
    return [
        PostContent.of(row.post).as_data()
        | {name: getattr(row.post, name) for name in _MORE}
        | {"firm": row.firm}
        for row in rows_of(posts)
    ]


def _own(posts: list[Post]) -> list[dict[str, Any]]:
    return [
        told | {name: getattr(post, name) for name in _ITS_FIRMS}
        for told, post in zip(_published(posts), posts, strict=True)
    ]
