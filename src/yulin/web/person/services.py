"""A person's nights and appointments: with their codes, people from home, and cancelling."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.registry.models import Person
from yulin.registry.queries.paging import page_of
from yulin.services.actions.appointments import cancel_appointment
from yulin.services.actions.stays import cancel_stay, stop_sharing
from yulin.services.enums import StayState
from yulin.services.errors import ServicesError
from yulin.services.queries.bookings import from_home, own_appointments, own_stays
from yulin.web.officer.gate import found
from yulin.web.officer.listing import listed, page_number
from yulin.web.person.access import person_required
from yulin.web.services_shown import no_button, picture, place_name, told_grounds, where

_NOT_BEGUN = (StayState.WAITING, StayState.PENDING, StayState.BOOKED)


@never_cache
@require_safe
@person_required
def stays(request: HttpRequest, person: Person) -> HttpResponse:
    page = page_of(own_stays(person), number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "lines": [(row, place_name(row.place)) for row in page.rows],
        "appointments": [
            (row, place_name(row.slot.place), where(row.slot.place))
            for row in own_appointments(request.user)[:50]
        ],
    }
    return render(request, "person/stays.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def stay(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    one = found(own_stays(person).get, uuid=uuid)
    if request.method == "POST":
        acts = {"cancel": cancel_stay, "unshare": stop_sharing}
        try:
            acts.get(request.POST.get("do", ""), no_button)(acting_user=request.user, stay=one)
            messages.success(request, _("已办理。"))
        except ServicesError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("person:stay", args=[one.uuid]))
    shows_code = one.state in (StayState.BOOKED, StayState.STAYING)
    context = {
        "stay": one,
        "name": place_name(one.place),
        "where": where(one.place),
        "picture": picture(one.code) if shows_code else "",
        "grounds": told_grounds(one.grounds),
        "steps": list(one.steps.all()),
        "from_home": from_home(one),
        "guidance": one.allowance.scheme.guidance,
        "may_cancel": one.state in _NOT_BEGUN,
    }
    return render(request, "person/stay.html", context)


@never_cache
@require_POST
@person_required
def appointment(request: HttpRequest, person: Person, uuid: str) -> HttpResponse:
    """Give the time back."""
    one = found(own_appointments(request.user).get, uuid=uuid)
    try:
        cancel_appointment(acting_user=request.user, appointment=one)
        messages.success(request, _("已取消预约。"))
    except ServicesError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("person:stays"))
