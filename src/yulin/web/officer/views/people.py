from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yulin.registry.queries.people import people_list
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.scope import access_person
from yulin.web.officer import people as shown
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import heads, listed, page_number
from yulin.web.officer.rules import may_look
from yulin.web.person import dues as decided


@require_safe
@permitted(may_look)
def people(request: HttpRequest) -> HttpResponse:
    wanted = shown.Wanted.read(request.GET)
    page = people_list(
        user=request.user,
        search=wanted.words,
        filters=wanted.filters,
        sort=wanted.sort,
        page=page_number(request.GET),
    )
    context = {
        **listed(request, page),
        "wanted": wanted,
        "heads": heads(request, shown.HEADS, sort=wanted.sort),
        "districts": shown.districts_of(request.user),
        "levels": shown.LEVELS,
    }
    return render(request, "officer/people.html", context)


@require_safe
@permitted(may_look)
def person(request: HttpRequest, uuid: str) -> HttpResponse:
    """What a person is due today, each with its reasons."""
    one = found(person_page, user=request.user, uuid=uuid)
    today = timezone.localdate()
    context = {
        "page": one,
        "dues": decided.dues(one.person, today),
        "today": today,
        "whence": "",
    }
    return render(request, "officer/person.html", context)


@require_safe
@permitted(may_look)
def facts(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(person_page, user=request.user, uuid=uuid)
    return render(request, "officer/person_facts.html", {"page": one})


@require_safe
@permitted(may_look)
def why(request: HttpRequest, uuid: str, policy: str, benefit: str) -> HttpResponse:
    """The reasons of one due: a page of its own, or a part of one for htmx."""
    one = found(access_person, user=request.user, uuid=uuid)
    decisions = decided.decide(one, timezone.localdate())
    decision = next((d for d in decisions if d.key == f"{policy}/{benefit}"), None)
    if decision is None:
        raise Http404
    template = "yulin/decision.html" if request.htmx else "officer/person_why.html"
    return render(request, template, {"decision": decision, "person": one})
