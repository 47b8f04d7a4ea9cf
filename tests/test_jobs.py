"""Background jobs live in our own database: a job commits with what it follows from."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

TASK = "builtin:procrastinate.builtin_tasks.remove_old_jobs"


def defer():
    return app.configure_task(TASK, queue="test").defer(max_hours=1)


def statuses(queue="test"):
    rows = ProcrastinateJob.objects.filter(queue_name=queue)
    return list(rows.values_list("status", flat=True))


def test_a_job_is_there_with_its_transaction(db):
    defer()
    assert statuses() == ["todo"]


def test_a_job_goes_with_its_transaction(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        defer()
        raise RuntimeError
    assert statuses() == []


def test_jobs_in_memory_touch_no_table(db, jobs):
    number = defer()
    assert jobs.jobs[number]["task_name"] == TASK
    assert statuses() == []


def test_the_worker_runs_what_waits(run_jobs):
    defer()
    assert statuses() == ["todo"]
    run_jobs()
    assert statuses() == ["succeeded"]


def test_after_a_worker_jobs_are_deferred_as_before(run_jobs):
    defer()
    run_jobs()
    defer()
    assert statuses() == ["succeeded", "todo"]


def test_no_job_is_left_from_another_test(run_jobs):
    assert statuses() == []
