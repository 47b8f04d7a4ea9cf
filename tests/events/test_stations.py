"""A05, 百名博士后新增计划: stations and post-docs out of the register, beside what was printed of them."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.events.campaign_world import CITY, LUCHENG, kept_town, made, town, with_duty
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.events.actions.campaigns import Aim, Printed, print_figure, set_target
from yulin.events.queries.campaigns import standing
from yulin.events.queries.stations import Stations, stations

__all__ = ["kept_town", "made", "town", "with_duty"]
pytestmark = pytest.mark.django_db
STATION = {"平台类型": "博士后工作站", "单位代码": FIRM}


@pytest.fixture
def at_work(town):
    """Anna comes and stays, Ben comes and leaves, Cara works where no station stood yet."""
    load(
        平台=[
            STATION | {"平台编号": "B1", "平台名称": "泵阀站", "认定日期": "2020-03-01"},
            STATION | {"平台编号": "B2", "平台名称": "泵阀二站", "认定日期": "2021-05-01",
                       "失效日期": "2021-11-30"},
            STATION | {"平台编号": "B3", "平台名称": "文成站", "认定日期": "2021-10-01",
                       "单位代码": OTHER_FIRM},
            {"平台编号": "D1", "平台名称": "大师工作室", "认定日期": "2021-05-01"},
        ],
        就业=[
            {"证件号": ANNA, "入职日期": "2021-07-01", "岗位": "博士后研究员"},
            {"证件号": BEN, "入职日期": "2021-02-01", "离职日期": "2021-09-30", "岗位": "博士后"},
            {"证件号": CARA, "单位代码": OTHER_FIRM, "入职日期": "2021-08-01", "岗位": "博士后"},
        ],
    )  # fmt: skip


def test_a05_stations_are_registered_and_post_docs_come_and_go(at_work, django_assert_num_queries):
    def told(place, begins, ends):
        return stations(
            places=[place],
            begins_on=dt.date.fromisoformat(begins),
            ends_on=dt.date.fromisoformat(ends),
        )

    with django_assert_num_queries(2):
        year = told(CITY, "2021-01-01", "2021-12-31")
    assert year == Stations(new=2, standing=2, entered=2, left=1, inside=1)
    summer = told(LUCHENG, "2021-05-01", "2021-08-31")
    assert summer == Stations(new=1, standing=2, entered=1, left=0, inside=2)
    assert told(330200, "2021-01-01", "2021-12-31") == Stations(
        new=0, standing=0, entered=0, left=0, inside=0
    )


def test_a05_the_plan_measures_both_and_its_name_is_no_printed_target(town, made, at_work):
    about = {"acting_user": town.maker, "campaign": made}
    source = {"source": "计划名称", "is_inferred": True}
    set_target(**about, aim=Aim(measure="postdocs", unit="人", number=Decimal(100), **source))
    set_target(**about, aim=Aim(measure="stations", unit="个", number=Decimal(20), source="要点"))
    for measure, number, unit in (("stations", 17, "个"), ("postdocs", 80, "人")):
        said = Printed(
            measure=measure, number=Decimal(number), unit=unit, source="瓯海新闻",
            period_from=dt.date(2021, 1, 1), period_until=dt.date(2021, 10, 15),
        )  # fmt: skip
        print_figure(**about, division=CITY, said=said)
    assert [
        (row.target.is_inferred, row.counted, row.of_counted, row.printed.number,
         row.of_printed.percent)
        for row in standing(made).progress
    ] == [
        (True, 2, Decimal("2.0"), 80, Decimal("80.0")),
        (False, 2, Decimal("10.0"), 17, Decimal("85.0")),
    ]  # fmt: skip
