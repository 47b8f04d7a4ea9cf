import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app

from tests.entitlements.conftest import DAY, REGION
from tests.registry.builders import ANNA, CARA, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.entitlements import plan
from yulin.entitlements.actions import execute
from yulin.entitlements.actions.execute import begin, execute_run
from yulin.entitlements.actions.request import cancel_run, request_run
from yulin.entitlements.enums import RunState
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Decision, Run, RunTotal
from yulin.entitlements.queries.runs import access_run, latest_run, latest_run_for, runs_list
from yulin.intake.models import Progress
from yulin.programmes.queries.library import library as current_library
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db


def decided(run):
    """name or code → (policy/benefit, status, label, total, class, district)."""
    rows = Decision.objects.filter(run=run).order_by("person", "employer", "policy", "benefit")
    return [
        (
            d.person.number.open() if d.person else d.employer.records.get().name,
            f"{d.policy}/{d.benefit}",
            d.status,
            d.label,
            d.total,
            d.talent_class,
            d.district,
        )
        for d in rows
    ]


EXPECTED = [
    (ANNA, "T-01/人才分类", 3, "E", None, "E", 330302),
    (ANNA, "T-02/安家", 3, "", 1_000_000, "E", 330302),
]


def test_everybody_is_decided_once_with_class_and_district(run):
    got = decided(run)
    assert [row for row in got if row[0] == ANNA] == EXPECTED
    assert len(got) == 7
    assert [row for row in got if row[0] == "鹿城电气"] == [
        ("鹿城电气", "T-03/租金", 3, "", 500_000, "", 330302)
    ]
    assert (run.state, run.decisions, run.people, run.employers) == (RunState.FINISHED, 7, 3, 2)
    assert run.counts == {"0": 4, "3": 3}


def test_a_run_names_what_it_rests_on(run):
    assert run.library.sha256 == current_library().digest
    assert run.known_at < run.finished_at
    assert [(b["kind"], b["done"]) for b in run.batches] == [("people", True), ("employers", True)]
    assert list(
        JournalEntry.objects.filter(object_type="entitlements.run")
        .order_by("id")
        .values_list("action", flat=True)
    ) == ["entitlements.run.request", "entitlements.run.start", "entitlements.run.finish"]
    assert Progress.objects.get(pk=run.uuid).finished


def test_both_engines_store_the_same(run):
    other = request_run(acting_user=None, as_of=DAY, engine="python", queue=False)
    assert decided(execute_run(run=other)) == decided(run)


def test_executing_again_changes_nothing(run):
    before = (decided(run), RunTotal.objects.count(), JournalEntry.objects.count())
    again = execute_run(run=run)
    assert again.finished_at == run.finished_at
    assert (decided(run), RunTotal.objects.count(), JournalEntry.objects.count()) == before


def test_a_killed_run_goes_on_with_the_same_facts(region, monkeypatch):
    monkeypatch.setattr(plan, "PEOPLE_PER_BATCH", 1)
    run = begin(request_run(acting_user=None, as_of=DAY, queue=False))
    stored = execute.store_decisions

    def dies(held, table, program, *, kind, **more):
        if Decision.objects.filter(run=held).values("person").distinct().count() == 2:
            raise KeyboardInterrupt
        return stored(held, table, program, kind=kind, **more)

    monkeypatch.setattr(execute, "store_decisions", dies)
    with pytest.raises(KeyboardInterrupt):
        execute_run(run=run)
    run.refresh_from_db()
    assert [b["done"] for b in run.batches] == [True, True, False, False]
    # Learnt after the run began: it must not be read.
    load(人员=[{"证件号": CARA, "姓名": "卡拉"}], 学历=[{"证件号": CARA, "学历": "博士"}])
    monkeypatch.setattr(execute, "store_decisions", stored)
    done = execute_run(run=run)
    assert (done.state, done.decisions, len(decided(done))) == (RunState.FINISHED, 7, 7)
    assert [row[2] for row in decided(done) if row[0] == CARA] == [0, 0]


def test_a_cancelled_run_stops_and_is_not_shown(region, officer):
    run = begin(request_run(acting_user=officer, as_of=DAY, queue=False))
    cancel_run(acting_user=officer, run=run)
    assert execute_run(run=run).state == RunState.CANCELLED
    assert Decision.objects.count() == 0
    assert latest_run_for(officer) is None
    with pytest.raises(RunError, match=r"^这次计算现在是“已取消”，不能这样处理。$"):
        cancel_run(acting_user=officer, run=run)


def test_a_region_is_decided_without_the_others(region, user_of):
    lucheng = user_of(Role.OFFICER, username="lucheng", region=330302)
    run = execute_run(run=request_run(acting_user=lucheng, as_of=DAY, queue=False))
    assert {row[0] for row in decided(run)} == {
        *(person.number.open() for person in Person.objects.filter(division=330302)),
        "鹿城电气",
    }
    assert (run.region, run.decisions) == (330302, 5)


