from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.registry.queries.scope import access_person
from yulin.sources.actions import ask as asking
from yulin.sources.actions.manage import add_source, change_source, switch_source
from yulin.sources.enums import SAID, Outcome, SourceKind
from yulin.sources.errors import SourceError
from yulin.sources.models import Source
from yulin.sources.queries.sources import (
    SourceFilters,
    access_source,
    calls_list,
    history_of,
    sources_list,
)
from yulin.sources.rules import may_add_some_source, may_change_source, may_list_sources
from yulin.sources.terms import TABLES
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import code_of, listed, page_number
from yulin.web.officer.people import districts_of
from yulin.web.officer.rules import may_work
from yulin.web.officer.sources import form, words


@require_safe
@permitted(may_list_sources)
def sources(request: HttpRequest) -> HttpResponse:
    wanted = SourceFilters(
        words=request.GET.get("q", "").strip()[:80],
        kind=request.GET.get("kind", ""),
        state=request.GET.get("state", ""),
    )
    page = sources_list(user=request.user, filters=wanted, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "wanted": wanted,
        "is_narrowed": wanted != SourceFilters(),
        "kinds": SourceKind.choices,
        "states": words.STATES.items(),
        "outcomes": dict(Outcome.choices),
        "may_add": may_add_some_source(request.user),
    }
    return render(request, "officer/sources/list.html", context)


@require_safe
@permitted(may_list_sources)
def source(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = found(access_source, user=request.user, uuid=uuid)
    return _source(request, one)


def _source(request: HttpRequest, one: Source, **more: Any) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    page = calls_list(user=request.user, source=one, outcome=outcome, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "source": one,
        "outcome": outcome,
        "outcomes": Outcome.choices,
        "last_outcome": dict(Outcome.choices).get(one.last_outcome, ""),
        "said": SAID,
        "place": form.as_text(one.place),
        "mapping": form.as_text(one.mapping),
        "history": [words.Done(entry) for entry in history_of(user=request.user, source=one)],
        "may_change": may_change_source(request.user, one),
        "error": "",
        "tried": None,
        **more,
    }
    status = 422 if more.get("error") else 200
    return render(request, "officer/sources/source.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_add_some_source)
def new(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    kind = kind if kind in SourceKind.values else SourceKind.DATABASE
    error = ""
    if request.method == "POST":
        try:
            made = _add(request, kind)
        except SourceError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已登记，请先试调用，再启用。"))
            return HttpResponseRedirect(_address(made))
    given = form.again(request.POST) if error else words.first(kind)
    context = {
        "given": given,
        "error": error,
        "kind": kind,
        "kinds": SourceKind.choices,
        "districts": districts_of(request.user),
        "region": request.POST.get("region", ""),
        "tables": [table.name for table in TABLES],
        "table": request.POST.get("table", ""),
        "source": None,
    }
    return render(request, "officer/sources/form.html", context, status=422 if error else 200)


def _add(request: HttpRequest, kind: str) -> Source:
    region = code_of(request.POST.get("region", ""))
    if region is None:
        raise SourceError(_("请选择地区。"))
    return add_source(
        acting_user=request.user,
        secret=request.POST.get("secret", ""),
        kind=kind,
        region=region,
        table=request.POST.get("table", ""),
        **form.typed(request.POST),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_add_some_source)
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = found(access_source, user=request.user, uuid=uuid)
    if not may_change_source(request.user, one):
        raise PermissionDenied
    given, error = form.shown(one), ""
    if request.method == "POST":
        given = form.again(request.POST)
        try:
            change_source(
                acting_user=request.user,
                source=one,
                secret=request.POST.get("secret", ""),
                **form.typed(request.POST),
            )
        except SourceError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(_address(one))
    context = {"given": given, "error": error, "kind": one.kind, "source": one}
    return render(request, "officer/sources/form.html", context, status=422 if error else 200)


@require_POST
@permitted(may_add_some_source)
def switch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = found(access_source, user=request.user, uuid=uuid)
    on = request.POST.get("on") == "yes"
    try:
        switch_source(
            acting_user=request.user, source=one, on=on, reason=request.POST.get("reason", "")
        )
    except SourceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已启用。") if on else _("已停用。"))
    return HttpResponseRedirect(_address(one))


@require_POST
@permitted(may_add_some_source)
def try_it(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A call for trial; what came is shown once and taken in nowhere."""
    one = found(access_source, user=request.user, uuid=uuid)
    number = request.POST.get("number", "").strip()[:40]
    try:
        heard = asking.try_out(acting_user=request.user, source=one, number=number)
    except SourceError as error:
        return _source(request, one, error=str(error))
    return _source(request, one, tried=words.Tried(heard))


@require_POST
@permitted(may_work)
def ask(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Have somebody asked about now, from the page of what is known of them."""
    one = found(access_source, user=request.user, uuid=uuid)
    whom = found(access_person, user=request.user, uuid=person)
    try:
        call = asking.ask_about(acting_user=request.user, source=one, person=whom)
    except SourceError as error:
        messages.error(request, str(error))
    else:
        tell = messages.success if call.outcome in SAID else messages.error
        tell(request, words.of_call(call))
    back = reverse("officer:facts", args=[whom.uuid])
    return HttpResponseRedirect(f"{back}#s-{one.record_table.field}")


def _address(one: Source) -> str:
    return reverse("officer:source:source", args=[one.uuid])
