from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yulin.web import prospects, regions
from yulin.web.availability import needs_library
from yulin.web.public import answers as kept
from yulin.web.public import cards, engine
from yulin.web.public.answers import Answers
from yulin.web.public.due_page import page_context


@dataclass
class Asked:
    """The question that stays on the screen although others wait, and what was wrong with it."""

    name: str = ""
    error: str = ""
    typed: str = field(default="")


@never_cache
@require_safe
@needs_library
def due(request: HttpRequest) -> HttpResponse:
    return _page(request, _answers(request), Asked(name=request.GET.get("edit", "")))


@require_POST
@needs_library
def answer(request: HttpRequest) -> HttpResponse:
    """Take one answer; one that makes no sense is asked again with the reason."""
    given = _answers(request)
    term = engine.term(request.POST.get("name", ""))
    if term is None:
        return HttpResponseRedirect(reverse("public:due"))
    typed = request.POST.get("answer", "")
    try:
        given.give(term.name, cards.read(cards.card(term), typed))
    except cards.AnswerError as error:
        return _page(request, given, Asked(term.name, str(error), typed), status=422)
    return _kept(request, given)


@require_POST
@needs_library
def skip(request: HttpRequest) -> HttpResponse:
    """Pass over all questions of a subject at once; answers already given stay."""
    given = _answers(request)
    for name in request.POST.getlist("name"):
        if engine.term(name) is not None and name not in given.given:
            given.give(name, None)
    return _kept(request, given)


@require_POST
@needs_library
def choose_regions(request: HttpRequest) -> HttpResponse:
    given = _answers(request)
    codes = [int(c) for c in request.POST.getlist("region") if c.isdecimal()]
    wanted = [code for code in regions.OFFERED if code in codes]
    given.regions = tuple(wanted[: regions.MOST])
    if len(wanted) > regions.MOST:
        messages.warning(request, _("一次最多比较 %d 个地区，已取前几个。") % regions.MOST)
    return _kept(request, given)


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(reverse("public:due"))
    kept.forget(response)
    messages.success(request, _("已清除全部回答。"))
    return response


@never_cache
@require_safe
@needs_library
def to_print(request: HttpRequest) -> HttpResponse:
    given = _answers(request)
    return render(request, "public/due_print.html", page_context(given, asked=None))


@never_cache
@require_safe
@needs_library
def why(request: HttpRequest, region: int, policy: str, benefit: str) -> HttpResponse:
    """The reasons of one line: a page of its own, or a part of the results page for htmx."""
    if region not in regions.OFFERED:
        raise Http404
    given = _answers(request)
    known = engine.prospects(
        values=given.values, region=region, as_of=timezone.localdate(), skipped=given.skipped
    )
    try:
        found = known.remedies(f"{policy}/{benefit}")
    except KeyError:
        raise Http404 from None
    template = "yulin/decision.html" if request.htmx else "public/due_why.html"
    return render(request, template, {**prospects.reasons(found), "region": region})


def _answers(request: HttpRequest) -> Answers:
    """The kept answers that still fit: a policy may have changed since they were given."""
    given = kept.load(request)
    given.given = {
        name: value for name, value in given.given.items() if cards.fits(engine.term(name), value)
    }
    return given


def _page(request: HttpRequest, given: Answers, asked: Asked, *, status: int = 200) -> HttpResponse:
    context = page_context(given, asked=asked, chosen=request.GET.getlist("choose"))
    template = "public/due_body.html" if request.htmx else "public/due.html"
    # htmx shows only what succeeded; for it a question asked again is an ordinary answer.
    return render(request, template, context, status=200 if request.htmx else status)


def _kept(request: HttpRequest, given: Answers) -> HttpResponse:
    """Answer with the next question: at once for htmx, by way of a redirect otherwise."""
    if request.htmx:
        response = _page(request, given, Asked())
    else:
        response = HttpResponseRedirect(reverse("public:due"))
    try:
        kept.save(response, given)
    except kept.TooManyAnswersError:
        messages.error(request, _("回答太多，浏览器放不下了。请清除一部分再继续。"))
    return response
