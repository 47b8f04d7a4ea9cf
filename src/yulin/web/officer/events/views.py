"""Lists, series, the form of an event, and the event itself with the buttons that let it go on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.events.actions.events import (
    cancel_event,
    change_event,
    change_series,
    draft_event,
    make_series,
    turn_event,
)
from yulin.events.enums import STEPS, Channel, EventKind, EventState
from yulin.events.errors import EventsError
from yulin.events.models import Event, Series
from yulin.events.queries.lists import (
    Wanted,
    brands,
    officer_events,
    officer_list,
    officer_series,
)
from yulin.events.queries.outcomes import outcome
from yulin.events.queries.reach import reach
from yulin.events.rules import may_organise, may_organise_somewhere, may_run_event
from yulin.helping.queries.contests import is_contest, ranking
from yulin.registry.queries.paging import page_of
from yulin.web.events_form import event_of, event_typed, series_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def events(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.read(request.GET)
    page = officer_list(user=request.user, wanted=wanted, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "wanted": wanted,
        "kinds": EventKind.choices,
        "channels": Channel.choices,
        "states": EventState.choices,
        "brands": brands(),
        "organises": may_organise_somewhere(request.user),
    }
    return render(request, "officer/events/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def all_series(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _must_organise(request)
        try:
            made = make_series(
                acting_user=request.user,
                division=request.user.region,
                content=series_of(request.POST),
            )
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("officer:event:series", args=[made.uuid]))
        except EventsError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("officer:event:all_series"))
    page = page_of(officer_series(request.user), number=page_number(request.GET), shown=list)
    context = {**listed(request, page), "organises": _organises(request), "series": None}
    return render(request, "officer/events/all_series.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def series(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_series(request.user).get, uuid=uuid)
    if request.method == "POST":
        try:
            change_series(acting_user=request.user, series=one, content=series_of(request.POST))
            messages.success(request, _("已保存。"))
        except EventsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("officer:event:series", args=[one.uuid]))
    stops = list(one.events.order_by("stop", "begins_at")[:200])
    context = {
        "series": one,
        "events": stops,
        "reach": reach(stops),
        "organises": may_run_event(request.user, one),
    }
    return render(request, "officer/events/series.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def new(request: HttpRequest) -> HttpResponse:
    _must_organise(request)
    if request.method != "POST":
        return _form(request, None)
    try:
        content = event_of(request.POST, _chosen_series(request))
        made = draft_event(acting_user=request.user, division=request.user.region, content=content)
    except EventsError as error:
        return _form(request, None, error=str(error))
    messages.success(request, _("草稿已保存。"))
    return _to(made)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    if not may_run_event(request.user, one):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, one)
    try:
        content = event_of(request.POST, _chosen_series(request))
        change_event(acting_user=request.user, event=one, content=content)
    except EventsError as error:
        return _form(request, one, error=str(error))
    messages.success(request, _("已保存。"))
    return _to(one)


def _form(request: HttpRequest, one: Event | None, *, error: str = "") -> HttpResponse:
    context = {
        "event": one,
        "typed": event_typed(one, request.POST if request.method == "POST" else None),
        "error": error,
        "kinds": EventKind.choices,
        "channels": Channel.choices,
        "all_series": [(str(row.uuid), row.name) for row in officer_series(request.user)[:200]],
    }
    return render(request, "officer/events/form.html", context)


def _chosen_series(request: HttpRequest) -> Series | None:
    key = uuid_of(request.POST.get("series", ""))
    return officer_series(request.user).filter(uuid=key).first() if key else None


def _organises(request: HttpRequest) -> bool:
    return may_organise(request.user, getattr(request.user, "region", None))


def _must_organise(request: HttpRequest) -> None:
    if not _organises(request):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def event(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    if request.method == "POST":
        try:
            if (to := request.POST.get("to", "")) == EventState.CANCELLED:
                because = request.POST.get("because", "")
                cancel_event(acting_user=request.user, event=one, because=because)
            else:
                turn_event(acting_user=request.user, event=one, to=to)
            messages.success(request, _("已办理。"))
        except EventsError as error:
            messages.error(request, str(error))
        return _to(one)
    steps = STEPS[EventState(one.state)]
    context = {
        "event": one,
        "figures": outcome(one),
        "runs": may_run_event(request.user, one),
        "steps": [(step, _STEP_WORDS[step]()) for step in steps if step != EventState.CANCELLED],
        "may_cancel": EventState.CANCELLED in steps,
        "ranking": ranking(one) if is_contest(one) else [],
        "is_contest": is_contest(one),
    }
    return render(request, "officer/events/one.html", context)


_STEP_WORDS = {
    EventState.PUBLISHED: lambda: _("发布（不开放报名）"),
    EventState.OPEN: lambda: _("开放报名"),
    EventState.RUNNING: lambda: _("开始活动"),
    EventState.CLOSED: lambda: _("结束活动"),
    EventState.SETTLED: lambda: _("结项"),
}


def _to(one: Event) -> HttpResponse:
    return HttpResponseRedirect(reverse("officer:event:one", args=[one.uuid]))
