"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.control.actions.rechecks import plan_rechecks, run_rechecks
from yulin.control.actions.scan import scan

log = logging.getLogger(__name__)

NIGHTLY = "control.nightly"


@app.periodic(cron="30 4 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY)
def nightly(timestamp: int) -> None:
    """Plan and run the checks that are due, then look for every pattern, theirs among them."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    planned = plan_rechecks()
    done = run_rechecks(acting_user=None, today=day)
    found = scan(acting_user=None, today=day)
    new = sum(one.found + one.again for one in found.values())
    log.info("control: %s planned, %s checked, %s new signals", planned, done.done, new)
