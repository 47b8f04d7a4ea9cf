"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.rights.actions.erase import erase
from yulin.rights.actions.retain import execute_due, list_due
from yulin.rights.actions.seal_looks import seal_looks
from yulin.rights.errors import RightsError
from yulin.rights.jobs import ERASE, RETAIN, SEAL_LOOKS
from yulin.rights.models import Erasure

log = logging.getLogger(__name__)


@app.task(name=ERASE)
def erase_person(erasure_id: int) -> None:
    """Delete what an officer agreed to delete; what stands in the way since then is said."""
    try:
        erase(erasure=Erasure.objects.get(pk=erasure_id))
    except RightsError as error:
        log.warning("erasure %s waits: %s", erasure_id, str(error))


@app.periodic(cron="40 0 * * *")
@app.task(name=SEAL_LOOKS, queueing_lock=SEAL_LOOKS)
def seal(timestamp: int) -> None:
    """Say in the journal what the looks of yesterday come to."""
    days = seal_looks(today=localdate(datetime.fromtimestamp(timestamp, tz=UTC)))
    log.info("looks sealed of %s days", len(days))


@app.periodic(cron="20 4 * * *")
@app.task(name=RETAIN, queueing_lock=RETAIN)
def retain(timestamp: int) -> None:
    """List what is past its time today, and delete what was listed a week ago."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    list_due(as_of=day)
    done = execute_due(today=day)
    log.info("retention: %s reports executed", len(done))
