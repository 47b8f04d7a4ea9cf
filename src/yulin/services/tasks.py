"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.services.actions.desk import close_the_day

log = logging.getLogger(__name__)

DAILY = "services.daily"


@app.periodic(cron="10 12 * * *")
@app.task(name=DAILY, queueing_lock=DAILY)
def daily(timestamp: int) -> None:
    """At noon: free the beds of those who were to come by yesterday."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("services: %s bookings closed", close_the_day(acting_user=None, today=day))
