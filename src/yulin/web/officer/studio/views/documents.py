from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yulin.access.models import User
from yulin.policy.document import Document
from yulin.programmes.actions.drafts import start_draft
from yulin.programmes.actions.register import keep_text_in_use
from yulin.programmes.errors import DraftError
from yulin.programmes.queries.documents import text_of
from yulin.programmes.queries.drafts import open_drafts, releases_of, text_in_use
from yulin.programmes.queries.library import library_now
from yulin.programmes.rules import may_draft_in_region
from yulin.web.availability import needs_library
from yulin.web.officer.gate import permitted
from yulin.web.officer.rules import may_look, may_work
from yulin.web.officer.studio import shown
from yulin.web.officer.studio.compare import between_versions, text_differences
from yulin.web.officer.studio.official_file import official_response


@require_safe
@permitted(may_look)
@needs_library
def documents(request: HttpRequest) -> HttpResponse:
    """The documents in use that concern the region."""
    words = request.GET.get("q", "").strip()[:100]
    lines = shown.document_lines(library_now(), request.user, timezone.localdate(), words)
    return render(request, "officer/studio/documents.html", {"lines": lines, "words": words})


@require_safe
@permitted(may_look)
@needs_library
def document(request: HttpRequest, code: str) -> HttpResponse:
    """A document's history: every release, and what it changed; any two texts compared."""
    one = _found(request.user, code)
    releases = list(releases_of(code))
    context = {
        "document": one,
        "digest": one.digest,
        "history": shown.history(releases),
        "first": releases[-1].previous if releases else None,
        "versions": _versions(one),
        "draft": open_drafts(request.user).get(code),
        "may_draft": may_draft_in_region(request.user, one.region),
        **_comparison(request, code, one),
    }
    return render(request, "officer/studio/document.html", context)


def _found(user: User, code: str) -> Document:
    for one in library_now().documents:
        if one.id == code and shown.concerns(one.region, user):
            return one
    raise Http404


def _versions(document: Document) -> list[dict[str, Any]]:
    """The document's own versions, each with how it differs from the one before."""
    made = []
    for number, version in enumerate(document.versions):
        before = document.versions[number - 1] if number else None
        told = between_versions(before, version, document) if before else []
        made.append({"version": version, "before": before, "changes": told})
    return made[::-1]


def _comparison(request: HttpRequest, code: str, one: Document) -> dict[str, Any]:
    """The two texts that were asked for, compared."""
    old = text_of(code=code, sha256=request.GET.get("from", ""))
    new = text_of(code=code, sha256=request.GET.get("to", ""))
    if old is None or new is None:
        return {"compared": None}
    changes = text_differences(old.text, new.text, name=one.file)
    return {"compared": {"old": old, "new": new, "changes": changes}}


@require_POST
@permitted(may_work)
@needs_library
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft of a document in use: from its text, or from an earlier one."""
    one = _found(request.user, code)
    earlier = text_of(code=code, sha256=request.POST.get("sha256", ""))
    if not may_draft_in_region(request.user, one.region):
        raise PermissionDenied
    base = keep_text_in_use(document=one)
    try:
        made = start_draft(acting_user=request.user, text=(earlier or base).text, base=base)
    except DraftError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("studio:document", args=[code]))
    return HttpResponseRedirect(reverse("studio:editor", args=[made.uuid]))


@require_safe
@permitted(may_look)
@needs_library
def text(request: HttpRequest, code: str, sha256: str) -> HttpResponse:
    """A text word for word, as a file."""
    one = _found(request.user, code)
    kept = text_of(code=code, sha256=sha256)
    if kept is None and sha256 != one.digest:
        raise Http404
    words = kept.text if kept else text_in_use(one).text
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sha256[:12]}.yaml"'
    return response


@require_safe
@permitted(may_look)
@needs_library
def official(request: HttpRequest, code: str) -> HttpResponse:
    """The document in use as an official document."""
    return official_response(_found(request.user, code), is_draft=False)
