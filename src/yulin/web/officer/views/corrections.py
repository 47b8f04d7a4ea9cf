from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.registry.actions.corrections import resolve_correction
from yulin.registry.enums import CorrectionState
from yulin.registry.errors import RegistryError
from yulin.registry.models import CorrectionRequest
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.scope import access_correction
from yulin.registry.rules import may_resolve_correction
from yulin.web.officer import corrections as shown
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.rules import may_look, may_work

LONGEST = 1000


@require_safe
@permitted(may_look)
def corrections(request: HttpRequest) -> HttpResponse:
    state = shown.state_of(request.GET)
    page = shown.listed_corrections(user=request.user, state=state, query=request.GET)
    context = {
        **listed(request, page),
        "state": state,
        "states": [*CorrectionState.choices, ("all", _("全部"))],
    }
    return render(request, "officer/corrections.html", context)


@require_safe
@permitted(may_look)
def correction(request: HttpRequest, uuid: str) -> HttpResponse:
    return _page(request, found(access_correction, user=request.user, uuid=uuid))


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def answer(request: HttpRequest, uuid: str) -> HttpResponse:
    """Accept or refuse; what the register does not take is said above the form, words kept."""
    one = found(access_correction, user=request.user, uuid=uuid)
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return HttpResponseRedirect(reverse("officer:correction", args=[uuid]))
    accept = request.POST.get("accept")
    if accept not in {"yes", "no"}:
        return _page(request, one, error=_("请选择采纳还是不采纳。"))
    try:
        resolve_correction(
            acting_user=request.user,
            correction=one,
            accept=accept == "yes",
            answer=request.POST.get("answer", "")[:LONGEST],
        )
    except RegistryError as error:
        return _page(request, one, error=str(error))
    messages.success(request, _("已答复，申请人会看到。"))
    return HttpResponseRedirect(reverse("officer:corrections"))


def _page(request: HttpRequest, one: CorrectionRequest, error: str = "") -> HttpResponse:
    page = person_page(user=request.user, uuid=one.person.uuid)
    looked(request, PageKind.CORRECTION, page.person)
    context = {
        "correction": one,
        "page": page,
        "subject": shown.subject_of(one, page),
        "may_answer": may_resolve_correction(request.user, one),
        "typed": {name: request.POST.get(name, "") for name in ("accept", "answer")},
        "error": error,
    }
    return render(request, "officer/correction.html", context, status=422 if error else 200)
