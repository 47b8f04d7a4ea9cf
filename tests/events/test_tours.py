"""Tours planned by province, city and school (A27), and campus trips with the posts firms asked for (A24)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.events.conftest import CITY, post_of, said
from tests.registry.builders import BEN, FIRM, load
from yulin.access.enums import Duty
from yulin.events.actions.booths import accept_firm, apply_for_booth, lay_booths, refuse_firm
from yulin.events.actions.campaigns import (
    CampaignWords,
    Printed,
    list_event,
    make_campaign,
    print_figure,
)
from yulin.events.actions.events import (
    SeriesContent,
    cancel_event,
    change_event,
    draft_event,
    make_series,
    turn_event,
)
from yulin.events.actions.trips import (
    Way,
    add_leg,
    decide_trip,
    join_trip,
    plan_trip,
    submit_trip,
)
from yulin.events.errors import EventsError
from yulin.events.models import Event, Participation
from yulin.events.queries.campaigns import figures_of, standing
from yulin.events.queries.outcomes import outcome
from yulin.events.queries.reach import reach, schools_of
from yulin.events.queries.rollup import Asked, roll_up
from yulin.events.queries.trips import by_event

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
#: eight provinces with their twelve cities, and how many schools are met in each: 46 in 22 events
PLAN = (
    ("黑龙江", "哈尔滨", 5), ("吉林", "长春", 4), ("辽宁", "沈阳", 4), ("辽宁", "大连", 4),
    ("陕西", "西安", 5), ("湖北", "武汉", 5), ("湖南", "长沙", 4), ("湖南", "湘潭", 2),
    ("江西", "南昌", 4), ("江西", "九江", 3), ("四川", "成都", 4), ("四川", "绵阳", 2),
)  # fmt: skip


def stops():
    """Two events in each of ten cities, one in each of two; a school is met once."""
    number = 0
    for province, city, many in PLAN:
        names = [f"{city}第{n}大学" for n in range(1, many + 1)]
        parts = [names] if many == 2 else [names[:2], names[2:]]
        for part in parts:
            number += 1
            yield number, province, city, part


@pytest.fixture
def tour(world):
    return make_series(
        acting_user=world.moderator, division=CITY,
        content=SeriesContent(name="“十城百校”全国高校引才", year=2024),
    )  # fmt: skip


def test_a27_a_trip_plan_goes_to_8_provinces_12_cities_and_46_schools(world, tour, client):
    """“百校” is a name and no target: nothing of the plan's page says 100."""
    for number, province, city, (host, *others) in stops():
        content = said(
            name=f"{city}站{number}", kind="campus", series=tour, stop=number, province=province,
            city=city, school=host, schools=(host, *others), capacity=None,
        )  # fmt: skip
        draft_event(acting_user=world.moderator, division=CITY, content=content)
    found = reach(tour.events.order_by("stop"))
    assert (found.provinces, found.cities, found.schools, found.events) == (8, 12, 46, 22)
    assert found.by_province[:3] == [
        ("黑龙江", 1, 5, 2), ("吉林", 1, 4, 2), ("辽宁", 2, 8, 4),
    ]  # fmt: skip
    first = Event.objects.get(stop=1)
    assert schools_of(first) == ["哈尔滨第1大学", "哈尔滨第2大学"]  # the host is not counted twice
    last = Event.objects.get(stop=22)
    cancel_event(acting_user=world.moderator, event=last, because="学校封闭")
    found = reach(tour.events.order_by("stop"))
    assert (found.provinces, found.cities, found.schools, found.events) == (8, 11, 44, 21)
    client.force_login(world.moderator)
    page = client.get(f"/officer/events/series/{tour.uuid}/").content.decode()
    tiles = [page.split(f'<p class="tile-label">{word}</p>')[0].rsplit(">", 2)[-2].split("<")[0]
             for word in ("省份", "城市", "院校", "场次")]  # fmt: skip
    assert tiles == ["8", "11", "44", "21"]


def test_a27_what_is_no_list_of_schools_is_refused(world, tour):
    content = said(kind="campus", series=tour, stop=1)
    one = draft_event(acting_user=world.moderator, division=CITY, content=content)
    for wrong, told in (
        (("名" * 81,), "每所最多 80 字"),
        (tuple(f"{n}大学" for n in range(101)), "最多 100 所"),
        (("打13812345678",), "请不要写证件号、手机号"),
    ):
        with pytest.raises(EventsError, match=told):
            change_event(
                acting_user=world.moderator, event=one, content=said(series=tour, schools=wrong)
            )
    with pytest.raises(PermissionDenied):
        change_event(acting_user=world.elsewhere, event=one, content=said(schools=("甲大学",)))
    assert Event.objects.get().schools == []


