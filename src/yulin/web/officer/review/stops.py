"""Stops: the list, asking for one from the page of a person or an organisation, and deciding."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.entitlements.actions.stops import ask_stop, decide_stop
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Stop
from yulin.entitlements.queries.stops import access_stop, stoppable, visible_stops
from yulin.entitlements.rules import may_ask_stop
from yulin.ledger.errors import LedgerError
from yulin.registry.models import Employer, Person
from yulin.registry.queries.paging import page_of
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.scope import access_employer, access_person
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.review.holds import person_view
from yulin.web.officer.review.lines import Line, lines
from yulin.web.officer.review.standing import StopLine, stop_lines
from yulin.web.officer.rules import may_look, may_work

PER_PAGE = 20
_STATES = {
    "waiting": {"agreed__isnull": True},
    "standing": {"agreed": True, "lifted_at__isnull": True},
    "refused": {"agreed": False},
    "lifted": {"lifted_at__isnull": False},
}


@require_safe
@permitted(may_look)
def stops(request: HttpRequest) -> HttpResponse:
    return _stops(request)


def _stops(request: HttpRequest, error: str = "") -> HttpResponse:
    state = request.GET.get("state", "waiting")
    words = request.GET.get("q", "").strip()[:100]
    rows = visible_stops(request.user).filter(**_STATES.get(state, {}))
    if words:
        rows = rows.filter(grant__policy__icontains=words) | rows.filter(
            grant__benefit__icontains=words
        )
    page = page_of(
        rows.order_by("-id"),
        number=page_number(request.GET),
        shown=lambda found_: _lines(request, found_),
        per_page=PER_PAGE,
    )
    context = {
        **listed(request, page),
        "state": state,
        "words": words,
        "states": [
            ("waiting", _("待核准")),
            ("standing", _("已停发")),
            ("refused", _("未核准")),
            ("lifted", _("已据人工决定恢复")),
            ("all", _("全部")),
        ],
        "error": error,
    }
    return render(request, "officer/review/stops.html", context, status=422 if error else 200)


def _lines(request: HttpRequest, rows: list[Stop]) -> list[tuple[Line, StopLine]]:
    return list(zip(lines(rows), stop_lines(request, rows), strict=True))


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def ask(request: HttpRequest, uuid: str) -> HttpResponse:
    """Ask that a grant of somebody be stopped; what is refused is said above, words kept."""
    one = found(access_person, user=request.user, uuid=uuid)
    here = HttpResponseRedirect(reverse("review:person", args=[uuid]))
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return here
    try:
        _ask(request, one)
    except GrantError as error:
        return person_view(request, person_page(user=request.user, uuid=uuid), error=str(error))
    messages.success(request, _("已提出停发，由另一人核准后生效。"))
    return here


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def ask_firm(request: HttpRequest, uuid: str) -> HttpResponse:
    """The same of an organisation: its grants under way, and a form."""
    firm = found(access_employer, user=request.user, uuid=uuid)
    error = ""
    if request.method == "POST":
        try:
            _ask(request, firm)
        except GrantError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已提出停发，由另一人核准后生效。"))
            return HttpResponseRedirect(reverse("review:ask_firm_stop", args=[uuid]))
    context = {
        "firm": firm,
        "stoppable": stoppable(firm),
        "may_stop": may_ask_stop(request.user, Stop(employer=firm, region=firm.division)),
        "stops": stop_lines(request, list(visible_stops(request.user).filter(employer=firm))),
        "typed": {name: request.POST.get(name, "") for name in ("grant", "clause", "stop_reason")},
        "action": request.path,
        "error": error,
    }
    return render(request, "officer/review/firm.html", context, status=422 if error else 200)


def _ask(request: HttpRequest, subject: Person | Employer) -> None:
    owner = "person" if isinstance(subject, Person) else "employer"
    if not may_ask_stop(request.user, Stop(**{owner: subject}, region=subject.division)):
        raise PermissionDenied
    ask_stop(
        acting_user=request.user,
        grant=_grant(subject, request.POST.get("grant", "")),
        clause=request.POST.get("clause", ""),
        reason=request.POST.get("stop_reason", ""),
    )


def _grant(subject: Person | Employer, text: str) -> Grant:
    try:
        grant = stoppable(subject).filter(uuid=UUID(text)).first()
    except ValueError:
        grant = None
    if grant is None:
        raise GrantError(_("请选择要停发的享受。"))
    return grant


@require_POST
@permitted(may_work)
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_stop, user=request.user, uuid=uuid)
    agree = request.POST.get("agree") == "yes"
    try:
        decide_stop(
            acting_user=request.user,
            stop=one,
            agree=agree,
            remarks=request.POST.get("remarks", ""),
        )
    except (GrantError, LedgerError) as error:
        messages.error(request, str(error))
    else:
        done = _("已停发，已预留的资金已释放，本人会收到告知。")
        messages.success(request, done if agree else _("已退回。"))
    return HttpResponseRedirect(reverse("review:stops"))
