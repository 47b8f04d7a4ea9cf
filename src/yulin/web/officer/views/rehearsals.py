from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions.journal import record
from yulin.entitlements.actions.rehearse import (
    cancel_rehearsal,
    delete_rehearsal,
    request_rehearsal,
)
from yulin.entitlements.enums import RunState
from yulin.entitlements.errors import RehearsalError
from yulin.entitlements.models import Rehearsal
from yulin.entitlements.queries.rehearsals import (
    access_rehearsal,
    changes_list,
    named_of,
    rehearsals_list,
    rehearsed,
    try_draft,
)
from yulin.entitlements.rehearsing import document_of
from yulin.entitlements.rules import may_delete_rehearsal, may_rehearse
from yulin.policy.rehearsal.workbook import write_rehearsal
from yulin.programmes.errors import LibraryError
from yulin.programmes.queries.drafts import access_draft
from yulin.programmes.queries.library import library
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rehearsal_parameters import parameters, turned
from yulin.web.officer.rehearsals import compared, form, progress, result
from yulin.web.officer.rehearsals import people as changed
from yulin.web.officer.rehearsals.in_force import out_of_force
from yulin.web.officer.rules import may_look, may_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permitted(may_look)
def rehearsals(request: HttpRequest) -> HttpResponse:
    """The earlier ones, and where a new one begins."""
    page = rehearsals_list(user=request.user, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "lines": [(one, progress.scope_word(one)) for one in page.rows],
        "may_start": may_work(request.user),
        "documents": _documents(request) if may_work(request.user) else [],
    }
    return render(request, "officer/rehearsals.html", context)


def _documents(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        return form.documents_for(library(), request.user.region)
    except LibraryError as error:
        messages.error(request, str(error))
        return []


# --- Writing --------------------------------------------------------------------------------------


@require_safe
@permitted(may_work)
def new(request: HttpRequest) -> HttpResponse:
    """The text of a document (`?policy=`), a draft (`?draft=`) or an earlier rehearsal (`?from=`)."""
    asked = form.Asked.read(request.GET)
    if request.GET.get("draft"):
        asked.text = found(access_draft, user=request.user, uuid=request.GET["draft"]).text
    elif request.GET.get("from"):
        one = found(access_rehearsal, user=request.user, uuid=request.GET["from"])
        asked.text, asked.as_of, asked.years = one.text, one.as_of.isoformat(), str(one.years)
        asked.draft = str(one.draft or "")
    elif request.GET.get("policy"):
        known = {d.id: d for d in library().documents}
        document = known.get(request.GET["policy"])
        asked.text = form.text_in_force(document) if document else ""
    return _form(request, asked)


def _form(
    request: HttpRequest, asked: form.Asked, error: RehearsalError | None = None
) -> HttpResponse:
    context = {**_live(asked, error), "documents": _documents(request)}
    return render(request, "officer/rehearsal_new.html", context, status=422 if error else 200)


def _live(asked: form.Asked, error: RehearsalError | None = None) -> dict[str, Any]:
    """The form with the numbers that can be turned, and what is wrong with the text."""
    try:
        asked.parameters = parameters(document_of(asked.text), asked.text)
    except RehearsalError:
        asked.parameters = []
    return {
        "asked": asked,
        "error": str(error) if error else "",
        "faults": form.faults(error) if error else [],
    }


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def attempt(request: HttpRequest) -> HttpResponse:
    """Try the text on a few people: a part of the page for htmx, else the whole page."""
    if request.method == "GET":  # a reader changed the language on the page of a try
        return HttpResponseRedirect(reverse("officer:rehearsal:new"))
    asked = _turned(request)
    context: dict[str, Any] = {}
    try:
        tried = try_draft(
            user=request.user, text=asked.text, as_of=asked.day, years=asked.year_count
        )
        context = {"tried": tried, "result": result.shown(tried.made, None)}
        error = None
    except RehearsalError as refused:
        error = refused
    context |= _live(asked, error)
    if request.htmx:
        # What was not typed in is brought up to date: the numbers, or the text that holds them.
        by_number = (request.htmx.trigger_name or "").startswith("p_")
        context |= {"swap_text": by_number, "swap_numbers": not by_number and not error}
        return render(request, "officer/rehearsal_live.html", context)
    context["documents"] = _documents(request)
    return render(request, "officer/rehearsal_new.html", context, status=422 if error else 200)


def _turned(request: HttpRequest) -> form.Asked:
    """What was typed, with the numbers put into the text."""
    asked = form.Asked.read(request.POST)
    try:
        asked.parameters = parameters(document_of(asked.text), asked.text)
    except RehearsalError:
        return asked
    asked.text = turned(asked.text, asked.parameters, request.POST)
    return asked


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def start(request: HttpRequest) -> HttpResponse:
    """Rehearse the text for everybody; worked out in the background, followed on the next page."""
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return HttpResponseRedirect(reverse("officer:rehearsal:new"))
    asked = _turned(request)
    try:
        rehearsal = request_rehearsal(
            acting_user=request.user,
            text=asked.text,
            as_of=asked.day,
            years=asked.year_count,
            note=asked.note,
            draft=form.draft_uuid(asked),
        )
    except RehearsalError as error:
        return _form(request, asked, error)
    return HttpResponseRedirect(reverse("officer:rehearsal:one", args=[rehearsal.uuid]))


# --- What came out --------------------------------------------------------------------------------


@require_safe
@permitted(may_look)
def rehearsal(request: HttpRequest, uuid: str) -> HttpResponse:
    """One rehearsal: how far it has come, or what came out. htmx asks for the body alone."""
    one = found(access_rehearsal, user=request.user, uuid=uuid)
    context: dict[str, Any] = {
        "rehearsal": one,
        "scope": progress.scope_word(one),
        "step": progress.step_of(one) if one.is_open else None,
        "may_work": may_work(request.user),
        "may_cancel": one.is_open and may_rehearse(request.user, one.region),
        "may_delete": not one.is_open and may_delete_rehearsal(request.user, one),
    }
    if one.state == RunState.FINISHED:
        made = rehearsed(one)
        context |= {
            "result": result.shown(made, one),
            "out_of_force": out_of_force(one),
            "others": [(o, compared.note_of(o)) for o in compared.others_for(request.user, one)],
            "compared": _compared(request, made),
        }
    template = "officer/rehearsal_body.html" if request.htmx else "officer/rehearsal.html"
    return render(request, template, context)


def _compared(request: HttpRequest, made: Any) -> compared.Compared | None:
    if not request.GET.get("with"):
        return None
    other = found(access_rehearsal, user=request.user, uuid=request.GET["with"])
    if other.state != RunState.FINISHED:
        return None
    return compared.compared(made, other, rehearsed(other))


@require_POST
@permitted(may_work)
def cancel(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_rehearsal, user=request.user, uuid=uuid)
    try:
        cancel_rehearsal(acting_user=request.user, rehearsal=one)
        messages.success(request, _("已取消演练。"))
    except RehearsalError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("officer:rehearsal:one", args=[one.uuid]))


