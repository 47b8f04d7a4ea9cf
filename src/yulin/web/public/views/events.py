"""Events for everybody: a list with filters, its feeds, one event with firms and posts; registering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.access.rules import is_employer, is_person
from yulin.events.actions.tickets import register as register_for
from yulin.events.enums import Channel, EventKind, EventState, TicketState
from yulin.events.errors import EventsError
from yulin.events.models import Event
from yulin.events.queries.lists import Wanted, access_public, brands, events_list, stands
from yulin.events.queries.people import standing_ticket
from yulin.helping.queries.contests import is_contest, prizes
from yulin.registry.models import Person
from yulin.registry.queries.scope import visible_people
from yulin.web.events_form import calendar_of
from yulin.web.jobs_form import districts
from yulin.web.jobs_shown import pay_words
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number
from yulin.web.person.access import person_required

CITY = 330300


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.read(request.GET)
    context = {
        **listed(request, events_list(wanted, page=page_number(request.GET))),
        "wanted": wanted,
        "kinds": EventKind.choices,
        "channels": Channel.choices,
        "brands": brands(),
        "districts": [(CITY, _("全市")), *districts(CITY)],
        "address": request.GET.urlencode(),
    }
    return render(request, "public/events.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The first page of a search, for a feed reader."""
    rss = Rss201rev2Feed(
        title=_("雨林活动日历"),
        link=request.build_absolute_uri(reverse("public:events")),
        description=_("招聘会、巡回引才、校园宣讲和直播带岗"),
        language=request.LANGUAGE_CODE,
    )
    for event in events_list(Wanted.read(request.GET)).rows:
        day = timezone.localtime(event.begins_at).strftime("%Y-%m-%d %H:%M")
        rss.add_item(
            title=event.name,
            link=request.build_absolute_uri(reverse("public:event", args=[event.uuid])),
            description=f"{day} · {event.city} {event.place}\n{event.about}",
            pubdate=event.published_at,
        )
    return HttpResponse(rss.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@require_safe
def feed_calendar(request: HttpRequest) -> HttpResponse:
    """The same as a calendar that others subscribe to."""
    return _calendar(events_list(Wanted.read(request.GET)).rows, "events.ics")


def _calendar(rows: "list[Event]", name: str) -> HttpResponse:
    answer = HttpResponse(calendar_of(rows), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def event(request: HttpRequest, fair: str) -> HttpResponse:
    one = found(access_public, uuid=fair)
    now = timezone.now()
    shown = stands(one)
    takes = one.state in {EventState.OPEN, EventState.RUNNING} and one.ends_at > now
    begun = one.registration_from is None or one.registration_from <= now
    ended = one.registration_until is not None and one.registration_until < now
    context = {
        "event": one,
        "stands": [
            (
                stand,
                [(one.post, pay_words(one.post.pay_from, one.post.pay_to)) for one in stand.posts],
            )
            for stand in shown
        ],
        "posts": sum(len(stand.posts) for stand in shown),
        "prizes": prizes(one) if is_contest(one) else [],
        "takes": takes and begun and not ended,
        "is_person": is_person(request.user),
        "is_employer": is_employer(request.user),
        "ticket": _ticket(request, one),
    }
    return render(request, "public/event.html", context)


def _ticket(request: HttpRequest, one: Event) -> object:
    person = visible_people(request.user).first() if is_person(request.user) else None
    return standing_ticket(person, one) if person else None


@require_safe
def calendar_file(request: HttpRequest, fair: str) -> HttpResponse:
    del request
    return _calendar([found(access_public, uuid=fair)], "event.ics")


@require_POST
@person_required
def register(request: HttpRequest, person: Person, fair: str) -> HttpResponse:
    one = found(access_public, uuid=fair)
    try:
        ticket = register_for(
            acting_user=request.user,
            person=person,
            event=one,
            shares_resume=request.POST.get("shares") == "yes",
            wants_slot=request.POST.get("slot") == "yes",
        )
    except EventsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("public:event", args=[one.uuid]))
    waits = ticket.state == TicketState.WAITING
    told = _("名额已满，已为您排在候补名单里；有人取消时自动转为报名成功。")
    messages.success(request, told if waits else _("报名成功。入场时出示这张票。"))
    return HttpResponseRedirect(reverse("person:ticket", args=[ticket.uuid]))
