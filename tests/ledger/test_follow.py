"""A run that was finished today leaves money reserved, by a job that comes with it or not at all."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from tests.entitlements.conftest import REGION
from tests.ledger.conftest import CITY, everything
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, load
from yulin.entitlements.actions.arrive import decide_arrivals
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Grant, Instalment
from yulin.ledger.actions.follow import follow_run
from yulin.ledger.actions.reserve import Reserved
from yulin.ledger.models import Allocation
from yulin.ledger.queries.proof import prove

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def known(db, tmp_path, settings):
    settings.YULIN_POLICIES = write_library(tmp_path / "policies", amount="100.05")
    (settings.YULIN_POLICIES / "wenzhou" / "T-03.yaml").unlink()  # it pays employers
    settings.YULIN_VAR = tmp_path / "var"
    return load(**REGION | {"学历": [{"证件号": ANNA, "学历": "博士"}]})


@pytest.fixture
def owed(known):
    """In place of what the other tests of this room begin with: nothing is owed yet."""


def decided(day=None):
    day = day or timezone.localdate()
    return execute_run(run=request_run(acting_user=None, as_of=day, queue=False))


def reserved():
    return [(a.instalment.person.number.open(), a.amount) for a in Allocation.objects.all()]


def test_what_a_run_leaves_owed_is_reserved_for_once(known, funded):
    run = decided()
    none = Reserved(reserved=0, amount=D(0), without_money=0, without_funding=0)
    assert follow_run(run=run) == {
        CITY: Reserved(reserved=1, amount=D("100.05"), without_money=0, without_funding=0)
    }
    assert reserved() == [(ANNA, D("60.03")), (ANNA, D("40.02"))]
    before = everything()
    assert follow_run(run=run) == {CITY: none}
    assert everything() == before
    assert prove().holds


def test_what_arrives_by_day_is_reserved_for_the_same_day(known, funded):
    follow_run(run=decided())
    load(学历=[{"证件号": BEN, "学历": "博士"}])
    made = decide_arrivals(region=CITY, moment=timezone.now())
    assert follow_run(run=made)[CITY].reserved == 1
    assert {number for number, _amount in reserved()} == {ANNA, BEN}
    assert (Grant.objects.count(), Instalment.objects.count()) == (2, 2)


def test_without_a_fund_it_is_owed_and_waits(known):
    assert follow_run(run=decided()) == {}
    assert (Instalment.objects.count(), Allocation.objects.count()) == (1, 0)


def test_only_a_run_of_today_is_followed(known, jobs):
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    decided(yesterday)
    assert not jobs.jobs
    run = decided()
    [job] = jobs.jobs.values()
    assert (job["task_name"], job["lock"], job["args"]) == (
        "ledger.follow_run", "ledger.follow_run", {"run_id": run.pk},
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_job_follows_and_an_older_run_is_left(known, funded, run_jobs):
    first = decided()
    run_jobs()
    first.refresh_from_db()
    assert first.accrued_at is not None
    assert {number for number, _amount in reserved()} == {ANNA}
    later = timezone.localdate() + timezone.timedelta(days=9)
    Grant.objects.update(
        state="active", accrued_to=later
    )  # as though a later day had been followed
    before = everything()
    second = decided()
    with pytest.raises(RunError, match="更晚的基准日已经计过"):
        follow_run(run=second)
    run_jobs()  # the job says so in the log, and is done
    second.refresh_from_db()
    assert second.accrued_at is None
    assert everything()[:4] == before[:4]
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE task_name LIKE 'ledger%'")
        assert cursor.fetchall() == [("succeeded",)] * 2
