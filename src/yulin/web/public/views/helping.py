"""Public directories: agencies with a valid licence, parks and institutes, communities' desks."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.rules import is_employer, is_person
from yulin.helping.actions.agencies import Grievance, complain
from yulin.helping.enums import CarrierKind, ComplaintGround, Service
from yulin.helping.models import Agency, Complaint
from yulin.helping.queries.agencies import access_listed, agency_rows, directory
from yulin.helping.queries.projects import carriers
from yulin.registry.queries.scope import visible_employers, visible_people
from yulin.web import helping_form
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number, uuid_of


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    service = request.GET.get("service", "")
    park = uuid_of(request.GET.get("park", ""))
    page = directory(
        words=words,
        service=service,
        park=str(park) if park else "",
        page=page_number(request.GET),
    )
    context = {
        **listed(request, page),
        "words": words,
        "service": service,
        "services": Service.choices,
    }
    return render(request, "public/agencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: HttpRequest, provider: str) -> HttpResponse:
    one = found(access_listed, uuid=provider)
    may_complain = is_person(request.user) or is_employer(request.user)
    if request.method == "POST":
        if may_complain:
            helping_form.acted(
                request,
                lambda: _complain(request, one),
                _("已收到，核验部门会处理。机构看不到是谁投诉的。"),
            )
        return HttpResponseRedirect(reverse("public:agency", args=[one.uuid]))
    [row] = agency_rows([one])
    context = {
        "row": row,
        "grounds": ComplaintGround.choices,
        "may_complain": may_complain,
        "is_employer": is_employer(request.user),
    }
    return render(request, "public/agency.html", context)


def _complain(request: HttpRequest, one: Agency) -> Complaint:
    user, sent = request.user, request.POST
    told = Grievance(ground=sent.get("ground", ""), text=sent.get("text", ""))
    if is_person(user):
        person = visible_people(user).first()
        return complain(acting_user=user, agency=one, grievance=told, person=person)
    employer = visible_employers(user).first()
    return complain(acting_user=user, agency=one, grievance=told, employer=employer)


@require_safe
def parks(request: HttpRequest) -> HttpResponse:
    """Carriers with rooms and tenants."""
    kind = request.GET.get("kind", "")
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    page = carriers(kind=kind, words=words, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "kind": kind,
        "words": words,
        "kinds": CarrierKind.choices,
    }
    return render(request, "public/parks.html", context)
