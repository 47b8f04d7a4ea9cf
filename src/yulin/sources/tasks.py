"""Background jobs."""

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from yulin.sources.actions.collect import collect_files
from yulin.sources.actions.refresh import refresh_answers
from yulin.sources.actions.watch import watch_changes
from yulin.sources.jobs import COLLECT, REFRESH, WATCH

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


@app.periodic(cron="* * * * * */10")
@app.task(name=WATCH, queueing_lock=WATCH, lock=WATCH)
def watch(timestamp: int) -> None:
    """Ask about those of whom a department has something new, every ten seconds."""
    made = {source: calls for source, calls in watch_changes().items() if calls}
    if made:
        log.info("asked after changes: %s", made)
