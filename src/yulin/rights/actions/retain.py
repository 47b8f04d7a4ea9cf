"""List what is past its time, wait a week, delete that and nothing else; somebody may stop it."""

import datetime as dt
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.intake.actions.uploads import empty_upload
from yulin.rights.enums import ReportState
from yulin.rights.errors import RightsError
from yulin.rights.models import RetentionReport
from yulin.rights.retention import DAYS_OF_LOOKS, RULES, Rule
from yulin.rights.rules import may_stop_retention

#: days between the list and the deletion
WAIT = 7


def list_due(*, as_of: dt.date) -> RetentionReport:
    """The dry run of a day: counts by rule, nothing deleted. A second time finds the first."""
    found = {rule.key: rule.due(_moment(as_of)).count() for rule in RULES}
    with transaction.atomic():
        report, made = RetentionReport.objects.get_or_create(as_of=as_of, defaults={"found": found})
        if made:
            _journal(None, "list", report, counts=found)
    return report


def execute_due(*, today: dt.date) -> list[RetentionReport]:
    """Delete what reports of a week ago or longer listed, and nobody stopped."""
    waiting = RetentionReport.objects.filter(
        state=ReportState.LISTED, as_of__lte=today - timedelta(days=WAIT)
    )
    return [execute_report(report=report) for report in waiting.order_by("as_of")]


@transaction.atomic
def execute_report(*, report: RetentionReport) -> RetentionReport:
    """Delete what was past its time on the report's day. One that was done or stopped stays so."""
    held = RetentionReport.objects.select_for_update().get(pk=report.pk)
    if held.state != ReportState.LISTED:
        return held
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL yulin.erasing = 'on'")
    held.removed = {rule.key: _remove(rule, _moment(held.as_of)) for rule in RULES}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL yulin.erasing = ''")
    held.state, held.done_at = ReportState.DONE, timezone.now()
    held.save()
    _journal(
        None,
        "execute",
        held,
        counts=held.removed,
        looks_before=timezone.localdate(_moment(held.as_of) - timedelta(days=DAYS_OF_LOOKS)),
    )
    return held


@transaction.atomic
def stop_report(*, acting_user: User, report: RetentionReport, reason: str) -> RetentionReport:
    """Let nothing be deleted by this list.

    Raises:
        PermissionDenied: No data steward.
        RightsError: Done or stopped already, or no word why.
    """
    if not may_stop_retention(acting_user):
        raise PermissionDenied
    held = RetentionReport.objects.select_for_update().get(pk=report.pk)
    if held.state != ReportState.LISTED:
        raise RightsError(_("这次清理已经执行或叫停。"))
    if not reason.strip():
        raise RightsError(_("请写明叫停的理由。"))
    held.state, held.stopped_by = ReportState.STOPPED, acting_user
    held.stop_reason = reason.strip()[:1000]
    held.save()
    _journal(acting_user, "stop", held, reason=held.stop_reason)
    return held


def _remove(rule: Rule, moment: dt.datetime) -> int:
    rows = rule.due(moment).order_by()
    if rule.what == "files":
        return sum(empty_upload(upload=upload) for upload in rows)
    if rule.what == "texts":
        return rows.update(**rule.blank)
    return rows.delete()[0]


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _journal(user: User | None, name: str, report: RetentionReport, **more: object) -> None:
    record(
        acting_user=user,
        action=f"rights.retention.{name}",
        obj=report,
        data={"as_of": report.as_of, **more},
    )
