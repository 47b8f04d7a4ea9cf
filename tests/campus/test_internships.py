"""Internships from a firm's places to a fact and an application: A11, A23; and majors for an industry: A12."""

import datetime as dt

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from tests.campus.conftest import CITY, PLACE, days, wish
from tests.jobs.conftest import content
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.campus.actions.assigning import assign_round, why_not_this
from yulin.campus.actions.internships import (
    answer_seat,
    apply_after,
    confirm_end,
    leave,
    log_day,
    report_end,
)
from yulin.campus.actions.partners import Taught, list_schools, tell_majors
from yulin.campus.actions.rounds import (
    Offered,
    answer_wish,
    leave_round,
    offer_place,
    resize_place,
    set_group,
)
from yulin.campus.errors import CampusError
from yulin.campus.models import Entry, Internship, Place, Wish
from yulin.campus.queries.boards import figures_of
from yulin.campus.queries.majors import demand_of, schools_for
from yulin.campus.worth import Fill, fitting, major_fit, pair_worth
from yulin.facts import enums
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.models import Application
from yulin.matching.assign import Request, seat
from yulin.registry.models import Placement

pytestmark = pytest.mark.django_db
CODES = {"数控技术": "460103", "机械设计": "460101", "汽车检测": "500211", "焊接": "460110"}


def test_what_a_pair_is_worth():
    assert [
        major_fit("数控技术", asked, CODES)
        for asked in (None, [], ["数控技术"], ["460103"], ["机械设计"], ["英语", "汽车检测"])
    ] == [500, 500, 1000, 1000, 700, 0]
    assert major_fit("数控技术", ["460299"], CODES) == 300
    assert pair_worth(rank=1, welcome=True, fit=1000) == 1000
    assert pair_worth(rank=5, welcome=False, fit=0) == 380
    assert pair_worth(rank=None, welcome=False, fit=0) == 230
    assert fitting(["机械设计"], ["数控技术", "英语"], CODES) == {"数控技术": 700}
    assert fitting([], ["数控技术"], CODES) == {}


def test_a11_700_firms_13000_places_and_5000_students_fill_385_per_mille():
    """高校学子温州行: everybody who can be seated is, and no firm gets more than it offered."""
    draw = np.random.default_rng(11)
    capacity = np.full(700, 18)
    capacity[:400] += 1  # 13,000 in all
    people = np.repeat(np.arange(5000, dtype=np.int32), 3)
    wished = np.concatenate([draw.choice(700, 3, replace=False) for _ in range(5000)])
    scores = np.tile([pair_worth(rank=r, welcome=False, fit=500) for r in (1, 2, 3)], 5000)
    request = Request(
        people=people,
        seats=wished.astype(np.int32),
        scores=scores.astype(np.int64),
        capacity=capacity.astype(np.int64),
        group=np.ones(5000, np.int64),
    )
    seating = seat(request)
    taken = np.bincount(seating.seat, minlength=700)
    assert (int(capacity.sum()), seating.seated, bool((taken <= capacity).all())) == (
        13_000, 5000, True,
    )  # fmt: skip
    fill = Fill(seating.seated, int(capacity.sum()))
    assert (fill.taken, fill.places, fill.percent) == (5000, 13_000, "38.5")
    assert Fill(0, 0).percent == "—"


def test_a11_wishes_and_answers_decide_who_gets_the_last_place(world, season, cohort, places):
    wish(world, season, cohort, "anna", places.pump)
    ben = wish(world, season, cohort, "ben", places.pump, places.shoe)
    wish(world, season, cohort, "dora", others=True)
    with pytest.raises(CampusError, match="最多填五个"):
        wish(world, season, cohort, "ben", *[places.pump] * 6)
    with pytest.raises(CampusError, match="同一个岗位"):
        wish(world, season, cohort, "ben", places.pump, places.pump)
    with pytest.raises(CampusError, match="至少选一个"):
        wish(world, season, cohort, "ben")
    wish(world, season, cohort, "ben", places.pump, places.shoe)  # again, in place of the first
    assert (Entry.objects.count(), Wish.objects.count()) == (3, 3)
    for user in (world.other_clerk, world.officer, world.anna):
        with pytest.raises(PermissionDenied):
            answer_wish(acting_user=user, wish=ben.wishes.first(), answer="welcome")
    with pytest.raises(PermissionDenied):
        assign_round(acting_user=world.elsewhere, round_=season)
    assert Internship.objects.count() == 0
    seating = assign_round(acting_user=world.officer, round_=season)
    # Anna's major fits; Ben goes where he wished second; Dora, who takes any, where no major is asked
    assert (seating.seated, seating.total) == (3, 880 + 705 + 330)
    got = {
        one.person: (one.place, one.wish, one.score)
        for one in Internship.objects.select_related("person", "place")
    }
    assert got == {
        world.people.anna: (places.pump, 1, 880),
        world.people.ben: (places.shoe, 2, 705),
        world.people.dora: (places.shoe, None, 330),
    }
    assert list(Place.objects.order_by("pk").values_list("taken", "capacity")) == [(1, 1), (2, 2)]
    figures = figures_of(season)
    assert (figures.firms, figures.fill, figures.entries) == (2, Fill(3, 3), 3)
    assert (figures.first, figures.other, figures.proposed) == (1, 1, 1)
    told = why_not_this(round_=season, entry=ben, place=places.pump)
    anna = Entry.objects.get(person=world.people.anna)
    # Anna wished for nothing else: Ben in her place would leave her without one
    assert (told.possible, told.unseated, told.moved) == (True, [anna], [])
    assert told.loss == (880 + 705) - 680
    assert why_not_this(round_=season, entry=anna, place=places.shoe).possible is False


