"""A person's tickets, and the talks that were arranged for them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yulin.events import tokens
from yulin.events.actions.slots import confirm_slot, decline_slot
from yulin.events.actions.tickets import cancel_ticket, change_consent
from yulin.events.errors import EventsError
from yulin.events.models import Slot, Ticket
from yulin.events.queries.lists import stands
from yulin.events.queries.people import own_ticket, own_tickets, talks_of_ticket, why_not_this
from yulin.registry.models import Person
from yulin.registry.queries.paging import page_of
from yulin.web.events_form import picture, reason_words
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.person.access import person_required


@never_cache
@require_safe
@person_required
def events(request: HttpRequest, person: Person) -> HttpResponse:
    page = page_of(own_tickets(person), number=page_number(request.GET), shown=list, per_page=20)
    return render(request, "person/events.html", listed(request, page))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def ticket(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    one = found(own_ticket, person=person, uuid=uuid)
    if request.method == "POST":
        _act(request, one)
        return HttpResponseRedirect(reverse("person:ticket", args=[one.uuid]))
    shown = stands(one.event)
    context = {
        "ticket": one,
        "event": one.event,
        "picture": picture(one) if one.state == "held" else "",
        "code": tokens.spaced(one.code),
        "came_at": one.check_in.at if hasattr(one, "check_in") else None,
        "talks": talks_of_ticket(one),
        "brought": [(stand.name, post) for stand in shown for post in stand.posts],
        "why": _why(request, one, [post for stand in shown for post in stand.posts]),
    }
    return render(request, "person/ticket.html", context)


def _why(request: HttpRequest, one: Ticket, brought: list[Any]) -> str:
    """The answer to 为什么不是这个, where a post of the event was asked about."""
    asked = request.GET.get("why", "")
    wanted = next((post for post in brought if str(post.pk) == asked), None)
    return reason_words(why_not_this(ticket=one, wanted=wanted)) if wanted else ""


def _act(request: HttpRequest, one: Ticket) -> None:
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        messages.error(request, _("请按页面上的按钮办理。"))
        return
    try:
        act(request, one)
        messages.success(request, _("已办理。"))
    except EventsError as error:
        messages.error(request, str(error))


def _slot(request: HttpRequest, one: Ticket) -> Slot:
    key = uuid_of(request.POST.get("slot", ""))
    slot = Slot.objects.select_related("ticket__person").filter(ticket=one, uuid=key).first()
    if slot is None:
        raise EventsError(_("这个时段已经重新安排，请看最新的安排。"))
    return slot


_ACTS: dict[str, Callable[[HttpRequest, Ticket], object]] = {
    "cancel": lambda request, one: cancel_ticket(acting_user=request.user, ticket=one),
    "consent": lambda request, one: change_consent(
        acting_user=request.user,
        ticket=one,
        shares=request.POST.get("shares") == "yes",
        slot=request.POST.get("wants") == "yes",
    ),
    "come": lambda request, one: confirm_slot(acting_user=request.user, slot=_slot(request, one)),
    "not-come": lambda request, one: decline_slot(
        acting_user=request.user, slot=_slot(request, one)
    ),
}
