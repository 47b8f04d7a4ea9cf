"""An employer's own dues, and the journal for the auditor."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from yulin.access.models import JournalEntry
from yulin.access.queries.journal import entries
from yulin.access.rules import is_employer, may_read_journal
from yulin.api.access import who
from yulin.api.paging import Cursor, Limit, PageOf, page_of
from yulin.api.problems import ERRORS, Refused
from yulin.api.shapes import DueOut, EntryOut, yuan
from yulin.entitlements.models import Decision
from yulin.entitlements.queries.decisions import visible_decisions
from yulin.entitlements.queries.decisions import yuan as of_fen
from yulin.entitlements.queries.runs import latest_run
from yulin.policy.decision import Status
from yulin.registry.queries.scope import visible_employers

employer = Router(tags=["employer"], auth=who(is_employer))
auditor = Router(tags=["auditor"], auth=who(may_read_journal))


@employer.get("/employer/dues", response={200: PageOf[DueOut], **ERRORS})
def employer_dues(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """What your organisation is due by the run that counts."""
    own = visible_employers(request.user).first()
    if own is None:
        raise Refused(404)
    run = latest_run(region=own.division)
    rows = visible_decisions(user=request.user, run=run) if run else Decision.objects.none()
    return page_of(
        rows, after=after, limit=limit, what="dues", shown=lambda held: [_due(one) for one in held]
    )


@auditor.get("/journal", response={200: PageOf[EntryOut], **ERRORS})
def journal(request: HttpRequest, after: Cursor = "", limit: Limit = 50) -> Any:
    """Everything that was done, the latest first."""
    return page_of(
        entries(user=request.user),
        after=after,
        limit=limit,
        what="journal",
        shown=lambda held: [_entry(one) for one in held],
    )


def _due(one: Decision) -> dict[str, object]:
    return {
        "policy": one.policy,
        "benefit": one.benefit,
        "version": one.version,
        "status": Status(one.status).name.lower(),
        "total": yuan(of_fen(one.total)),
        "net": yuan(of_fen(one.net)),
        "ready_on": one.ready_on,
    }


def _entry(one: JournalEntry) -> dict[str, object]:
    same = ("id", "at", "action", "object_type", "object_id", "region", "data")
    return {
        **{name: getattr(one, name) for name in same},
        "actor": one.actor.uuid if one.actor else None,
    }
