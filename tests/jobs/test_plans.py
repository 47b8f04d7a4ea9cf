"""A03, A04: public bodies hire by a plan: stages in order, a list with masked names, count of target."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.jobs.conftest import CITY, content
from tests.jobs.test_applications import signed, terms
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.facts import enums
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.contracts import confirm_contract, register_contract
from yulin.jobs.actions.meetings import answer_offer, make_offer
from yulin.jobs.actions.plans import (
    PlanContent,
    add_to_plan,
    answer_objection,
    hear_stage,
    object_to,
    publish_list,
    register_plan,
)
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.errors import JobsError
from yulin.jobs.models import (
    HiringPlan,
    JobNotice,
    ListedPerson,
    Offer,
    PlannedPost,
    Publicity,
    PublicityObjection,
    StageResult,
)
from yulin.jobs.queries.plans import (
    masked,
    public_list,
    public_lists,
    reached,
    share,
    stage_board,
)

pytestmark = pytest.mark.django_db
DOCTOR = enums.EDUCATION.code("博士")
BEFORE = ("review", "written", "interview", "medical", "inspection")


def test_a03_the_share_of_a_target_is_the_published_one():
    assert share(484, 300) == Decimal("161.33")
    assert share(3305, 3000) == Decimal("110.17")
    assert [masked(name) for name in ("", "安", "安娜", "王小明", "欧阳小明")] == [
        "—", "安", "安*", "王*明", "欧**明",
    ]  # fmt: skip


def plan_of(world, **changes):
    said = {
        "number": "温人社发〔2026〕8号", "title": "全球招才", "year": 2026, "division": CITY,
        "targets": {DOCTOR: 3}, "double_first": True,
    }  # fmt: skip
    return register_plan(
        acting_user=world.clerk, employer=world.firm, content=PlanContent(**(said | changes))
    )


@pytest.fixture
def planned(world):
    plan = plan_of(world)
    post = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(title="研究员", headcount=5)
    )
    post = submit_post(acting_user=world.clerk, post=post)
    return add_to_plan(acting_user=world.clerk, plan=plan, post=post, education=DOCTOR)


@pytest.fixture
def sent(world, planned):
    return {
        name: apply(
            acting_user=getattr(world, name),
            person=getattr(world.people, name),
            post=planned.post,
        )
        for name in ("anna", "ben", "cara")
    }


def hear(world, application, *stages, outcome="passed", **more):
    for stage in stages:
        hear_stage(
            acting_user=world.clerk, application=application, stage=stage, outcome=outcome, **more
        )


def days(begins, count):
    return {"begins_on": begins, "ends_on": begins + dt.timedelta(days=count - 1)}


def end_the_lists():
    """As if they had been published long ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL yulin.erasing = 'on'")
        cursor.execute(
            "UPDATE jobs_publicity SET begins_on = begins_on - 20, ends_on = ends_on - 20"
        )
        cursor.execute("SET LOCAL yulin.erasing = ''")


def test_a_plan_is_registered_once_and_says_what_it_needs(world):
    for changes, words in (
        ({"number": " "}, "请写计划文号。"),
        ({"targets": {}}, "请至少写一个学历的目标人数。"),
        ({"targets": {DOCTOR: 0}}, "目标人数为 1 到 100000。"),
        ({"stages": ("dance",)}, "请从给出的环节里选。"),
        ({"year": 26}, "请写年度"),
    ):
        with pytest.raises(JobsError, match=words):
            plan_of(world, **changes)
    assert HiringPlan.objects.count() == 0
    plan = plan_of(world, stages=("publicity", "review"))
    assert plan.stages == ["review", "publicity"]
    with pytest.raises(JobsError, match="这个文号的计划已经登记过。"):
        plan_of(world)
    with pytest.raises(PermissionDenied):
        register_plan(
            acting_user=world.other_clerk, employer=world.firm,
            content=PlanContent(number="x", title="x", year=2026, division=CITY, targets={DOCTOR: 1}),
        )  # fmt: skip


def test_a03_stages_come_in_their_order_and_the_database_knows_it(world, planned, sent):
    anna, ben = sent["anna"], sent["ben"]
    with pytest.raises(JobsError, match="前面的环节还没有都通过。"):
        hear(world, anna, "written")
    with (
        pytest.raises(DatabaseError, match="the stage written is not to be heard yet"),
        transaction.atomic(),
    ):
        record(acting_user=None, action="test.stage.hear")
        StageResult.objects.create(
            application=anna, stage="written", outcome="passed", by=world.clerk
        )
    for user in (world.other_clerk, world.anna, world.moderator):
        with pytest.raises(PermissionDenied):
            hear_stage(acting_user=user, application=anna, stage="review", outcome="passed")
    assert StageResult.objects.count() == 0
    hear(world, anna, "review")
    with pytest.raises(JobsError, match="这个环节的结果已经登记过。"):
        hear(world, anna, "review")
    hear(world, ben, "review", outcome="failed")
    with pytest.raises(JobsError, match="前面的环节还没有都通过。"):
        hear(world, ben, "written")
    with pytest.raises(JobsError, match="按招录计划进行"):
        make_offer(acting_user=world.clerk, application=anna, terms=terms())
    with (
        pytest.raises(DatabaseError, match="stages of the plan are left before an offer"),
        transaction.atomic(),
    ):
        Offer.objects.create(
            application=anna, monthly_pay=1, starts_on=dt.date(2027, 1, 1), contract_years=3,
            answer_until=dt.date(2027, 1, 1), made_by=world.clerk,
        )  # fmt: skip
    rows = {row.application.resume["name"]: row for row in stage_board(planned).rows}
    assert [(n, r.next, r.passed_all, r.school) for n, r in rows.items()] == [
        ("安娜", "written", False, None), ("阿本", "", False, None), ("卡拉", "review", False, None),
    ]  # fmt: skip
    told = JobNotice.objects.filter(person=world.people.anna).get()
    assert (told.kind, told.data["stage"], told.data["outcome"]) == ("stage", "review", "passed")


