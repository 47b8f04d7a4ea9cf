"""What arrives by day decides on whom it bears, and nobody else."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.registry.builders import ANNA, BEN, load
from yulin.entitlements import changes
from yulin.entitlements.actions.arrive import decide_arrivals
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Mode, RunState
from yulin.entitlements.errors import RunError
from yulin.entitlements.jobs import arrived_later
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.queries.runs import latest_run
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def today_run(region):
    return execute_run(run=request_run(acting_user=None, as_of=timezone.localdate(), queue=False))


def arrive(level="硕士", number=BEN):
    return load(学历=[{"证件号": number, "学历": level}])


def test_only_whom_it_is_about_is_decided(today_run):
    arrive()
    made = decide_arrivals(region=330302, moment=timezone.now())
    assert (made.mode, made.state, made.chain) == (
        Mode.INCREMENTAL, RunState.FINISHED, [today_run.pk, made.pk],
    )  # fmt: skip
    ben = Person.objects.by_number(BEN)
    assert set(Decision.objects.filter(run=made).values_list("person", flat=True)) == {ben.pk}
    assert made.causes["anew"] == 1
    assert (made.people, made.decisions) == (today_run.people, today_run.decisions)
    assert latest_run(region=330302) == made


def test_a_run_that_began_later_has_taken_it_in(today_run):
    assert decide_arrivals(region=330302, moment=today_run.known_at) is None
    arrive()
    moment = timezone.now()
    assert decide_arrivals(region=330302, moment=moment) is not None
    assert decide_arrivals(region=330302, moment=moment) is None
    assert Run.objects.count() == 2


def test_while_another_run_is_under_way_it_is_tried_again(today_run):
    arrive()
    request_run(acting_user=None, as_of=timezone.localdate(), queue=False)
    with pytest.raises(RunError):
        decide_arrivals(region=330302, moment=timezone.now())
    assert Run.objects.filter(state=RunState.FINISHED).count() == 1


def test_nothing_was_decided_yet(region):
    assert decide_arrivals(region=330302, moment=timezone.now()) is None
    assert not Run.objects.exists()


def test_everybody_is_the_nights_work(today_run):
    load(证书=[{"证件号": ANNA, "技能等级": "技师"}])  # a table that nobody held before
    assert decide_arrivals(region=330302, moment=timezone.now()) is None
    assert Run.objects.count() == 1


def test_a_day_goes_on_where_a_night_would_begin_anew(today_run, monkeypatch):
    monkeypatch.setattr(changes, "LONGEST_CHAIN", 1)
    arrive()
    made = decide_arrivals(region=330302, moment=timezone.now())
    assert made.base == today_run
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    night = request_run(acting_user=None, as_of=tomorrow, mode=Mode.INCREMENTAL, queue=False)
    assert execute_run(run=night).mode == Mode.FULL


def test_a_day_has_an_end_too(today_run, monkeypatch):
    monkeypatch.setattr(changes, "LONGEST_DAY", 1)
    arrive()
    assert decide_arrivals(region=330302, moment=timezone.now()) is None


def test_the_job_decides(today_run, jobs):
    arrived_later(region=330302, moment=timezone.now())
    [job] = jobs.jobs.values()
    assert (job["task_name"], job["lock"]) == ("entitlements.decide_arrivals",) * 2
    assert set(job["args"]) == {"region", "moment"}
