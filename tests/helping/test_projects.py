"""Talent with project: carriers and tenants, visits, milestones, a contract, stages, money."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.helping.actions.projects import (
    Agreement,
    Idea,
    Met,
    Site,
    add_member,
    add_milestone,
    begin_project,
    go_on,
    move_in,
    move_out,
    note_money,
    note_visit,
    reach_milestone,
    register_agreement,
    register_carrier,
)
from yulin.helping.errors import HelpingError
from yulin.helping.models import (
    Carrier,
    Milestone,
    Project,
    ProjectContract,
    ProjectStep,
    Tenant,
    Visit,
)
from yulin.helping.queries.projects import board, carriers, projects_list, tenants_of

pytestmark = pytest.mark.django_db
CITY = 330300
DAY = dt.timedelta(days=1)


def today():
    return timezone.localdate()


def site(**changes):
    told = {
        "name": "上海交大平湖研究院",
        "kind": "institute",
        "division": CITY,
        "address": "新兴一路 1 号",
        "rooms": 2,
        "partners": "上海交大",
    }
    return Site(**(told | changes))


def idea(**changes):
    told = {"title": "光电薄膜", "field": "光电", "division": CITY, "came_by": "秀水之光论坛"}
    return Idea(**(told | {"promised": 500_000_000} | changes))


@pytest.fixture
def carrier(world):
    return register_carrier(acting_user=world.moderator, site=site())


@pytest.fixture
def project(world):
    return begin_project(acting_user=world.moderator, founder=world.people.anna, idea=idea())


def agreement(world, carrier, **changes):
    told = {
        "employer": world.firm,
        "carrier": carrier,
        "number": "HT-2026-01",
        "signed_on": today(),
        "ends_on": today() + 1000 * DAY,
        "terms": "三年免租 500 平方米",
    }
    return Agreement(**(told | changes))


def test_a43_a_carrier_has_rooms_and_tenants_and_never_two_in_one(
    world, carrier, django_assert_num_queries
):
    since = today()
    keep = {"acting_user": world.moderator, "carrier": carrier, "since": since}
    first = move_in(employer=world.firm, room="101", **keep)
    for employer, room in ((world.other, "101"), (world.firm, "102")):
        with pytest.raises(HelpingError, match="已经有单位"):
            move_in(employer=employer, room=room, **keep)
    move_in(employer=world.other, room="102", **keep)
    with pytest.raises(HelpingError, match="住满"):
        move_in(employer=world.other, room="103", **keep)
    assert [(one.tenant.room, one.name) for one in tenants_of(carrier)] == [
        ("101", "瓯江泵阀有限公司"),
        ("102", "鹿城鞋业有限公司"),
    ]
    with django_assert_num_queries(2), acting(None):
        assert [(one.name, one.rooms, one.inside) for one in carriers().rows] == [
            ("上海交大平湖研究院", 2, 2)
        ]
    register_carrier(
        acting_user=world.moderator, site=site(name="小微园", kind="small_firms", partners="浙工大")
    )
    with django_assert_num_queries(2):
        assert carriers().total == 2
    assert [carriers(kind=k).total for k in ("institute", "incubator")] == [1, 0]
    assert [one.name for one in carriers(words="交大").rows] == ["上海交大平湖研究院"]
    assert [one.name for one in carriers(words="浙工大").rows] == ["小微园"]
    with pytest.raises(HelpingError, match="早于入驻"):
        move_out(acting_user=world.moderator, tenant=first, until=since - DAY)
    move_out(acting_user=world.moderator, tenant=first, until=since)
    assert [one.tenant.room for one in tenants_of(carrier)] == ["102"]
    with pytest.raises(PermissionDenied):
        register_carrier(acting_user=world.elsewhere, site=site(name="别处"))
    for wrong, told in (
        (site(), "已经登记过"),
        (site(kind="castle"), "选择载体类别"),
        (site(rooms=0), "房间数"),
        (site(address=""), "填写地址"),
    ):
        with pytest.raises(HelpingError, match=told):
            register_carrier(acting_user=world.moderator, site=wrong)
    assert (Carrier.objects.count(), Tenant.objects.count()) == (2, 2)


def test_a39_person_company_and_park_sign_one_contract(world, project, carrier):
    with pytest.raises(PermissionDenied):
        register_agreement(
            acting_user=world.anna, project=project, agreement=agreement(world, carrier)
        )
    for changes, told in (
        ({"ends_on": today()}, "终止日期须在其后"),
        ({"signed_on": today() + DAY}, "不能晚于今天"),
        ({"number": ""}, "填写合同编号"),
        ({"terms": " "}, "写明主要约定"),
    ):
        with pytest.raises(HelpingError, match=told):
            register_agreement(
                acting_user=world.moderator,
                project=project,
                agreement=agreement(world, carrier, **changes),
            )
    made = register_agreement(
        acting_user=world.moderator, project=project, agreement=agreement(world, carrier)
    )
    assert (made.person, made.employer, made.carrier) == (world.people.anna, world.firm, carrier)
    project.refresh_from_db()
    assert (project.employer, project.carrier) == (world.firm, carrier)
    with pytest.raises(HelpingError, match="已有合同"):
        register_agreement(
            acting_user=world.moderator,
            project=project,
            agreement=agreement(world, carrier, number="HT-2"),
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        ProjectContract.objects.update(terms="改")
    assert ProjectContract.objects.count() == 1


def test_a40_a_project_goes_stage_by_stage_with_visits_and_milestones(world, project, carrier):
    officer = world.moderator

    def on(stage, reason="会议纪要"):
        return go_on(acting_user=officer, project=project, stage=stage, reason=reason)

    with pytest.raises(HelpingError, match="只能进入下一阶段或终止"):
        on("signed")
    with pytest.raises(HelpingError, match="写明说明"):
        on("talks", " ")
    on("talks")
    met = Met(
        day=today(), place="嘉兴研究院", who="何兴强、安娜", agreed="先租后买", next_step="看厂房",
        next_on=today() + 7 * DAY,
    )  # fmt: skip
    note_visit(acting_user=officer, project=project, met=met)
    with pytest.raises(HelpingError, match="不能晚于今天"):
        note_visit(
            acting_user=officer,
            project=project,
            met=Met(day=today() + DAY, place="厂", who="人", agreed="事"),
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.update(agreed="改")
    on("visited")
    with pytest.raises(HelpingError, match="须先登记本人、公司和载体的合同"):
        on("signed")
    with pytest.raises(DatabaseError, match="without a contract"), transaction.atomic():
        record(acting_user=None, action="test.project.force")
        Project.objects.update(stage="signed")
    register_agreement(acting_user=officer, project=project, agreement=agreement(world, carrier))
    on("signed")
    on("landed")
    made = add_milestone(acting_user=officer, project=project, title="投产", due_on=today() - DAY)
    with pytest.raises(HelpingError, match="已经有了"):
        add_milestone(acting_user=officer, project=project, title="投产", due_on=today())
    [row] = projects_list(user=officer, today=today()).rows
    assert (row.founder, row.firm, row.late, row.last_visit) == (
        "安娜", "瓯江泵阀有限公司", 1, today(),
    )  # fmt: skip
    with pytest.raises(HelpingError, match="写明凭据"):
        reach_milestone(acting_user=officer, milestone=made, evidence="")
    assert reach_milestone(acting_user=officer, milestone=made, evidence="照片").done_on == today()
    add_member(acting_user=officer, project=project, name="丁", part="工艺")
    note_money(acting_user=officer, project=project, promised=600_000_000, paid=150_000_000)
    with pytest.raises(HelpingError, match="填写金额"):
        note_money(acting_user=officer, project=project, promised=-1, paid=0)
    on("ended", "团队回国")
    with pytest.raises(HelpingError, match="只能进入"):
        on("incubated")
    assert list(ProjectStep.objects.values_list("came_from", "went_to")) == [
        ("", "lead"), ("lead", "talks"), ("talks", "visited"), ("visited", "signed"),
        ("signed", "landed"), ("landed", "ended"),
    ]  # fmt: skip
    assert Milestone.objects.get().evidence == "照片"


def test_a44_a_young_founder_sees_their_project_and_the_board_counts_it(
    world, project, django_assert_num_queries
):
    with django_assert_num_queries(3):  # sums, cards, founders
        columns = board(user=world.moderator, today=today())
    assert [(c.stage, c.total, c.promised) for c in columns if c.total] == [
        ("lead", 1, 500_000_000)
    ]
    begin_project(
        acting_user=world.moderator,
        founder=world.people.ben,
        idea=idea(title="园艺盆景", field="园艺", came_by="省农科院"),
    )
    with django_assert_num_queries(3):
        assert next(len(c.cards) for c in board(user=world.moderator, today=today())) == 2
    seen = {}
    for name, user in (
        ("anna", world.anna), ("ben", world.ben), ("cara", world.cara), ("clerk", world.clerk),
        ("officer", world.moderator), ("elsewhere", world.elsewhere), ("auditor", world.auditor),
    ):  # fmt: skip
        with acting(user):
            seen[name] = (Project.objects.count(), ProjectStep.objects.count())
    assert seen == {
        "anna": (1, 1), "ben": (1, 1), "cara": (0, 0), "clerk": (0, 0),
        "officer": (2, 2), "elsewhere": (0, 0), "auditor": (2, 2),
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        begin_project(acting_user=world.no_duty, founder=world.people.ben, idea=idea())
    with pytest.raises(IntegrityError), transaction.atomic():
        record(acting_user=None, action="test.project.blank")
        Project.objects.update(field="")
