"""Service points for everybody: the directory, a place with its free beds and times, and booking."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yulin.access.rules import is_employer, is_person
from yulin.jobs.queries.resumes import firm_of
from yulin.registry.models import Employer, Person
from yulin.registry.queries.scope import visible_people
from yulin.services.actions.appointments import book_slot
from yulin.services.actions.stays import Wish, book_stay
from yulin.services.enums import Openness, PlaceKind, ServiceKind
from yulin.services.errors import NotEntitledError, ServicesError
from yulin.services.models import Place
from yulin.services.queries.grounds import Ground
from yulin.services.queries.places import (
    DAYS,
    Wanted,
    access_open_place,
    directory,
    free_by_day,
    free_slots,
)
from yulin.web.jobs_form import districts
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.person.access import person_required
from yulin.web.services_form import day_of, filled
from yulin.web.services_shown import (
    place_json_ld,
    place_lines,
    place_name,
    slots_by_day,
    told_grounds,
    weeks,
    where,
)

CITY = 330300
_TYPED = ("arrives", "leaves", "purpose", "called", "contact")


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.read(request.GET)
    page = directory(wanted, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "wanted": wanted,
        "lines": [(row, place_name(row.place), where(row.place)) for row in page.rows],
        "kinds": PlaceKind.choices,
        "matters": ServiceKind.choices,
        "districts": districts((wanted.place or CITY) // 100 * 100),
    }
    return render(request, "public/services.html", context)


@require_safe
def service(request: HttpRequest, station: str) -> HttpResponse:
    return _shown(request, _open(station))


def _open(uuid: str) -> Place:
    try:
        return access_open_place(uuid)
    except Place.DoesNotExist:
        raise Http404 from None


def _shown(
    request: HttpRequest, place: Place, *, grounds: Sequence[Ground] = (), typed: Any = None
) -> HttpResponse:
    is_open = place.state == Openness.OPEN
    scheme = place.scheme if place.scheme and place.scheme.state == Openness.OPEN else None
    address = request.build_absolute_uri(reverse("public:service", args=[place.uuid]))
    today = timezone.localdate()
    context = {
        "place": place,
        "name": place_name(place),
        "lines": place_lines(place),
        "is_open": is_open,
        "scheme": scheme if is_open else None,
        "weeks": weeks(free_by_day(place, first=today, days=DAYS)) if scheme else [],
        "slots": slots_by_day(place) if is_open else [],
        "json_ld": place_json_ld(place, address) if is_open else "",
        "is_person": is_person(request.user),
        "may_book": is_person(request.user) or is_employer(request.user),
        "grounds": told_grounds(grounds),
        "typed": filled(_TYPED, typed or {}),
        "today": today,
    }
    return render(request, "public/service.html", context)


@never_cache
@require_POST
@person_required
def stay(request: HttpRequest, person: Person, station: str) -> HttpResponse:
    """Book nights; a condition that is not met is shown with the others, on the same page."""
    place, data = _open(station), request.POST
    arrives, leaves = day_of(data.get("arrives", "")), day_of(data.get("leaves", ""))
    if arrives is None or leaves is None:
        messages.error(request, _("请填写入住和离店日期。"))
        return HttpResponseRedirect(reverse("public:service", args=[place.uuid]))
    wish = Wish(
        arrives=arrives,
        leaves=leaves,
        purpose=data.get("purpose", ""),
        waits=data.get("waits") == "yes",
        shares=data.get("shares") == "yes",
        called=data.get("called", ""),
        contact=data.get("contact", ""),
    )
    try:
        booked = book_stay(acting_user=request.user, person=person, place=place, wish=wish)
    except NotEntitledError as error:
        messages.error(request, str(error))
        return _shown(request, place, grounds=error.grounds, typed=data)
    except ServicesError as error:
        messages.error(request, str(error))
        return _shown(request, place, typed=data)
    return HttpResponseRedirect(reverse("person:stay", args=[booked.uuid]))


def _books(user: Any) -> bool:
    return is_person(user) or is_employer(user)


@require_POST
@permitted(_books)
def appointment(request: HttpRequest, station: str) -> HttpResponse:
    """Take a time, as a person or for the firm."""
    place = _open(station)
    back = HttpResponseRedirect(reverse("public:service", args=[place.uuid]))
    slot = free_slots().filter(place=place, uuid=uuid_of(request.POST.get("slot", ""))).first()
    if slot is None:
        messages.error(request, _("请选择一个还有名额的时段。"))
        return back
    try:
        book_slot(
            acting_user=request.user,
            slot=slot,
            question=request.POST.get("question", ""),
            **_who(request),
        )
    except ServicesError as error:
        messages.error(request, str(error))
        return back
    messages.success(request, _("已预约。到时请出示预约码。"))
    of_person = is_person(request.user)
    return HttpResponseRedirect(reverse("person:stays" if of_person else "employer:services"))


def _who(request: HttpRequest) -> dict[str, Any]:
    """Whom the signed-in user books for; 404 where the register knows nobody."""
    if is_person(request.user):
        person = visible_people(request.user).first()
        if person is None:
            raise Http404
        return {"person": person}
    try:
        return {"employer": firm_of(request.user)}
    except (Employer.DoesNotExist, ValueError):
        raise PermissionDenied from None
