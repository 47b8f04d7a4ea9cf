from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.entitlements.enums import RunState
from yulin.entitlements.queries.runs import access_run
from yulin.registry.queries.scope import access_employer
from yulin.web.officer import employers as shown
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def why(request: HttpRequest, uuid: str, employer: str, policy: str, benefit: str) -> HttpResponse:
    """The reasons of what an organisation is due in a run."""
    run = found(access_run, user=request.user, uuid=uuid)
    one = found(access_employer, user=request.user, uuid=employer)
    if run.state != RunState.FINISHED:
        raise Http404
    decisions = shown.decisions_about(one, run)
    decision = next((d for d in decisions if d.key == f"{policy}/{benefit}"), None)
    if decision is None:
        raise Http404
    context = {"decision": decision, "name": shown.name_of(one), "employer": one, "run": run}
    return render(request, "officer/employer_why.html", context)
