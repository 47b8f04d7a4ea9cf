"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yulin.entitlements.actions.arrive import decide_arrivals
from yulin.entitlements.actions.execute import execute_run, fail_run
from yulin.entitlements.actions.prune import prune_runs
from yulin.entitlements.actions.rehearse import execute_rehearsal, fail_rehearsal
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Mode
from yulin.entitlements.errors import RehearsalError, RunError
from yulin.entitlements.jobs import ARRIVED, EXECUTE, NIGHTLY, PRUNE, REHEARSE
from yulin.entitlements.models import Rehearsal, Run
from yulin.programmes.errors import LibraryError

log = logging.getLogger(__name__)


@app.task(name=EXECUTE)
def execute(run_id: int) -> None:
    """A surprise ends the run in words; what happened stands in the log."""
    run = Run.objects.get(pk=run_id)
    try:
        execute_run(run=run)
    except LibraryError as error:
        fail_run(run=run, reason=str(error))
    except Exception:
        log.exception("run %s", run.uuid)
        reason = _("程序计算时出错，已记录；请联系管理员，编号 %(uuid)s。")
        fail_run(run=run, reason=reason % {"uuid": run.uuid})
        raise


@app.task(
    name=ARRIVED,
    retry=RetryStrategy(max_attempts=120, wait=5, retry_exceptions={RunError}),
)
def arrived(region: int | None, moment: str) -> None:
    """Decide anew on whom what arrived bears; again in a moment where another run is under way."""
    decide_arrivals(region=region, moment=datetime.fromisoformat(moment))


@app.periodic(cron="30 2 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY)
def nightly(timestamp: int) -> None:
    """Decide whom last night's loads changed and whose day has come; everybody where need be."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    try:
        request_run(acting_user=None, as_of=day, mode=Mode.INCREMENTAL)
    except RunError as error:
        log.info("no nightly run: %s", error)


@app.periodic(cron="50 3 * * *")
@app.task(name=PRUNE, queueing_lock=PRUNE)
def prune(timestamp: int) -> None:
    """Forget old runs, as long as the settings say; see `prune_runs`."""
    gone = prune_runs(now=datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("pruned %s", gone)


@app.task(name=REHEARSE)
def rehearse(rehearsal_id: int) -> None:
    """A surprise ends the rehearsal in words; what happened stands in the log."""
    rehearsal = Rehearsal.objects.get(pk=rehearsal_id)
    try:
        execute_rehearsal(rehearsal=rehearsal)
    except (LibraryError, RehearsalError) as error:
        fail_rehearsal(rehearsal=rehearsal, reason=str(error))
    except Exception:
        log.exception("rehearsal %s", rehearsal.uuid)
        reason = _("程序计算时出错，已记录；请联系管理员，编号 %(uuid)s。")
        fail_rehearsal(rehearsal=rehearsal, reason=reason % {"uuid": rehearsal.uuid})
        raise
