"""Background jobs."""

import logging

from procrastinate.contrib.django import app

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
