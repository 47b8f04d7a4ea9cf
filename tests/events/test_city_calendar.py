"""The city's calendar (A13): the events of a month, of four kinds, as weeks and as a file."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.events.campaign_world import CITY, LUCHENG, event, kept_town, made, town, with_duty
from yulin.events.actions.campaigns import list_event, publish_campaign
from yulin.events.queries.calendar import (
    Wanted,
    appointments,
    campaigns_in,
    entries,
    weeks,
)

__all__ = ["kept_town", "made", "town", "with_duty"]
pytestmark = pytest.mark.django_db


def at(month, day):
    return timezone.make_aware(dt.datetime(2023, month, day, 9))


def found(**query):
    return [(one.event.name, str(one.kind)) for one in entries(Wanted.read(query))]


def test_a13_a_month_has_events_of_four_kinds(town, made, django_assert_num_queries):
    event(name="人才日招聘", begins_at=at(3, 12))
    event(name="武汉站", kind="tour", begins_at=at(3, 20), division=LUCHENG)
    event(name="峰会", kind="summit", begins_at=at(3, 12))
    event(name="开放日", kind="open_day", begins_at=at(3, 1))
    event(name="跨月", begins_at=at(2, 28), ends_at=at(3, 2))
    event(name="四月", begins_at=at(4, 1))
    event(name="草稿", state="draft", published_at=None, begins_at=at(3, 3))
    shared = event(name="分享会", kind="fair", begins_at=at(3, 12))
    list_event(acting_user=town.maker, event=shared, kind="sharing")
    expected = [
        ("跨月", "recruiting"), ("开放日", "living"), ("人才日招聘", "recruiting"),
        ("峰会", "sharing"), ("分享会", "sharing"), ("武汉站", "touring"),
    ]  # fmt: skip
    with django_assert_num_queries(1):
        assert found(month="2023-03") == expected
    assert found(month="2023-03", kind="sharing") == [("峰会", "sharing"), ("分享会", "sharing")]
    assert found(month="2023-03", kind="recruiting") == [expected[0], expected[2]]
    assert found(month="2023-03", place=str(LUCHENG)) == [("武汉站", "touring")]
    assert len(found(month="2023-03", place=str(CITY), kind="x")) == 6
    wanted = Wanted.read({"month": "2023-03"})
    days = {
        day: [one.event.name for one in of_day]
        for week in weeks(wanted, entries(wanted))
        for day, _inside, of_day in week
        if of_day
    }
    assert days[dt.date(2023, 3, 1)] == ["跨月", "开放日"]
    assert days[dt.date(2023, 3, 12)] == ["人才日招聘", "峰会", "分享会"]
    assert (wanted.before, wanted.after) == ("2023-02", "2023-04")
    assert [one.title for one in appointments(entries(wanted))][-1] == "武汉站"


@pytest.mark.parametrize("month", ["", "2023-13", "9999-12", "0001-01", "x", "2023-3-1"])
def test_what_is_no_month_is_this_one(month):
    assert Wanted.read({"month": month}).month == timezone.localdate().strftime("%Y-%m")


def test_a07_campaigns_of_the_month_stand_above_its_events(town, made):
    assert list(campaigns_in(Wanted.read({"month": "2021-07"}))) == []
    publish_campaign(acting_user=town.maker, campaign=made)
    assert list(campaigns_in(Wanted.read({"month": "2021-07"}))) == [made]
    assert list(campaigns_in(Wanted.read({"month": "2022-01"}))) == []
