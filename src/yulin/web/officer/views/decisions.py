from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.entitlements.actions.export import Form, export_run
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Run
from yulin.entitlements.queries.decisions import decisions_list
from yulin.entitlements.queries.runs import access_run
from yulin.web.officer import cases as shown
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import heads, listed, page_number
from yulin.web.officer.names import names_of
from yulin.web.officer.people import districts_of
from yulin.web.officer.rules import may_look, may_work
from yulin.web.officer.runs import scope_word


@require_safe
@permitted(may_look)
def decisions(request: HttpRequest, uuid: str) -> HttpResponse:
    """The cases behind a number: searched, narrowed, put in order, fifty at a time."""
    run = found(access_run, user=request.user, uuid=uuid)
    wanted = shown.Wanted.read(request.GET)
    names = names_of(run)
    page = decisions_list(
        user=request.user,
        run=run,
        search=wanted.words,
        filters=wanted.filters,
        sort=wanted.sort,
        page=page_number(request.GET),
    )
    context = {
        **listed(request, page),
        "run": run,
        "scope": scope_word(run),
        "wanted": wanted,
        "in_words": wanted.in_words(names),
        "lines": [shown.line(row, names) for row in page.rows],
        "heads": heads(request, shown.HEADS, sort=wanted.sort),
        "choices": shown.choices(user=request.user, run=run, names=names),
        "districts": districts_of(request.user),
        "may_work": may_work(request.user),
    }
    return render(request, "officer/decisions.html", context)


@require_safe
@permitted(may_look)
def export(request: HttpRequest, uuid: str, form: str) -> HttpResponseBase:
    """What the list shows, as a file; document numbers masked."""
    return _export(request, uuid, form)


@require_POST
@permitted(may_work)
def export_whole(request: HttpRequest, uuid: str, form: str) -> HttpResponseBase:
    """The same with whole numbers, for a reason that the journal keeps."""
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        run = found(access_run, user=request.user, uuid=uuid)
        messages.error(request, _("请写明为什么需要完整证件号。"))
        return _back(request, run)
    return _export(request, uuid, form, reason=reason)


def _export(request: HttpRequest, uuid: str, form: str, *, reason: str = "") -> HttpResponseBase:
    if form not in set(Form):
        raise Http404
    run = found(access_run, user=request.user, uuid=uuid)
    wanted = shown.Wanted.read(request.GET)
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"out.{form}"
        try:
            export_run(
                acting_user=request.user,
                run=run,
                form=Form(form),
                out=out,
                filters=wanted.filters,
                search=wanted.words,
                reason=reason,
                in_words=wanted.in_words(names_of(run)),
            )
        except RunError as error:
            messages.error(request, str(error))
            return _back(request, run)
        file = out.open("rb")  # stays readable when the folder is gone
    return FileResponse(file, as_attachment=True, filename=_file_name(run, form))


def _file_name(run: Run, form: str) -> str:
    return _("计算结果-%(as_of)s.%(form)s") % {"as_of": run.as_of.isoformat(), "form": form}


def _back(request: HttpRequest, run: Run) -> HttpResponse:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(shown.address(run) + query)
