"""Names of the jobs, and how they are queued."""

from datetime import datetime

from procrastinate.contrib.django import app

from yulin.entitlements.models import Rehearsal, Run

ARRIVED = "entitlements.decide_arrivals"
EXECUTE = "entitlements.execute_run"
#: the ledger's: it comes after this room, so it is known by name only
FOLLOW = "ledger.follow_run"
NIGHTLY = "entitlements.nightly"
PRUNE = "entitlements.prune"
REHEARSE = "entitlements.rehearse"


def later(run: Run) -> None:
    """Queue the run in the transaction under way: the job exists if and only if the run does."""
    app.configure_task(EXECUTE, lock=f"run-{run.pk}").defer(run_id=run.pk)


def rehearse_later(rehearsal: Rehearsal) -> None:
    """Queue the rehearsal in the transaction under way."""
    lock = f"rehearsal-{rehearsal.pk}"
    app.configure_task(REHEARSE, lock=lock).defer(rehearsal_id=rehearsal.pk)


def arrived_later(*, region: int | None, moment: datetime) -> None:
    """Queue that those be decided anew on whom facts recorded at a moment bear.

    One at a time: the first of many decides for all that were queued by then, the others find it done.
    """
    app.configure_task(ARRIVED, lock=ARRIVED).defer(region=region, moment=moment.isoformat())


def followed_later(run: Run) -> None:
    """Queue that what a finished run leaves owed be written down and money reserved for it."""
    app.configure_task(FOLLOW, lock=FOLLOW).defer(run_id=run.pk)
