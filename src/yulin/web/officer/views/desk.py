from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.access.models import User
from yulin.entitlements.models import Run
from yulin.entitlements.queries.runs import latest_run_for, visible_runs
from yulin.registry.enums import CorrectionState
from yulin.registry.queries.scope import visible_employers, visible_people
from yulin.web.officer import totals
from yulin.web.officer.corrections import visible_corrections
from yulin.web.officer.gate import permitted
from yulin.web.officer.rules import may_look
from yulin.web.officer.runs import scope_word
from yulin.web.officer.uploads import open_uploads

FEW = 5


@require_safe
@permitted(may_look)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this officer, and how things stand."""
    user = request.user
    uploads = open_uploads(user)
    corrections = visible_corrections(user).filter(state=CorrectionState.OPEN)
    run = latest_run_for(user)
    context = {
        "run": run,
        "scope": scope_word(run) if run else "",
        "sums": _sums(user, run) if run else None,
        "runs": [(one, scope_word(one)) for one in visible_runs(user).order_by("-id")[:FEW]],
        "people": visible_people(user).count(),
        "employers": visible_employers(user).count(),
        "uploads": uploads[:FEW],
        "uploads_count": uploads.count(),
        "corrections_count": corrections.count(),
        "corrections": corrections.order_by("id")[:FEW],
    }
    return render(request, "officer/desk.html", context)


def _sums(user: User, run: Run) -> totals.Sums:
    return totals.sums(totals.by_status(user=user, run=run), run, None)
