from io import BytesIO
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions.journal import record
from yulin.intake import files
from yulin.intake.actions.uploads import confirm_upload, discard_upload, receive_upload
from yulin.intake.enums import UploadState
from yulin.intake.errors import IntakeError
from yulin.intake.models import Upload
from yulin.intake.queries.uploads import access_upload
from yulin.intake.rules import may_upload
from yulin.web.officer import uploads as shown
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed
from yulin.web.officer.rules import may_look, may_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permitted(may_look)
def uploads(request: HttpRequest) -> HttpResponse:
    return _list(request)


@require_http_methods(["GET", "POST"])
@permitted(may_upload)
def receive(request: HttpRequest) -> HttpResponse:
    """Take a file in; its check runs in the background and the next page follows it."""
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return HttpResponseRedirect(reverse("officer:uploads"))
    given = request.FILES.get("file")
    if given is None:
        return _list(request, error=_("请先选一个文件。"))
    try:
        upload = receive_upload(
            acting_user=request.user, name=given.name or "", chunks=given.chunks()
        )
    except IntakeError as error:
        return _list(request, error=str(error))
    return HttpResponseRedirect(_address(upload))


def _list(request: HttpRequest, error: str = "") -> HttpResponse:
    wanted = shown.Wanted.read(request.GET)
    page = shown.listed_uploads(user=request.user, wanted=wanted, query=request.GET)
    context = {
        **listed(request, page),
        "wanted": wanted,
        "states": UploadState.choices,
        "accepted": shown.ACCEPTED,
        "error": error,
        "may_upload": may_upload(request.user),
    }
    return render(request, "officer/uploads.html", context, status=422 if error else 200)


@require_safe
@permitted(may_upload)
def template(request: HttpRequest) -> HttpResponse:
    content = BytesIO(shown.template_bytes())
    name = _("雨林人才数据模板.xlsx")
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


@require_safe
@permitted(may_look)
def upload(request: HttpRequest, uuid: str) -> HttpResponse:
    """One file: how far its check has come, or what it found. htmx asks for the body alone."""
    one = found(access_upload, user=request.user, uuid=uuid)
    context = {
        "upload": one,
        "step": shown.step_of(one) if one.is_working else None,
        "sheets": shown.sheet_counts(one),
        # of a file with errors nothing will be loaded, so there is no change to foretell
        "changes": bool(one.changes) and not one.error_count,
        "problems": list(shown.problems(one)),
        "may_work": may_work(request.user),
        "can_confirm": one.state == UploadState.CHECKED and not one.error_count,
        "can_discard": one.state in {UploadState.RECEIVED, UploadState.CHECKED},
    }
    template = "officer/upload_body.html" if request.htmx else "officer/upload.html"
    return render(request, template, context)


@require_POST
@permitted(may_work)
def confirm(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_upload, user=request.user, uuid=uuid)
    try:
        confirm_upload(acting_user=request.user, upload=one)
    except IntakeError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_address(one))


@require_POST
@permitted(may_work)
def discard(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_upload, user=request.user, uuid=uuid)
    try:
        discard_upload(acting_user=request.user, upload=one)
        messages.success(request, _("已放弃“%s”，登记没有变动。") % one.original_name)
    except IntakeError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_address(one))
    return HttpResponseRedirect(reverse("officer:uploads"))


@require_safe
@permitted(may_work)
def report(request: HttpRequest, uuid: str) -> HttpResponse:
    """Their own file back, with the reasons; whole document numbers in it, so it is journalled."""
    one = found(access_upload, user=request.user, uuid=uuid)
    if not one.report_path or not files.whole(one.report_path).is_file():
        raise Http404
    record(acting_user=request.user, action="intake.report.download", obj=one, region=one.region)
    name = _("%s-错误原因.xlsx") % PurePath(one.original_name).stem
    report = BytesIO(b"".join(files.pieces(one.report_path)))
    return FileResponse(report, as_attachment=True, filename=name, content_type=XLSX)


def _address(upload: Upload) -> str:
    return reverse("officer:upload", args=[upload.uuid])
