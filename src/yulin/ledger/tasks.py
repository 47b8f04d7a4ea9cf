"""Background jobs."""

import logging

from procrastinate.contrib.django import app

from yulin.entitlements.errors import RunError
from yulin.entitlements.jobs import FOLLOW
from yulin.entitlements.models import Run
from yulin.ledger.actions.follow import follow_run
from yulin.ledger.actions.prove import prove_ledger

log = logging.getLogger(__name__)

PROVE = "ledger.prove"


@app.periodic(cron="15 1 * * *")
@app.task(name=PROVE, queueing_lock=PROVE)
def prove(timestamp: int) -> None:
    """Prove the books every night; a broken law stops payments and stands in the log as an error."""
    proof = prove_ledger(acting_user=None)
    if not proof.holds:
        log.error("proof %s: %s cases, payments are stopped, %s", proof.pk, proof.broken, timestamp)


@app.task(name=FOLLOW)
def follow(run_id: int) -> None:
    """Write down what a run leaves owed, and reserve money for it."""
    try:
        done = follow_run(run=Run.objects.get(pk=run_id))
    except RunError as error:  # a later run has been gone through: nothing is left to follow
        log.info("run %s is not followed: %s", run_id, str(error))
        return
    for region, reserved in done.items():
        log.info("reserved in %s: %s of %s yuan", region, reserved.reserved, reserved.amount)