def test_groups_come_first_and_a_firm_s_no_is_a_no(world, season, cohort, places):
    anna = wish(world, season, cohort, "anna", places.pump)
    ben = wish(world, season, cohort, "ben", places.pump)
    cara = wish(world, season, cohort, "cara", places.shoe)
    answer_wish(acting_user=world.other_clerk, wish=cara.wishes.get(), answer="refused")
    set_group(acting_user=world.officer, entry=ben, group=0)
    with pytest.raises(PermissionDenied):
        set_group(acting_user=world.ben, entry=ben, group=0)
    assign_round(acting_user=world.officer, round_=season)
    assert list(Internship.objects.values_list("entry", flat=True)) == [ben.pk]
    with pytest.raises(CampusError, match="已经分配"):
        leave_round(acting_user=world.anna, entry=anna)
    with pytest.raises(CampusError, match="不能再少"):
        resize_place(acting_user=world.clerk, place=places.pump, capacity=0)
    # he gives it back, and the next run gives it to whoever waits
    mine = Internship.objects.get()
    with pytest.raises(PermissionDenied):
        answer_seat(acting_user=world.anna, internship=mine, accept=False)
    answer_seat(acting_user=world.ben, internship=mine, accept=False)
    assert Place.objects.get(pk=places.pump.pk).taken == 0
    assert assign_round(acting_user=world.officer, round_=season).seated == 1
    assert Internship.objects.get(state="assigned").entry == anna
    season.refresh_from_db()
    with pytest.raises(CampusError, match="不在报名中"):
        offer_place(
            acting_user=world.clerk,
            round_=season,
            employer=world.firm,
            offered=Offered(title="晚了", division=PLACE, capacity=1),
        )


def test_a_place_is_never_oversold_and_nobody_has_two_whoever_writes(world, season, cohort, places):
    anna = wish(world, season, cohort, "anna", places.pump)
    ben = wish(world, season, cohort, "ben", places.pump)
    assign_round(acting_user=world.officer, round_=season)
    held = Internship.objects.get()
    other = {anna.pk: ben, ben.pk: anna}[held.entry_id]

    def write(entry, place):
        with transaction.atomic():
            record(acting_user=None, action="test.place.take")
            Internship.objects.create(
                round=season, place=place, entry=entry, person=entry.person, score=0,
                employer=place.employer, school=entry.school, region=CITY,
            )  # fmt: skip

    with pytest.raises(IntegrityError, match="campus_place_never_oversold"):
        write(other, places.pump)
    with pytest.raises(IntegrityError, match="campus_internship_one_a_round"):
        write(held.entry, places.shoe)
    assert list(Place.objects.order_by("pk").values_list("taken", flat=True)) == [1, 0]
    with pytest.raises(Error, match="does not go from assigned to done"), transaction.atomic():
        record(acting_user=None, action="test.place.take")
        Internship.objects.update(state="done")
    for user, rows in (
        (world.teacher, 1), (world.clerk, 1), (world.officer, 1), (world.auditor, 1),
        (world.other_clerk, 0), (world.stranger, 0), (world.cara, 0), (world.elsewhere, 0),
    ):  # fmt: skip
        with acting(user):
            assert Internship.objects.count() == rows


