"""Three benefits of one policy for Anna, and those who have a hand in them."""

import datetime as dt
from functools import partial
from types import SimpleNamespace

import pytest

from tests.entitlements.conftest import REGION
from tests.kept import kept_rows, own_copy
from tests.policy.documents import benefit, document
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, load
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Grant, Instalment, Notice
from yulin.registry.models import Person

DOCTOR = "最高学历 >= '博士' 且 本人.贡献积分 >= 10"
PEOPLE = [{"证件号": ANNA, "姓名": "安娜", "贡献积分": 10}, *REGION["人员"][1:]]
KNOWN = REGION | {"人员": PEOPLE, "已享受": []}
YUAN = 100


def text(monthly="500元", version="一"):
    return document(
        benefit(DOCTOR, code="生活", amount=f"式: {monthly}\n每: 月\n期数: 24"),
        benefit(DOCTOR, code="安家", amount="1000元"),
        benefit("年龄 >= 100", code="百岁", amount="式: 1元\n每: 月\n期数: 24"),
        code="T-04",
    )


@pytest.fixture
def library(library):
    (library / "wenzhou" / "T-02.yaml").unlink()
    (library / "wenzhou" / "T-03.yaml").unlink()
    (library / "wenzhou" / "T-04.yaml").write_text(text())
    return library


@pytest.fixture(scope="module")
def kept_region(request, django_db_setup, tmp_path_factory):
    settings = {"YULIN_POLICIES": write_library(tmp_path_factory.mktemp("policies"))}
    with kept_rows(request, partial(load, **KNOWN), **settings) as made:
        yield made


@pytest.fixture
def region(kept_region, db):
    return own_copy(kept_region, partial(load, **KNOWN))


@pytest.fixture
def anna(region):
    return Person.objects.by_number(ANNA)


@pytest.fixture
def hers(anna, user_of):
    """Anna's own account."""
    return user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))


@pytest.fixture
def with_duty(user_of):
    def make(duty, username, region=330300):
        user = user_of(Role.OFFICER, username=username, region=region)
        begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        DutyGrant.objects.create(
            holder=user, duty=duty, region=region, during=(begins, None), basis="任命"
        )
        return user

    return make


@pytest.fixture
def hands(with_duty):
    return SimpleNamespace(
        maker=with_duty(Duty.MAKER, "maker"),
        second=with_duty(Duty.MAKER, "second"),
        checker=with_duty(Duty.CHECKER, "checker"),
        approver=with_duty(Duty.APPROVER, "approver"),
        head=with_duty(Duty.HEAD, "head"),
        payer=with_duty(Duty.PAYER, "payer"),
        control=with_duty(Duty.CONTROL, "control"),
        elsewhere=with_duty(Duty.MAKER, "elsewhere", 330200),
    )


def run_on(day, user=None):
    asked = request_run(
        acting_user=user,
        as_of=dt.date.fromisoformat(day),
        region=330300 if user else None,
        queue=False,
    )
    return execute_run(run=asked)


def go(day, user=None):
    return accrue(acting_user=None, run=run_on(day, user))


def owed(code="生活"):
    rows = Instalment.objects.filter(benefit=code).order_by("number")
    return list(rows.values_list("number", "amount"))


def states():
    return dict(Grant.objects.order_by("benefit", "number").values_list("benefit", "state"))


def told(*kinds):
    rows = Notice.objects.order_by("id")
    return list((rows.filter(kind__in=kinds) if kinds else rows).values_list("kind", "benefit"))
