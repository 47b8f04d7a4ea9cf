"""Background jobs."""

import logging

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from yulin.entitlements.actions.execute import execute_run, fail_run
from yulin.entitlements.jobs import EXECUTE
from yulin.entitlements.models import Run
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
