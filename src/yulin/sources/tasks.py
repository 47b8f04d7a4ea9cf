"""Background jobs."""

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from yulin.sources.actions.collect import collect_files
from yulin.sources.actions.refresh import refresh_answers
from yulin.sources.jobs import COLLECT, REFRESH

log = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * *")
@app.task(name=REFRESH, queueing_lock=REFRESH)
def refresh(timestamp: int) -> None:
    """Ask again about those whose answer has lapsed."""
    made = refresh_answers(now=datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("asked again: %s", made)


@app.periodic(cron="* * * * *")
@app.task(name=COLLECT, queueing_lock=COLLECT)
def collect(timestamp: int) -> None:
    """Take in the files that departments have dropped."""
    made = collect_files()
    if made:
        log.info("took in %d files", len(made))
