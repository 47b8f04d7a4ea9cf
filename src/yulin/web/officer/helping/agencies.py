"""Agencies for officers: licences to look at, complaints to answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.helping.actions.agencies import answer_complaint, decide_agency
from yulin.helping.enums import AgencyState
from yulin.helping.errors import HelpingError
from yulin.helping.models import Complaint
from yulin.helping.queries.agencies import (
    agencies_in_sight,
    agencies_list,
    agency_rows,
    complaints_in_sight,
)
from yulin.helping.rules import may_check_agency, may_work_somewhere
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import page_of
from yulin.web import helping_form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look

#: what an officer may decide from a state
_NEXT = {
    AgencyState.ASKED: (AgencyState.LISTED, AgencyState.REFUSED),
    AgencyState.LISTED: (AgencyState.SUSPENDED, AgencyState.REVOKED),
    AgencyState.SUSPENDED: (AgencyState.LISTED, AgencyState.REVOKED),
}


@require_safe
@permitted(may_look)
def agencies(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = agencies_list(user=request.user, state=state, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "state": state,
        "states": [*AgencyState.choices, ("expired", _("许可证已过期"))],
        "today": timezone.localdate(),
    }
    return render(request, "officer/helping/agencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def agency(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(agencies_in_sight(request.user).get, uuid=uuid)
    if request.method == "POST":
        helping_form.acted(
            request,
            lambda: decide_agency(
                acting_user=request.user,
                agency=one,
                state=request.POST.get("state", ""),
                reason=request.POST.get("reason", ""),
            ),
        )
        return HttpResponseRedirect(reverse("helping:agency", args=[one.uuid]))
    [row] = agency_rows([one])
    nexts = _NEXT.get(AgencyState(one.state), ())
    context = {
        "row": row,
        "choices": [(state.value, state.label) for state in nexts],
        "decides": bool(nexts) and may_check_agency(request.user, one),
        "expired": one.licence_until < timezone.localdate(),
    }
    return render(request, "officer/helping/agency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def complaints(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        helping_form.acted(request, lambda: _answer(request))
        return HttpResponseRedirect(reverse("helping:complaints"))
    page = page_of(complaints_in_sight(request.user), number=page_number(request.GET), shown=list)
    names = firm_names(one.agency.employer_id for one in page.rows)
    context = {
        **listed(request, page),
        "lines": [(one, names.get(one.agency.employer_id, "")) for one in page.rows],
        "may_answer": may_work_somewhere(request.user),
    }
    return render(request, "officer/helping/complaints.html", context)


def _answer(request: HttpRequest) -> Complaint:
    key = uuid_of(request.POST.get("one", ""))
    one = complaints_in_sight(request.user).filter(uuid=key).first() if key else None
    if one is None:
        raise HelpingError(_("没有这件投诉。"))
    return answer_complaint(
        acting_user=request.user,
        complaint=one,
        upheld=request.POST.get("upheld") == "yes",
        answer=request.POST.get("answer", ""),
    )
