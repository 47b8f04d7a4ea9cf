"""What decisions leave owed: opened once, each period once, whatever is run again."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from tests.entitlements.conftest import REGION
from tests.policy.documents import benefit, document
from tests.registry.builders import ANNA, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.accrue import Accrued, accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Mode
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Grant, Instalment
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db

DOCTOR = "最高学历 >= '博士' 且 本人.贡献积分 >= 10"
PEOPLE = [{"证件号": ANNA, "姓名": "安娜", "贡献积分": 10}, *REGION["人员"][1:]]
KNOWN = REGION | {"人员": PEOPLE, "已享受": []}
YUAN = 100
MONTHLY = document(
    benefit(DOCTOR, code="生活", amount="式: 500元\n每: 月\n期数: 3"),
    benefit(DOCTOR, code="年金", amount="式: 1000元\n每: 年"),
    benefit("年龄 >= 100", code="百岁", amount="1元"),
    benefit(DOCTOR, code="名额", amount="900元", more="名额: {个数: 0, 排序: [{式: 年龄}]}"),
    benefit(DOCTOR, code="每年", amount="300元", more="限次: {次: 1, 期间: 自然年}"),
    code="T-04",
    more="关系:\n  - {名称: 封顶, 规则: 合计封顶, 成员: [生活, 百岁], 封顶: 1000元}",
)


@pytest.fixture
def library(library):
    (library / "wenzhou" / "T-02.yaml").unlink()
    (library / "wenzhou" / "T-03.yaml").unlink()
    (library / "wenzhou" / "T-04.yaml").write_text(MONTHLY)
    return library


@pytest.fixture
def region(db):
    return load(**KNOWN)


def run_on(day):
    asked = request_run(acting_user=None, as_of=dt.date.fromisoformat(day), queue=False)
    return execute_run(run=asked)


def go(day):
    return accrue(acting_user=None, run=run_on(day))


def owed():
    return sorted(
        (i.benefit, i.number, i.during.lower.isoformat(), i.during.upper.isoformat(), i.amount)
        for i in Instalment.objects.all()
    )


def states():
    return dict(Grant.objects.order_by("benefit", "number").values_list("benefit", "state"))


def state_of_everything():
    return (
        list(Grant.objects.order_by("pk").values()),
        list(Instalment.objects.order_by("pk").values()),
    )


def test_what_a_run_opens(region):
    assert go("2026-01-31") == Accrued(opened=3, suspended=0, resumed=0, instalments=3, ended=1)
    # of three times 500 the cap leaves 1,000: a third of it each month, and the whole exactly
    assert owed() == [
        ("年金", 1, "2026-01-31", "2027-01-31", 1000 * YUAN),
        ("每年", 1, "2026-01-31", "2026-02-01", 300 * YUAN),
        ("生活", 1, "2026-01-31", "2026-02-28", 33_333),
    ]
    assert states() == {"年金": "active", "每年": "ended", "生活": "active"}
    grants = Grant.objects.select_related("person")
    assert {g.person.number.open() for g in grants} == {ANNA}
    assert {(g.version, g.district, g.number) for g in grants} == {("一", 330302, 1)}
    entry = JournalEntry.objects.get(action="entitlements.run.accrue")
    assert entry.data == {
        "as_of": "2026-01-31",
        "opened": 3,
        "suspended": 0,
        "resumed": 0,
        "instalments": 3,
        "ended": 1,
        "stopped": 0,
    }


def test_the_same_run_again_changes_nothing(region):
    run = run_on("2026-01-31")
    accrue(acting_user=None, run=run)
    before = state_of_everything()
    assert accrue(acting_user=None, run=run) == Accrued(
        opened=0, suspended=0, resumed=0, instalments=0, ended=0
    )
    assert state_of_everything() == before


def test_months_that_nobody_ran_are_made_up_for_to_the_end(region):
    go("2026-01-31")
    assert go("2026-06-15") == Accrued(opened=0, suspended=0, resumed=0, instalments=2, ended=1)
    assert [row for row in owed() if row[0] == "生活"] == [
        ("生活", 1, "2026-01-31", "2026-02-28", 33_333),
        ("生活", 2, "2026-02-28", "2026-03-31", 33_333),
        ("生活", 3, "2026-03-31", "2026-04-30", 33_334),
    ]
    assert states()["生活"] == "ended"


def test_after_the_end_nothing_is_opened_again(region):
    go("2026-01-31")
    go("2026-06-15")
    before = state_of_everything()
    go("2026-06-16")
    ended = [row for row in owed() if row[0] == "生活"]
    assert len(ended) == 3
    assert len(state_of_everything()[1]) == len(before[1])


def test_what_may_come_again_does_so_when_the_register_knows_of_the_first(region):
    go("2026-01-31")
    go("2027-01-02")
    assert [r[1] for r in owed() if r[0] == "每年"] == [1]  # nobody has told the register
    received = {"证件号": ANNA, "政策编号": "T-04", "待遇": "每年", "享受日期": "2026-02-01"}
    load(**KNOWN | {"已享受": [received]})
    go("2027-01-03")
    found = Grant.objects.filter(benefit="每年").order_by("number")
    assert list(found.values_list("number", "begins_on")) == [
        (1, dt.date(2026, 1, 31)),
        (2, dt.date(2027, 1, 3)),
    ]


def test_who_is_no_longer_entitled_is_suspended_and_the_months_pass(region):
    go("2026-01-31")
    load(**KNOWN | {"学历": [{"证件号": ANNA, "学历": "硕士"}]})
    assert go("2026-03-01") == Accrued(opened=0, suspended=2, resumed=0, instalments=0, ended=0)
    load(**KNOWN)
    assert go("2026-03-31").resumed == 2
    # February's month began on the 28th, when it was not due
    assert [r[1:3] for r in owed() if r[0] == "生活"] == [(1, "2026-01-31"), (3, "2026-03-31")]


def test_who_cannot_be_told_waits_and_is_paid_for_the_time(region):
    go("2026-01-31")
    load(**KNOWN | {"人员": REGION["人员"]})
    before = owed()
    assert go("2026-03-01") == Accrued(opened=0, suspended=2, resumed=0, instalments=0, ended=0)
    assert owed() == before
    load(**KNOWN)
    assert go("2026-04-02") == Accrued(opened=0, suspended=0, resumed=2, instalments=2, ended=1)
    assert sum(row[4] for row in owed() if row[0] == "生活") == 1000 * YUAN


def test_an_earlier_date_after_a_later_one_is_refused(region):
    late, early = run_on("2026-03-31"), run_on("2026-01-31")
    accrue(acting_user=None, run=late)
    before = state_of_everything()
    with pytest.raises(RunError, match="更晚的基准日已经计过"):
        accrue(acting_user=None, run=early)
    assert state_of_everything() == before


def test_a_later_run_of_the_same_day_goes_on_with_whom_it_decided(region):
    load(**KNOWN | {"学历": [{"证件号": ANNA, "学历": "硕士"}]})
    first = run_on("2026-01-31")
    assert accrue(acting_user=None, run=first).opened == 0
    load(**KNOWN)
    asked = request_run(acting_user=None, as_of=first.as_of, mode=Mode.INCREMENTAL, queue=False)
    second = execute_run(run=asked)
    assert second.chain == [first.pk, second.pk]
    assert accrue(acting_user=None, run=second) == Accrued(
        opened=3, suspended=0, resumed=0, instalments=3, ended=1
    )
    assert {row[2] for row in owed()} == {"2026-01-31"}
    before = state_of_everything()
    assert accrue(acting_user=None, run=second).instalments == 0
    assert state_of_everything() == before


def test_who_lost_it_in_the_morning_and_has_it_again_in_the_evening_loses_nothing(region):
    go("2026-01-31")
    for level in ("硕士", "博士"):
        load(**KNOWN | {"学历": [{"证件号": ANNA, "学历": level}]})
        asked = request_run(
            acting_user=None, as_of=dt.date(2026, 2, 28), mode=Mode.INCREMENTAL, queue=False
        )
        accrue(acting_user=None, run=execute_run(run=asked))
    assert [row[1:3] for row in owed() if row[0] == "生活"] == [
        (1, "2026-01-31"),
        (2, "2026-02-28"),
    ]


def test_an_unfinished_run_is_refused(region):
    asked = request_run(acting_user=None, as_of=dt.date(2026, 1, 31), queue=False)
    with pytest.raises(RunError, match="计算还没有完成"):
        accrue(acting_user=None, run=asked)
    assert state_of_everything() == ([], [])


@pytest.mark.parametrize("role", [Role.PERSON, Role.AUDITOR, Role.EMPLOYER])
def test_others_may_not(region, user_of, role):
    run = run_on("2026-01-31")
    with pytest.raises(PermissionDenied):
        accrue(acting_user=user_of(role, username="x"), run=run)
    assert state_of_everything() == ([], [])


def test_the_database_refuses_the_same_time_twice(region):
    go("2026-01-31")
    first = Instalment.objects.get(benefit="年金")
    other = Grant.objects.get(benefit="生活")
    before = state_of_everything()
    with pytest.raises(IntegrityError, match="person_time_once"), transaction.atomic():
        Instalment.objects.create(
            grant=other,
            person=first.person,
            policy=first.policy,
            benefit=first.benefit,
            number=9,
            during=(dt.date(2026, 12, 31), dt.date(2027, 6, 1)),
            amount=1,
            decided_by=first.decided_by,
            version="一",
        )
    assert state_of_everything() == before


def test_the_number_of_statements_does_not_grow_with_people(region, django_assert_num_queries):
    run = run_on("2026-01-31")
    Person.objects.get(number=ANNA)
    with django_assert_num_queries(STATEMENTS):
        accrue(acting_user=None, run=run)


STATEMENTS = 30


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_and_owe_once(region):
    run = run_on("2026-01-31")
    start = Barrier(4)

    def one(_n):
        try:
            connection.ensure_connection()
            start.wait()
            return accrue(acting_user=None, run=run)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, range(4)))
    assert sorted(d.instalments for d in done) == [0, 0, 0, 3]
    assert len(owed()) == 3
