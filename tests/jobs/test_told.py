"""What happens to an application reaches 消息 once, with a link; searches and digests once a day."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.jobs.conftest import DUTIES, content
from tests.jobs.test_applications import signed, slot, terms
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.jobs.actions.applications import apply, look_at, refuse, shortlist, withdraw
from yulin.jobs.actions.contracts import confirm_contract, register_contract
from yulin.jobs.actions.daily import tell_newcomers, tell_news
from yulin.jobs.actions.meetings import (
    answer_interview,
    answer_offer,
    cancel_interview,
    invite,
    make_offer,
)
from yulin.jobs.actions.moderation import decide_post
from yulin.jobs.actions.posts import draft_post, expire_posts, submit_post
from yulin.jobs.actions.searches import save_search, see_search
from yulin.jobs.models import JobNotice, Post, SavedSearch
from yulin.jobs.queries.search import Wanted
from yulin.ledger.actions.read import read_notices
from yulin.ledger.queries.notices import notices_of, unread_of, unread_of_firm

pytestmark = pytest.mark.django_db


def told(subject):
    return [one.notice.kind for one in notices_of(subject).rows][::-1]


def test_each_step_is_told_once_to_the_other_side(world, opened, jobs):
    anna, clerk = world.anna, world.clerk
    sent = apply(acting_user=anna, person=world.people.anna, post=opened)
    for _twice in range(2):
        look_at(acting_user=clerk, application=sent)
    shortlist(acting_user=clerk, application=sent)
    first = invite(acting_user=clerk, application=sent, slot=slot())
    cancel_interview(acting_user=clerk, interview=first)
    second = invite(acting_user=clerk, application=sent, slot=slot())
    answer_interview(acting_user=anna, interview=second, accept=True)
    offer = make_offer(acting_user=clerk, application=sent, terms=terms())
    answer_offer(acting_user=anna, offer=offer, accept=True)
    contract = register_contract(acting_user=clerk, offer=offer, signed=signed())
    confirm_contract(acting_user=anna, contract=contract)
    assert told(world.people.anna) == [
        "seen", "shortlisted", "interview", "called_off", "interview", "offered", "contract",
    ]  # fmt: skip
    answers = JobNotice.objects.filter(employer=world.firm).order_by("pk")
    assert [one.data["step"] for one in answers] == ["come", "accepted", "hired"]
    assert (unread_of(str(world.people.anna.uuid)), unread_of_firm(str(world.firm.uuid))) == (7, 3)
    assert read_notices(acting_user=anna, subject=world.people.anna) == 7
    assert (unread_of(str(world.people.anna.uuid)), unread_of_firm(str(world.firm.uuid))) == (0, 3)
    assert told(world.people.ben) == []


def test_a_refusal_says_its_code_and_a_withdrawal_is_told_the_firm(world, opened):
    sent = apply(acting_user=world.anna, person=world.people.anna, post=opened)
    refuse(acting_user=world.clerk, application=sent, reason="skill", note="要中级证")
    notice = JobNotice.objects.get()
    assert (notice.person, notice.employer, notice.application) == (world.people.anna, None, sent)
    assert notice.data == {"title": "数控车工", "firm": "瓯江泵阀有限公司", "reason": "skill"}
    other = apply(acting_user=world.ben, person=world.people.ben, post=opened)
    withdraw(acting_user=world.ben, application=other)
    last = JobNotice.objects.latest("pk")
    assert (last.employer, last.data["step"]) == (world.firm, "withdrawn")


def test_a_post_that_ends_is_told_those_who_wait_and_its_firm(world, opened):
    for user, person in ((world.anna, world.people.anna), (world.ben, world.people.ben)):
        sent = apply(acting_user=user, person=person, post=opened)
    refuse(acting_user=world.clerk, application=sent, reason="skill")
    with transaction.atomic():
        record(acting_user=None, action="test.post.age")
        Post.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    for _again in range(2):
        expire_posts(acting_user=None, today=timezone.localdate())
    assert told(world.people.anna) == ["over"]
    assert told(world.people.ben) == ["refused"]
    assert told(world.firm) == ["ended"]


def test_a_review_is_told_the_firm(world):
    said = content(duties=f"{DUTIES}限男性")
    post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
    post = submit_post(acting_user=world.clerk, post=post)
    decide_post(acting_user=world.moderator, post=post, verdict="refused", reason="请删去性别")
    assert told(world.firm) == ["sent_back"]


def test_a_kept_search_tells_once_a_day_what_is_new_since_it_was_told_or_looked_at(world, opened):
    today = timezone.localdate()
    for user, person in ((world.anna, world.people.anna), (world.ben, world.people.ben)):
        kept = save_search(
            acting_user=user, person=person, wanted=Wanted(words="焊工"), name="焊工"
        )
    assert tell_news(today=today) == 0
    for title in ("焊工", "电焊工"):
        said = content(title=title, duties=f"{DUTIES}{title}")
        post = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
        submit_post(acting_user=world.clerk, post=post)
    see_search(acting_user=world.ben, person=world.people.ben, uuid=kept.uuid)
    assert [tell_news(today=today), tell_news(today=today)] == [1, 0]
    notice = JobNotice.objects.get()
    assert (notice.person, notice.data) == (
        world.people.anna,
        {"name": "焊工", "n": 2, "query": {"q": "焊工"}},
    )
    assert see_search(acting_user=world.anna, person=world.people.anna, uuid=kept.uuid) is None
    assert SavedSearch.objects.filter(told_until=None).count() == 1


def test_a_firm_is_told_of_yesterdays_applications_in_one_notice(world, opened):
    for user, person in ((world.anna, world.people.anna), (world.ben, world.people.ben)):
        apply(acting_user=user, person=person, post=opened)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert tell_newcomers(today=timezone.localdate()) == 0
    for _again in range(2):
        assert tell_newcomers(today=tomorrow) == 1
    notice = JobNotice.objects.get()
    day = timezone.localdate().isoformat()
    assert (notice.employer, notice.data) == (
        world.firm,
        {"day": day, "n": 2, "titles": [["数控车工", 2]]},
    )


def test_what_was_told_stays_and_is_nobody_elses(world, opened):
    sent = apply(acting_user=world.anna, person=world.people.anna, post=opened)
    look_at(acting_user=world.clerk, application=sent)
    with pytest.raises(DatabaseError, match="what was told stays"), transaction.atomic():
        JobNotice.objects.update(kind="refused")
    seen = []
    for user in (world.anna, world.ben, world.clerk, world.other_clerk, world.moderator):
        with acting(user):
            seen.append(JobNotice.objects.count())
    assert seen == [1, 0, 0, 0, 0]
    with (
        acting(world.anna),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        JobNotice.objects.create(person=world.people.anna, kind="offered", event="made up")