@require_POST
@permitted(may_work)
def delete(request: HttpRequest, uuid: str) -> HttpResponse:
    """For whoever asked for it; others find the refusal of the rule."""
    one = found(access_rehearsal, user=request.user, uuid=uuid)
    try:
        delete_rehearsal(acting_user=request.user, rehearsal=one)
    except RehearsalError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("officer:rehearsal:one", args=[one.uuid]))
    messages.success(request, _("已删除这次演练。"))
    return HttpResponseRedirect(reverse("officer:rehearsal:list"))


@require_safe
@permitted(may_look)
def people(request: HttpRequest, uuid: str) -> HttpResponse:
    """Whom the draft changes, fifty at a time; names and numbers masked."""
    one = _finished(request, uuid)
    made = rehearsed(one)
    wanted = changed.Wanted.read(request.GET)
    page = changes_list(
        user=request.user, rehearsal=one, filters=wanted.filters, page=page_number(request.GET)
    )
    causes = changed.cause_texts(made)
    context = {
        **listed(request, page),
        "rehearsal": one,
        "scope": progress.scope_word(one),
        "wanted": wanted,
        "choices": changed.choices(made),
        "lines": [changed.person(row, made, causes) for row in page.rows],
    }
    return render(request, "officer/rehearsal_people.html", context)


def _finished(request: HttpRequest, uuid: str) -> Rehearsal:
    one = found(access_rehearsal, user=request.user, uuid=uuid)
    if one.state != RunState.FINISHED:
        return found(Rehearsal.objects.none().get)
    return one


@require_safe
@permitted(may_look)
@transaction.atomic
def workbook(request: HttpRequest, uuid: str) -> HttpResponseBase:
    """The whole as a workbook with charts; names and numbers masked, and journalled."""
    one = _finished(request, uuid)
    made = rehearsed(one, user=request.user)
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out.xlsx"
        write_rehearsal(
            made,
            out,
            named=named_of(made),
            printed_at=timezone.localtime(),
            title=f"草案演练：{one.title}",
            watermark=request.user.display_name,
        )
        file = out.open("rb")  # stays readable when the folder is gone
    record(
        acting_user=request.user,
        action="entitlements.rehearsal.export",
        obj=one,
        region=one.region or None,
        data={"document": one.code, "rows": made.changes.height},
    )
    name = _("草案演练-%(code)s-%(as_of)s.xlsx") % {
        "code": one.code,
        "as_of": one.as_of.isoformat(),
    }
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
