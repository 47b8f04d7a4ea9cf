"""R16, 免费住三天: nights in a bed, with a cap, a queue, and what follows."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.utils import timezone

from tests.jobs.conftest import content
from tests.registry.builders import ANNA, BEN, CARA, load
from tests.services.conftest import day, open_place, open_scheme, terms
from yulin.access.actions.journal import record
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.registry.models import PersonFact, Registration
from yulin.services.actions.desk import (
    check_in,
    check_out,
    close_the_day,
    confirm_stay,
    mark_absent,
)
from yulin.services.actions.places import add_beds, save_scheme
from yulin.services.actions.stays import Wish, book_stay, cancel_stay, stop_sharing
from yulin.services.errors import NotEntitledError, ServicesError
from yulin.services.models import Allowance, Bed, Scheme, Stay, StayStep
from yulin.services.queries.bookings import from_home, scheme_numbers
from yulin.services.queries.places import free_by_day, grid

pytestmark = pytest.mark.django_db


def rows():
    """Everything that a booking could change."""
    return (
        list(Stay.objects.order_by("pk").values_list("state", "bed__name", "during")),
        sorted(Allowance.objects.values_list("person", "nights")),
        list(Scheme.objects.values_list("people", flat=True)),
        StayStep.objects.count(),
    )


def free(place, days=5):
    return [one.free for one in free_by_day(place, first=day(0), days=days)]


def refused(act, message):
    before = rows()
    with pytest.raises(ServicesError) as error, transaction.atomic():
        act()
    assert str(error.value) == message
    assert rows() == before


def test_r16_three_nights_are_booked_slept_and_counted(world, site, book):
    stay = book("anna", 0, 3)
    assert (stay.state, stay.bed.name, stay.nights, len(stay.code)) == ("booked", "A", 3, 8)
    assert free(site.hostel) == [1, 1, 1, 2, 2]
    assert [(str(one.bed), [s and s.pk for _d, s in one.nights]) for one in
            grid(site.hostel, first=day(0), days=4)] == [
        ("201-A", [stay.pk] * 3 + [None]), ("201-B", [None] * 4),
    ]  # fmt: skip
    # the cap of the scheme: not a fourth night, also not later
    refused(lambda: book("anna", 5, 6), "免费晚数不够：每人的上限已用完。")
    refused(lambda: book("ben", 0, 4), "最多免费住 3 晚。")
    check_in(acting_user=site.officer, stay=stay)
    # leaves after two: the third night is free, and not counted
    check_out(acting_user=site.officer, stay=stay, today=day(2))
    stay.refresh_from_db()
    assert (stay.state, stay.nights) == ("done", 2)
    assert free(site.hostel) == [1, 1, 2, 2, 2]
    assert Allowance.objects.get().nights == 2
    assert [step.went_to for step in stay.steps.all()] == ["booked", "staying", "done"]
    [told] = scheme_numbers(site.officer)
    assert (told.booked, told.stayed, told.nights, told.absent) == (1, 1, 2, 0)
    assert book("anna", 5, 6).state == "booked"  # the night that was given back


def test_a02_a_completed_stay_is_a_fact_and_decides_anew(world, site, book, jobs):
    """大学生驿站: what a policy asks (驿站已登记, 入住过驿站) the register knows from the desk."""
    before = PersonFact.objects.current().get(person=world.people.anna)
    assert before.hostel_registered_on == dt.date(9999, 12, 31)
    stay = book("anna", 0, 2)
    check_in(acting_user=site.officer, stay=stay)
    now = PersonFact.objects.current().get(person=world.people.anna)
    assert (now.hostel_registered_on, now.name) == (day(0), before.name)
    assert (now.source, now.evidence) == ("青年驿站入住登记", str(stay.uuid))
    assert Registration.objects.count() == 0
    check_out(acting_user=site.officer, stay=stay, today=day(2))
    fact = Registration.objects.current().get(person=world.people.anna)
    assert (fact.kind, fact.division, fact.registered_on, fact.cancelled_on) == (
        2, 330302, day(0), day(2),
    )  # fmt: skip
    asked = [job["task_name"] for job in jobs.jobs.values()]
    assert asked == ["entitlements.decide_arrivals"] * 2
    # the second time there is nothing more to note of the first
    other = book("anna", 3, 4)
    check_in(acting_user=site.officer, stay=other, today=day(3))
    assert PersonFact.objects.current().get(person=world.people.anna).hostel_registered_on == day(0)


def test_r16_no_bed_is_given_twice_and_who_waits_comes_next(world, site, book):
    first, second = book("anna", 1, 3), book("ben", 2, 4)
    assert {first.bed.name, second.bed.name} == {"A", "B"}
    refused(lambda: book("cara", 2, 3), "那几晚没有空床。可以换日期，或勾选“没有空床时候补”。")
    third = book("cara", 2, 4, waits=True)
    assert (third.state, third.bed) == ("waiting", None)
    assert Allowance.objects.get(person=world.people.cara).nights == 0
    refused(lambda: book("cara", 3, 4), "您那几晚已有住宿预订。")
    # anna's bed is free again for one of the two nights alone; ben's for both
    cancel_stay(acting_user=world.anna, stay=first)
    third.refresh_from_db()
    assert (third.state, third.bed_id) == ("booked", first.bed_id)
    assert [step.went_to for step in third.steps.all()] == ["waiting", "booked"]
    assert sorted(Allowance.objects.values_list("nights", flat=True)) == [0, 2, 2]
    assert Scheme.objects.get().people == 2
    assert free(site.hostel) == [2, 2, 0, 0, 2]
    refused(
        lambda: cancel_stay(acting_user=world.anna, stay=first),
        "这次住宿现在是“已取消”，不能这样处理。",
    )


def test_who_leaves_early_makes_room_for_who_waits(world, site, book):
    bed = Bed.objects.get(name="B")
    Bed.objects.filter(pk=bed.pk).update(closed=True)
    first = book("anna", 0, 3)
    waits = book("ben", 1, 3, waits=True)
    check_in(acting_user=site.officer, stay=first)
    check_out(acting_user=site.officer, stay=first, today=day(1))
    waits.refresh_from_db()
    assert (waits.state, waits.bed.name) == ("booked", "A")


def test_who_does_not_come_is_marked_and_the_bed_is_free(world, site, book):
    late, waits = book("anna", 0, 2), book("ben", 0, 2)
    third = book("cara", 1, 3, waits=True)
    refused(
        lambda: mark_absent(acting_user=site.officer, stay=late, today=day(-1)),
        "还没有到入住日期。",
    )
    mark_absent(acting_user=site.officer, stay=late)
    third.refresh_from_db()
    assert (third.state, Allowance.objects.get(person=world.people.anna).nights) == ("booked", 0)
    # by noon of the next day nobody has to mark it
    assert close_the_day(acting_user=None, today=day(0)) == 0
    assert close_the_day(acting_user=None, today=day(1)) == 1
    waits.refresh_from_db()
    assert waits.state == "absent"
    assert Scheme.objects.get().people == 1
    assert scheme_numbers(site.officer)[0].absent == 2


def test_r16_the_first_batch_has_so_many_people(world, site, book):
    """首批: the cap of people is of the scheme, and a place that is given back counts no longer."""
    scheme = site.hostel.scheme
    save_scheme(acting_user=site.officer, terms=terms(people_cap=1), scheme=scheme)
    first = book("anna", 0, 1)
    refused(lambda: book("ben", 1, 2), "这一批的人数已满，请等下一批。")
    assert book("anna", 2, 3).state == "booked"  # the same person
    cancel_stay(acting_user=world.anna, stay=first)
    refused(lambda: book("ben", 1, 2), "这一批的人数已满，请等下一批。")
    cancel_stay(acting_user=world.anna, stay=Stay.objects.first())
    assert Scheme.objects.get().people == 0
    assert book("ben", 1, 2).state == "booked"
    with pytest.raises(ServicesError):
        save_scheme(acting_user=site.officer, terms=terms(people_cap=0), scheme=scheme)
    assert Scheme.objects.get().people_cap == 1


def test_a_scheme_may_count_each_year_anew(world, site):
    place = open_place(site.officer, name="年度驿站")
    add_beds(acting_user=site.officer, place=place, room="1", names=["A"])
    place = open_scheme(site.officer, place, name="每年三天", yearly=True)
    book_stay(
        acting_user=world.anna, person=world.people.anna, place=place,
        wish=Wish(arrives=day(0), leaves=day(3)),
    )  # fmt: skip
    assert list(Allowance.objects.values_list("year", "nights")) == [(day(0).year, 3)]


def test_r16_who_graduated_too_long_ago_is_told_and_who_is_not_known_is_checked(world, site, book):
    today = timezone.localdate()
    load(
        人员=[{"证件号": n} for n in (ANNA, BEN, CARA)],
        学历=[
            {"证件号": ANNA, "毕业日期": (today - dt.timedelta(days=400)).isoformat()},
            {"证件号": BEN, "毕业日期": "2012-06-30"},
        ],
    )
    save_scheme(
        acting_user=site.officer, terms=terms(graduated_within=2), scheme=site.hostel.scheme
    )
    assert book("anna", 1, 2).state == "booked"
    before = rows()
    with pytest.raises(NotEntitledError) as error, transaction.atomic():
        book("ben", 1, 2)
    assert [(g["text"], g["truth"], g["detail"]) for g in error.value.grounds] == [
        ("毕业不超过 2 年", False, "2012-06-30")
    ]
    assert rows() == before
    refused(
        lambda: book("cara", 1, 2),
        "有条件要由前台核实：请写明来做什么（单位、岗位、哪天面试）。",
    )
    stay = book("cara", 1, 2, purpose="周五到瓯江泵阀面试")
    assert (stay.state, stay.bed.name) == ("pending", "B")
    assert stay.grounds[0]["detail"] == "登记里没有毕业日期"
    refused(
        lambda: confirm_stay(acting_user=site.officer, stay=stay, agree=True, note=" "),
        "请写明核实了什么、依据是什么。",
    )
    refused(
        lambda: check_in(acting_user=site.officer, stay=stay, today=day(1)),
        "这次住宿现在是“待核实”，不能这样处理。",
    )
    confirm_stay(acting_user=site.officer, stay=stay, agree=True, note="看了毕业证")
    stay.refresh_from_db()
    assert (stay.state, stay.note) == ("booked", "看了毕业证")


def test_looking_for_work_here_is_read_from_applications(world, site, book):
    terms_ = terms(needs_activity=True)
    save_scheme(acting_user=site.officer, terms=terms_, scheme=site.hostel.scheme)
    post = submit_post(
        acting_user=world.clerk,
        post=draft_post(acting_user=world.clerk, employer=world.firm, content=content()),
    )
    apply(acting_user=world.anna, person=world.people.anna, post=post)
    stay = book("anna", 1, 2)
    assert (stay.state, stay.grounds[0]["detail"]) == ("booked", "投递 1 次，面试 0 次")
    other = book("ben", 1, 2, purpose="找工作")
    assert (other.state, other.grounds[0]["truth"]) == ("pending", None)
    confirm_stay(acting_user=site.officer, stay=other, agree=False, note="没有求职安排")
    assert Stay.objects.get(pk=other.pk).state == "refused"
    assert Allowance.objects.get(person=world.people.ben).nights == 0


def test_a02_the_policy_document_decides_where_there_is_one(world, site, book, settings):
    """WZ-12, 大学生驿站: a graduate within two years, by the engine, with its clauses as reasons."""
    from tests.policy.conftest import POLICIES

    settings.YULIN_POLICIES = POLICIES
    today = timezone.localdate()
    load(
        人员=[{"证件号": n} for n in (ANNA, BEN, CARA)],
        学历=[
            {"证件号": ANNA, "毕业日期": (today - dt.timedelta(days=300)).isoformat()},
            {"证件号": BEN, "毕业日期": "2012-06-30"},
            {"证件号": CARA, "毕业日期": None},
        ],
    )
    said = terms(policy="WZ-12", benefit="驿站")
    save_scheme(acting_user=site.officer, terms=said, scheme=site.hostel.scheme)
    stay = book("anna", 1, 2)
    assert [(g["text"], g["truth"]) for g in stay.grounds] == [
        ("全日制专科以上高校毕业生或同等对待人员", True),
        ("毕业不超过 2 年（含）", True),
    ]
    with pytest.raises(NotEntitledError) as error, transaction.atomic():
        book("ben", 1, 2)
    assert [(g["text"], g["truth"]) for g in error.value.grounds] == [
        ("全日制专科以上高校毕业生或同等对待人员", True),
        ("毕业不超过 2 年（含）", False),
    ]
    pending = book("cara", 1, 2, purpose="面试")
    assert pending.state == "pending"
    assert [g["truth"] for g in pending.grounds] == [True, None]
    assert pending.grounds[1]["detail"] == "还不知道：最近毕业日期"


def test_r16_people_from_home_hear_of_each_other_only_when_both_say_so(world, site, book):
    load(人员=[{"证件号": n, "户籍地": home} for n, home in
               ((ANNA, 420106), (BEN, 420500), (CARA, 360100))])  # fmt: skip
    add_beds(acting_user=site.officer, place=site.hostel, room="202", names=["A"])
    told = {"shares": True, "called": "小安", "contact": "微信 anna"}
    anna = book("anna", 1, 3, **told)
    ben = book("ben", 2, 4)
    cara = book("cara", 1, 3, shares=True, called="卡", contact="微信 cara")
    assert (from_home(anna), from_home(ben), from_home(cara)) == ([], [], [])
    cancel_stay(acting_user=world.ben, stay=ben)
    refused(lambda: book("ben", 2, 4, shares=True), "愿意认识同乡，请写怎么称呼和联系方式。")
    ben = book("ben", 2, 4, shares=True, called="小本", contact="微信 ben")
    assert [(one.called, one.contact) for one in from_home(anna)] == [("小本", "微信 ben")]
    assert [(one.called, one.contact) for one in from_home(ben)] == [("小安", "微信 anna")]
    stop_sharing(acting_user=world.anna, stay=anna)
    anna.refresh_from_db()
    assert (from_home(anna), from_home(ben), anna.contact) == ([], [], "")


def test_beds_in_shared_rooms_are_for_those_they_are_for(world, site, book):
    load(人员=[{"证件号": ANNA, "性别": "女"}, {"证件号": BEN, "性别": "男"}])
    Bed.objects.filter(name="A").update(guests="women")
    assert book("ben", 0, 1).bed.name == "B"
    assert book("anna", 0, 1).bed.name == "A"
    Bed.objects.filter(name="B").update(guests="women")
    refused(
        lambda: book("cara", 3, 4), "那几晚没有空床。可以换日期，或勾选“没有空床时候补”。"
    )  # nobody said whether cara is


@pytest.mark.parametrize(
    ("arrives", "leaves", "more", "message"),
    [
        (-1, 1, {}, "入住日期不能早于今天。"),
        (2, 2, {}, "离店日期应晚于入住日期。"),
        (61, 62, {}, "最早提前 60 天预订。"),
        (1, 2, {"purpose": "打 13812345678"}, "请不要写证件号、手机号。"),
    ],
)
def test_wishes_that_make_no_sense(world, site, book, arrives, leaves, more, message):
    refused(lambda: book("anna", arrives, leaves, **more), message)


def test_hands_that_may_not(world, site, book):
    stay = book("anna", 0, 1)
    before = rows()
    for act in (
        lambda: book_stay(
            acting_user=world.ben, person=world.people.anna, place=site.hostel,
            wish=Wish(arrives=day(1), leaves=day(2)),
        ),
        lambda: cancel_stay(acting_user=world.ben, stay=stay),
        lambda: stop_sharing(acting_user=world.ben, stay=stay),
        *(
            lambda user=user, act=act: act(acting_user=user, stay=stay)
            for user in (world.anna, world.clerk, world.no_duty, world.elsewhere, world.auditor)
            for act in (check_in, check_out, mark_absent)
        ),
        lambda: confirm_stay(acting_user=world.elsewhere, stay=stay, agree=True, note="x"),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied), transaction.atomic():
            act()
    assert rows() == before


def test_the_database_holds_what_the_actions_promise(world, site, book):
    """One bed, one night, one guest; states go one way; counts and steps are nobody's to write."""
    stay = book("anna", 1, 3)
    other = book("ben", 1, 3)
    before = rows()
    for change in (
        lambda: Stay.objects.filter(pk=other.pk).update(bed=stay.bed),
        lambda: Stay.objects.filter(pk=stay.pk).update(state="done"),
        lambda: Stay.objects.filter(pk=stay.pk).update(during=(day(1), day(9))),
        lambda: Stay.objects.filter(pk=stay.pk).update(person=world.people.ben),
        lambda: Allowance.objects.update(nights=4),
        lambda: StayStep.objects.update(went_to="done"),
        lambda: StayStep.objects.all().delete(),
        lambda: Stay.objects.create(
            place=stay.place, division=stay.division, person=world.people.cara, bed=stay.bed,
            during=(day(2), day(4)), state="booked", allowance=stay.allowance,
        ),
    ):  # fmt: skip
        with pytest.raises(Error), transaction.atomic():
            record(acting_user=None, action="test.stay.write")
            change()
    assert rows() == before
    # half open: the day of leaving is the next one's night
    assert book("cara", 3, 4).bed_id == stay.bed_id