def test_a21_mountain_counties_get_fairs_and_a_team_that_travels_to_them(world, with_duty):
    """服务山区海岛人才支撑行动: five counties, each counted; a team with a firm goes to one."""
    counties, officer = (330324, 330326, 330327, 330328, 330329), world.moderator
    day = timezone.localdate()
    plan = make_campaign(
        acting_user=officer,
        said=CampaignWords(
            name="服务山区海岛人才支撑行动", division=CITY, begins_on=day, ends_on=day + DAY,
            places=counties,
        ),
    )  # fmt: skip
    for county in counties[:2]:
        one = draft_event(
            acting_user=officer, division=county, content=said(name=f"{county}", capacity=None)
        )
        list_event(acting_user=officer, event=one, campaign=plan, kind="recruiting")
        for state in ("published", "open", "running"):
            one = turn_event(acting_user=officer, event=one, to=state)
    trip = plan_trip(
        acting_user=officer, division=CITY, purpose="技能志愿服务团", begins_on=day, ends_on=day
    )
    firm = join_trip(acting_user=officer, trip=trip, employer=world.firm)
    way = Way(day=day, origin="温州", destination="泰顺", vehicle="coach", kilometres=180)
    add_leg(acting_user=officer, trip=trip, traveller=firm, way=way)
    submit_trip(acting_user=officer, trip=trip)
    decide_trip(acting_user=with_duty(Duty.APPROVER, "approver", CITY), trip=trip, agree=True)
    found = standing(plan)
    assert (found.sums.events, found.places) == (2, [(county, 0) for county in counties])
    asked = Asked(begins_on=day, ends_on=day, by="region")
    assert [(key, sums.events) for key, sums in roll_up(user=officer, asked=asked).groups] == [
        (330324, 1), (330326, 1),
    ]  # fmt: skip
    assert [(one.trips, one.kilometres) for one in by_event(officer)] == [(1, 180)]


def test_a24_firms_are_asked_for_posts_some_are_chosen_and_taken_to_the_schools(
    world, tour, with_duty
):
    """招聘进高校行动: the survey, the posts that go along, the trips, and who came of it."""
    day = timezone.localdate()
    officer = world.moderator
    plan = make_campaign(
        acting_user=officer,
        said=CampaignWords(
            name="招聘进高校行动", division=CITY, begins_on=day - 30 * DAY, ends_on=day + 30 * DAY
        ),
    )
    places = (
        ("四川", "成都", ("车工", "钳工"), "门卫"),
        ("陕西", "西安", ("焊工", "电工"), "保洁员"),
    )
    approver = with_duty(Duty.APPROVER, "approver", CITY)
    for number, (province, city, suits, other) in enumerate(places, start=1):
        content = said(
            name=f"{city}站", kind="campus", series=tour, stop=number, province=province,
            city=city, school=f"{city}石油大学",
        )  # fmt: skip
        one = draft_event(acting_user=officer, division=CITY, content=content)
        for state in ("published", "open"):
            one = turn_event(acting_user=officer, event=one, to=state)
        lay_booths(acting_user=officer, event=one, hall="", rows=1, columns=2)
        asked = [
            apply_for_booth(
                acting_user=clerk, event=one, employer=firm,
                posts=[post_of(clerk, firm, title=title, headcount=3) for title in titles],
            )
            for clerk, firm, titles in (
                (world.clerk, world.firm, suits),
                (world.other_clerk, world.other, (other,)),
            )
        ]  # fmt: skip
        accept_firm(acting_user=officer, firm=asked[0], booth=None)
        refuse_firm(acting_user=officer, firm=asked[1], reason="off_topic")
        list_event(acting_user=officer, event=one, campaign=plan, kind="touring")
        trip = plan_trip(
            acting_user=officer, division=CITY, event=one, purpose=f"赴{city}",
            begins_on=day, ends_on=day,
        )  # fmt: skip
        way = Way(day=day, origin="温州", destination=city, vehicle="plane", kilometres=1500,
                  service="CA1", ticket=f"T{number}")  # fmt: skip
        add_leg(acting_user=officer, trip=trip, traveller=trip.travellers.get(), way=way)
        submit_trip(acting_user=officer, trip=trip)
        decide_trip(acting_user=approver, trip=trip, agree=True)
        for state in ("running", "closed"):
            one = turn_event(acting_user=officer, event=one, to=state)
        assert outcome(one).posts == 2
    load(
        学历=[{"证件号": BEN, "学历": "本科", "毕业日期": day.isoformat()}],
        就业=[{"证件号": BEN, "单位代码": FIRM, "入职日期": day.isoformat()}],
    )
    print_figure(
        acting_user=officer, division=CITY, campaign=plan,
        said=Printed(
            measure="graduates", number=Decimal(15_000), unit="人", qualifier="近",
            source="镇海发布", period_from=dt.date(2023, 1, 1), period_until=dt.date(2023, 12, 31),
        ),
    )  # fmt: skip
    found = standing(plan)
    assert (found.sums.events, found.sums.firms, found.sums.posts, found.sums.headcount) == (
        2, 2, 4, 12,
    )  # fmt: skip
    assert found.heads.number("graduates") == 1
    assert [one.words for one in figures_of(plan)] == ["近1.5万人"]
    assert [(one.name, one.trips, one.kilometres) for one in by_event(officer)] == [
        ("成都站", 1, 1500), ("西安站", 1, 1500),
    ]  # fmt: skip
    assert sorted(Participation.objects.values_list("state", "reason")) == [
        ("accepted", ""), ("accepted", ""), ("refused", "off_topic"), ("refused", "off_topic"),
    ]  # fmt: skip
    assert reach(tour.events.order_by("stop")).by_province == [("四川", 1, 1, 1), ("陕西", 1, 1, 1)]
