"""Posts of the officer's region: what waits for a decision, the rest with search, and the funnel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.jobs.actions.moderation import decide_post
from yulin.jobs.actions.plans import answer_objection
from yulin.jobs.actions.workbooks import export_posts
from yulin.jobs.enums import PostState, Verdict
from yulin.jobs.errors import JobsError
from yulin.jobs.models import PostReview, PublicityObjection
from yulin.jobs.queries.boards import funnel, officer_posts, officer_posts_list
from yulin.jobs.queries.firms import firm_name
from yulin.jobs.queries.plans import objections_list
from yulin.jobs.rules import may_answer_objection, may_export_posts, may_moderate_post
from yulin.web.jobs_files import workbook_answer
from yulin.web.jobs_shown import demands, offers
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def posts(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", PostState.WAITING)
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = officer_posts_list(
        user=request.user, state=state, words=words, page=page_number(request.GET)
    )
    context = {
        **listed(request, page),
        "state": state,
        "words": words,
        "states": [pair for pair in PostState.choices if pair[0] != PostState.DRAFT],
        "funnel": funnel(user=request.user),
        "exports": may_export_posts(request.user),
    }
    return render(request, "officer/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def post(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_posts(request.user).get, uuid=uuid)
    if request.method == "POST":
        try:
            decide_post(
                acting_user=request.user,
                post=one,
                verdict=request.POST.get("verdict", ""),
                reason=request.POST.get("reason", ""),
            )
            messages.success(request, _("已处理，单位会看到结果和理由。"))
        except JobsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("officer:post", args=[one.uuid]))
    context = {
        "post": one,
        "firm": firm_name(one.employer_id),
        "demands": demands(one),
        "offers": offers(one),
        "reviews": PostReview.objects.filter(version__post=one).select_related(
            "decided_by", "version"
        ),
        "verdicts": Verdict.choices,
        "decides": one.state == PostState.WAITING and may_moderate_post(request.user, one),
    }
    return render(request, "officer/post.html", context)


@require_POST
@permitted(may_export_posts)
def export(request: HttpRequest) -> HttpResponse:
    """What the list with its filter shows, as a workbook; asked for by a form, since it is journalled."""
    state = request.POST.get("state", "")
    words = request.POST.get("q", "").replace("\0", "").strip()[:80]
    return workbook_answer(
        lambda out: export_posts(acting_user=request.user, state=state, words=words, out=out),
        "posts",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def list_objections(request: HttpRequest) -> HttpResponse:
    """What was said against people on lists of the region, and answering it."""
    if request.method == "POST":
        key = uuid_of(request.POST.get("objection", ""))
        one = PublicityObjection.objects.filter(uuid=key).first()
        if one is None:
            messages.error(request, _("请按页面上的按钮办理。"))
        else:
            _answer(request, one)
        return HttpResponseRedirect(reverse("officer:list_objections"))
    page = objections_list(user=request.user, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "lines": [(row, may_answer_objection(request.user, row)) for row in page.rows],
    }
    return render(request, "officer/list_objections.html", context)


def _answer(request: HttpRequest, one: PublicityObjection) -> None:
    try:
        answer_objection(
            acting_user=request.user,
            objection=one,
            uphold=request.POST.get("do") == "uphold",
            answer=request.POST.get("answer", ""),
        )
        messages.success(request, _("已答复，公示页上会写出答复。"))
    except JobsError as error:
        messages.error(request, str(error))
