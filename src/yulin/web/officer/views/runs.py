from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.entitlements.actions.request import cancel_run, request_run
from yulin.entitlements.enums import RunState
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Run
from yulin.entitlements.queries.runs import access_run, runs_list
from yulin.entitlements.rules import may_request_run
from yulin.web.officer import runs as shown
from yulin.web.officer import totals
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.names import names_of
from yulin.web.officer.people import districts_of
from yulin.web.officer.rules import may_look, may_work


@require_safe
@permitted(may_look)
def runs(request: HttpRequest) -> HttpResponse:
    return _list(request)


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a run; it is worked out in the background and the next page follows it."""
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return HttpResponseRedirect(reverse("officer:runs"))
    try:
        as_of, region = shown.asked(request.POST)
        run = request_run(acting_user=request.user, as_of=as_of, region=region)
    except (RunError, shown.UnreadableError) as error:
        return _list(request, error=str(error))
    return HttpResponseRedirect(_address(run))


def _list(request: HttpRequest, error: str = "") -> HttpResponse:
    page = runs_list(user=request.user, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "lines": [(run, shown.scope_word(run)) for run in page.rows],
        "districts": districts_of(request.user),
        "as_of": request.POST.get("as_of") or timezone.localdate().isoformat(),
        "region": request.POST.get("region", ""),
        "error": error,
        "keep_days": settings.YULIN_KEEP_DAYS_OF_RUNS,
        "may_start": may_work(request.user),
    }
    return render(request, "officer/runs.html", context, status=422 if error else 200)


@require_safe
@permitted(may_look)
def run(request: HttpRequest, uuid: str) -> HttpResponse:
    """One run: how far it has come, or its totals. htmx asks for the body alone."""
    one = found(access_run, user=request.user, uuid=uuid)
    context = {
        "run": one,
        "scope": shown.scope_word(one),
        "step": shown.step_of(one) if one.is_open else None,
        "why": shown.why_anew(one),
        "may_cancel": one.is_open and may_request_run(request.user, one.region),
        "exports": shown.exports_of(one)[:10],
    }
    if one.state == RunState.FINISHED:
        context |= _totals(request, one)
    template = "officer/run_body.html" if request.htmx else "officer/run.html"
    return render(request, template, context)


def _totals(request: HttpRequest, one: Run) -> dict[str, object]:
    """Of the whole run, or of the one policy that the address names."""
    names = names_of(one)
    asked = request.GET.get("policy", "")
    policy = asked if asked in names.policies else None
    user = request.user
    rows = totals.by_benefit(user=user, run=one, names=names, policy=policy)
    local = [row for row in rows if policy or names.is_local(row.key[0], one.region)]
    others = [row for row in rows if row not in local]
    table = totals.benefit_lines if policy else totals.policy_lines
    lines, elsewhere = table(local, one, names), table(others, one, names)
    districts = totals.by_district(user=user, run=one, policy=policy)
    classes = totals.by_class(user=user, run=one, policy=policy)
    return {
        "policy": policy,
        "policy_title": names.policy(policy) if policy else "",
        "sums": totals.sums([*lines, *elsewhere], one, policy),
        "lines": lines,
        "elsewhere": elsewhere,
        "districts": districts,
        "classes": classes,
        "places": shown.places_lines(one, names, policy),
        "district_bars": totals.bars(districts),
        "class_bars": totals.bars(classes),
    }


@require_POST
@permitted(may_work)
def cancel(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_run, user=request.user, uuid=uuid)
    try:
        cancel_run(acting_user=request.user, run=one)
        messages.success(request, _("已取消，先前的结果照常有效。"))
    except RunError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_address(one))


def _address(run: Run) -> str:
    return reverse("officer:run", args=[run.uuid])
