"""A firm's posts: write, submit, change, pause, renew, withdraw; every version is kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.jobs.actions.telling import tell_expired, tell_over
from yulin.jobs.content import PostContent, lexemes
from yulin.jobs.enums import LIVE, UNPUBLISHED, PostSource, PostState
from yulin.jobs.errors import JobsError
from yulin.jobs.likeness import ALIKE_FROM, likeness
from yulin.jobs.models import Post, PostVersion
from yulin.jobs.queries.firms import firm_name
from yulin.jobs.rules import may_keep_post, may_post
from yulin.registry.models import Employer

MOST_DAYS, USUAL_DAYS = 180, 30
#: of one firm, so many of its newest posts are compared
_COMPARED = 200


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a post came from, and what the firm calls it there."""

    source: PostSource = PostSource.FORM
    external_key: str = ""


@transaction.atomic
def draft_post(
    *, acting_user: User, employer: Employer, content: PostContent, origin: Origin | None = None
) -> Post:
    """Write a post that nobody sees yet.

    Raises:
        PermissionDenied: The user does not speak for the firm.
        JobsError: Something is missing or wrong, or the firm's own number was used already.
    """
    if not may_post(acting_user, employer):
        raise PermissionDenied
    origin = origin or Origin()
    said = content.checked()
    try:
        with transaction.atomic():
            post = Post.objects.create(
                employer=employer,
                source=origin.source,
                external_key=origin.external_key.strip()[:64],
                made_by=acting_user,
                **_columns(said, employer),
            )
    except IntegrityError:
        raise JobsError(_("这个自编号已经用过，请换一个，或修改原来的岗位。")) from None
    _keep_version(post, said, acting_user)
    journal_post(acting_user, "draft", post)
    return post


@transaction.atomic
def edit_post(*, acting_user: User, post: Post, content: PostContent) -> Post:
    """Say something else. What is published stays so unless the new words must be looked at.

    Raises:
        PermissionDenied: It is not the user's firm's.
        JobsError: It is over, something is wrong, or fewer are looked for than were taken.
    """
    one = _held(acting_user, post)
    if one.state not in {*LIVE, PostState.DRAFT, PostState.REFUSED}:
        raise JobsError(
            _("这个岗位现在是“%(state)s”，不能修改；可以复制成新岗位。")
            % {"state": one.get_state_display()}
        )
    said = content.checked()
    if said.headcount < max(1, one.filled):
        raise JobsError(_("已录用 %(n)s 人，招聘人数不能比这少。") % {"n": one.filled})
    for name, value in _columns(said, one.employer).items():
        setattr(one, name, value)
    if one.state == PostState.REFUSED:
        one.state = PostState.DRAFT
    elif one.state != PostState.DRAFT:
        _look_again(one)
    _save(one)
    _keep_version(one, said, acting_user)
    journal_post(acting_user, "edit", one)
    return one


def _look_again(post: Post) -> None:
    post.alike = _alike(post)
    if post.state in {PostState.OPEN, PostState.PAUSED} and must_wait(post):
        post.state = PostState.WAITING
    elif post.state == PostState.OPEN and post.filled == post.headcount:
        post.state = PostState.FILLED


@transaction.atomic
def submit_post(*, acting_user: User, post: Post, days: int = USUAL_DAYS) -> Post:
    """Publish at once what nothing was found in; else an officer decides.

    Raises:
        PermissionDenied: It is not the user's firm's.
        JobsError: It is no draft, the days are too many, or the firm has the same post already.
    """
    one = _held(acting_user, post)
    if one.state not in {PostState.DRAFT, PostState.REFUSED}:
        raise JobsError(_("只有草稿可以提交。"))
    if one.state == PostState.REFUSED:
        raise JobsError(_("这个岗位没有通过审核，请先按审核意见修改。"))
    one.valid_until = _until(days)
    one.published_at = timezone.now()
    one.alike = _alike(one)
    one.state = PostState.WAITING if must_wait(one) else PostState.OPEN
    _save(one)
    journal_post(acting_user, "submit", one)
    return one


def must_wait(post: Post) -> bool:
    """Whether something was found of which an officer has to decide."""
    return bool(post.alike) or any(one["kind"] != "doubtful" for one in post.findings)


@transaction.atomic
def pause_post(*, acting_user: User, post: Post) -> Post:
    one = _held(acting_user, post)
    return _turn(acting_user, one, "pause", {PostState.OPEN}, PostState.PAUSED)


@transaction.atomic
def resume_post(*, acting_user: User, post: Post) -> Post:
    one = _held(acting_user, post)
    if one.valid_until is not None and one.valid_until < timezone.localdate():
        raise JobsError(_("这个岗位已经过了有效期，请先续期。"))
    return _turn(acting_user, one, "resume", {PostState.PAUSED}, PostState.OPEN)


@transaction.atomic
def withdraw_post(*, acting_user: User, post: Post) -> Post:
    """Take it away for good; applications stay to be answered."""
    one = _held(acting_user, post)
    if one.state in UNPUBLISHED:
        one.published_at = None  # nobody else ever saw it
    states = {*UNPUBLISHED, *LIVE}
    gone = _turn(acting_user, one, "withdraw", states, PostState.WITHDRAWN)
    tell_over([gone.pk])
    return gone


