"""A city with five counties, officers of several duties, and three graduates who came to work."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.conftest import make_user
from tests.kept import kept_rows, own_copy
from tests.ledger.conftest import make_holder, with_duty
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.events.actions.campaigns import CampaignWords, make_campaign
from yulin.events.models import Event
from yulin.registry.models import Employer, Person

__all__ = ["kept_town", "made", "town", "with_duty"]
CITY, LUCHENG, WENCHENG, WUHAN = 330300, 330302, 330328, 420100
YEAR = (dt.date(2021, 1, 1), dt.date(2021, 12, 31))


def words(**changes):
    return CampaignWords(
        **(
            {
                "name": "510计划",
                "division": CITY,
                "begins_on": YEAR[0],
                "ends_on": YEAR[1],
                "brand": "青春逐梦·白鹿相邀",
                "owner": "市人社局",
            }
            | changes
        )
    )


def event(division=CITY, **more):
    """One that took place, unless said otherwise."""
    begins = timezone.make_aware(dt.datetime(2021, 3, 12, 9))
    told = {
        "name": "春季招聘会",
        "kind": "fair",
        "state": "closed",
        "begins_at": begins,
        "ends_at": begins + dt.timedelta(hours=8),
        "published_at": begins,
    }
    if "begins_at" in more:
        told["ends_at"] = more["begins_at"] + dt.timedelta(hours=8)
    one = Event.objects.create(division=division, **(told | more))
    record(acting_user=None, action="test.event.make")
    return one


@pytest.fixture(scope="module")
def kept_town(request, django_db_setup):
    with kept_rows(request, make_town) as made:
        yield made


@pytest.fixture
def town(kept_town, db):
    return own_copy(kept_town, make_town)


def make_town():
    """Anna came back, Ben stayed, of Cara's diploma the day is unknown."""
    load(
        单位=[
            {"单位名称": "瓯江泵阀有限公司"},
            {"单位代码": OTHER_FIRM, "单位名称": "文成茶业有限公司", "单位地区": WENCHENG},
        ],
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "生源地": LUCHENG},
            {"证件号": BEN, "姓名": "阿本", "生源地": WUHAN},
            {"证件号": CARA, "姓名": "卡拉", "生源地": WUHAN},
        ],
        学历=[
            {"证件号": ANNA, "毕业日期": "2021-06-30", "院校所在地": WUHAN},
            {"证件号": BEN, "学历": "硕士", "毕业日期": "2019-06-30", "院校所在地": 330304},
            {"证件号": CARA, "学历": "博士", "毕业日期": None, "院校所在地": WUHAN},
        ],
        就业=[
            {"证件号": ANNA, "入职日期": "2021-07-01"},
            {"证件号": BEN, "单位代码": OTHER_FIRM, "入职日期": "2021-08-01"},
            {"证件号": CARA, "入职日期": "2021-09-01"},
        ],
    )
    people = {
        name: Person.objects.by_number(n)
        for name, n in (("anna", ANNA), ("ben", BEN), ("cara", CARA))
    }
    users = {
        name: make_user(Role.PERSON, username=name, person_key=str(one.uuid))
        for name, one in people.items()
    }
    return SimpleNamespace(
        people=SimpleNamespace(**people),
        **users,
        firm=Employer.objects.get(code=FIRM),
        other=Employer.objects.get(code=OTHER_FIRM),
        maker=make_holder(Duty.MAKER, "maker", CITY),
        second=make_holder(Duty.MAKER, "second", CITY),
        approver=make_holder(Duty.APPROVER, "approver", CITY),
        elsewhere=make_holder(Duty.MAKER, "elsewhere", 330200),
        county=make_holder(Duty.MAKER, "county", LUCHENG),
        no_duty=make_user(Role.OFFICER, username="no-duty", region=CITY),
        auditor=make_user(Role.AUDITOR, username="auditor"),
    )


@pytest.fixture
def made(town):
    """A draft of the city's plan for 2021."""
    return make_campaign(acting_user=town.maker, said=words())
