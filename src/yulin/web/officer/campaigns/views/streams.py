"""Live streams: sessions, posts shown, the platform's numbers, the funnel."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.events.actions.streams import open_stream, report, show_post
from yulin.events.campaign_enums import FigureSource, Step
from yulin.events.campaign_rules import may_run
from yulin.events.errors import EventsError
from yulin.events.models import Event, Stream
from yulin.events.queries import streams as queries
from yulin.events.queries.lists import officer_events
from yulin.events.rules import may_organise_somewhere
from yulin.events.stream_file import LARGEST, Reported, number_of, read_report
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.jobs.queries.boards import officer_posts
from yulin.web.jobs_form import number
from yulin.web.officer.campaigns import form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work

_FIELDS = ("event", "title", "platform", "host", "begins_at", "ends_at")


@require_safe
@permitted(may_look)
def streams(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = queries.streams_list(user=request.user, words=words, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "words": words,
        "may_make": may_organise_somewhere(request.user),
    }
    return render(request, "officer/campaigns/streams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def new(request: HttpRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            made = open_stream(
                acting_user=request.user,
                event=_event(request),
                title=request.POST.get("title", ""),
                platform=request.POST.get("platform", ""),
                host=request.POST.get("host", ""),
                begins_at=form.moment(request.POST, "begins_at"),
                ends_at=form.moment(request.POST, "ends_at"),
            )
        except EventsError as refused:
            error = str(refused)
        else:
            return HttpResponseRedirect(reverse("campaigns:stream", args=[made.uuid]))
    context = {
        "error": error,
        "typed": form.given(request.POST, _FIELDS),
        "events": officer_events(request.user).order_by("-begins_at")[:100],
    }
    return render(
        request, "officer/campaigns/stream_form.html", context, status=422 if error else 200
    )


def _event(request: HttpRequest) -> Event:
    try:
        return officer_events(request.user).get(uuid=request.POST.get("event", ""))
    except (Event.DoesNotExist, ValidationError):
        raise EventsError(_("请选择活动。")) from None


@require_safe
@permitted(may_look)
def stream(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    shown = queries.shown_posts(one)
    posts = officer_posts(request.user).filter(state=PostState.OPEN)
    context = {
        "stream": one,
        "lines": queries.funnel(one),
        "shown": [
            (row, request.build_absolute_uri(reverse("public:stream_link", args=[row.code])))
            for row in shown
        ],
        "reports": queries.reports(one)[:100],
        "runs": may_run(request.user, one),
        "posts": posts.exclude(pk__in=[row.post_id for row in shown]).order_by("-id")[:200],
        "steps": Step.choices,
    }
    return render(request, "officer/campaigns/stream.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    wanted = _STEPS.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
        messages.success(request, _("已办理。"))
    except EventsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("campaigns:stream", args=[one.uuid]))


def _show(request: HttpRequest, one: Stream) -> None:
    try:
        post = officer_posts(request.user).get(uuid=request.POST.get("post", ""))
    except (Post.DoesNotExist, ValidationError):
        raise EventsError(_("请选择岗位。")) from None
    minute = number(request.POST.get("minute", ""))
    show_post(
        acting_user=request.user, stream=one, post=post, minute=-1 if minute is None else minute
    )


def _report(request: HttpRequest, one: Stream) -> None:
    chosen = request.POST.get("step", "")
    if chosen not in Step.values:
        raise EventsError(_("请选择环节。"))
    count, qualifier = number_of(request.POST.get("number", ""))
    told = Reported(
        step=Step(chosen),
        number=count,
        qualifier=qualifier,
        taken_at=form.moment(request.POST, "taken_at"),
    )
    report(
        acting_user=request.user,
        stream=one,
        numbers=[told],
        source=request.POST.get("source", ""),
        way=FigureSource.FORM,
    )


def _upload(request: HttpRequest, one: Stream) -> None:
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > LARGEST:
        raise EventsError(_("请选择 1 MB 以内的文件。"))
    report(
        acting_user=request.user,
        stream=one,
        numbers=read_report(given.name or "", given.read()),
        source=request.POST.get("source", ""),
        way=FigureSource.FILE,
    )


_STEPS: dict[str, Callable[[HttpRequest, Stream], None]] = {
    "show": _show,
    "report": _report,
    "upload": _upload,
}


def _one(request: HttpRequest, uuid: str) -> Stream:
    return found(queries.visible_streams(request.user).get, uuid=uuid)
