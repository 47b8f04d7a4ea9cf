"""Who is read as another is decided as that one, and as themselves again afterwards."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.registry.builders import ANNA, BEN, CARA, FIRM, load
from tests.registry.test_links import PASSPORT, join, part, with_duty
from yulin.access.enums import Duty, Role
from yulin.entitlements.actions.arrive import decide_arrivals
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Mode
from yulin.entitlements.jobs import ARRIVED
from yulin.entitlements.models import Decision
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands(user_of):
    return (
        with_duty(user_of(Role.OFFICER, username="maker"), Duty.MAKER, 330300),
        with_duty(user_of(Role.OFFICER, username="checker"), Duty.CHECKER, 330300),
    )


@pytest.fixture
def today_run(region):
    """Anna the doctor is known by her passport too, under which she is married to Ben."""
    load(
        人员=[{"证件号": PASSPORT, "证件类型": "护照", "姓名": "ANNA", "出生日期": "1990-01-01"}],
        学历=[{"证件号": PASSPORT, "学历": "本科"}],
        就业=[{"证件号": PASSPORT, "单位代码": FIRM}],
    )
    load(人员=[{"证件号": CARA, "姓名": "卡拉", "配偶证件号": PASSPORT}])
    return execute_run(run=request_run(acting_user=None, as_of=timezone.localdate(), queue=False))


def person(number):
    return Person.objects.by_number(number)


def answers(run):
    """Everybody's, organisations' too, as plain values."""
    rows = Decision.objects.of_run(run).order_by()
    return sorted(
        rows.values_list("person", "employer", "policy", "benefit", "status", "amount"), key=repr
    )


def from_scratch():
    return execute_run(
        run=request_run(acting_user=None, as_of=timezone.localdate(), mode=Mode.FULL, queue=False)
    )


@pytest.mark.parametrize("kept", [ANNA, PASSPORT])
def test_those_whom_it_bears_on_are_decided_anew_and_nobody_else(today_run, hands, jobs, kept):
    before = answers(today_run)
    other = PASSPORT if kept == ANNA else ANNA
    link = join(*hands, person(kept), person(other))
    assert [job["task_name"] for job in jobs.jobs.values()] == [ARRIVED]
    made = decide_arrivals(region=330302, moment=timezone.now())
    assert made.mode == Mode.INCREMENTAL
    assert answers(made) == answers(from_scratch())
    decided = set(Decision.objects.filter(run=made).values_list("person", flat=True)) - {None}
    assert person(BEN).pk not in decided
    assert person(kept).pk in decided
    assert person(other).pk not in {row[0] for row in answers(made)}

    part(*hands, link)
    made = decide_arrivals(region=330302, moment=timezone.now())
    assert answers(made) == answers(from_scratch()) == before


def test_a_run_of_before_is_explained_as_it_was(today_run, hands, jobs, auditor):
    from yulin.entitlements.queries.explain import explain_decisions

    anna = person(ANNA)
    then = [d.status for d in explain_decisions(user=auditor, run=today_run, person=anna)]
    join(*hands, anna, person(PASSPORT))
    assert [d.status for d in explain_decisions(user=auditor, run=today_run, person=anna)] == then


def test_a_run_goes_on_over_a_night_with_the_link(today_run, hands, jobs):
    join(*hands, person(ANNA), person(PASSPORT))
    load(学历=[{"证件号": PASSPORT, "学历": "博士"}])
    run = execute_run(
        run=request_run(
            acting_user=None,
            as_of=timezone.localdate() + dt.timedelta(days=1),
            mode=Mode.INCREMENTAL,
            queue=False,
        )
    )
    assert run.base == today_run
    full = execute_run(
        run=request_run(acting_user=None, as_of=run.as_of, mode=Mode.FULL, queue=False)
    )
    assert answers(run) == answers(full)