def test_a03_from_a_list_with_masked_names_to_the_count_of_the_target(world, planned, sent, jobs):
    today = timezone.localdate()
    for name, marks in (("anna", 8650), ("ben", 7900)):
        hear(world, sent[name], "review")
        hear(world, sent[name], "written", marks=marks)
        hear(world, sent[name], *BEFORE[2:])
    for when in (days(today, 6), days(today, 16), days(today - dt.timedelta(days=1), 7)):
        with pytest.raises(JobsError, match="公示期为 7 至 15 日"):
            publish_list(acting_user=world.clerk, planned=planned, **when)
    assert Publicity.objects.count() == 0
    made = publish_list(acting_user=world.clerk, planned=planned, **days(today, 7))
    with pytest.raises(JobsError, match="还没有人通过公示以前的全部环节。"):
        publish_list(acting_user=world.clerk, planned=planned, **days(today, 7))
    one, people = public_list(made.uuid)
    assert (one.firm, one.title, one.people) == ("瓯江泵阀有限公司", "研究员", 2)
    assert [(row.name, row.education, row.marks) for row in people] == [
        ("安*", "本科", "86.50"), ("阿*", "", "79.00"),
    ]  # fmt: skip
    assert [row.publicity for row in public_lists(today=today).rows] == [made]
    with pytest.raises(JobsError, match="公示期还没有结束。"):
        hear(world, sent["anna"], "publicity")
    about = ListedPerson.objects.get(application=sent["ben"])
    objection = object_to(acting_user=world.cara, listed=about, text="学历不实")
    with pytest.raises(JobsError, match="您已经提出过异议"):
        object_to(acting_user=world.cara, listed=about, text="再说一次")
    for user in (world.moderator, world.auditor):
        with pytest.raises(PermissionDenied):
            object_to(acting_user=user, listed=about, text="x")
    end_the_lists()
    about.refresh_from_db()
    with pytest.raises(JobsError, match="不在公示期内"):
        object_to(acting_user=world.anna, listed=about, text="x")
    with pytest.raises(JobsError, match="有公示异议没有答复，或已经成立。"):
        hear(world, sent["ben"], "publicity")
    with (
        pytest.raises(DatabaseError, match="the stage publicity is not to be heard yet"),
        transaction.atomic(),
    ):
        record(acting_user=None, action="test.stage.hear")
        StageResult.objects.create(
            application=sent["ben"], stage="publicity", outcome="passed", by=world.clerk
        )
    for user in (world.elsewhere, world.no_duty, world.clerk, world.cara):
        with pytest.raises(PermissionDenied):
            answer_objection(acting_user=user, objection=objection, uphold=True, answer="属实")
    answer_objection(acting_user=world.moderator, objection=objection, uphold=True, answer="属实")
    with pytest.raises(JobsError, match="这件异议已经答复。"):
        answer_objection(acting_user=world.moderator, objection=objection, uphold=False, answer="x")
    with pytest.raises(DatabaseError, match="answered once"), transaction.atomic():
        PublicityObjection.objects.update(state="dismissed")
    hear(world, sent["ben"], "publicity", outcome="failed")
    hear(world, sent["anna"], "publicity")
    offer = make_offer(acting_user=world.clerk, application=sent["anna"], terms=terms())
    answer_offer(acting_user=world.anna, offer=offer, accept=True)
    contract = register_contract(acting_user=world.clerk, offer=offer, signed=signed())
    plan = planned.plan
    assert [(r.target, r.hired, r.share) for r in reached([plan])[plan.pk]] == [
        (3, 0, Decimal("0.00"))
    ]
    confirm_contract(acting_user=world.anna, contract=contract)
    [line] = reached([plan])[plan.pk]
    assert (line.education, line.target, line.hired, line.share) == (
        DOCTOR, 3, 1, Decimal("33.33"),
    )  # fmt: skip
    assert JournalEntry.objects.filter(action="jobs.publicity.publish").get().data == {"people": 2}


def test_a04_schools_are_the_registers_mark_or_a_list(world, planned, sent):
    assert [row.school for row in stage_board(planned).rows] == [None, None, None]
    named = plan_of(world, number="2", schools=("温州大学",))
    with pytest.raises(JobsError, match="已有人投递的岗位不能再列入计划"):
        add_to_plan(acting_user=world.clerk, plan=named, post=planned.post, education=DOCTOR)
    other = PlannedPost(plan=named, post=planned.post, education=DOCTOR)
    assert [row.school for row in stage_board(other).rows] == [True, None, None]
