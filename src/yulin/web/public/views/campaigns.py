"""Campaigns, the way of a young person through their policies, the city's calendar, stream links."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yulin.events.actions.streams import note_click
from yulin.events.campaign_enums import CalendarKind, Stage
from yulin.events.models import Campaign
from yulin.events.queries import calendar as days
from yulin.events.queries import campaigns as queries
from yulin.jobs.calendar_file import calendar as calendar_file
from yulin.web.availability import needs_library
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number
from yulin.web.public import catalogue, engine
from yulin.web.regions import OFFERED


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = queries.campaigns_list(
        rows=queries.published_campaigns(), words=words, page=page_number(request.GET)
    )
    context = {**listed(request, page), "words": words}
    return render(request, "public/campaigns.html", context)


@require_safe
@needs_library
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """What it aims at, what was printed, its policies in the order of life, its events."""
    one = _published(campaign)
    context = {
        "campaign": one,
        "targets": [(row, queries.asked(row)) for row in one.targets.all()],
        "figures": queries.figures_of(one),
        "children": queries.published_campaigns().filter(parent=one),
        "stages": _stages(one),
        "events": [(row, days.kind_of(row)) for row in queries.events_of(one)[:50]],
    }
    return render(request, "public/campaign.html", context)


def _stages(one: Campaign) -> list[tuple[Stage, list[Any]]]:
    """实习→应聘→入职→在职→安居: the policies of each stage; a stage without any says so."""
    links = list(one.policies.all())
    entries = {}
    for link in links:
        document = engine.document(link.policy)
        if document is not None and link.policy not in entries:
            entries[link.policy] = catalogue.entry(document, timezone.localdate())
    return [
        (
            stage,
            [entries[k.policy] for k in links if k.stage == stage and k.policy in entries],
        )
        for stage in Stage
    ]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    wanted = days.Wanted.read(request.GET)
    entries = days.entries(wanted)
    kept = request.GET.copy()
    kept.pop("month", None)
    context = {
        "wanted": wanted,
        "entries": entries,
        "weeks": days.weeks(wanted, entries),
        "campaigns": days.campaigns_in(wanted),
        "kinds": CalendarKind.choices,
        "places": OFFERED,
        "kept": kept.urlencode(),
        "address": request.GET.urlencode(),
    }
    return render(request, "public/calendar.html", context)


@require_safe
def calendar_ics(request: HttpRequest) -> HttpResponse:
    """The same events for a calendar on a phone."""
    text = calendar_file(days.appointments(days.entries(days.Wanted.read(request.GET))))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="events.ics"'
    return response


@never_cache
@require_safe
def stream_link(request: HttpRequest, link: str) -> HttpResponse:
    """From an address shown in a stream to its post; one more is counted, nothing about whom."""
    if request.method == "HEAD":  # a platform that tries the address is no viewer
        return HttpResponse()
    post = note_click(acting_user=request.user, code=link)
    if post is None:
        raise Http404
    return HttpResponseRedirect(reverse("public:job", args=[post.uuid]))


def _published(uuid: str) -> Campaign:
    return found(queries.published_campaigns().get, uuid=uuid)
