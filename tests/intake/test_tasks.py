import pytest
from django.db import connection
from procrastinate.contrib.django import app

JOBS = [
    "entitlements.decide_arrivals", "entitlements.execute_run", "entitlements.nightly", "entitlements.prune",
    "entitlements.rehearse",
    "intake.check_upload", "intake.load_upload",
]  # fmt: skip


def test_the_jobs_are_known_by_these_names():
    ours = sorted(name for name in app.tasks if name.startswith(("intake.", "entitlements.")))
    assert ours == [*JOBS, "intake.resume_stalled"]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_given_to_another(settings):
    job_id = app.configure_task("intake.load_upload").defer(upload_id=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 hour') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker, job_id],
        )
    app.configure_task("intake.resume_stalled").defer(timestamp=0)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(queues=["default"], wait=False, listen_notify=False, concurrency=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [job_id])
        status, attempts = cursor.fetchone()
    assert (status, attempts) != ("doing", 0)