# --- Asking ------------------------------------------------------------------------------------------


def test_asking_queues_one_job(officer, jobs):
    run = request_run(acting_user=officer, as_of=DAY)
    assert [(j["task_name"], j["args"]) for j in jobs.jobs.values()] == [
        ("entitlements.execute_run", {"run_id": run.pk})
    ]
    with pytest.raises(RunError, match=r"^同一范围、同一基准日的计算正在进行。$"):
        request_run(acting_user=officer, as_of=DAY)
    assert (Run.objects.count(), len(jobs.jobs)) == (1, 1)


@pytest.mark.parametrize("region", [330200, 330000, 0])
def test_only_ones_own_region_may_be_decided(officer, jobs, region):
    with pytest.raises(PermissionDenied):
        request_run(acting_user=officer, as_of=DAY, region=region)
    assert (Run.objects.count(), len(jobs.jobs)) == (0, 0)


@pytest.mark.parametrize("role", [Role.PERSON, Role.EMPLOYER, Role.AUDITOR])
def test_only_officers_ask(user_of, jobs, role):
    with pytest.raises(PermissionDenied):
        request_run(acting_user=user_of(role), as_of=DAY)
    assert (Run.objects.count(), len(jobs.jobs)) == (0, 0)


def test_an_impossible_date_is_refused(officer, jobs):
    with pytest.raises(RunError, match=r"^基准日应在 2000 年到 2100 年之间。$"):
        request_run(acting_user=officer, as_of=dt.date(1999, 12, 31))
    assert Run.objects.count() == 0


def test_a_broken_library_ends_the_run_in_words(officer, jobs, library):
    run = request_run(acting_user=officer, as_of=DAY)
    (library / "wenzhou" / "T-02.yaml").write_text("编号: [")
    app.tasks["entitlements.execute_run"](run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.reason.startswith("T-02.yaml:")


# --- Seeing ------------------------------------------------------------------------------------------


def test_runs_are_seen_by_whom_they_touch(run, user_of, auditor):
    city = user_of(Role.OFFICER, username="city", region=330300)
    county = user_of(Role.OFFICER, username="county", region=330302)
    other = execute_run(run=request_run(acting_user=county, as_of=DAY, queue=False))
    ningbo = user_of(Role.OFFICER, username="ningbo", region=330200)
    seen = {
        user.username: [r.pk for r in runs_list(user=user).rows]
        for user in (city, county, ningbo, auditor)
    }
    both = [other.pk, run.pk]
    assert seen == {"city": both, "county": both, "ningbo": [run.pk], "auditor": both}
    assert latest_run_for(county) == other
    assert latest_run_for(city) == run  # the county's run is not the whole city
    assert (latest_run(region=330302), latest_run(region=330382)) == (other, run)
    with pytest.raises(Run.DoesNotExist):
        access_run(user=ningbo, uuid=other.uuid)


@pytest.mark.parametrize("runs", [1, 3])
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    officer, runs, django_assert_num_queries
):
    for day in range(runs):
        request_run(acting_user=officer, as_of=dt.date(2026, 1, 1 + day), queue=False)
    with django_assert_num_queries(2):
        page = runs_list(user=officer)
        assert [r.requested_by.display_name for r in page.rows] == ["officer"] * runs


# --- Never twice -------------------------------------------------------------------------------------


def copy_of(decision):
    decision.pk = None
    return decision


def test_the_database_refuses_a_second_answer(run):
    for kind in ("person", "employer"):
        one = Decision.objects.filter(run=run, **{f"{kind}__isnull": False}).first()
        with pytest.raises(IntegrityError, match=f"{kind}_once"), transaction.atomic():
            copy_of(one).save()
    assert Decision.objects.filter(run=run).count() == 7


def at_once(count, work):
    barrier, results = threading.Barrier(count), []

    def go():
        try:
            barrier.wait()
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_executing_at_once_stores_once():
    load(**REGION)
    run = request_run(acting_user=None, as_of=DAY, queue=False)
    got = at_once(3, lambda: execute_run(run=run).state)
    assert got == [RunState.FINISHED] * 3
    run.refresh_from_db()
    assert (run.decisions, Decision.objects.filter(run=run).count()) == (7, 7)
    assert JournalEntry.objects.filter(action="entitlements.run.finish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_note_that_a_batch_is_done_the_database_still_refuses(monkeypatch):
    """The negative control: forget the note, and only the constraint is left to refuse."""
    load(**REGION)
    run = begin(request_run(acting_user=None, as_of=DAY, queue=False))
    held = execute_run(run=run)
    Run.objects.filter(pk=held.pk).update(state=RunState.RUNNING)
    held.refresh_from_db()
    for batch in held.batches:
        batch["done"] = False
    held.save()
    with pytest.raises(Exception, match="entitlements_decision_person_once"):
        execute_run(run=held)
    assert Decision.objects.filter(run=run).count() == 7
