"""Background jobs."""

import logging
from collections.abc import Callable

from django.utils.translation import gettext as _
from procrastinate import JobContext
from procrastinate.contrib.django import app

from yulin.intake.actions.check import check_upload
from yulin.intake.actions.load import load_upload, refuse_upload
from yulin.intake.jobs import CHECK, LOAD
from yulin.intake.models import Upload

log = logging.getLogger(__name__)


@app.task(name=CHECK)
def check(upload_id: int) -> None:
    _work(check_upload, upload_id)


@app.task(name=LOAD)
def load(upload_id: int) -> None:
    _work(load_upload, upload_id)


def _work(action: Callable[..., Upload], upload_id: int) -> None:
    """A surprise ends the upload in words; what happened stands in the log."""
    upload = Upload.objects.get(pk=upload_id)
    try:
        action(upload=upload)
    except Exception:
        log.exception("upload %s", upload.uuid)
        reason = _("程序处理这个文件时出错，已记录；请联系管理员，编号 %(uuid)s。")
        refuse_upload(upload=upload, reason=reason % {"uuid": upload.uuid})
        raise


@app.periodic(cron="*/5 * * * *")
@app.task(name="intake.resume_stalled", queueing_lock="resume_stalled", pass_context=True)
async def resume_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs whose worker was killed to another: every job of ours may be run again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        log.warning("job %s had lost its worker at %s", job.id, timestamp)
        await manager.retry_job(job)
