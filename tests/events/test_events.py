"""Series and events: said, changed, turned, by whom; and what the database refuses."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.events.conftest import CITY, HOUR, opened_event, said, state
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.access.row_security import acting
from yulin.events.actions.events import (
    SeriesContent,
    cancel_event,
    change_event,
    change_series,
    draft_event,
    make_series,
    turn_event,
)
from yulin.events.errors import EventsError
from yulin.events.models import Event, Series
from yulin.events.queries.lists import Wanted, events_list, officer_list

pytestmark = pytest.mark.django_db


def names(page):
    return [event.name for event in page.rows]


def test_a08_a_series_has_stops_each_once(world):
    train = make_series(
        acting_user=world.moderator,
        division=CITY,
        content=SeriesContent(name="全国巡回引才专列", brand="引才专列", year=2026),
    )
    first = draft_event(
        acting_user=world.moderator,
        division=CITY,
        content=said(kind="tour", series=train, stop=1, city="武汉", school="华中科技大学"),
    )
    with pytest.raises(EventsError, match="这个系列已有这一站。"):
        draft_event(acting_user=world.moderator, division=CITY, content=said(series=train, stop=1))
    with pytest.raises(EventsError, match="这一年已有同名的系列活动。"):
        make_series(
            acting_user=world.moderator,
            division=CITY,
            content=SeriesContent(name="全国巡回引才专列", year=2026),
        )
    change_series(
        acting_user=world.moderator,
        series=train,
        content=SeriesContent(name="全国巡回引才列车", brand="引才列车", year=2026),
    )
    assert Series.objects.get().brand == "引才列车"
    assert list(Event.objects.values_list("series__name", "stop", "city", "school")) == [
        ("全国巡回引才列车", 1, "武汉", "华中科技大学")
    ]
    assert first.state == "draft"
    assert list(
        JournalEntry.objects.filter(action__startswith="events.")
        .order_by("pk")
        .values_list("action", flat=True)
    ) == ["events.series.make", "events.event.draft", "events.series.change"]


@pytest.mark.parametrize("who", ["elsewhere", "no_duty", "auditor", "clerk", "anna"])
def test_only_who_holds_a_duty_there_organises(world, fair, who):
    user = getattr(world, who)
    for act in (
        lambda: draft_event(acting_user=user, division=CITY, content=said()),
        lambda: make_series(acting_user=user, division=CITY, content=SeriesContent(name="x")),
        lambda: change_event(acting_user=user, event=fair, content=said(name="y")),
        lambda: turn_event(acting_user=user, event=fair, to="running"),
        lambda: cancel_event(acting_user=user, event=fair, because="雨"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (Event.objects.count(), Series.objects.count(), state(fair)) == (1, 0, "open")


LONG_AGO = timezone.now() - 9 * HOUR


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请填写活动名称"),
        ({"kind": "party"}, "请选择活动类别。"),
        ({"channel": "x"}, "请选择线下、线上或社区。"),
        ({"ends_at": None}, "请填写开始和结束时间。"),
        ({"ends_at": LONG_AGO}, "结束时间应晚于开始时间。"),
        ({"capacity": 0}, "人数上限至少为 1"),
        ({"about": "联系13812345678"}, "请不要写证件号、手机号。"),
        ({"school": "学" * 81}, "“举办院校”最多 80 字。"),
        (
            {"registration_from": LONG_AGO, "registration_until": LONG_AGO - HOUR},
            "报名截止应晚于报名开始。",
        ),
    ],
)
def test_what_makes_no_sense_is_not_kept(world, changes, words):
    with pytest.raises(EventsError, match=words):
        draft_event(acting_user=world.moderator, division=CITY, content=said(**changes))
    assert Event.objects.count() == 0


def test_an_event_goes_one_way_and_the_database_knows(world, fair):
    for to in ("draft", "settled", "closed", "nonsense", "cancelled"):
        with pytest.raises(EventsError, match="现在是“报名中”"):
            turn_event(acting_user=world.moderator, event=fair, to=to)
    for to in ("running", "closed", "settled"):
        turn_event(acting_user=world.moderator, event=fair, to=to)
    with pytest.raises(EventsError, match="现在是“已结项”"):
        cancel_event(acting_user=world.moderator, event=fair, because="雨")
    for statement in (
        "UPDATE events_event SET state = 'open'",
        "UPDATE events_event SET division = 330200",
        "DELETE FROM events_event",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert state(fair) == "settled"


def test_it_is_called_off_with_a_reason(world, fair):
    with pytest.raises(EventsError, match="请写明取消的原因"):
        cancel_event(acting_user=world.moderator, event=fair, because=" ")
    cancel_event(acting_user=world.moderator, event=fair, because="台风")
    assert Event.objects.values_list("state", "cancelled_because").get() == ("cancelled", "台风")


def test_lists_narrow_and_drafts_are_nobodys(world):
    soon = opened_event(world, name="校园宣讲", kind="campus", school="浙江大学")
    opened_event(
        world,
        name="去年的会",
        begins_at=timezone.now() - dt.timedelta(days=40),
        ends_at=timezone.now() - dt.timedelta(days=39),
    )
    draft_event(acting_user=world.moderator, division=CITY, content=said(name="草稿"))
    series = make_series(
        acting_user=world.moderator,
        division=CITY,
        content=SeriesContent(name="十城百校", brand="十城"),
    )
    change_event(
        acting_user=world.moderator,
        event=soon,
        content=said(name="校园宣讲", kind="campus", school="浙江大学", series=series, stop=1),
    )
    for wanted, expected in (
        ({}, ["校园宣讲"]),
        ({"kind": "campus"}, ["校园宣讲"]),
        ({"kind": "fair"}, []),
        ({"brand": "十城"}, ["校园宣讲"]),
        ({"place": "330300"}, ["校园宣讲"]),
        ({"place": "330200"}, []),
        ({"q": "浙江大学"}, ["校园宣讲"]),
        ({"channel": "online"}, []),
        ({"past": "yes"}, ["校园宣讲", "去年的会"]),
        ({"month": timezone.localdate().strftime("%Y-%m"), "q": "宣讲"}, ["校园宣讲"]),
        ({"month": "x", "place": "9", "kind": "z"}, ["校园宣讲"]),
    ):
        assert names(events_list(Wanted.read(wanted))) == expected, wanted
    seen = officer_list(user=world.moderator, wanted=Wanted())
    assert sorted(names(seen)) == ["去年的会", "校园宣讲", "草稿"]
    assert names(officer_list(user=world.elsewhere, wanted=Wanted())) == []
    assert names(officer_list(user=world.auditor, wanted=Wanted(state="draft"))) == ["草稿"]


def test_row_policies_show_drafts_to_their_region_alone(world, fair):
    draft_event(acting_user=world.moderator, division=CITY, content=said(name="草稿"))
    for user, seen in (
        (None, 1), (world.anna, 1), (world.clerk, 1), (world.elsewhere, 1), (world.moderator, 2),
        (world.auditor, 2),
    ):  # fmt: skip
        with acting(user):
            assert Event.objects.count() == seen, user
    with acting(world.elsewhere), transaction.atomic():
        record(acting_user=world.elsewhere, action="test.event.take")
        assert Event.objects.filter(pk=fair.pk).update(name="别的") == 0
    assert Event.objects.get(pk=fair.pk).name == "龙湾区春季人才对接会"
