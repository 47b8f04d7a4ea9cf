import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.policy.studio.edit import EditError
from yulin.programmes.actions.drafts import LONGEST_TEXT, save_draft
from yulin.programmes.errors import ConflictError, DraftError
from yulin.programmes.models import Draft
from yulin.programmes.queries.drafts import access_draft
from yulin.web.availability import needs_library
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.rules import may_look, may_work
from yulin.web.officer.studio import checking, shown
from yulin.web.officer.studio.changes import changed, line_of
from yulin.web.officer.studio.checking import Checked
from yulin.web.officer.studio.compare import parsed, text_differences
from yulin.web.officer.studio.form import form_of
from yulin.web.officer.studio.matches import matches as counted
from yulin.web.officer.studio.official_file import official_response
from yulin.web.officer.studio.words import all_words


@require_safe
@permitted(may_look)
@needs_library
def editor(request: HttpRequest, uuid: str) -> HttpResponse:
    """The text with all that can be said of it; without scripts it is saved and checked as a form."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    return _page(request, draft, draft.text)


@require_http_methods(["GET", "POST"])
@permitted(may_work)
@needs_library
def save(request: HttpRequest, uuid: str) -> HttpResponse:
    """Save, or only check; the script asks for JSON, a plain form gets the page again."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    if request.method == "GET":  # a reader changed the language on the page of a conflict
        return HttpResponseRedirect(reverse("studio:editor", args=[uuid]))
    text = typed_text(request)
    if request.POST.get("do") == "check":
        return _page(request, draft, text)
    try:
        saved = save_draft(
            acting_user=request.user, draft=draft, text=text, revision=_revision(request)
        )
    except ConflictError as error:
        return _conflict(request, draft, text, error)
    except DraftError as error:
        return _refused(request, draft, text, str(error))
    if _wants_data(request):
        return JsonResponse({"revision": saved.revision, "message": _("已保存。")})
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("studio:editor", args=[uuid]))


def typed_text(request: HttpRequest) -> str:
    """What stands in the editor; a form sends its line ends as two characters."""
    return request.POST.get("text", "").replace("\r\n", "\n")[: LONGEST_TEXT + 1]


def _revision(request: HttpRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() else 0


def _wants_data(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _conflict(request: HttpRequest, draft: Draft, text: str, error: ConflictError) -> HttpResponse:
    if _wants_data(request):
        return JsonResponse({"message": str(error), "conflict": True}, status=409)
    context = {
        "draft": draft,
        "mine": text,
        "theirs": error.theirs,
        "revision": error.revision,
        "last": draft.saves.select_related("saved_by").order_by("-revision").first(),
        "changes": text_differences(error.theirs, text, name=draft.file),
    }
    return render(request, "officer/studio/conflict.html", context, status=409)


def _refused(request: HttpRequest, draft: Draft, text: str, reason: str) -> HttpResponse:
    if _wants_data(request):
        return JsonResponse({"message": reason}, status=422)
    return _page(request, draft, text, error=reason)


def _page(request: HttpRequest, draft: Draft, text: str, error: str = "") -> HttpResponse:
    checked = checking.check(draft, text)
    context = {
        **_panels(draft, text, checked, writes=shown.rights(request.user, draft).write),
        "draft": draft,
        "text": text,
        "is_changed": text != draft.text,
        "data": checking.as_data(checked),
        "rights": shown.rights(request.user, draft),
        "steps": draft.steps.select_related("done_by").order_by("-id")[:1],
        "error": error,
    }
    return render(request, "officer/studio/editor.html", context, status=422 if error else 200)


def _panels(draft: Draft, text: str, checked: Checked, *, writes: bool) -> dict[str, Any]:
    return {
        "draft": draft,
        "checked": checked,
        "form": form_of(text),
        "writes": writes,
        "lines": text.split("\n"),
    }


@require_POST
@permitted(may_look)
@needs_library
def check(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is wrong with a text that is being written, and its panels anew. Nothing is saved."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    text = typed_text(request)
    checked = checking.check(draft, text)
    writes = shown.rights(request.user, draft).write
    context = _panels(draft, text, checked, writes=writes)
    panels = {
        name: render_to_string(f"officer/studio/panel_{name}.html", context, request)
        for name in PANELS
    }
    return JsonResponse({**checking.as_data(checked), "panels": panels})


PANELS = ("form", "problems", "cases")
#: by name, for whoever looks for unused templates
TEMPLATES = (
    "officer/studio/panel_form.html",
    "officer/studio/panel_problems.html",
    "officer/studio/panel_cases.html",
)


@require_POST
@permitted(may_work)
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    """The text after a change in the form. Nothing is saved."""
    found(access_draft, user=request.user, uuid=uuid)
    try:
        asked = _asked(request)
        if asked.get("op") == "line":
            return JsonResponse({"line": line_of(typed_text(request), asked)})
        text = changed(typed_text(request), asked)
    except (EditError, ValueError) as error:
        reason = str(error) if isinstance(error, EditError) else _("不认识的改动。")
        return JsonResponse({"message": reason}, status=422)
    return JsonResponse({"text": text})


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked = json.loads(request.POST.get("change", ""))
    if not isinstance(asked, dict):
        raise EditError(_("不认识的改动。"))
    return asked


@require_POST
@permitted(may_look)
@needs_library
def matches(request: HttpRequest, uuid: str) -> HttpResponse:
    """How many the text would reach as it stands."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    checked = checking.check(draft, typed_text(request))
    trial = checked.trial
    context: dict[str, Any] = {"draft": draft, "found": None}
    if trial.library is not None and trial.document is not None:
        region = request.user.region or draft.region
        context["region"] = region
        context["found"] = counted(
            trial.library, trial.document, region=region, today=timezone.localdate()
        )
    return render(request, "officer/studio/panel_matches.html", context)


@require_safe
@permitted(may_look)
def words(request: HttpRequest) -> HttpResponse:
    """What can be completed and explained."""
    return JsonResponse(all_words())


@require_safe
@permitted(may_look)
@needs_library
def official(request: HttpRequest, uuid: str) -> HttpResponse:
    """The saved text as a draft of an official document."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    document = parsed(draft.text, name=draft.file)
    if document is None:
        messages.error(request, _("文本还有错误，改正并保存以后才能生成公文稿。"))
        return HttpResponseRedirect(reverse("studio:editor", args=[uuid]))
    return official_response(document, is_draft=True)
