"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.jobs.actions.daily import tell_newcomers, tell_news
from yulin.jobs.actions.posts import expire_posts

log = logging.getLogger(__name__)

NIGHTLY = "jobs.nightly"
MORNING = "jobs.morning"


@app.periodic(cron="10 0 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY)
def nightly(timestamp: int) -> None:
    """End the posts whose last day was yesterday."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("jobs: %s posts expired", expire_posts(acting_user=None, today=day))


@app.periodic(cron="30 7 * * *")
@app.task(name=MORNING, queueing_lock=MORNING)
def morning(timestamp: int) -> None:
    """Tell people of new posts that their searches find, and firms of yesterday's applications."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("jobs: %s searches had news", tell_news(today=day))
    log.info("jobs: %s firms had applications", tell_newcomers(today=day))
