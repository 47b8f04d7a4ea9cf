"""Names of the jobs, and how they are queued."""

from procrastinate.contrib.django import app

from yulin.entitlements.models import Run

EXECUTE = "entitlements.execute_run"


def later(run: Run) -> None:
    """Queue the run in the transaction under way: the job exists if and only if the run does."""
    app.configure_task(EXECUTE, lock=f"run-{run.pk}").defer(run_id=run.pk)
