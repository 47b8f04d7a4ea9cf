"""What control found of somebody, told to them, with the right to answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yulin.control.actions.findings import answer_finding
from yulin.control.errors import ControlError
from yulin.control.models import Finding
from yulin.control.queries.findings import own_finding, own_findings
from yulin.ledger.models import Claim
from yulin.ledger.queries.own import called_back_of, own_called_back
from yulin.registry.models import Person
from yulin.registry.queries.paging import page_of
from yulin.web.answering import answer_by_form
from yulin.web.officer.listing import listed, page_number
from yulin.web.person.access import person_required


@never_cache
@require_safe
@person_required
def checks(request: HttpRequest, person: Person) -> HttpResponse:
    """Latest first; what can still be answered has a form."""
    page = page_of(own_findings(subject=person), number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "today": timezone.localdate(),
        "called": called_back_of(subject=person),
    }
    return render(request, "person/checks.html", context)


@never_cache
@require_POST
@person_required
def answer_called_back(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    """Before money is asked back that a text calls back, they are heard."""
    try:
        one = own_called_back(subject=person, uuid=uuid)
    except Claim.DoesNotExist:
        raise Http404 from None
    answer_by_form(request, one)
    return HttpResponseRedirect(reverse("person:checks"))


@never_cache
@require_POST
@person_required
def answer(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    try:
        one = own_finding(subject=person, uuid=uuid)
    except Finding.DoesNotExist:
        raise Http404 from None
    try:
        text = request.POST.get("answer", "")
        answer_finding(acting_user=request.user, finding=one, text=text)
        messages.success(request, _("已收到您的答复，复核的人会先看过再决定。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:checks"))
