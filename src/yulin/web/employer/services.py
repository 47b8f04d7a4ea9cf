"""A firm's appointments at service points."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.rules import is_employer
from yulin.registry.queries.paging import page_of
from yulin.services.actions.appointments import cancel_appointment
from yulin.services.errors import ServicesError
from yulin.services.queries.bookings import own_appointments
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.services_shown import no_button, place_name, where


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def services(request: HttpRequest) -> HttpResponse:
    rows = own_appointments(request.user)
    if request.method == "POST":
        key = uuid_of(request.POST.get("cancel", ""))
        try:
            one = found(rows.get, uuid=key) if key else no_button()
            cancel_appointment(acting_user=request.user, appointment=one)
            messages.success(request, _("已取消预约。"))
        except ServicesError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("employer:services"))
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "appointments": [
            (row, place_name(row.slot.place), where(row.slot.place)) for row in page.rows
        ],
    }
    return render(request, "employer/services.html", context)
