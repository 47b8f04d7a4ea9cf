"""A school of another province, two firms, students, and officers of the place and of another."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.conftest import make_user
from tests.jobs.conftest import content
from tests.kept import kept_rows, own_copy
from tests.ledger.conftest import make_holder, with_duty
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load, number
from yulin.access.enums import Duty, Role
from yulin.campus.actions.cohorts import Named, agree, name_students
from yulin.campus.actions.partners import add_school
from yulin.campus.actions.rounds import Offered, Season, enter, make_round, offer_place, turn_round
from yulin.campus.models import Student
from yulin.codes import credit
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.registry.models import Employer, Person

__all__ = ["with_duty"]

CITY, PLACE, FAR = 330300, 330302, 210400
SCHOOL = "12210000MA0000009" + credit.check_character("12210000MA0000009")
DORA = number("99999919910404004")
NOBODY = number("99999919960606006")
DAY = dt.timedelta(days=1)


def days(count):
    return timezone.localdate() + count * DAY


def _loaded():
    load(
        单位=[
            {"单位名称": "瓯江泵阀有限公司"},
            {"单位代码": OTHER_FIRM, "单位名称": "鹿城鞋业有限公司"},
            {
                "单位代码": SCHOOL,
                "单位名称": "辽宁石油化工大学",
                "单位类型": "高校",
                "单位地区": FAR,
            },
        ],
        人员=[
            {"证件号": ANNA, "姓名": "安娜"},
            {"证件号": BEN, "姓名": "阿本"},
            {"证件号": CARA, "姓名": "卡拉"},
            {"证件号": DORA, "姓名": "朵拉", "户籍地": FAR},
        ],
        学历=[{"证件号": ANNA, "学历": "本科", "专业": "数控技术", "毕业院校": "辽宁石油化工大学"}],
        就业=[{"证件号": CARA, "单位代码": FIRM}],
    )


@pytest.fixture(scope="module")
def kept_world(request, django_db_setup):
    with kept_rows(request, make_world) as made:
        yield made


@pytest.fixture
def world(kept_world, db):
    return own_copy(kept_world, make_world)


def make_world():
    _loaded()
    school, firm, other = (Employer.objects.get(code=one) for one in (SCHOOL, FIRM, OTHER_FIRM))
    people = SimpleNamespace(
        **{
            name: Person.objects.by_number(one)
            for name, one in (("anna", ANNA), ("ben", BEN), ("cara", CARA), ("dora", DORA))
        }
    )
    made = SimpleNamespace(
        school=school,
        firm=firm,
        other=other,
        people=people,
        teacher=make_user(Role.SCHOOL, username="teacher", organisation_key=str(school.uuid)),
        stranger=make_user(Role.SCHOOL, username="stranger", organisation_key=str(other.uuid)),
        officer=make_holder(Duty.MAKER, "maker", CITY),
        checker=make_holder(Duty.CHECKER, "checker", CITY),
        elsewhere=make_holder(Duty.MAKER, "elsewhere", 330200),
        auditor=make_user(Role.AUDITOR, username="auditor"),
    )
    for name, one in (("clerk", firm), ("other_clerk", other)):
        user = make_user(Role.EMPLOYER, username=name, organisation_key=str(one.uuid))
        setattr(made, name, user)
    for name, person in vars(people).items():
        setattr(made, name, make_user(Role.PERSON, username=name, person_key=str(person.uuid)))
    return made


@pytest.fixture
def partner(world):
    return add_school(acting_user=world.officer, code=SCHOOL, region=CITY)


ROLL = [
    Named(name="安娜", number=ANNA, year=2026, major="数控技术"),
    Named(name="阿本", number=BEN, year=2026, major="机械设计"),
    Named(name="卡拉", number=CARA, year=2026, major="数控技术"),
    Named(name="朵拉", number=DORA, year=2026, major="英语"),
]


@pytest.fixture
def cohort(world, partner):
    """Four students, all in the register and agreed."""
    name_students(acting_user=world.teacher, school=partner, named=ROLL)
    for name, person in vars(world.people).items():
        one = Student.objects.get(person=person)
        agree(acting_user=getattr(world, name), student=one, agrees=True)
    return {name: Student.objects.get(person=p) for name, p in vars(world.people).items()}


@pytest.fixture
def season(world):
    made = make_round(
        acting_user=world.officer,
        region=CITY,
        season=Season(
            title="高校学子温州行 2026 暑期",
            kind="internship",
            wishes_until=days(0),
            starts_on=days(0),
            ends_on=days(40),
        ),
    )
    return turn_round(acting_user=world.officer, round_=made, state="open")


@pytest.fixture
def post(world):
    made = draft_post(acting_user=world.clerk, employer=world.firm, content=content())
    return submit_post(acting_user=world.clerk, post=made)


@pytest.fixture
def places(world, season, post):
    """Two at the pump maker's, which asks for a major; one at the shoe maker's, which does not."""

    def offer(clerk, firm, **said):
        return offer_place(
            acting_user=clerk,
            round_=season,
            employer=firm,
            offered=Offered(**({"division": PLACE} | said)),
        )

    return SimpleNamespace(
        pump=offer(
            world.clerk, world.firm, title="数控实习生", capacity=1, majors=("数控技术",),
            monthly_pay=2500, post=post,
        ),
        shoe=offer(world.other_clerk, world.other, title="设计助理", capacity=2, majors=()),
    )  # fmt: skip


def wish(world, season, cohort, name, *wishes, others=False):
    return enter(
        acting_user=getattr(world, name),
        student=cohort[name],
        round_=season,
        wishes=wishes,
        open_to_others=others,
    )
