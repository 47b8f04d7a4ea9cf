"""Officers keep places and schemes, run the desk of a place, and read the numbers."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.facts.export import write_table_workbook
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import page_of
from yulin.services.actions.appointments import (
    call_off_appointment,
    close_slot,
    mark_appointment,
)
from yulin.services.actions.desk import (
    call_off_stay,
    check_in,
    check_out,
    confirm_stay,
    mark_absent,
)
from yulin.services.actions.places import (
    add_beds,
    close_bed,
    make_slots,
    move_place,
    move_scheme,
    save_place,
    save_scheme,
    use_scheme,
)
from yulin.services.actions.stays import Wish
from yulin.services.actions.walk_in import Document, book_walk_in
from yulin.services.enums import Guests, Openness
from yulin.services.errors import NotEntitledError, ServicesError
from yulin.services.models import Appointment, Bed, Place, Scheme, Slot, Stay
from yulin.services.queries.bookings import (
    desk_of,
    names_of,
    officer_appointments,
    officer_stays,
    place_numbers,
    scheme_numbers,
)
from yulin.services.queries.places import (
    Wanted,
    free_by_day,
    grid,
    officer_places,
    officer_places_list,
    officer_schemes,
)
from yulin.services.rules import may_keep_places, may_run_desk, may_work_here
from yulin.web.jobs_form import several
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look
from yulin.web.officer.views.uploads import XLSX
from yulin.web.services_form import (
    choices,
    day_of,
    new_place_of,
    place_of,
    place_typed,
    terms_of,
    terms_typed,
    times_of,
)
from yulin.web.services_shown import no_button, place_name, where

CITY = 330300
_MONTH = timedelta(days=30)


@require_safe
@permitted(may_look)
def places(request: HttpRequest) -> HttpResponse:
    wanted, state = Wanted.read(request.GET), request.GET.get("state", "")
    page = officer_places_list(
        user=request.user, wanted=wanted, state=state, page=page_number(request.GET)
    )
    context = {
        **listed(request, page),
        **choices(request.user.region or CITY),
        "lines": [(row, where(row.place)) for row in page.rows],
        "wanted": wanted,
        "state": state,
        "states": Openness.choices,
        "may_make": may_work_here(request.user),
    }
    return render(request, "officer/services.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work_here)
def new_place(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            made = save_place(acting_user=request.user, content=new_place_of(request.POST))
        except ServicesError as error:
            messages.error(request, str(error))
        else:
            return HttpResponseRedirect(reverse("officer:service_place", args=[made.uuid]))
    context = {**choices(request.user.region), "typed": place_typed(request.POST)}
    return render(request, "officer/service_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def place(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_places(request.user).get, uuid=uuid)
    keeps = may_keep_places(request.user, one.division)
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        _told(request, _PLACE.get(request.POST.get("do", ""), no_button), one)
        return HttpResponseRedirect(reverse("officer:service_place", args=[one.uuid]))
    slots = Slot.objects.filter(place=one, begins_at__gte=timezone.now()).order_by(
        "begins_at", "id"
    )
    page = page_of(slots, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        **choices(one.division),
        "place": one,
        "name": place_name(one),
        "typed": place_typed(one),
        "keeps": keeps,
        "beds": list(one.beds.all()),
        "schemes": [s for s in officer_schemes(request.user)[:200] if s.state != Openness.CLOSED],
        "today": timezone.localdate(),
    }
    return render(request, "officer/service_place.html", context)


def _told(request: HttpRequest, act: Callable[..., object], *on: object) -> bool:
    """Do what the pressed button says; what no longer fits is told, and nothing was done."""
    try:
        act(request, *on)
    except ServicesError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, _("已办理。"))
    return True


def _uuid(request: HttpRequest, name: str) -> Any:
    return uuid_of(request.POST.get(name, "")) or _nothing()


def _nothing() -> None:
    raise ServicesError(_("没有找到要办理的那一条。"))


def _change(request: HttpRequest, one: Place) -> object:
    return save_place(acting_user=request.user, place=one, content=place_of(request.POST))


def _beds(request: HttpRequest, one: Place) -> object:
    return add_beds(
        acting_user=request.user,
        place=one,
        room=request.POST.get("room", ""),
        names=several(request.POST.get("names", "")) or (),
        guests=request.POST.get("guests", Guests.ANY),
    )


def _bed(request: HttpRequest, one: Place) -> object:
    bed = Bed.objects.filter(place=one, uuid=_uuid(request, "bed")).first() or _nothing()
    return close_bed(acting_user=request.user, bed=bed, closed=request.POST.get("to") == "closed")


def _slot(request: HttpRequest, one: Place) -> object:
    slot = Slot.objects.filter(place=one, uuid=_uuid(request, "slot")).first() or _nothing()
    return close_slot(
        acting_user=request.user, slot=slot, closed=request.POST.get("to") == "closed"
    )


def _scheme(request: HttpRequest, one: Place) -> object:
    key = uuid_of(request.POST.get("scheme", ""))
    chosen = officer_schemes(request.user).filter(uuid=key).first() if key else None
    return use_scheme(acting_user=request.user, place=one, scheme=chosen)


_PLACE: dict[str, Callable[[HttpRequest, Place], object]] = {
    "change": _change,
    "open": lambda r, one: move_place(acting_user=r.user, place=one, to=Openness.OPEN),
    "close": lambda r, one: move_place(acting_user=r.user, place=one, to=Openness.CLOSED),
    "beds": _beds,
    "bed": _bed,
    "slots": lambda r, one: make_slots(acting_user=r.user, place=one, times=times_of(r.POST)),
    "slot": _slot,
    "scheme": _scheme,
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def desk(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_places(request.user).get, uuid=uuid)
    works = may_run_desk(request.user, one.division)
    if request.method == "POST":
        if not works:
            raise PermissionDenied
        _told(request, _DESK.get(request.POST.get("do", ""), no_button), one)
        return HttpResponseRedirect(reverse("officer:service_desk", args=[one.uuid]))
    day = day_of(request.GET.get("day", "")) or timezone.localdate()
    shown = desk_of(user=request.user, place=one, day=day)
    lines = grid(one, first=day)
    rows = [*shown.rows, *(stay for line in lines for _night, stay in line.nights if stay)]
    _named(rows)
    context = {
        "place": one,
        "name": place_name(one),
        "day": day,
        "today": timezone.localdate(),
        "desk": shown,
        "grid": lines,
        "free": free_by_day(one, first=day),
        "works": works,
    }
    return render(request, "officer/service_desk.html", context)


def _named(rows: list[Any]) -> None:
    """Who each row is about, in two queries: the desk asks for a document and compares."""
    people = names_of(row.person_id for row in rows if row.person_id)
    firms = firm_names(row.employer_id for row in rows if getattr(row, "employer_id", None))
    for row in rows:
        row.who = people.get(row.person_id) or firms.get(getattr(row, "employer_id", None), "—")


def _stay(request: HttpRequest, one: Place) -> Stay:
    """By the code that the guest shows, or by the row of the list."""
    code = request.POST.get("code", "").strip().upper()
    rows = officer_stays(request.user).filter(place=one)
    wanted = {"code": code} if code else {"uuid": _uuid(request, "stay")}
    stay = rows.filter(**wanted).first()
    if stay is None:
        raise ServicesError(_("这里没有这个入住码。"))
    return stay


def _confirm(agree: bool) -> Callable[[HttpRequest, Place], object]:
    return lambda r, one: confirm_stay(
        acting_user=r.user, stay=_stay(r, one), agree=agree, note=r.POST.get("note", "")
    )


def _visitor(request: HttpRequest, one: Place) -> Appointment:
    rows = officer_appointments(request.user).filter(slot__place=one)
    code = request.POST.get("code", "").strip().upper()
    wanted = {"code": code} if code else {"uuid": _uuid(request, "appointment")}
    row = rows.filter(**wanted).first()
    if row is None:
        raise ServicesError(_("没有找到要办理的那一条。"))
    return row


def _visit(came: bool) -> Callable[[HttpRequest, Place], object]:
    return lambda r, one: mark_appointment(
        acting_user=r.user, appointment=_visitor(r, one), came=came
    )


def _walk_in(request: HttpRequest, one: Place) -> object:
    sent = request.POST
    arrives, leaves = (day_of(sent.get(name, "")) for name in ("arrives", "leaves"))
    if arrives is None or leaves is None:
        raise ServicesError(_("请填写入住和离店日期。"))
    try:
        return book_walk_in(
            acting_user=request.user,
            place=one,
            shown=Document(number=sent.get("number", ""), name=sent.get("named", "")),
            wish=Wish(arrives=arrives, leaves=leaves, purpose=sent.get("purpose", "")),
        )
    except NotEntitledError as error:
        broken = "；".join(str(g["text"]) for g in error.grounds if g["truth"] is False)
        raise ServicesError(f"{error}{broken}") from None


def _why(request: HttpRequest) -> str:
    return request.POST.get("note", "")


_DESK: dict[str, Callable[[HttpRequest, Place], object]] = {
    "in": lambda r, one: check_in(acting_user=r.user, stay=_stay(r, one)),
    "out": lambda r, one: check_out(acting_user=r.user, stay=_stay(r, one)),
    "absent": lambda r, one: mark_absent(acting_user=r.user, stay=_stay(r, one)),
    "confirm": _confirm(True),
    "refuse": _confirm(False),
    "call-off": lambda r, one: call_off_stay(
        acting_user=r.user, stay=_stay(r, one), reason=_why(r)
    ),
    "attended": _visit(True),
    "missed": _visit(False),
    "call-off-visit": lambda r, one: call_off_appointment(
        acting_user=r.user, appointment=_visitor(r, one), reason=_why(r)
    ),
    "walk-in": _walk_in,
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def schemes(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if not may_work_here(request.user):
            raise PermissionDenied
        if _told(request, lambda r: save_scheme(acting_user=r.user, terms=terms_of(r.POST))):
            return HttpResponseRedirect(reverse("officer:service_schemes"))
    page = page_of(officer_schemes(request.user), number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        **choices(request.user.region or CITY),
        "may_make": may_work_here(request.user),
        "typed": terms_typed(request.POST or None),
        "today": timezone.localdate(),
    }
    return render(request, "officer/service_schemes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def scheme(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_schemes(request.user).get, uuid=uuid)
    keeps = may_keep_places(request.user, one.division)
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        if _told(request, _SCHEME.get(request.POST.get("do", ""), no_button), one):
            return HttpResponseRedirect(reverse("officer:service_scheme", args=[one.uuid]))
    context = {
        "scheme": one,
        "typed": terms_typed(request.POST if request.POST.get("do") == "change" else one),
        "keeps": keeps,
        "places": list(one.places.all()[:200]),
    }
    return render(request, "officer/service_scheme.html", context)


_SCHEME: dict[str, Callable[[HttpRequest, Scheme], object]] = {
    "change": lambda r, one: save_scheme(acting_user=r.user, scheme=one, terms=terms_of(r.POST)),
    "open": lambda r, one: move_scheme(acting_user=r.user, scheme=one, to=Openness.OPEN),
    "close": lambda r, one: move_scheme(acting_user=r.user, scheme=one, to=Openness.CLOSED),
}


def _days(request: HttpRequest) -> tuple[date, date]:
    last = day_of(request.GET.get("last", "")) or timezone.localdate()
    return day_of(request.GET.get("first", "")) or last - _MONTH, last


@require_safe
@permitted(may_look)
def numbers(request: HttpRequest) -> HttpResponse:
    first, last = _days(request)
    context = {
        "schemes": scheme_numbers(request.user),
        "places": place_numbers(request.user, first=first, last=last),
        "first": first,
        "last": last,
    }
    return render(request, "officer/service_numbers.html", context)


@require_safe
@permitted(may_look)
def workbook(request: HttpRequest) -> HttpResponse:
    """The same numbers, without anybody's name, to be filed."""
    first, last = _days(request)
    sheets: dict[str, list[dict[str, object]]] = {
        _("住宿计划"): [
            {
                _("名称"): one.scheme.name,
                _("人数上限"): one.scheme.people_cap,
                _("预订人数"): one.booked,
                _("入住人数"): one.stayed,
                _("住宿晚数"): one.nights,
                _("未到店"): one.absent,
                _("候补中"): one.waiting,
            }
            for one in scheme_numbers(request.user)
        ],
        _("服务点"): [
            {
                _("名称"): one.place.name,
                _("类别"): str(one.place.get_kind_display()),
                _("入住次数"): one.stays,
                _("入住人数"): one.guests,
                _("预约"): one.booked,
                _("已到"): one.attended,
                _("未到"): one.absent,
            }
            for one in place_numbers(request.user, first=first, last=last)
        ],
    }
    with TemporaryDirectory() as folder:
        out = Path(folder) / "services.xlsx"
        write_table_workbook(
            sheets,
            out,
            title=_("服务点统计"),
            printed_filter=f"{first} – {last}",
            printed_at=timezone.localtime(),
            watermark=request.user.display_name,
        )
        answer = HttpResponse(out.read_bytes(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="services.xlsx"'
    return answer
