from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.control.actions.findings import confirm_finding, note_answer, refuse_finding
from yulin.control.enums import FindingState, Result
from yulin.control.errors import ControlError
from yulin.control.kinds import KINDS
from yulin.control.models import Finding
from yulin.control.queries.findings import access_finding, findings_list
from yulin.control.queries.rates import risk_rates
from yulin.control.queries.signals import name_of, names_of
from yulin.control.rules import may_handle, may_look
from yulin.web.officer.control import form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.rules import may_work


@require_safe
@permitted(may_look)
def findings(request: HttpRequest) -> HttpResponse:
    state, result = request.GET.get("state", ""), request.GET.get("result", "")
    page = findings_list(
        user=request.user, state=state, result=result, page=page_number(request.GET)
    )
    context = {
        **listed(request, page),
        "state": state,
        "result": result,
        "is_narrowed": bool(state or result),
        "states": FindingState.choices,
        "results": Result.choices,
    }
    return render(request, "officer/control/findings.html", context)


@require_safe
@permitted(may_look)
def finding(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_finding, user=request.user, uuid=uuid)
    looked(request, PageKind.CONTROL, one.person)
    today = timezone.localdate()
    handles = one.state == FindingState.PROPOSED and may_handle(request.user, one)
    waits = one.answer_by is not None and not one.answer and today <= one.answer_by
    context = {
        "finding": one,
        "name": name_of(one, names_of([one])),
        "kind": KINDS[one.signal.kind] if one.signal else None,
        "may_note": handles and one.answer_by is not None and not one.answer,
        "may_decide": handles and one.proposed_by_id != request.user.pk,
        "waits": waits,
    }
    return render(request, "officer/control/finding.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is done about a finding; a refusal is said above it."""
    one = found(access_finding, user=request.user, uuid=uuid)
    wanted = _STEPS.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
        messages.success(request, _("已办理。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("control:finding", args=[one.uuid]))


def _note(request: HttpRequest, one: Finding) -> None:
    note_answer(acting_user=request.user, finding=one, text=form.words(request.POST, "answer"))


def _confirm(request: HttpRequest, one: Finding) -> None:
    wrong = one.result == Result.WRONG
    first = form.day(request.POST, "first_due", _("第一期应还日")) if wrong else None
    terms = form.whole(request.POST, "terms", _("分几期"))
    confirm_finding(
        acting_user=request.user,
        finding=one,
        remarks=form.words(request.POST, "remarks"),
        today=timezone.localdate(),
        first_due=first,
        terms=1 if terms is None else terms,
    )


def _refuse(request: HttpRequest, one: Finding) -> None:
    refuse_finding(
        acting_user=request.user, finding=one, remarks=form.words(request.POST, "remarks")
    )


_STEPS: dict[str, Callable[[HttpRequest, Finding], None]] = {
    "note": _note,
    "confirm": _confirm,
    "refuse": _refuse,
}


@require_safe
@permitted(may_look)
def rates(request: HttpRequest) -> HttpResponse:
    """Wrong money of checked money, by benefit, with its base."""
    found_rates = risk_rates(user=request.user)
    context = {
        "sampled": [row for row in found_rates if row.sampled],
        "others": [row for row in found_rates if not row.sampled],
    }
    return render(request, "officer/control/rates.html", context)
