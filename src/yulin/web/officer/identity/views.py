from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.registry.actions.links import (
    answer_link,
    answer_parting,
    may_answer,
    propose_link,
    propose_parting,
)
from yulin.registry.enums import Likeness, LinkState
from yulin.registry.errors import RegistryError
from yulin.registry.models import IdentityLink
from yulin.registry.queries.duplicates import DuplicateFilters, duplicates_list, likeness_of
from yulin.registry.queries.links import history_of_link, links_list, waiting_links
from yulin.registry.queries.person_page import PersonPage, person_page
from yulin.registry.queries.scope import access_link
from yulin.registry.rules import may_propose_link
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.identity import words
from yulin.web.officer.listing import code_of, listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.people import districts_of, name_of
from yulin.web.officer.rules import may_look, may_work


@require_safe
@permitted(may_look)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one, with why."""
    likeness = request.GET.get("likeness", "")
    wanted = DuplicateFilters(
        words=request.GET.get("q", "").strip()[:80],
        likeness=likeness if likeness in Likeness.values else "",
        division=code_of(request.GET.get("district", "")),
        refused=request.GET.get("refused") == "yes",
    )
    page = duplicates_list(user=request.user, filters=wanted, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "wanted": wanted,
        "is_narrowed": wanted != DuplicateFilters(),
        "likenesses": Likeness.choices,
        "districts": districts_of(request.user),
        "waiting": waiting_links(request.user).count(),
    }
    return render(request, "officer/identity/duplicates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def pair(request: HttpRequest, one: UUID, two: UUID) -> HttpResponse:
    """Two registrations side by side; an officer with the duty proposes to make them one."""
    first = found(person_page, user=request.user, uuid=one)
    second = found(person_page, user=request.user, uuid=two)
    if first.person == second.person:
        return HttpResponseRedirect(reverse("officer:facts", args=[first.person.uuid]))
    if request.method != "POST":
        return _pair(request, first, second)
    kept = request.POST.get("kept")
    sides = {"one": (first, second), "two": (second, first)}
    if kept not in sides:
        return _pair(request, first, second, error=_("请选择保留哪一个。"))
    stays, goes = sides[kept]
    try:
        made = propose_link(
            acting_user=request.user,
            kept=stays.person,
            other=goes.person,
            reason=request.POST.get("reason", ""),
            evidence=request.POST.get("evidence", ""),
        )
    except RegistryError as refused:
        return _pair(request, first, second, error=str(refused))
    messages.success(request, _("已提出，请另一位同事复核。复核以前什么都不变。"))
    return HttpResponseRedirect(_address(made))


def _pair(request: HttpRequest, one: PersonPage, two: PersonPage, error: str = "") -> HttpResponse:
    looked(request, PageKind.DOCUMENTS, one.person, two.person)
    may = may_propose_link(request.user, one.person) and may_propose_link(request.user, two.person)
    context = {
        "one": one,
        "two": two,
        "reasons": [likeness.label for likeness in likeness_of(one.person, two.person)],
        "cells": words.cells(one, two),
        "counts": words.counts(one, two),
        "had_by_both": words.had_by_both(one.person, two.person),
        "in_the_way": [
            (one, words.obstacles(one.person, two.person)),
            (two, words.obstacles(two.person, one.person)),
        ],
        "may_propose": may,
        "typed": {name: request.POST.get(name, "") for name in ("kept", "reason", "evidence")},
        "error": error,
    }
    return render(request, "officer/identity/pair.html", context, status=422 if error else 200)


@require_safe
@permitted(may_look)
def links(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", LinkState.PROPOSED)
    state = state if state in dict(words.STATES) else LinkState.PROPOSED
    text = request.GET.get("q", "").strip()[:80]
    page = links_list(
        user=request.user,
        state="" if state == "all" else state,
        words=text,
        page=page_number(request.GET),
    )
    context = {**listed(request, page), "state": state, "states": words.STATES, "words": text}
    return render(request, "officer/identity/links.html", context)


@require_safe
@permitted(may_look)
def link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _link(request, found(access_link, user=request.user, uuid=uuid))


def _link(request: HttpRequest, one: IdentityLink, error: str = "") -> HttpResponse:
    looked(request, PageKind.DOCUMENTS, one.kept, one.other)
    user = request.user
    waits = one.state == LinkState.PROPOSED
    parting = one.state == LinkState.JOINED and one.parting_by_id is not None
    own = user.pk == (one.parting_by_id if parting else one.asked_by_id)
    context: dict[str, Any] = {
        "link": one,
        "kept_name": name_of(one.kept),
        "other_name": name_of(one.other),
        "history": [words.Done(entry, one) for entry in history_of_link(one)],
        "parting": parting,
        "may_answer": (waits or parting) and may_answer(user, one) and not own,
        "may_part": one.state == LinkState.JOINED
        and not parting
        and may_propose_link(user, one.kept),
        "typed": request.POST.get("text", ""),
        "error": error,
    }
    return render(request, "officer/identity/link.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _answer(request, uuid, answer_link)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def answer_part(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _answer(request, uuid, answer_parting)


def _answer(request: HttpRequest, uuid: UUID, verb: Any) -> HttpResponse:
    one = found(access_link, user=request.user, uuid=uuid)
    if request.method != "POST":  # a reader changed the language on the page of a refusal
        return HttpResponseRedirect(_address(one))
    accept = request.POST.get("accept")
    if accept not in {"yes", "no"}:
        return _link(request, one, error=_("请选择同意还是不同意。"))
    try:
        verb(
            acting_user=request.user,
            link=one,
            accept=accept == "yes",
            answer=request.POST.get("text", ""),
        )
    except RegistryError as refused:
        return _link(request, one, error=str(refused))
    messages.success(request, _("已复核。"))
    return HttpResponseRedirect(_address(one))


@require_POST
@permitted(may_work)
def part(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = found(access_link, user=request.user, uuid=uuid)
    try:
        propose_parting(acting_user=request.user, link=one, reason=request.POST.get("text", ""))
    except RegistryError as refused:
        return _link(request, one, error=str(refused))
    messages.success(request, _("已提出拆分，请另一位同事复核。"))
    return HttpResponseRedirect(_address(one))


def _address(one: IdentityLink) -> str:
    return reverse("officer:identity:link", args=[one.uuid])
