"""Background jobs."""

import logging

from procrastinate.contrib.django import app

from yulin.access.actions.accounts import disable_idle_accounts
from yulin.access.actions.anchors import anchor_journal
from yulin.access.actions.keys import reseal

log = logging.getLogger(__name__)


@app.periodic(cron="30 2 * * *")
@app.task(name="access.disable_idle_accounts", queueing_lock="disable_idle_accounts")
def disable_idle(timestamp: int) -> None:
    closed = disable_idle_accounts()
    log.info("%s accounts closed after lying idle, %s", len(closed), timestamp)


@app.periodic(cron="40 3 * * *")
@app.task(name="access.reseal", queueing_lock="access.reseal")
def reseal_what_is_left(timestamp: int) -> None:
    """Go on with what `rotate_keys` began and did not end."""
    reseal(acting_user=None)


@app.periodic(cron="* * * * *")
@app.task(name="access.anchor_journal", queueing_lock="access.anchor_journal")
def anchor(timestamp: int) -> None:
    """Sign what was written in the last minute; a broken journal stands in the log as an error."""
    anchor_journal()
