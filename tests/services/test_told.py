"""What guests and visitors are told, who walks in without an account, and what a fair shows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from tests.events.conftest import fair
from tests.events.test_told import read, sentences, shown
from tests.registry.builders import ANNA, BEN, CARA, load
from tests.services.conftest import day, open_place, open_scheme
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry, User
from yulin.access.row_security import acting
from yulin.events.actions.tickets import check_in, register
from yulin.services.actions.appointments import book_slot, call_off_appointment
from yulin.services.actions.desk import call_off_stay, close_the_day, confirm_stay
from yulin.services.actions.places import add_beds
from yulin.services.actions.stays import Wish, cancel_stay
from yulin.services.actions.walk_in import TRIES, Document, book_walk_in
from yulin.services.errors import NotEntitledError, ServicesError
from yulin.services.models import Allowance, Stay
from yulin.services.queries.grounds import grounds_of, verdict

__all__ = ["fair"]
pytestmark = pytest.mark.django_db
HOSTEL = "江心青年驿站"


def nights(first, last):
    return f"{day(first)} 到 {day(last)}"


def test_who_waits_hears_of_a_bed_and_who_is_called_off_hears_why(world, site, book):
    anna, ben = book("anna", 1, 3), book("ben", 1, 3)
    cara = book("cara", 1, 3, waits=True)
    assert (cara.state, read(world.people.cara)) == ("waiting", [])
    with acting(world.anna):
        cancel_stay(acting_user=world.anna, stay=Stay.objects.get(pk=anna.pk))
    assert read(world.people.cara) == [
        (
            "候补到了床位",
            f"{HOSTEL}有了空床：您候补的 {nights(1, 3)} 已留出床位。",
            f"/me/services/stays/{cara.uuid}/",
        )
    ]
    for user, reason, error in (
        (world.elsewhere, "水管坏了", PermissionDenied),
        (world.ben, "水管坏了", PermissionDenied),
        (site.officer, " ", ServicesError),
        (site.officer, "打13812345678", ServicesError),
    ):
        with pytest.raises(error), transaction.atomic():
            call_off_stay(acting_user=user, stay=ben, reason=reason)
    assert (Stay.objects.get(pk=ben.pk).state, read(world.people.ben)) == ("booked", [])
    with acting(site.officer):
        call_off_stay(acting_user=site.officer, stay=ben, reason="水管坏了")
    with pytest.raises(ServicesError), transaction.atomic():
        call_off_stay(acting_user=site.officer, stay=ben, reason="水管坏了")
    assert sentences(world.people.ben) == [
        f"{HOSTEL}取消了您 {nights(1, 3)} 的预订。原因：水管坏了"
    ]
    assert read(world.people.anna) == []
    late = book("anna", 1, 3)
    waiting = book("ben", 1, 3, waits=True)
    close_the_day(acting_user=None, today=day(2))
    close_the_day(acting_user=None, today=day(2))
    assert [Stay.objects.get(pk=one.pk).state for one in (late, waiting)] == ["absent", "lapsed"]
    assert sentences(world.people.ben)[1:] == [
        f"{HOSTEL}在 {day(1)} 以前没有空出床位，候补已结束。"
    ]


def test_what_was_checked_is_told_with_its_ground_and_a_visit_called_off(world, site, book):
    asking = open_place(site.officer, name="南站青年驿站")
    add_beds(acting_user=site.officer, place=asking, room="1", names=["A", "B"])
    asking = open_scheme(site.officer, asking, name="来找工作", needs_activity=True)
    anna, ben = (book(one, 1, 2, place=asking, purpose="面试") for one in ("anna", "ben"))
    confirm_stay(acting_user=site.officer, stay=anna, agree=True, note="看了面试短信")
    confirm_stay(acting_user=site.officer, stay=ben, agree=False, note="没有面试")
    assert sentences(world.people.anna) == [
        f"南站青年驿站已核实您 {nights(1, 2)} 的预订，可以入住。依据：看了面试短信"
    ]
    assert sentences(world.people.ben) == [
        f"南站青年驿站没有通过您 {nights(1, 2)} 的预订。原因：没有面试"
    ]
    slot = site.slots[0]
    visit = book_slot(acting_user=world.clerk, slot=slot, employer=world.firm)
    with pytest.raises(PermissionDenied):
        call_off_appointment(acting_user=world.elsewhere, appointment=visit, reason="停电")
    assert read(world.firm) == []
    call_off_appointment(acting_user=site.officer, appointment=visit, reason="停电")
    with pytest.raises(ServicesError), transaction.atomic():
        call_off_appointment(acting_user=site.officer, appointment=visit, reason="停电")
    assert read(world.firm) == [
        (
            "预约已被取消",
            f"上海人才之家取消了 {shown(slot.begins_at)} 的预约，可以另选时间。原因：停电",
            f"/services/{site.outpost.uuid}/",
        )
    ]


def walk(user, place, number, name, **more):
    wish = Wish(**({"arrives": day(0), "leaves": day(2)} | more))
    return book_walk_in(
        acting_user=user, place=place, shown=Document(number=number, name=name), wish=wish
    )


def test_r16_who_has_no_account_is_booked_by_the_document_on_the_desk(world, site, jobs):
    with transaction.atomic():
        record(acting_user=None, action="test.account.none")
        User.objects.filter(username="ben").update(person_key=None)
    with acting(site.officer):
        for number, name in ((BEN, "安娜"), ("330302190001010035", "阿本")):
            with pytest.raises(ServicesError) as error:
                walk(site.officer, site.hostel, number, name)
            assert str(error.value) == "登记里没有这个证件号，或姓名与登记不一致。"
        assert Stay.objects.count() == 0
        stay = walk(site.officer, site.hostel, BEN, "阿本")
        with pytest.raises(ServicesError, match="您那几晚已有住宿预订"):
            walk(site.officer, site.hostel, BEN, "阿本")
    assert (stay.person, stay.state, stay.nights) == (world.people.ben, "booked", 2)
    assert Allowance.objects.get().nights == 2
    assert sentences(world.people.ben) == [f"{HOSTEL}的前台为您登记了 {nights(0, 2)} 的住宿。"]
    looked = JournalEntry.objects.filter(action="services.desk.look_up").order_by("pk")
    assert [one.data for one in looked] == [
        {"found": False}, {"found": False}, {"found": True}, {"found": True},
    ]  # fmt: skip
    assert {one.actor_id for one in looked} == {site.officer.pk}
    entry = JournalEntry.objects.get(action="services.stay.book")
    assert (entry.actor_id, BEN in str(entry.data)) == (site.officer.pk, False)
    for user in (world.elsewhere, world.no_duty, world.clerk, world.cara):
        with pytest.raises(PermissionDenied):
            walk(user, site.hostel, CARA, "卡拉")
    for _more in range(TRIES - 4):
        with pytest.raises(ServicesError, match="登记里没有"):
            walk(site.officer, site.hostel, CARA, "阿本")
    with pytest.raises(ServicesError, match="一分钟内查得太多"):
        walk(site.officer, site.hostel, CARA, "卡拉")
    assert Stay.objects.count() == 1


def test_the_desk_decides_by_the_same_conditions(world, site, jobs):
    asking = open_place(site.officer, name="南站青年驿站")
    add_beds(acting_user=site.officer, place=asking, room="1", names=["A"])
    asking = open_scheme(site.officer, asking, name="来找工作", needs_activity=True)
    with pytest.raises(ServicesError, match="请写明来做什么"):
        walk(site.officer, asking, ANNA, "安娜")
    stay = walk(site.officer, asking, ANNA, "安娜", purpose="明天面试")
    assert (stay.state, [one["truth"] for one in stay.grounds]) == ("pending", [None])
    young = open_place(site.officer, name="北站青年驿站")
    add_beds(acting_user=site.officer, place=young, room="1", names=["A"])
    young = open_scheme(site.officer, young, name="毕业生", graduated_within=2)
    load(学历=[{"证件号": CARA, "毕业日期": "2010-06-30"}])
    with pytest.raises(NotEntitledError):
        walk(site.officer, young, CARA, "卡拉")
    assert Stay.objects.count() == 1


def test_a_fair_that_somebody_came_to_is_the_reason_and_no_paper_is_asked_for(world, site, fair):
    scheme = open_scheme(
        site.officer, open_place(site.officer, name="南站青年驿站"), name="来找工作",
        needs_activity=True,
    ).scheme  # fmt: skip
    anna = world.people.anna

    def found():
        grounds = grounds_of(user=world.anna, person=anna, scheme=scheme, arrives=day(0))
        return verdict(grounds), grounds[0]["detail"]

    ticket = register(acting_user=world.anna, person=anna, event=fair)
    unknown = (None, "本系统里没有您在本地的投递、面试或参加招聘会，由前台核实")
    assert found() == unknown  # a ticket alone shows nothing
    check_in(acting_user=world.moderator, event=fair, shown=ticket.code)
    assert found() == (True, "投递 0 次，面试 0 次，到场参加招聘活动 1 场")
    far = day(0) + dt.timedelta(days=91)
    old = grounds_of(user=world.anna, person=anna, scheme=scheme, arrives=far)
    assert (verdict(old), old[0]["detail"]) == unknown
    ben = grounds_of(user=world.ben, person=world.people.ben, scheme=scheme, arrives=day(0))
    assert verdict(ben) is None
