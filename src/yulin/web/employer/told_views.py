"""What an organisation is told, and its right to answer: its clerk speaks for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.rules import is_employer
from yulin.control.actions.findings import answer_finding
from yulin.control.errors import ControlError
from yulin.control.queries.findings import own_finding, own_findings
from yulin.entitlements.models import Notice
from yulin.entitlements.queries.objections import access_objection, visible_objections
from yulin.ledger.actions.read import read_notices
from yulin.ledger.queries.notices import notices_of
from yulin.ledger.queries.own import called_back_of, own_called_back
from yulin.registry.models import Employer
from yulin.registry.queries.paging import page_of
from yulin.web.answering import answer_by_form
from yulin.web.availability import needs_library
from yulin.web.employer.own import own_employer
from yulin.web.objecting import object_by_form, show_notice, withdraw_by_form
from yulin.web.officer.employers import decisions_about
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.person import notices as shown

PER_PAGE = 20


def _own(request: HttpRequest) -> Employer:
    return found(own_employer, user=request.user)


@never_cache
@require_safe
@permitted(is_employer)
def notices(request: HttpRequest) -> HttpResponse:
    unread = request.GET.get("show") == "unread"
    page = notices_of(_own(request), page=page_number(request.GET), unread=unread)
    context = {**listed(request, page), "lines": shown.lines(list(page.rows)), "unread": unread}
    return render(request, "employer/notices.html", context)


@never_cache
@require_POST
@permitted(is_employer)
def read(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    read_notices(acting_user=request.user, subject=_own(request))
    return HttpResponseRedirect(reverse("employer:notices"))


@never_cache
@require_safe
@needs_library
@permitted(is_employer)
def notice(request: HttpRequest, uuid: str) -> HttpResponse:
    firm = _own(request)
    return show_notice(
        request,
        template="employer/notice.html",
        subject=firm,
        rows=Notice.objects.filter(employer=firm),
        uuid=uuid,
        decide=lambda one: list(decisions_about(firm, one.run)),
    )


@never_cache
@require_safe
@permitted(is_employer)
def objections(request: HttpRequest) -> HttpResponse:
    rows = visible_objections(request.user)
    page = page_of(rows, number=page_number(request.GET), shown=list, per_page=PER_PAGE)
    return render(request, "employer/objections.html", listed(request, page))


@never_cache
@require_safe
@permitted(is_employer)
def objection(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_objection, user=request.user, uuid=uuid)
    ruling = one.rulings.filter(state__in=("in_force", "ended")).first()
    return render(request, "employer/objection.html", {"objection": one, "ruling": ruling})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_library
@permitted(is_employer)
def new_objection(request: HttpRequest) -> HttpResponse:
    firm = _own(request)
    rows = Notice.objects.filter(employer=firm)
    return object_by_form(
        request,
        template="employer/objection_form.html",
        then="employer:objection",
        subject=firm,
        rows=rows,
    )


@never_cache
@require_POST
@permitted(is_employer)
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    return withdraw_by_form(request, then="employer:objection", uuid=uuid)


@never_cache
@require_safe
@permitted(is_employer)
def findings(request: HttpRequest) -> HttpResponse:
    """Latest first; what can still be answered has a form."""
    rows = own_findings(subject=_own(request))
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "today": timezone.localdate(),
        "called": called_back_of(subject=_own(request)),
    }
    return render(request, "employer/findings.html", context)


@never_cache
@require_POST
@permitted(is_employer)
def answer_claim_of(request: HttpRequest, uuid: str) -> HttpResponse:
    answer_by_form(request, found(own_called_back, subject=_own(request), uuid=uuid))
    return HttpResponseRedirect(reverse("employer:findings"))


@never_cache
@require_POST
@permitted(is_employer)
def answer_finding_of(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(own_finding, subject=_own(request), uuid=uuid)
    try:
        text = request.POST.get("answer", "")
        answer_finding(acting_user=request.user, finding=one, text=text)
        messages.success(request, _("已收到您的答复，复核的人会先看过再决定。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("employer:findings"))
