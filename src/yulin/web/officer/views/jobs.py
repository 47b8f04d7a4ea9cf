"""Posts of the officer's region: what waits for a decision, the rest with search, and the funnel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.jobs.actions.moderation import decide_post
from yulin.jobs.enums import PostState, Verdict
from yulin.jobs.errors import JobsError
from yulin.jobs.models import PostReview
from yulin.jobs.queries.boards import funnel, officer_posts, officer_posts_list
from yulin.jobs.queries.firms import firm_name
from yulin.jobs.rules import may_moderate_post
from yulin.web.jobs_shown import demands, offers
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
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
