"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.access.models import User
from yulin.helping.actions.cases import find_jobs, reopen_lost
from yulin.helping.actions.seating import seat_list
from yulin.helping.jobs import NIGHTLY, SEAT
from yulin.helping.models import HelpList

log = logging.getLogger(__name__)


@app.task(name=SEAT)
def seat(list_id: int, user_id: int) -> None:
    """Seat everybody of a list who has no offer."""
    done = seat_list(
        acting_user=User.objects.get(pk=user_id), helplist=HelpList.objects.get(pk=list_id)
    )
    log.info("helping: list %s, %s of %s seated", list_id, done.seated, done.people)


@app.periodic(cron="30 2 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY)
def nightly(timestamp: int) -> None:
    """Find jobs that the register has come to hold, and open again whoever lost one."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    found, lost = find_jobs(acting_user=None), reopen_lost(acting_user=None, today=day)
    log.info("helping: %s jobs found, %s cases opened again", found, lost)
