"""Firms find people, invite them once, refuse several with a code and take it back within a day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.jobs.test_applications import signed, slot, terms
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.jobs.actions.applications import apply, look_at
from yulin.jobs.actions.contracts import register_contract
from yulin.jobs.actions.inviting import invite_to_apply
from yulin.jobs.actions.leaving import leave_all
from yulin.jobs.actions.meetings import answer_offer, invite, make_offer
from yulin.jobs.actions.refusals import refuse_many, reopen, reopen_many
from yulin.jobs.actions.resumes import OwnWords, mark_firm, save_resume, show_resume
from yulin.jobs.errors import JobsError
from yulin.jobs.models import (
    Application,
    ApplicationStep,
    Contract,
    Invitation,
    JobNotice,
    Post,
    Resume,
)
from yulin.jobs.queries.hiring import BoardFilters, ResumeFilters, board, resumes_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(world):
    """Anna and Ben let firms of the region find them."""
    said = {
        "anna": OwnWords(titles=("数控车工",), skills=("看图纸",), divisions=(330302,), occupations=("6-18-01-01",)),
        "ben": OwnWords(titles=("护士",), story="在医院三年", divisions=(330303,)),
    }  # fmt: skip
    for name, words in said.items():
        user, person = getattr(world, name), getattr(world.people, name)
        kept = save_resume(acting_user=user, person=person, words=words)
        show_resume(acting_user=user, resume=kept, visibility="region")
    return world


def found(user, **filters):
    with acting(user):
        page = resumes_list(user=user, filters=ResumeFilters(**filters))
        return [(one.resume.titles, one.education) for one in page.rows]


def test_firms_find_people_by_what_they_wish_and_what_a_register_holds(
    shown, world, django_assert_num_queries
):
    anna, ben = (["数控车工"], 5), (["护士"], None)
    for filters, expected in (
        ({}, [ben, anna]),
        ({"words": "图纸"}, [anna]),
        ({"words": "医院"}, [ben]),
        ({"place": 330302}, [anna]),
        ({"place": 330300}, [ben, anna]),
        ({"education": 5}, [anna]),
        ({"education": 6}, []),
        ({"occupation": "6"}, [anna]),
        ({"occupation": "2"}, []),
    ):
        assert found(world.clerk, **filters) == expected, filters
    assert found(world.anna) == []
    with django_assert_num_queries(3):  # count, résumés, education
        resumes_list(user=world.moderator, filters=ResumeFilters())
        found(world.clerk)


def test_somebody_is_invited_once_to_a_post_and_can_block_the_firm(shown, world, opened):
    resume = Resume.objects.get(person=world.people.anna)
    bens = Resume.objects.get(person=world.people.ben)
    hidden = Resume.objects.create(person=world.people.cara)

    def invited(user, one):
        with acting(user):
            return invite_to_apply(acting_user=user, resume=one, post=opened)

    invited(world.clerk, resume)
    with pytest.raises(JobsError, match="已经为这个岗位邀请过此人。"):
        invited(world.clerk, resume)
    for user, one in ((world.other_clerk, resume), (world.anna, resume), (world.clerk, hidden)):
        with pytest.raises(PermissionDenied):
            invited(user, one)
    notice = JobNotice.objects.get()
    assert (notice.person, notice.kind, notice.post) == (world.people.anna, "invited", opened)
    mark_firm(acting_user=world.ben, resume=bens, employer=world.firm, kind="blocked")
    assert [titles for titles, _level in found(world.clerk)] == [["数控车工"]]
    with pytest.raises(PermissionDenied):
        invited(world.clerk, bens)
    with (
        acting(world.clerk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Invitation.objects.create(
            post=opened, employer=world.firm, person=world.people.ben, sent_by=world.clerk
        )
    apply(acting_user=world.ben, person=world.people.ben, post=opened)
    assert Invitation.objects.count() == 1


@pytest.fixture
def sent(world, opened):
    return {
        name: apply(
            acting_user=getattr(world, name), person=getattr(world.people, name), post=opened
        )
        for name in ("anna", "ben", "cara")
    }


def names(page):
    return [row.resume["name"] for row in page.rows]


def test_the_board_is_narrowed(world, opened, sent, django_assert_num_queries):
    look_at(acting_user=world.clerk, application=sent["ben"])
    today = timezone.localdate()
    for filters, expected in (
        ({}, ["卡拉", "阿本", "安娜"]),
        ({"state": "seen"}, ["阿本"]),
        ({"words": "安"}, ["安娜"]),
        ({"words": "数控"}, ["安娜"]),
        ({"since": today}, ["卡拉", "阿本", "安娜"]),
        ({"since": today + dt.timedelta(days=1)}, []),
        ({"uncertain": True}, ["卡拉", "阿本"]),
    ):
        with django_assert_num_queries(2):
            page = board(opened, BoardFilters(**filters))
        assert names(page) == expected, filters


def states():
    return dict(Application.objects.values_list("resume__name", "state"))


def test_several_are_refused_with_one_code_and_taken_back_within_a_day(world, opened, sent):
    keys = [one.uuid for one in sent.values()]
    for ticked, reason, note, words in (
        ([], "skill", "", "请勾选 1 到 200 个人。"),
        (keys, "", "", "请选择不录用的原因"),
        (keys, "other", "", "请写明是什么。"),
        (keys, "other", "只要男生", "不能作为理由"),
    ):
        with pytest.raises(JobsError, match=words):
            refuse_many(
                acting_user=world.clerk, post=opened, uuids=ticked, reason=reason, note=note
            )
    with pytest.raises(PermissionDenied):
        refuse_many(acting_user=world.other_clerk, post=opened, uuids=keys, reason="skill")
    assert set(states().values()) == {"sent"}
    invite(acting_user=world.clerk, application=sent["anna"], slot=slot())
    offer = make_offer(acting_user=world.clerk, application=sent["cara"], terms=terms())
    answer_offer(acting_user=world.cara, offer=offer, accept=True)
    assert refuse_many(acting_user=world.clerk, post=opened, uuids=keys, reason="skill") == (2, 1)
    assert states() == {"安娜": "refused", "阿本": "refused", "卡拉": "accepted"}
    assert reopen_many(acting_user=world.clerk, post=opened, uuids=keys) == (2, 1)
    assert states() == {"安娜": "shortlisted", "阿本": "sent", "卡拉": "accepted"}
    assert set(Application.objects.values_list("reason", flat=True)) == {""}
    told = JobNotice.objects.filter(person=world.people.ben).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["refused", "reopened"]
    with pytest.raises(JobsError, match="只有 24 小时以内的未录用可以收回。"):
        reopen(acting_user=world.clerk, application=sent["ben"])


def test_a_day_later_a_refusal_stands_whoever_writes(world, opened, sent):
    keys = [sent["ben"].uuid]
    refuse_many(acting_user=world.clerk, post=opened, uuids=keys, reason="skill")
    with transaction.atomic():
        record(acting_user=None, action="test.application.age")
        Application.objects.update(changed_at=timezone.now() - dt.timedelta(hours=25))
    with pytest.raises(JobsError, match="只有 24 小时以内"):
        reopen(acting_user=world.clerk, application=sent["ben"])
    with (
        pytest.raises(DatabaseError, match="does not go from refused to sent"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        record(acting_user=None, action="test.application.change")
        cursor.execute(
            "UPDATE jobs_application SET state = 'sent', reason = '' WHERE state = 'refused'"
        )
    assert states()["阿本"] == "refused"


def test_a_seat_that_a_deleted_person_took_is_free_again(world, opened, sent):
    for name in ("anna", "ben"):
        offer = make_offer(acting_user=world.clerk, application=sent[name], terms=terms())
        answer_offer(acting_user=getattr(world, name), offer=offer, accept=True)
    register_contract(acting_user=world.clerk, offer=offer, signed=signed())
    assert Post.objects.values_list("filled", "state").get() == (2, "filled")
    assert leave_all(acting_user=None, people=[world.people.anna, world.people.ben]) == 2
    assert Post.objects.values_list("filled", "state").get() == (0, "open")
    assert states() == {"安娜": "withdrawn", "阿本": "withdrawn", "卡拉": "sent"}
    assert Contract.objects.get().state == "disputed"
    assert leave_all(acting_user=None, people=[world.people.anna]) == 0
    assert ApplicationStep.objects.filter(went_to="withdrawn", by=None).count() == 2