@transaction.atomic
def renew_post(*, acting_user: User, post: Post, days: int = USUAL_DAYS) -> Post:
    """Let it stand longer, also where its time is over.

    Raises:
        PermissionDenied: It is not the user's firm's.
        JobsError: It was not published, or is filled.
    """
    one = _held(acting_user, post)
    if one.state not in {PostState.OPEN, PostState.PAUSED, PostState.EXPIRED}:
        raise JobsError(_("只有发布过、还没有招满的岗位可以续期。"))
    one.valid_until = _until(days)
    if one.state == PostState.EXPIRED:
        one.state = PostState.OPEN
    _save(one)
    journal_post(acting_user, "renew", one, valid_until=one.valid_until)
    return one


@transaction.atomic
def copy_post(*, acting_user: User, post: Post) -> Post:
    """A new draft that says the same."""
    if not may_keep_post(acting_user, post):
        raise PermissionDenied
    return draft_post(acting_user=acting_user, employer=post.employer, content=PostContent.of(post))


@transaction.atomic
def expire_posts(*, acting_user: User | None, today: date) -> int:
    """End what stood longer than it was to; how many. One journal entry names them all."""
    over = Post.objects.select_for_update().filter(
        state__in=(PostState.OPEN, PostState.PAUSED), valid_until__lt=today
    )
    keys = list(over.order_by("pk").values_list("pk", flat=True))
    if keys:
        Post.objects.filter(pk__in=keys).update(state=PostState.EXPIRED, changed_at=timezone.now())
        data = {"posts": keys[:1000], "count": len(keys)}
        record(acting_user=acting_user, action="jobs.posts.expire", data=data)
        tell_over(keys)
        tell_expired(keys)
    return len(keys)


def take_seat(*, post: Post) -> Post:
    """One more is taken, inside the caller's transaction; the last closes the post.

    Two who come at once wait for each other at the row, and the database refuses one too many.

    Raises:
        JobsError: Every seat is taken.
    """
    one = Post.objects.defer("search").select_for_update().get(pk=post.pk)
    taken = Post.objects.filter(pk=one.pk, filled__lt=F("headcount")).update(
        filled=F("filled") + 1, changed_at=timezone.now()
    )
    if not taken:
        raise JobsError(_("这个岗位已经招满，名额刚被别人接受。"))
    one.refresh_from_db()
    if one.filled == one.headcount and one.state in {PostState.OPEN, PostState.PAUSED}:
        Post.objects.filter(pk=one.pk).update(state=PostState.FILLED)
        one.state = PostState.FILLED
    return one


def free_seat(*, post: Post) -> Post:
    """One who was taken does not come after all, inside the caller's transaction."""
    one = Post.objects.defer("search").select_for_update().get(pk=post.pk)
    in_time = one.valid_until is not None and one.valid_until >= timezone.localdate()
    if one.state == PostState.FILLED:
        one.state = PostState.OPEN if in_time else PostState.EXPIRED
    one.filled -= 1
    _save(one)
    return one


def _turn(user: User, one: Post, name: str, states: set[PostState], to: PostState) -> Post:
    if one.state not in states:
        raise JobsError(
            _("这个岗位现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()}
        )
    one.state = to
    _save(one)
    journal_post(user, name, one)
    return one


def _held(user: User, post: Post) -> Post:
    if not may_keep_post(user, post):
        raise PermissionDenied
    rows = Post.objects.defer("search").select_for_update(of=("self",)).select_related("employer")
    return rows.get(pk=post.pk)


def _save(post: Post) -> None:
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as error:
        if "jobs_post_not_twice" in str(error):
            raise JobsError(
                _(
                    "本单位已有一个同样的岗位在招聘：名称、地区和职责都一样。可以增加那个岗位的人数。"
                )
            ) from None
        raise


def _columns(content: PostContent, employer: Employer) -> dict[str, Any]:
    vector = Value(lexemes(content, firm_name(employer.pk)))
    return content.as_columns() | {"search": Cast(vector, SearchVectorField())}


def _keep_version(post: Post, content: PostContent, user: User | None) -> None:
    number = post.versions.count() + 1
    PostVersion.objects.create(post=post, number=number, content=content.as_data(), made_by=user)


def _alike(post: Post) -> list[dict[str, Any]]:
    """Live posts of the firm that look for the same in the same place in nearly the same words."""
    others = Post.objects.filter(
        employer=post.employer_id,
        state__in=LIVE,
        division=post.division,
        title_key=post.title_key,
    ).exclude(pk=post.pk)
    told = others.order_by("-pk").values_list("uuid", "title", "duties")[:_COMPARED]
    measured = [(str(uuid), title, likeness(post.duties, duties)) for uuid, title, duties in told]
    return [
        {"post": uuid, "title": title, "likeness": alike}
        for uuid, title, alike in measured
        if alike >= ALIKE_FROM
    ]


def _until(days: int) -> date:
    if not 1 <= days <= MOST_DAYS:
        raise JobsError(_("有效期为 1 到 180 天。"))
    return timezone.localdate() + timedelta(days=days)


def journal_post(user: User | None, name: str, post: Post, **more: object) -> None:
    record(
        acting_user=user,
        action=f"jobs.post.{name}",
        obj=post,
        region=post.division,
        data={"title": post.title, "state": post.state, **more},
    )
