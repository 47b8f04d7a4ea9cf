"""Checks after payment: planned for what is paid, once each, on the facts as they stand now."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import Error, transaction
from procrastinate.contrib.django import app

from tests.control.conftest import PAID_AT
from tests.registry.builders import ANNA, BEN, CARA, load
from yulin.access.models import JournalEntry
from yulin.control.actions.rechecks import plan_rechecks, run_rechecks
from yulin.control.actions.scan import scan
from yulin.control.models import Recheck, Signal
from yulin.control.redeciding import Sums
from yulin.control.tasks import nightly
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Answer
from yulin.ledger.models import Payment
from yulin.registry.models import Person

D = Decimal
THREE = dt.date(2027, 2, 3)
SIX = dt.date(2027, 5, 3)
TWELVE = dt.date(2027, 11, 3)


def person(number):
    return Person.objects.by_number(number)


def run(today):
    return run_rechecks(acting_user=None, today=today).outcomes


@pytest.fixture
def planned(paid):
    plan_rechecks()
    return paid


def of(number, months=3):
    return Recheck.objects.get(person=person(number), months=months)


@pytest.mark.django_db
def test_every_paid_instalment_is_checked_three_times(paid):
    assert plan_rechecks() == 6
    held = Recheck.objects.filter(person=person(ANNA)).values_list("months", "due_on", "paid")
    assert list(held) == [(3, THREE, D("100.05")), (6, SIX, D("100.05")), (12, TWELVE, D("100.05"))]
    assert {row.region for row in Recheck.objects.all()} == {330302}
    assert not Recheck.objects.filter(person=person(CARA)).exists()  # was not paid
    assert JournalEntry.objects.get(action="control.rechecks.plan").data == {"rows": 6}


@pytest.mark.django_db
def test_planning_again_plans_nothing(planned):
    assert plan_rechecks() == 0
    assert Recheck.objects.count() == 6
    one = Recheck.objects.first()
    one.pk, one.uuid = None, "00000000-0000-0000-0000-000000000001"
    with pytest.raises(Error, match="control_recheck_once"), transaction.atomic():
        one.save(force_insert=True)


@pytest.mark.django_db
def test_nothing_is_run_before_its_day_and_nothing_twice(planned):
    assert run(THREE - dt.timedelta(days=1)) == {}
    assert run(THREE) == {"same": 2}
    assert run(THREE) == {}
    assert run(TWELVE) == {"same": 4}
    with pytest.raises(Error, match="done once and otherwise stays"), transaction.atomic():
        Recheck.objects.update(over=1)


@pytest.mark.django_db
def test_what_was_taken_back_by_the_bank_is_void(planned):
    Payment.objects.filter(pk=planned[ANNA].pk).update(state="bounced")
    assert run(THREE) == {"same": 1, "void": 1}
    assert of(ANNA).outcome == "void"


@pytest.mark.django_db
def test_a_fact_that_was_corrected_makes_a_doubt_and_no_more(planned):
    load(学历=[{"证件号": ANNA, "学历": "专科"}])
    assert run(THREE) == {"same": 1, "not_due": 1}
    held = of(ANNA)
    assert (held.now_due, held.over, held.paid) == (D(0), D("100.05"), D("100.05"))
    assert (held.traces["then"], held.traces["now"]) == ("TTT", "TFT")
    assert (of(BEN).over, of(BEN).now_due) == (D(0), D("100.05"))
    found = scan(acting_user=None, today=THREE)["recheck"]
    signal = Signal.objects.get()
    assert (found.found, signal.person, signal.kind) == (1, person(ANNA), "recheck")
    assert signal.evidence["figures"] == {"over": "100.05"}
    load(学历=[{"证件号": ANNA, "学历": "博士"}])
    assert run(SIX) == {"same": 2}
    assert scan(acting_user=None, today=SIX)["recheck"].vanished == 1


@pytest.mark.django_db
def test_what_came_true_later_does_not_speak_of_then(planned):
    """Older than 45 by now: on the day of the decision they were not."""
    assert run(dt.date(2040, 1, 1)) == {"same": 6}


@pytest.mark.django_db
def test_the_payment_itself_does_not_speak_against_itself(planned):
    taken = {"证件号": ANNA, "政策编号": "T-02", "待遇": "安家", "享受日期": "2026-11-03"}
    load(已享受=[taken])
    assert run(THREE) == {"same": 2}


@pytest.mark.django_db
def test_what_is_no_longer_known_is_not_a_no(planned):
    from yulin.registry.models import Coverage

    held = Coverage.objects.filter(person=person(ANNA), superseded_at__isnull=True)
    row = held.get()
    Coverage.objects.filter(pk=row.pk).update(
        tables=[table for table in row.tables if table != "education"]
    )
    assert run(THREE) == {"same": 1, "untold": 1}
    assert (of(ANNA).now_due, of(ANNA).over) == (None, 0)
    assert scan(acting_user=None, today=THREE)["recheck"].found == 0


@pytest.mark.django_db
def test_another_text_since_then_changes_nothing(planned, settings):
    """The text of the day decides, also once it says something else."""
    file = settings.YULIN_POLICIES / "wenzhou" / "T-02.yaml"
    file.write_text(file.read_text().replace("'本科'", "'无'").replace("100.05元", "1元"))
    execute_run(run=request_run(acting_user=None, as_of=THREE, queue=False))
    assert run(THREE) == {"same": 2}


CALLS_BACK = """
        存续:
          追回: [{编号: 离开, 说: 已离开本市, en: Left, 须: 最高学历 < '博士'}]
          追回额: 本待遇.已领金额 * 3 / 4
