from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.models import User
from yulin.policy.library import Library
from yulin.policy.studio.edit import EditError
from yulin.programmes.actions.drafts import save_draft, start_draft
from yulin.programmes.enums import DraftState
from yulin.programmes.errors import DraftError
from yulin.programmes.models import Draft
from yulin.programmes.queries.drafts import (
    access_draft,
    drafts_list,
    saves_of,
    text_in_use,
    visible_drafts,
)
from yulin.programmes.queries.library import library_now
from yulin.web import regions
from yulin.web.availability import needs_library
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work
from yulin.web.officer.studio import shown, starters
from yulin.web.officer.studio.compare import text_differences


@require_safe
@permitted(may_look)
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of the region: searched and narrowed, the last changed first."""
    filters = shown.filters_of(request.GET)
    page = drafts_list(user=request.user, filters=filters, page=page_number(request.GET))
    waiting = visible_drafts(request.user).filter(state=DraftState.SUBMITTED).count()
    context = {
        **listed(request, page),
        "filters": filters,
        "states": shown.state_words(),
        "waiting": waiting,
        "may_work": may_work(request.user),
    }
    return render(request, "officer/studio/drafts.html", context)


@require_http_methods(["GET", "POST"])
@permitted(may_work)
@needs_library
def new(request: HttpRequest) -> HttpResponse:
    """Begin a text: from a form that runs, or from a text in use."""
    if request.method == "POST":
        try:
            draft = start_draft(acting_user=request.user, text=_first_text(request))
        except (DraftError, EditError) as error:
            return _new_page(request, error=str(error))
        except PermissionDenied:
            return _new_page(request, error=_("只能为您的地区起草。"))
        return HttpResponseRedirect(reverse("studio:editor", args=[draft.uuid]))
    return _new_page(request)


def _first_text(request: HttpRequest) -> str:
    typed = request.POST
    code, title = typed.get("code", "").strip()[:40], typed.get("title", "").strip()[:200]
    region = typed.get("region", "").strip()
    if not code or not title:
        raise DraftError(_("编号和标题都要填。"))
    if not region.isdecimal() or any(mark in code for mark in " /\\#:'\""):
        raise DraftError(_("编号里不能有空格和标点，地区要选一个。"))
    library = library_now()
    if any(document.id == code for document in library.documents):
        raise DraftError(_("编号 %s 已有文件在用，请到“文件”里对它起草。") % code)
    title_en = typed.get("title_en", "").strip()[:200]
    given = {"code": code, "title": title, "title_en": title_en, "region": int(region)}
    source = typed.get("source", "")
    if source.startswith("copy:"):
        text = _text_to_copy(library, request.user, source.removeprefix("copy:"))
        return starters.copied(text, **given)
    return starters.blank(kind=source, **given)


def _text_to_copy(library: Library, user: User, code: str) -> str:
    for document in library.documents:
        if document.id == code and shown.concerns(document.region, user):
            return text_in_use(document).text
    raise DraftError(_("没有这份文件。"))


def _new_page(request: HttpRequest, error: str = "") -> HttpResponse:
    copies = [d for d in library_now().documents if shown.concerns(d.region, request.user)]
    context = {
        "error": error,
        "kinds": [(kind, row[0]) for kind, row in starters.KINDS.items()],
        "copies": copies,
        "regions": _regions_of(request.user),
        "typed": {
            name: request.POST.get(name) or request.GET.get(name, "")
            for name in ("code", "title", "title_en", "region", "source")
        },
    }
    return render(request, "officer/studio/new.html", context, status=422 if error else 200)


def _regions_of(user: User) -> list[tuple[int, str]]:
    below = [code for code in regions.OFFERED if shown.may_draft_in_region(user, code)]
    codes = dict.fromkeys([user.region, *below])
    return [(code, regions.full_name(code)) for code in codes]


@require_safe
@permitted(may_look)
def saves(request: HttpRequest, uuid: str) -> HttpResponse:
    """Every saved state of a draft, and through whose hands it went."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    context = {
        "draft": draft,
        "saves": saves_of(draft)[:200],
        "steps": draft.steps.select_related("done_by"),
        "rights": shown.rights(request.user, draft),
    }
    return render(request, "officer/studio/saves.html", context)


@require_http_methods(["GET", "POST"])
@permitted(may_look)
@needs_library
def saved(request: HttpRequest, uuid: str, revision: int) -> HttpResponse:
    """A saved state beside the text of now; a POST takes it back."""
    draft = found(access_draft, user=request.user, uuid=uuid)
    state = saves_of(draft).filter(revision=revision).first()
    if state is None:
        raise Http404
    if request.method == "POST":
        return _take_back(request, draft, state.text, revision)
    context = {
        "draft": draft,
        "state": state,
        "changes": text_differences(state.text, draft.text, name=draft.file),
        "rights": shown.rights(request.user, draft),
    }
    return render(request, "officer/studio/saved.html", context)


def _take_back(request: HttpRequest, draft: Draft, text: str, revision: int) -> HttpResponse:
    given = request.POST.get("revision", "")
    try:
        save_draft(
            acting_user=request.user,
            draft=draft,
            text=text,
            revision=int(given) if given.isdecimal() else 0,
            note=_("恢复到第 %d 次保存") % revision,
        )
    except DraftError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("studio:saves", args=[draft.uuid]))
    messages.success(request, _("已恢复到第 %d 次保存的文本。") % revision)
    return HttpResponseRedirect(reverse("studio:editor", args=[draft.uuid]))
