"""Two firms with a clerk each, three people, and officers of the place and of another."""

from types import SimpleNamespace

import pytest

from tests.conftest import make_user
from tests.kept import kept_rows, own_copy
from tests.ledger.conftest import make_holder, with_duty
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.access.enums import Duty, Role
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.content import PostContent
from yulin.registry.models import Employer, Person

__all__ = ["with_duty"]

PLACE, CITY = 330302, 330300
DUTIES = "按图纸加工阀体和轴套，完成首件自检，填写工序流转卡。"


def content(**changes):
    return PostContent(
        **(
            {
                "title": "数控车工",
                "division": PLACE,
                "duties": DUTIES,
                "headcount": 2,
                "pay_from": 6000,
                "pay_to": 9000,
                "skills": ("看图纸", "对刀"),
                "least_education": 3,
            }
            | changes
        )
    )


@pytest.fixture(scope="module")
def kept_world(request, django_db_setup):
    with kept_rows(request, make_world) as made:
        yield made


@pytest.fixture
def world(kept_world, db):
    return own_copy(kept_world, make_world)


def make_world():
    load(
        单位=[
            {"单位名称": "瓯江泵阀有限公司"},
            {"单位代码": OTHER_FIRM, "单位名称": "鹿城鞋业有限公司"},
        ],
        人员=[
            {"证件号": ANNA, "姓名": "安娜"},
            {"证件号": BEN, "姓名": "阿本"},
            {"证件号": CARA, "姓名": "卡拉"},
        ],
        学历=[{"证件号": ANNA, "学历": "本科", "专业": "数控技术", "毕业院校": "温州大学"}],
        就业=[{"证件号": ANNA, "单位代码": OTHER_FIRM}],
        证书=[],
    )
    firm, other = (Employer.objects.get(code=code) for code in (FIRM, OTHER_FIRM))
    people = {name: Person.objects.by_number(n) for name, n in
              (("anna", ANNA), ("ben", BEN), ("cara", CARA))}  # fmt: skip
    clerk, clerk_2 = (
        make_user(Role.EMPLOYER, username=name, organisation_key=str(one.uuid))
        for name, one in (("clerk", firm), ("other-clerk", other))
    )
    users = {
        name: make_user(Role.PERSON, username=name, person_key=str(one.uuid))
        for name, one in people.items()
    }
    return SimpleNamespace(
        firm=firm,
        other=other,
        clerk=clerk,
        other_clerk=clerk_2,
        people=SimpleNamespace(**people),
        **users,
        moderator=make_holder(Duty.MAKER, "moderator", CITY),
        elsewhere=make_holder(Duty.MAKER, "elsewhere", 330200),
        no_duty=make_user(Role.OFFICER, username="no-duty", region=CITY),
        auditor=make_user(Role.AUDITOR, username="auditor"),
    )


@pytest.fixture
def drafted(world):
    return draft_post(acting_user=world.clerk, employer=world.firm, content=content())


@pytest.fixture
def opened(world, drafted):
    return submit_post(acting_user=world.clerk, post=drafted)
