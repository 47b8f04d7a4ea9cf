"""Somebody's documents and names, with the forms by which they come to be others."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.facts import enums
from yulin.registry.actions import documents as asking
from yulin.registry.enums import ChangeState, LinkGround
from yulin.registry.errors import NumberTakenError, RegistryError
from yulin.registry.models import NameChange, Person
from yulin.registry.queries.documents import documents_of, name_changes_list, names_of
from yulin.registry.queries.person_page import PersonPage, person_page
from yulin.registry.queries.scope import access_name_change, visible_people
from yulin.registry.rules import may_answer_link, may_propose_link
from yulin.web.language import in_english
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.rules import may_look, may_work

_TYPED = ("ground", "id_type", "valid_from", "reason", "evidence", "name")


@require_safe
@permitted(may_look)
def documents(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _documents(request, found(person_page, user=request.user, uuid=uuid))


def _documents(
    request: HttpRequest, page: PersonPage, error: str = "", taken: Person | None = None
) -> HttpResponse:
    looked(request, PageKind.DOCUMENTS, page.person)
    words = enums.ID_TYPE.en if in_english() else enums.ID_TYPE.labels
    if taken is not None and not visible_people(request.user).filter(pk=taken.pk).exists():
        taken = None  # whose it is elsewhere is not told
    context = {
        "page": page,
        "documents": [(one, words[one.id_type]) for one in documents_of(page.person)],
        "names": names_of(page.person),
        "id_types": list(enumerate(words)),
        "grounds": [(g.value, g.label) for g in (LinkGround.CHANGE, LinkGround.DOCUMENT)],
        "may_propose": may_propose_link(request.user, page.person),
        # Never the number: it is typed again.
        "typed": {name: request.POST.get(name, "") for name in _TYPED},
        "error": error,
        "taken": taken,
        "whence": "",
    }
    status = 422 if error else 200
    return render(request, "officer/identity/documents.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def ask_number(request: HttpRequest, uuid: UUID) -> HttpResponse:
    page = found(person_page, user=request.user, uuid=uuid)
    if request.method != "POST":
        return HttpResponseRedirect(_address(page))
    ground, id_type = request.POST.get("ground", ""), request.POST.get("id_type", "")
    try:
        made = asking.propose_document(
            acting_user=request.user,
            person=page.person,
            number=request.POST.get("number", "")[:40],
            id_type=int(id_type) if id_type.isdecimal() and id_type.isascii() else -1,
            ground=LinkGround(ground) if ground in LinkGround.values else LinkGround.DUPLICATE,
            **_common(request),
        )
    except NumberTakenError as refused:
        return _documents(request, page, error=str(refused), taken=refused.row)
    except RegistryError as refused:
        return _documents(request, page, error=str(refused))
    messages.success(request, _("已提出，请另一位同事复核。复核以前什么都不变。"))
    return HttpResponseRedirect(reverse("officer:identity:link", args=[made.uuid]))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def ask_name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    page = found(person_page, user=request.user, uuid=uuid)
    if request.method != "POST":
        return HttpResponseRedirect(_address(page))
    try:
        made = asking.propose_name(
            acting_user=request.user,
            person=page.person,
            name=request.POST.get("name", ""),
            **_common(request),
        )
    except RegistryError as refused:
        return _documents(request, page, error=str(refused))
    messages.success(request, _("已提出，请另一位同事复核。复核以前什么都不变。"))
    return HttpResponseRedirect(reverse("officer:identity:name", args=[made.uuid]))


def _common(request: HttpRequest) -> dict[str, Any]:
    return {
        "valid_from": _day(request.POST.get("valid_from", "")),
        "reason": request.POST.get("reason", ""),
        "evidence": request.POST.get("evidence", ""),
    }


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise RegistryError(_("请写明生效日期。"))
    return day


@require_safe
@permitted(may_look)
def names(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", ChangeState.PROPOSED)
    state = state if state in {*ChangeState.values, "all"} else ChangeState.PROPOSED
    page = name_changes_list(
        user=request.user, state="" if state == "all" else state, page=page_number(request.GET)
    )
    states = [*ChangeState.choices, ("all", _("全部"))]
    context = {**listed(request, page), "state": state, "states": states}
    return render(request, "officer/identity/names.html", context)


@require_safe
@permitted(may_look)
def name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _name(request, found(access_name_change, user=request.user, uuid=uuid))


def _name(request: HttpRequest, one: NameChange, error: str = "") -> HttpResponse:
    looked(request, PageKind.DOCUMENTS, one.person)
    context = {
        "change": one,
        "may_answer": one.state == ChangeState.PROPOSED
        and one.asked_by_id != request.user.pk
        and may_answer_link(request.user, one.person),
        "number_changed": asking.number_changed_near(one.person, one.valid_from),
        "typed": request.POST.get("text", ""),
        "error": error,
    }
    return render(request, "officer/identity/name.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def answer_name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = found(access_name_change, user=request.user, uuid=uuid)
    address = reverse("officer:identity:name", args=[one.uuid])
    if request.method != "POST":
        return HttpResponseRedirect(address)
    accept = request.POST.get("accept")
    if accept not in {"yes", "no"}:
        return _name(request, one, error=_("请选择同意还是不同意。"))
    try:
        asking.answer_name(
            acting_user=request.user,
            change=one,
            accept=accept == "yes",
            answer=request.POST.get("text", ""),
        )
    except RegistryError as refused:
        return _name(request, one, error=str(refused))
    messages.success(request, _("已复核。"))
    return HttpResponseRedirect(address)


def _address(page: PersonPage) -> str:
    return reverse("officer:identity:documents", args=[page.person.uuid])
