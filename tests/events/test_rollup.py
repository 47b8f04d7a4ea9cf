"""Events added up (A09, A10, A17): by month, region, kind and brand, beside what was printed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.events.campaign_world import CITY, LUCHENG, event, kept_town, town, with_duty
from tests.web.access_world import _post
from yulin.access.actions.journal import record
from yulin.events.actions.campaigns import Printed, list_event, print_figure
from yulin.events.models import Booth, EventPost, Participation, ReportedCount, Series
from yulin.events.queries.rollup import Asked, Sums, against, printed, roll_up

__all__ = ["kept_town", "town", "with_duty"]
pytestmark = pytest.mark.django_db
YEAR = {"begins_on": dt.date(2021, 1, 1), "ends_on": dt.date(2021, 12, 31)}


def at(month, day):
    return timezone.make_aware(dt.datetime(2021, month, day, 9))


def firm_at(one, employer, *, posts, said=None, number="A1"):
    booth = Booth.objects.create(event=one, number=number, row=1, column=int(number[1:]))
    firm = Participation.objects.create(
        event=one, employer=employer, division=one.division, state="accepted", booth=booth
    )
    for title in posts:
        post = _post(employer, LUCHENG, title=title)
        EventPost.objects.create(participation=firm, post=post)
    if said:
        ReportedCount.objects.create(participation=firm, reported_by_id=said[0], resumes=said[1])
    record(acting_user=None, action="test.firm.come")
    return firm


def test_a09_a17_events_are_added_up_and_reports_of_firms_stand_apart(
    town, django_assert_num_queries
):
    series = Series.objects.create(name="全国巡回引才专列", division=CITY, brand="雁归瓯越")
    fair, tour = event(begins_at=at(3, 12)), event(kind="tour", begins_at=at(5, 8), series=series)
    live = event(division=LUCHENG, kind="live", channel="online", begins_at=at(5, 9))
    event(state="open", begins_at=at(6, 1))
    event(division=330200, begins_at=at(3, 13))
    firm_at(fair, town.firm, posts=["焊工", "车工"], said=(town.maker.pk, 50))
    firm_at(fair, town.other, posts=["茶师"], number="A2")
    firm_at(live, town.firm, posts=["电工"])
    list_event(acting_user=town.maker, event=live, kind="recruiting", brand="白鹿相邀")
    with django_assert_num_queries(5):
        found = roll_up(user=town.maker, asked=Asked(**YEAR))
    march = Sums(events=1, firms=2, posts=3, headcount=9, said_resumes=50)
    may = Sums(events=2, firms=1, posts=1, headcount=3)
    assert found.groups == [("2021-03", march), ("2021-05", may)]
    assert found.total == march + may
    for by, expected in (
        ("region", {CITY: 2, LUCHENG: 1}),
        ("kind", {"fair": 1, "live": 1, "tour": 1}),
        ("brand", {"": 1, "白鹿相邀": 1, "雁归瓯越": 1}),
    ):
        groups = roll_up(user=town.maker, asked=Asked(**YEAR, by=by)).groups
        assert {key: sums.events for key, sums in groups} == expected
    for narrowed, events in (
        ({"kind": "tour"}, 1),
        ({"brand": "白鹿相邀"}, 1),
        ({"place": LUCHENG}, 1),
    ):
        assert roll_up(user=town.maker, asked=Asked(**YEAR, **narrowed)).total.events == events
    assert roll_up(user=town.elsewhere, asked=Asked(**YEAR)).total.events == 1
    assert roll_up(user=town.auditor, asked=Asked(**YEAR)).total.events == 4
    assert roll_up(user=town.anna, asked=Asked(**YEAR)).groups == []
    assert tour.series == series


def test_a10_two_periods_are_compared_with_the_base_named(town):
    for month in (1, 2, 4):
        event(begins_at=at(month, 3))
    event(begins_at=timezone.make_aware(dt.datetime(2020, 2, 3, 9)))
    first = Asked(begins_on=dt.date(2021, 1, 1), ends_on=dt.date(2021, 3, 31))
    whole = Asked(begins_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31))
    same = Asked(begins_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 3, 31))
    now = roll_up(user=town.maker, asked=first)
    beside = dict(against(now, roll_up(user=town.maker, asked=whole)))
    assert beside["events"].words == "为2020年全年的 200%（累计数比全年数，不是同比）"
    assert beside["firms"].words == "不比较：基数是 0。"
    beside = dict(against(now, roll_up(user=town.maker, asked=same)))
    assert beside["events"].words == "比上年同期 +100%"


def test_a09_printed_figures_of_the_period_stand_beside(town):
    def keep(number, unit, measure, division=CITY, user=town.maker):
        said = Printed(
            measure=measure, number=Decimal(number), unit=unit, source="市人社局",
            period_from=dt.date(2022, 9, 1), period_until=dt.date(2023, 2, 28), qualifier="余",
        )  # fmt: skip
        return print_figure(acting_user=user, division=division, campaign=None, said=said)

    keep(317, "场", "events")
    keep(61_000, "份", "resumes")
    keep(9, "场", "events", 330200, town.elsewhere)
    asked = Asked(begins_on=dt.date(2023, 1, 1), ends_on=dt.date(2023, 12, 31))
    rows = printed(user=town.maker, asked=asked)
    assert [(row.measure, row.number) for row in rows] == [("events", 317), ("resumes", 61_000)]
    assert printed(user=town.maker, asked=Asked(**YEAR)) == []
    assert roll_up(user=town.maker, asked=asked).total == Sums()
