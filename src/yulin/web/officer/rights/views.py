from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.registry.queries.paging import page_of
from yulin.rights.actions.erasures import decide_erasure
from yulin.rights.actions.retain import WAIT, stop_report
from yulin.rights.enums import ErasureState
from yulin.rights.errors import RightsError
from yulin.rights.models import Erasure, RetentionReport
from yulin.rights.obstacles import kept_of, obstacles_of
from yulin.rights.retention import RULES
from yulin.rights.rules import may_decide_erasure, may_see_retention, may_stop_retention
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.people import name_of
from yulin.web.officer.review.lines import lines
from yulin.web.officer.rules import may_look, may_work


def access_erasure(*, user: User, uuid: str) -> Erasure:
    """Raises Erasure.DoesNotExist also for one elsewhere."""
    rows = Erasure.objects.select_related("person", "decided_by")
    return in_sight(user=user, rows=rows).get(uuid=uuid)


@require_safe
@permitted(may_look)
def erasures(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", ErasureState.OPEN)
    rows = in_sight(user=request.user, rows=Erasure.objects.select_related("person"))
    if state in ErasureState.values:
        rows = rows.filter(state=state)
    ordered = rows.order_by("due_on", "id") if state == ErasureState.OPEN else rows
    page = page_of(ordered, number=page_number(request.GET), shown=lines, per_page=20)
    context = {
        **listed(request, page),
        "state": state,
        "states": [*ErasureState.choices, ("all", _("全部"))],
        "today": timezone.localdate(),
    }
    return render(request, "officer/rights/erasures.html", context)


@require_safe
@permitted(may_look)
def erasure(request: HttpRequest, uuid: str) -> HttpResponse:
    return _page(request, found(access_erasure, user=request.user, uuid=uuid))


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    """Agree or refuse; what is refused is said above the form, words kept."""
    one = found(access_erasure, user=request.user, uuid=uuid)
    here = HttpResponseRedirect(reverse("rights:erasure", args=[one.uuid]))
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return here
    try:
        decide_erasure(
            acting_user=request.user,
            erasure=one,
            agree=request.POST.get("agree") == "yes",
            answer=request.POST.get("answer", ""),
        )
    except RightsError as error:
        return _page(request, one, error=str(error))
    messages.success(request, _("已办理。"))
    return here


def _page(request: HttpRequest, one: Erasure, error: str = "") -> HttpResponse:
    looked(request, PageKind.ERASURE, one.person)
    is_open = one.state == ErasureState.OPEN
    context = {
        "erasure": one,
        "name": "" if one.state == ErasureState.DONE else name_of(one.person),
        "obstacles": obstacles_of(one.person) if is_open else [],
        "kept": kept_of(one.person) if is_open else [],
        "may_decide": is_open and may_decide_erasure(request.user, one),
        "answer": request.POST.get("answer", ""),
        "error": error,
    }
    template = "officer/rights/erasure.html"
    return render(request, template, context, status=422 if error else 200)


@require_safe
@permitted(may_see_retention)
def retention(request: HttpRequest) -> HttpResponse:
    """The rules, and the reports with what each listed and deleted."""
    page = page_of(
        RetentionReport.objects.select_related("stopped_by"),
        number=page_number(request.GET),
        shown=lambda reports: [_counted(report) for report in reports],
        per_page=20,
    )
    context = {
        **listed(request, page),
        "rules": RULES,
        "wait": WAIT,
        "may_stop": may_stop_retention(request.user),
    }
    return render(request, "officer/rights/retention.html", context)


def _counted(report: RetentionReport) -> tuple[RetentionReport, list[tuple[str, int, int | None]]]:
    counts = [
        (str(rule.title), report.found.get(rule.key, 0), report.removed.get(rule.key))
        for rule in RULES
    ]
    return report, counts


@require_POST
@permitted(may_work)
def stop(request: HttpRequest, uuid: str) -> HttpResponse:
    report = found(lambda uuid: RetentionReport.objects.get(uuid=uuid), uuid=uuid)
    try:
        stop_report(acting_user=request.user, report=report, reason=request.POST.get("reason", ""))
        messages.success(request, _("已叫停，这次列出的不会删除。"))
    except RightsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("rights:retention"))