@pytest.fixture
def accepted(world, season, cohort, places):
    wish(world, season, cohort, "anna", places.pump)
    assign_round(acting_user=world.officer, round_=season)
    return answer_seat(acting_user=world.anna, internship=Internship.objects.get(), accept=True)


def test_a11_a23_days_are_logged_confirmed_become_a_fact_and_lead_to_an_application(
    world, season, accepted, monkeypatch
):
    today = timezone.localdate()
    later = today + dt.timedelta(days=20)
    with pytest.raises(CampusError, match="还没有到这一天"):
        log_day(acting_user=world.clerk, internship=accepted, day=later, present=True)
    for user in (world.other_clerk, world.anna, world.officer):
        with pytest.raises(PermissionDenied):
            log_day(acting_user=user, internship=accepted, day=today, present=True)
    with pytest.raises(CampusError, match="还没有出勤记录"):
        report_end(acting_user=world.clerk, internship=accepted, ended_on=today)
    monkeypatch.setattr(timezone, "localdate", lambda *_: later)
    for day in range(12):
        log_day(
            acting_user=world.clerk,
            internship=accepted,
            day=today + dt.timedelta(days=day),
            present=day not in {5, 6},
        )
    with pytest.raises(CampusError, match="不在本轮的起止日期内"):
        log_day(acting_user=world.clerk, internship=accepted, day=days(-30), present=True)
    end = today + dt.timedelta(days=11)
    reported = report_end(acting_user=world.clerk, internship=accepted, ended_on=end)
    with pytest.raises(PermissionDenied):
        confirm_end(acting_user=world.ben, internship=reported, right=True)
    assert Placement.objects.count() == 0
    again = confirm_end(acting_user=world.anna, internship=reported, right=False)
    assert again.state == "accepted"
    log_day(acting_user=world.clerk, internship=again, day=today, present=False)
    report_end(acting_user=world.clerk, internship=again, ended_on=end)
    done = confirm_end(acting_user=world.anna, internship=again, right=True)
    fact = Placement.objects.get()
    assert (fact.person, fact.employer, fact.kind) == (
        world.people.anna, world.firm, enums.PLACEMENT_KIND.code("实习"),
    )  # fmt: skip
    assert (fact.started_on, fact.ended_on, fact.days) == (today + dt.timedelta(days=1), end, 9)
    assert (fact.monthly_pay, fact.source) == (250_000, "实习见习登记")
    with pytest.raises(CampusError, match="已完成"):
        confirm_end(acting_user=world.anna, internship=done, right=True)
    sent = apply_after(acting_user=world.anna, internship=done)
    assert apply_after(acting_user=world.anna, internship=sent).application == sent.application
    assert Application.objects.get().post == accepted.place.post
    assert figures_of(season).applied == 1


def test_who_breaks_off_leaves_the_place_and_no_fact(world, accepted):
    leave(acting_user=world.anna, internship=accepted)
    assert (Placement.objects.count(), accepted.place.__class__.objects.get(
        pk=accepted.place_id).taken) == (0, 0)  # fmt: skip
    with pytest.raises(CampusError, match="中途退出"):
        log_day(acting_user=world.clerk, internship=accepted, day=days(0), present=True)


def test_a12_majors_for_an_industry_and_the_schools_to_visit(world, partner, places):
    """For an industry: what its posts ask for, who teaches that or what is near it, how many finish."""
    year, industry = 2026, 2
    post = draft_post(
        acting_user=world.clerk,
        employer=world.firm,
        content=content(title="模具工", majors=("机械设计",), headcount=3, industry=industry),
    )
    submit_post(acting_user=world.clerk, post=post)
    assert schools_for(demand_of(industry=industry + 1, region=CITY), year=year) == []
    demand = demand_of(industry=industry, region=CITY)
    assert (demand.majors, demand.posts) == ([("机械设计", 3)], 1)
    taught = [
        Taught(year=year, name="数控技术", code="460103", graduates=80),
        Taught(year=year, name="机械设计", code="460101", graduates=20),
        Taught(year=year, name="英语", code="570201", graduates=300),
        Taught(year=year, name="焊接", code="460110"),
    ]
    tell_majors(acting_user=world.teacher, school=partner, taught=taught)
    list_schools(
        acting_user=world.officer, region=CITY, year=2022, names=[partner.name], basis="文号"
    )
    [found] = schools_for(demand, year=year)
    assert found.majors == [("机械设计", 1000, 20), ("数控技术", 700, 80), ("焊接", 700, None)]
    assert (found.graduates, found.weight, found.listed) == (100, 20_000 + 56_000, [2022])
    assert schools_for(demand, year=year + 1) == []
