"""A firm's posts, from a draft to the end, and what the database refuses whoever writes."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from tests.jobs.conftest import DUTIES, PLACE, content
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.jobs.actions.moderation import decide_post
from yulin.jobs.actions.posts import (
    Origin,
    copy_post,
    draft_post,
    edit_post,
    expire_posts,
    pause_post,
    renew_post,
    resume_post,
    submit_post,
    withdraw_post,
)
from yulin.jobs.enums import PostSource, PostState, Verdict
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post, PostReview, PostVersion

pytestmark = pytest.mark.django_db
UNLAWFUL = f"{DUTIES}限男性，35岁以下。"


def journalled(prefix="jobs."):
    rows = JournalEntry.objects.filter(action__startswith=prefix).order_by("pk")
    return list(rows.values_list("action", flat=True))


def state(post):
    return Post.objects.get(pk=post.pk).state


def test_a_clean_post_is_published_at_once(world, drafted):
    assert (drafted.state, drafted.published_at) == (PostState.DRAFT, None)
    post = submit_post(acting_user=world.clerk, post=drafted, days=45)
    assert state(post) == PostState.OPEN
    assert post.valid_until == timezone.localdate() + dt.timedelta(days=45)
    assert (post.findings, post.alike, post.title_key) == ([], [], "数控车工")
    assert journalled() == ["jobs.post.draft", "jobs.post.submit"]
    entry = JournalEntry.objects.filter(action="jobs.post.submit").get()
    assert entry.region == PLACE
    assert entry.data == {"title": "数控车工", "state": "open"}


@pytest.mark.parametrize("who", ["other_clerk", "anna", "moderator", "auditor"])
def test_only_the_firm_itself_posts_and_changes(world, drafted, who):
    user = getattr(world, who)
    with pytest.raises(PermissionDenied):
        draft_post(acting_user=user, employer=world.firm, content=content(title="焊工"))
    for verb in (submit_post, withdraw_post, copy_post, pause_post, renew_post):
        with pytest.raises(PermissionDenied):
            verb(acting_user=user, post=drafted)
    with pytest.raises(PermissionDenied):
        edit_post(acting_user=user, post=drafted, content=content(title="焊工"))
    assert list(Post.objects.values_list("title", "state")) == [("数控车工", "draft")]
    assert journalled() == ["jobs.post.draft"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "  "}, "请填写岗位名称。"),
        ({"title": "工" * 81}, "岗位名称最多 80 个字。"),
        ({"duties": ""}, "请填写职责：每天做什么，写给没见过这份工作的人看。"),
        ({"forms": ()}, "请选择工作形式：全职、兼职、实习、见习或灵活。"),
        ({"forms": ("别的",)}, "请选择工作形式：全职、兼职、实习、见习或灵活。"),
        ({"shifts": ("别的",)}, "请从给出的班次里选。"),
        ({"division": 999999}, "请选择工作地区。"),
        ({"headcount": 0}, "招聘人数为 1 到 5000。"),
        ({"pay_from": None}, "月薪下限和上限请一起填，或都不填（面议）。"),
        ({"pay_from": 9001}, "月薪上限不能低于下限。"),
        ({"least_years": 51}, "工作年限为 0 到 50。"),
        ({"least_education": 8}, "请从给出的学历里选。"),
        ({"duties": "请打13812345678"}, "请不要写证件号、手机号：投递和约面试在站内进行。"),
        ({"skills": ("字" * 41,)}, "每一项最多 40 个字；长的请写进职责。"),
        ({"duties": "焊\0接"}, "文字里有看不见的字符，请重新输入。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(world, changes, words):
    with pytest.raises(JobsError) as refused:
        draft_post(acting_user=world.clerk, employer=world.firm, content=content(**changes))
    assert str(refused.value) == words
    assert Post.objects.count() == 0
    assert journalled() == []


def test_unlawful_words_wait_for_an_officer_who_gives_a_reason(world):
    post = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(duties=UNLAWFUL)
    )
    submit_post(acting_user=world.clerk, post=post)
    assert state(post) == PostState.WAITING
    assert [(f["code"], f["words"]) for f in Post.objects.get().findings] == [
        ("sex", "限男性"),
        ("age", "35岁以下"),
    ]
    for user in (world.clerk, world.anna, world.elsewhere, world.no_duty, world.auditor):
        with pytest.raises(PermissionDenied):
            decide_post(acting_user=user, post=post, verdict=Verdict.PUBLISHED, reason="可以")
    with pytest.raises(JobsError, match="请写明理由"):
        decide_post(acting_user=world.moderator, post=post, verdict=Verdict.PUBLISHED, reason=" ")
    assert (state(post), PostReview.objects.count()) == (PostState.WAITING, 0)

    reason = "请删去性别和年龄要求"
    decide_post(acting_user=world.moderator, post=post, verdict=Verdict.REFUSED, reason=reason)
    assert state(post) == PostState.REFUSED
    with pytest.raises(JobsError, match="请先按审核意见修改"):
        submit_post(acting_user=world.clerk, post=post)
    edit_post(acting_user=world.clerk, post=post, content=content())
    submit_post(acting_user=world.clerk, post=post)
    assert state(post) == PostState.OPEN
    review = PostReview.objects.get()
    assert (review.version.number, review.reason, len(review.findings)) == (1, reason, 2)
    assert journalled() == [
        "jobs.post.draft",
        "jobs.post.submit",
        "jobs.post.refuse",
        "jobs.post.edit",
        "jobs.post.submit",
    ]


def test_an_officer_may_publish_what_the_law_allows_and_only_once(world):
    post = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(duties=UNLAWFUL)
    )
    submit_post(acting_user=world.clerk, post=post)
    reason = "矿山井下作业，属女职工禁忌劳动"
    decide_post(acting_user=world.moderator, post=post, verdict=Verdict.PUBLISHED, reason=reason)
    assert state(post) == PostState.OPEN
    with pytest.raises(JobsError, match="可能已由别人处理"):
        decide_post(acting_user=world.moderator, post=post, verdict=Verdict.REFUSED, reason="迟了")
    assert state(post) == PostState.OPEN


@pytest.mark.parametrize("paused", [False, True])
def test_unlawful_words_put_into_a_published_post_take_it_back(world, opened, paused):
    if paused:
        pause_post(acting_user=world.clerk, post=opened)
    edit_post(acting_user=world.clerk, post=opened, content=content(duties=UNLAWFUL))
    assert state(opened) == PostState.WAITING
    assert list(PostVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_the_same_post_is_not_published_twice(world, opened):
    again = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(title="急聘 数控车工（双休）")
    )
    with pytest.raises(JobsError, match="已有一个同样的岗位在招聘"):
        submit_post(acting_user=world.clerk, post=again)
    assert state(again) == PostState.DRAFT
    withdraw_post(acting_user=world.clerk, post=opened)
    submit_post(acting_user=world.clerk, post=again)
    assert state(again) == PostState.OPEN


def test_nearly_the_same_waits_with_its_likeness_shown(world, opened):
    again = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(duties=f"{DUTIES}。加班")
    )
    submit_post(acting_user=world.clerk, post=again)
    kept = Post.objects.get(pk=again.pk)
    assert kept.state == PostState.WAITING
    assert kept.alike == [{"post": str(opened.uuid), "title": "数控车工", "likeness": 92}]


def test_another_firm_may_look_for_the_same(world, opened):
    other = draft_post(acting_user=world.other_clerk, employer=world.other, content=content())
    submit_post(acting_user=world.other_clerk, post=other)
    assert state(other) == PostState.OPEN


def test_pause_renew_withdraw_copy(world, opened):
    pause_post(acting_user=world.clerk, post=opened)
    assert state(opened) == PostState.PAUSED
    with pytest.raises(JobsError, match="现在是“已暂停”"):
        pause_post(acting_user=world.clerk, post=opened)
    resume_post(acting_user=world.clerk, post=opened)
    renew_post(acting_user=world.clerk, post=opened, days=180)
    with pytest.raises(JobsError, match="有效期为 1 到 180 天。"):
        renew_post(acting_user=world.clerk, post=opened, days=181)
    copied = copy_post(acting_user=world.clerk, post=opened)
    assert (copied.state, copied.title, copied.duties) == (PostState.DRAFT, "数控车工", DUTIES)
    withdraw_post(acting_user=world.clerk, post=opened)
    assert state(opened) == PostState.WITHDRAWN
    with pytest.raises(JobsError, match="只有发布过、还没有招满的岗位可以续期。"):
        renew_post(acting_user=world.clerk, post=opened)


def test_posts_end_the_day_after_their_last(world, opened):
    last = Post.objects.get().valid_until
    assert expire_posts(acting_user=None, today=last) == 0
    assert expire_posts(acting_user=None, today=last + dt.timedelta(days=1)) == 1
    assert state(opened) == PostState.EXPIRED
    renew_post(acting_user=world.clerk, post=opened)
    assert state(opened) == PostState.OPEN
    assert journalled("jobs.posts") == ["jobs.posts.expire"]


def test_a_firms_own_number_is_used_once(world):
    origin = Origin(source=PostSource.INTERFACE, external_key="A-1")
    given = {"acting_user": world.clerk, "employer": world.firm, "origin": origin}
    draft_post(**given, content=content())
    with pytest.raises(JobsError, match="这个自编号已经用过"):
        draft_post(**given, content=content(title="焊工"))
    assert Post.objects.count() == 1


def test_what_was_withdrawn_before_anybody_saw_it_stays_unseen(world, drafted):
    post = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(duties=UNLAWFUL)
    )
    submit_post(acting_user=world.clerk, post=post)
    withdraw_post(acting_user=world.clerk, post=post)
    with acting(None):
        assert Post.objects.count() == 0


def test_who_sees_which_posts_by_the_database_itself(world, drafted):
    published = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(title="焊工")
    )
    submit_post(acting_user=world.clerk, post=published)
    both, one = {"数控车工", "焊工"}, {"焊工"}
    for user, seen in (
        (None, one), (world.anna, one), (world.other_clerk, one), (world.elsewhere, one),
        (world.clerk, both), (world.moderator, both), (world.auditor, both),
    ):  # fmt: skip
        with acting(user):
            assert set(Post.objects.values_list("title", flat=True)) == seen
            versions = 2 if seen == both else 0
            assert PostVersion.objects.count() == versions
    for user in (None, world.anna, world.other_clerk, world.elsewhere):
        with transaction.atomic(), acting(user):
            record(acting_user=None, action="test.post.change")
            assert Post.objects.update(headcount=9) == 0


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE jobs_post SET filled = 3", "jobs_post_never_overfilled"),
        ("UPDATE jobs_post SET headcount = 0", "jobs_post_never_overfilled"),
        ("UPDATE jobs_post SET state = 'filled'", "jobs_post_filled_is_full"),
        ("UPDATE jobs_post SET pay_to = 1", "jobs_post_pay_in_order"),
        ("UPDATE jobs_post SET forms = '{}'", "jobs_post_known_words"),
        ("UPDATE jobs_post SET valid_until = NULL", "jobs_post_open_has_dates"),
        ("UPDATE jobs_post SET state = 'draft'", "a post does not go from open to draft"),
        ("UPDATE jobs_postversion SET number = 7", "jobs_postversion"),
        ("DELETE FROM jobs_postversion", "jobs_postversion"),
    ],
)
def test_the_database_refuses_whoever_writes(opened, statement, constraint):
    with (
        pytest.raises((IntegrityError, DatabaseError)) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        record(acting_user=None, action="test.post.change")
        cursor.execute(statement)
    assert constraint in str(refused.value)
