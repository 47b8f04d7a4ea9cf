"""Study visits (A26, C36) and training to order (C33, C44)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.campus.conftest import CITY, days
from tests.jobs.test_applications import signed, terms
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.campus.actions.orders import Wanted, enrol, finish_training, place_order, turn_order
from yulin.campus.actions.visits import (
    Halt,
    add_stop,
    bring,
    check_day,
    plan_visit,
    tell,
    turn_visit,
)
from yulin.campus.errors import CampusError
from yulin.campus.models import Guest, GuestDay, Order, Stop, Trainee, Visit
from yulin.campus.queries.boards import OrderFunnel, VisitOutcome, funnels_of, outcome_of
from yulin.campus.worth import Fill
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.contracts import confirm_contract, register_contract
from yulin.jobs.actions.meetings import answer_offer, make_offer

pytestmark = pytest.mark.django_db


def at(day, hour):
    return timezone.make_aware(dt.datetime.combine(days(day), dt.time(hour)))


@pytest.fixture
def visit(world, partner):
    """奔甬而来: six days, both bounds included; here three places, so that a full one is seen."""
    made = plan_visit(
        acting_user=world.officer,
        region=CITY,
        school=partner,
        title="青年学子综合素质提升行动",
        days=(days(-2), days(3)),
        places=3,
    )
    return turn_visit(acting_user=world.officer, visit=made, state="open")


def halt(begin, end, day=-2, **said):
    return Halt(
        **(
            {
                "begins_at": at(day, begin),
                "ends_at": at(day, end),
                "kind": "firm",
                "words": "参观车间",
                "where": "瓯江泵阀",
            }
            | said
        )
    )


def test_a26_six_days_with_an_itinerary_in_one_place_at_a_time(world, visit):
    assert visit.days == 6
    add_stop(acting_user=world.officer, visit=visit, halt=halt(9, 11, employer=world.firm))
    add_stop(acting_user=world.officer, visit=visit, halt=halt(11, 12, kind="talk", words="座谈"))
    for wrong, words in (
        (halt(10, 12), "这段时间已有别的行程"),
        (halt(9, 9, day=0), "结束晚于开始"),
        (halt(9, 10, day=4), "不在参访的起止日期内"),
        (halt(9, 10, day=0, words=""), "请写明内容和地点"),
    ):
        with pytest.raises(CampusError, match=words):
            add_stop(acting_user=world.officer, visit=visit, halt=wrong)
    for user in (world.teacher, world.elsewhere, world.auditor):
        with pytest.raises(PermissionDenied):
            add_stop(acting_user=user, visit=visit, halt=halt(14, 15))
    assert list(Stop.objects.values_list("words", flat=True)) == ["参观车间", "座谈"]


def test_a26_c36_who_comes_is_counted_heard_and_followed(world, visit, cohort, post):
    guests = {
        name: bring(acting_user=world.teacher, visit=visit, student=cohort[name])
        for name in ("anna", "ben", "cara")
    }
    with pytest.raises(CampusError, match="名额已满"):
        bring(acting_user=world.teacher, visit=visit, student=cohort["dora"])
    with pytest.raises(PermissionDenied):
        bring(acting_user=world.stranger, visit=visit, student=cohort["dora"])
    visit.refresh_from_db()
    assert (visit.taken, Guest.objects.count()) == (3, 3)
    for name in ("anna", "ben"):
        for _twice in range(2):
            check_day(acting_user=world.officer, guest=guests[name], day=days(-1))
    with pytest.raises(CampusError, match="还没有到这一天"):
        check_day(acting_user=world.officer, guest=guests["cara"], day=days(2))
    with pytest.raises(PermissionDenied):
        check_day(acting_user=world.anna, guest=guests["cara"], day=days(0))
    assert GuestDay.objects.count() == 2
    with pytest.raises(PermissionDenied):
        tell(acting_user=world.ben, guest=guests["anna"], rating=5, words="好")
    with pytest.raises(CampusError, match="评价为 1 到 5"):
        tell(acting_user=world.anna, guest=guests["anna"], rating=6, words="好")
    tell(acting_user=world.anna, guest=guests["anna"], rating=5, words="想留下来")
    assert outcome_of(visit) == VisitOutcome(guests=3, came=2, applied=0, signed=0)
    apply(acting_user=world.anna, person=world.people.anna, post=post)
    assert outcome_of(visit) == VisitOutcome(guests=3, came=2, applied=1, signed=0)
    for user, seen in ((world.teacher, 3), (world.officer, 3), (world.anna, 1), (world.clerk, 0)):
        with acting(user):
            assert Guest.objects.count() == seen


@pytest.fixture
def order(world, post):
    """学技能，到北仑: one month, more places than the firm needs, then both sides choose."""
    return place_order(
        acting_user=world.clerk,
        employer=world.firm,
        wanted=Wanted(
            trade="数控车工", headcount=1, places=2, starts_on=days(0), ends_on=days(30), post=post
        ),
    )


def test_c33_c44_an_order_trains_people_who_apply_and_are_hired(world, order, post, jobs):
    for wrong, words in (
        ({"headcount": 3}, "培训名额不少于需要人数"),
        ({"ends_on": days(-1)}, "请写明工种和人数"),
        ({"trade": ""}, "请写明工种和人数"),
    ):
        said = {"trade": "焊工", "headcount": 1, "places": 2, "starts_on": days(0)}
        with pytest.raises(CampusError, match=words):
            place_order(
                acting_user=world.clerk,
                employer=world.firm,
                wanted=Wanted(**(said | {"ends_on": days(1)} | wrong)),
            )
    with pytest.raises(PermissionDenied):
        place_order(acting_user=world.other_clerk, employer=world.firm, wanted=Wanted(**(
            said | {"ends_on": days(1)})))  # fmt: skip
    assert Order.objects.count() == 1
    anna = enrol(acting_user=world.anna, order=order, person=world.people.anna)
    ben = enrol(acting_user=world.ben, order=order, person=world.people.ben)
    with pytest.raises(CampusError, match="培训名额已满"):
        enrol(acting_user=world.cara, order=order, person=world.people.cara)
    with pytest.raises(PermissionDenied):
        enrol(acting_user=world.anna, order=order, person=world.people.cara)
    order = turn_order(acting_user=world.clerk, order=order, state="training")
    with pytest.raises(CampusError, match="不在招生中"):
        enrol(acting_user=world.cara, order=order, person=world.people.cara)
    with pytest.raises(PermissionDenied):
        finish_training(acting_user=world.clerk, trainee=anna, passed=True)
    finish_training(acting_user=world.officer, trainee=anna, passed=True)
    finish_training(acting_user=world.officer, trainee=ben, passed=False)
    assert sorted(Trainee.objects.values_list("state", flat=True)) == ["dropped", "finished"]
    stages = {"wanted": 1, "enrolled": 1, "finished": 1, "applied": 0, "offered": 0, "hired": 0}
    assert funnels_of([order]) == {order.pk: OrderFunnel(**stages)}
    hire(world, post, "anna")
    [funnel] = funnels_of([order]).values()
    assert funnel == OrderFunnel(**(stages | {"applied": 1, "offered": 1, "hired": 1}))
    assert funnel.fill == Fill(1, 1)
    assert turn_order(acting_user=world.clerk, order=order, state="closed").state == "closed"


def hire(world, post, name):
    user, person = getattr(world, name), getattr(world.people, name)
    sent = apply(acting_user=user, person=person, post=post)
    offer = make_offer(acting_user=world.clerk, application=sent, terms=terms())
    answer_offer(acting_user=user, offer=offer, accept=True)
    contract = register_contract(acting_user=world.clerk, offer=offer, signed=signed())
    return confirm_contract(acting_user=user, contract=contract)


def test_nothing_is_oversold_whoever_writes(world, visit, cohort, order):
    with pytest.raises(IntegrityError, match="campus_visit_never_oversold"), transaction.atomic():
        record(acting_user=None, action="test.place.take")
        for one in cohort.values():
            Guest.objects.create(
                visit=visit, student=one, person=one.person, school=one.school, region=CITY
            )
    with pytest.raises(IntegrityError, match="campus_order_never_oversold"), transaction.atomic():
        record(acting_user=None, action="test.place.take")
        for one in cohort.values():
            Trainee.objects.create(
                order=order, person=one.person, employer=order.employer, region=CITY
            )
    assert (Visit.objects.get().taken, Order.objects.get().taken) == (0, 0)
