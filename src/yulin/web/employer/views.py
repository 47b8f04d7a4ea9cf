from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.access.rules import is_employer
from yulin.policy.decision import Decision
from yulin.registry.models import Employer
from yulin.rights.purposes import EMPLOYER_REASONS
from yulin.rights.queries.purposes import consents
from yulin.web.employer import dues as decided
from yulin.web.employer import own
from yulin.web.officer.cases import STATUSES, WORDS
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number


@require_safe
@permitted(is_employer)
def home(request: HttpRequest) -> HttpResponse:
    employer = _own(request)
    record = own.own_record(employer)
    context = {
        "record": record,
        "cells": list(own.cells(record)) if record else [],
        "staff": own.staff_of(employer).count(),
        **_counts(employer),
    }
    return render(request, "employer/home.html", context)


def _counts(employer: Employer) -> dict[str, object]:
    due = decided.latest_due(employer)
    rows = decided.payable(employer, due) if due else None
    counts = [
        (name, WORDS[answer], rows.filter(status=answer).count() if rows is not None else 0)
        for name, answer in STATUSES.items()
        if answer in decided.SHOWN
    ]
    return {"due": due, "counts": counts}


@require_safe
@permitted(is_employer)
def dues(request: HttpRequest) -> HttpResponse:
    employer = _own(request)
    due = decided.latest_due(employer)
    status = STATUSES.get(request.GET.get("status", ""))
    context = {"due": due, "status": request.GET.get("status", "") if status is not None else ""}
    context["statuses"] = [(n, WORDS[a]) for n, a in STATUSES.items() if a in decided.SHOWN]
    if due:
        page = decided.dues_list(
            employer=employer, due=due, status=status, page=page_number(request.GET)
        )
        context |= listed(request, page)
    return render(request, "employer/dues.html", context)


@require_safe
@permitted(is_employer)
def own_why(request: HttpRequest, policy: str, benefit: str) -> HttpResponse:
    employer = _own(request)
    due = decided.latest_due(employer)
    decision = decided.own_reason(employer, due, f"{policy}/{benefit}") if due else None
    return _why(request, decision, due, name="")


@require_safe
@permitted(is_employer)
def staff_why(request: HttpRequest, uuid: str, policy: str, benefit: str) -> HttpResponse:
    employer = _own(request)
    person = found(own.access_staff, employer=employer, uuid=uuid)
    due = decided.latest_due(employer)
    decision = decided.staff_reason(person, due, f"{policy}/{benefit}") if due else None
    name = own.names_of([person.pk]).get(person.pk, "")
    return _why(request, decision, due, name=name, agreed=consents(person, EMPLOYER_REASONS))


def _why(
    request: HttpRequest,
    decision: Decision | None,
    due: decided.Due | None,
    *,
    name: str,
    agreed: bool = True,
) -> HttpResponse:
    """Of somebody who did not agree to it only the answer and the sum."""
    if decision is None or due is None:
        raise Http404
    context = {"decision": decision, "run": due.run, "name": name, "agreed": agreed}
    return render(request, "employer/why.html", context)


@require_safe
@permitted(is_employer)
def staff(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    page = own.staff_list(employer=_own(request), search=search, page=page_number(request.GET))
    context = {**listed(request, page), "search": search}
    return render(request, "employer/staff.html", context)


def _own(request: HttpRequest) -> Employer:
    return found(own.own_employer, user=request.user)
