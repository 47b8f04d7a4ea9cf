"""A42, 人才服务飞地: times at service points in other cities too; R20: the directory's rows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.db.models import F

from tests.services.conftest import day, open_place, place_content, times
from yulin.access.actions.journal import record
from yulin.services.actions.appointments import (
    book_slot,
    cancel_appointment,
    close_slot,
    mark_appointment,
)
from yulin.services.actions.places import make_slots, move_place, save_place
from yulin.services.errors import ServicesError
from yulin.services.models import Appointment, Place, Slot
from yulin.services.queries.bookings import place_numbers
from yulin.services.queries.places import Wanted, directory

pytestmark = pytest.mark.django_db


def rows():
    return (
        list(Slot.objects.order_by("pk").values_list("taken", "closed")),
        list(Appointment.objects.order_by("pk").values_list("state", "person", "employer")),
    )


def refused(act, message):
    before = rows()
    with pytest.raises(ServicesError) as error, transaction.atomic():
        act()
    assert str(error.value) == message
    assert rows() == before


def book(world, slot, who="anna", **more):
    return book_slot(
        acting_user=getattr(world, who), person=getattr(world.people, who), slot=slot, **more
    )


def test_a42_a_time_at_an_outpost_is_booked_once_and_marked(world, site):
    first, second = site.slots
    visit = book(world, first, question="落户要带什么")
    assert (visit.state, len(visit.code), visit.division) == ("booked", 8, 330302)
    refused(lambda: book(world, first, "ben"), "这个时段已约满，请选别的时段或别的服务点。")
    firm = book_slot(acting_user=world.clerk, employer=world.firm, slot=second)
    assert (firm.employer, firm.person) == (world.firm, None)
    refused(
        lambda: mark_appointment(acting_user=site.officer, appointment=visit, came=True),
        "还没有到预约的那一天。",
    )
    cancel_appointment(acting_user=world.anna, appointment=visit)
    again = book(world, first, "ben")
    assert [slot.taken for slot in Slot.objects.order_by("pk")] == [1, 1]
    Slot.objects.update(begins_at=F("begins_at") - dt.timedelta(days=1))
    mark_appointment(acting_user=site.officer, appointment=again, came=True)
    mark_appointment(acting_user=site.officer, appointment=firm, came=False)
    refused(
        lambda: cancel_appointment(acting_user=world.ben, appointment=again),
        "这个预约现在是“已到”，不能这样处理。",
    )
    told = place_numbers(site.officer, first=day(0), last=day(0))
    assert [(one.place.name, one.booked, one.attended, one.absent) for one in told] == [
        ("江心青年驿站", 0, 0, 0),
        ("上海人才之家", 2, 1, 1),
    ]


def test_a42_many_sites_one_booking(world, site):
    """The same matter at several points: the directory tells where the next free time is."""
    here = open_place(site.officer, kind="window", name="鹿城人才窗口")
    make_slots(
        acting_user=site.officer, place=here, times=times(begins=dt.time(14), ends=dt.time(15))
    )
    book(world, site.slots[0])
    found = directory(Wanted.read({"what": "settling"})).rows
    assert [(row.place.name, row.next_slot) for row in found] == [
        ("上海人才之家", site.slots[1].begins_at),
        ("鹿城人才窗口", here.slots.first().begins_at),
    ]
    assert directory(Wanted.read({"what": "file"})).rows == []


def test_slots_are_made_by_day_and_length_and_never_twice(world, site):
    place = site.outpost
    wanted = times(first=day(1), last=day(7), begins=dt.time(9), ends=dt.time(11), minutes=40)
    assert (
        make_slots(acting_user=site.officer, place=place, times=wanted) == 20
    )  # 9:00 of tomorrow is there
    assert make_slots(acting_user=site.officer, place=place, times=wanted) == 0
    workdays = times(
        service="file", last=day(7), ends=dt.time(10), minutes=60, weekdays=frozenset(range(5))
    )
    assert make_slots(acting_user=site.officer, place=place, times=workdays) == 5
    for changes, message in (
        ({"service": "x"}, "请选择事项。"),
        ({"first": day(-1)}, "日期不能早于今天。"),
        ({"last": day(0)}, "截止日期不能早于起始日期，最多排三个月。"),
        ({"ends": dt.time(9)}, "结束时间应晚于开始时间。"),
        ({"minutes": 0}, "每次 5 到 480 分钟。"),
        ({"capacity": 0}, "名额为 1 到 500。"),
        ({"weekdays": frozenset()}, "一次可排 1 到 500 个时段。"),
    ):
        refused(
            lambda changes=changes: make_slots(
                acting_user=site.officer, place=place, times=times(**changes)
            ),
            message,
        )


def test_what_is_closed_or_past_is_not_booked(world, site):
    first, second = site.slots
    close_slot(acting_user=site.officer, slot=first, closed=True)
    refused(lambda: book(world, first), "这个时段现在不能预约。")
    close_slot(acting_user=site.officer, slot=first, closed=False)
    refused(lambda: book(world, first, question="打 13812345678"), "请不要写证件号、手机号。")
    Slot.objects.filter(pk=first.pk).update(capacity=2)
    book(world, first)
    refused(lambda: book(world, first), "您已约过这个时段。")
    move_place(acting_user=site.officer, place=site.outpost, to="closed")
    refused(lambda: book(world, second), "这个时段现在不能预约。")


def test_hands_that_may_not_and_what_the_database_holds(world, site):
    visit = book(world, site.slots[0])
    before = rows()
    for act in (
        lambda: book_slot(acting_user=world.ben, person=world.people.anna, slot=site.slots[1]),
        lambda: book_slot(acting_user=world.clerk, employer=world.other, slot=site.slots[1]),
        lambda: book_slot(
            acting_user=world.moderator, person=world.people.anna, slot=site.slots[1]
        ),
        lambda: cancel_appointment(acting_user=world.clerk, appointment=visit),
        lambda: mark_appointment(acting_user=world.elsewhere, appointment=visit, came=True),
        lambda: close_slot(acting_user=world.no_duty, slot=site.slots[1], closed=True),
    ):
        with pytest.raises(PermissionDenied), transaction.atomic():
            act()
    for change in (
        lambda: Slot.objects.update(taken=2),
        lambda: Slot.objects.filter(taken=1).update(capacity=0),
        lambda: Appointment.objects.update(person=world.people.ben),
        lambda: Appointment.objects.create(
            slot=site.slots[0], division=1, person=world.people.ben, booked_by=world.ben
        ),
    ):
        with pytest.raises(Error), transaction.atomic():
            record(acting_user=None, action="test.slot.write")
            change()
    assert rows() == before


def test_r20_places_are_drafted_opened_found_and_closed(world, site):
    """青年人才公寓, 青年体育公园, 青年双创空间: kept by their officers, found by everybody."""
    officer = site.officer
    for kind, name in (
        ("apartment", "秀洲青年人才公寓"),
        ("sports", "秀洲青年体育公园"),
        ("startup", "秀洲青年双创空间"),
    ):
        open_place(officer, kind=kind, name=name)
    draft = save_place(acting_user=officer, content=place_content(kind="sports", name="新公园"))

    def names(**query):
        return [row.place.name for row in directory(Wanted.read(query)).rows]

    assert names(kind="sports") == ["秀洲青年体育公园"]
    assert names(q="双创") == ["秀洲青年双创空间"]
    assert names(q="上海") == ["上海人才之家"]
    assert len(names(q="洗衣")) == 5
    assert (names(place="330302"), names(place="330303")) == (names(), [])
    assert names(kind="x", place="99", what="y") == names()
    with pytest.raises(ServicesError, match="现在是“草稿”，不能这样处理。"):
        move_place(acting_user=officer, place=draft, to="closed")
    changed = save_place(
        acting_user=officer,
        place=draft,
        content=place_content(
            kind="sports", name="新公园", operator_code=world.firm.code, division=1
        ),
    )
    assert (changed.operator, changed.division) == (world.firm, 330302)
    for changes, message in (
        ({"name": ""}, "“名称”：此字段不能为空。"),
        ({"kind": "x"}, "请选择类别。"),
        ({"operator_code": "9" * 18}, "登记里没有这个单位代码。"),
        ({"kind": "sports", "name": "秀洲青年体育公园"}, "本地区已有同名的服务点。"),
    ):
        with pytest.raises(ServicesError) as error, transaction.atomic():
            save_place(acting_user=officer, content=place_content(**changes))
        assert str(error.value) == message
    for user in (world.no_duty, world.elsewhere, world.anna, world.clerk, world.auditor):
        with pytest.raises(PermissionDenied), transaction.atomic():
            save_place(acting_user=user, content=place_content(name="别处"))
    assert Place.objects.count() == 6
