"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.jobs.actions.posts import expire_posts

log = logging.getLogger(__name__)

NIGHTLY = "jobs.nightly"


@app.periodic(cron="10 0 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY)
def nightly(timestamp: int) -> None:
    """End the posts whose last day was yesterday."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("jobs: %s posts expired", expire_posts(acting_user=None, today=day))