"""


@pytest.mark.django_db
def test_what_the_document_calls_back_is_a_doubt(planned, settings):
    file = settings.YULIN_POLICIES / "wenzhou" / "T-02.yaml"
    file.write_text(file.read_text().rstrip() + CALLS_BACK)
    taken = {"证件号": ANNA, "政策编号": "T-02", "待遇": "安家", "享受日期": "2026-11-03"}
    load(已享受=[taken | {"金额": "100.05"}], 学历=[{"证件号": ANNA, "学历": "硕士"}])
    assert run(THREE) == {"same": 1, "called_back": 1}
    assert (of(ANNA).over, of(ANNA).now_due) == (D("75.04"), D("100.05"))


@pytest.mark.django_db
def test_as_many_queries_for_many(planned, django_assert_max_num_queries):
    with django_assert_max_num_queries(70):
        run(TWELVE)
    assert Recheck.objects.filter(state="done").count() == 6


@pytest.mark.parametrize(
    ("words", "number", "fen"),
    [
        ({}, 1, 1000),
        ({"status": Answer.NO}, 1, 0),
        ({"status": Answer.NOT_YET}, 1, 0),
        ({"status": Answer.UNDETERMINED}, 1, None),
        ({"displaced": True}, 1, 0),
        ({"net": 2000}, 1, 666),
        ({"net": 2000}, 2, 667),
        ({"net": 2000}, 3, 667),
        ({"net": None}, 2, 1000),
        ({"period": "once", "net": 2500}, 1, 2500),
        ({"period": "once", "net": None}, 1, 3000),
        ({"period": "once", "net": None, "total": None}, 1, 1000),
        ({"amount": None}, 1, None),
    ],
)
def test_a_period_owes_what_accruing_it_says(words, number, fen):
    held = {
        "status": Answer.YES, "period": "month", "amount": 1000, "total": 3000, "net": 3000,
        "displaced": False, "trace": "",
    }  # fmt: skip
    assert Sums(**held | words).owed(number) == fen


def test_the_night_is_known_by_this_name():
    assert [name for name in app.tasks if name.startswith("control.")] == ["control.nightly"]


@pytest.mark.django_db
def test_a_night_does_all_of_it(paid):
    load(学历=[{"证件号": ANNA, "学历": "专科"}])
    nightly(timestamp=int((PAID_AT + dt.timedelta(days=100)).timestamp()))
    assert (Recheck.objects.filter(state="done").count(), Signal.objects.get().kind) == (
        2,
        "recheck",
    )
