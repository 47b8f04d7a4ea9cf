from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.programmes.actions.drafts import discard_draft, submit_draft, withdraw_draft
from yulin.programmes.actions.release import release_draft, return_draft
from yulin.programmes.enums import DraftState
from yulin.programmes.errors import DraftError
from yulin.programmes.models import Draft
from yulin.programmes.queries.drafts import access_draft
from yulin.web.availability import needs_library
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.rules import may_look, may_work
from yulin.web.officer.studio import checking, shown
from yulin.web.officer.studio.compare import text_differences

LONGEST = 2000


@require_safe
@permitted(may_look)
@needs_library
def review(request: HttpRequest, uuid: str) -> HttpResponse:
    """What a second person reads before they decide: what changes, the cases, the text."""
    return _page(request, found(access_draft, user=request.user, uuid=uuid))


def _page(request: HttpRequest, draft: Draft, fault: DraftError | None = None) -> HttpResponse:
    base = draft.base
    context = {
        "draft": draft,
        "checked": checking.check(draft, draft.text),
        "changes": text_differences(base.text, draft.text, name=draft.file) if base else None,
        "steps": draft.steps.select_related("done_by"),
        "rights": shown.rights(request.user, draft),
        "wrote": draft.state == DraftState.SUBMITTED
        and may_work(request.user)
        and not shown.rights(request.user, draft).decide,
        "fault": fault,
        "remarks": request.POST.get("remarks", ""),
        "release": getattr(draft, "release", None),
    }
    return render(request, "officer/studio/review.html", context, status=422 if fault else 200)


@require_POST
@permitted(may_work)
@needs_library
def submit(request: HttpRequest, uuid: str) -> HttpResponse:
    draft = found(access_draft, user=request.user, uuid=uuid)
    try:
        submit_draft(
            acting_user=request.user,
            draft=draft,
            revision=_revision(request),
            remarks=_remarks(request),
        )
    except DraftError as error:
        return _page(request, draft, error)
    messages.success(request, _("已提请审核。请另一位同事打开这一页审核。"))
    return _to(draft, "review")


@require_POST
@permitted(may_work)
def withdraw(request: HttpRequest, uuid: str) -> HttpResponse:
    return _do(request, uuid, withdraw_draft, _("已撤回，可以接着改。"), "editor")


@require_POST
@permitted(may_work)
def discard(request: HttpRequest, uuid: str) -> HttpResponse:
    return _do(request, uuid, discard_draft, _("草稿已作废；保存过的文本都还在。"), "saves")


def _do(
    request: HttpRequest, uuid: str, act: Callable[..., Any], said: str, then: str
) -> HttpResponse:
    draft = found(access_draft, user=request.user, uuid=uuid)
    try:
        act(acting_user=request.user, draft=draft)
    except DraftError as error:
        messages.error(request, str(error))
        return _to(draft, "review")
    messages.success(request, said)
    return _to(draft, then)


@require_http_methods(["GET", "POST"])
@permitted(may_work)
@needs_library
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    """Release or send back."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return _to(draft, "review")
    try:
        if request.POST.get("do") == "release":
            release = release_draft(
                acting_user=request.user,
                draft=draft,
                revision=_revision(request),
                remarks=_remarks(request),
            )
            said = _("%(code)s 第 %(number)d 次发布，从现在起据以计算。")
            messages.success(request, said % {"code": release.code, "number": release.number})
            return HttpResponseRedirect(reverse("studio:document", args=[release.code]))
        return_draft(acting_user=request.user, draft=draft, remarks=_remarks(request))
    except DraftError as error:
        return _page(request, draft, error)
    messages.success(request, _("已退回起草人。"))
    return _to(draft, "review")


def _revision(request: HttpRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() else 0


def _remarks(request: HttpRequest) -> str:
    return request.POST.get("remarks", "")[:LONGEST]


def _to(draft: Draft, name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"studio:{name}", args=[draft.uuid]))
