"""Tickets with their export, and the door: by scan, by hand, and later what was kept without a net."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions.journal import record
from yulin.events.actions.tickets import (
    MOST_SCANS,
    Came,
    Scan,
    cancel_ticket,
    check_in,
    check_in_late,
)
from yulin.events.enums import CheckInWay, TicketState
from yulin.events.errors import EventsError
from yulin.events.models import Event, Ticket
from yulin.events.queries.lists import officer_events
from yulin.events.queries.people import door as door_of
from yulin.events.queries.people import names_of, ticket_rows, tickets_list
from yulin.events.rules import may_run_event
from yulin.facts.export import write_table_workbook
from yulin.web.events_form import moment
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def tickets(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    if request.method == "POST":
        _must_run(request, one)
        try:
            cancel_ticket(acting_user=request.user, ticket=_ticket(request, one))
            messages.success(request, _("已取消，候补的人自动转正。"))
        except EventsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("officer:event:tickets", args=[one.uuid]))
    asked = {name: request.GET.get(name, "") for name in ("state", "code", "came")}
    page = tickets_list(event=one, page=page_number(request.GET), **asked)
    context = {
        **listed(request, page),
        "event": one,
        "asked": asked,
        "states": TicketState.choices,
        "runs": may_run_event(request.user, one),
    }
    return render(request, "officer/events/tickets.html", context)


def _must_run(request: HttpRequest, one: Event) -> None:
    if not may_run_event(request.user, one):
        raise PermissionDenied


def _ticket(request: HttpRequest, one: Event) -> Ticket:
    key = uuid_of(request.POST.get("ticket", ""))
    rows = Ticket.objects.select_related("event")
    ticket = rows.filter(event=one, uuid=key).first() if key else None
    if ticket is None:
        raise EventsError(_("没有这张票，请核对票号或场次。"))
    return ticket


@require_safe
@permitted(may_look)
def export(request: HttpRequest, uuid: str) -> HttpResponse:
    """The list of names for the door and the file: no number of anybody is in it."""
    one = found(officer_events(request.user).get, uuid=uuid)
    _must_run(request, one)
    rows = ticket_rows(
        list(Ticket.objects.filter(event=one).select_related("check_in").order_by("asked_at", "pk"))
    )
    table = [
        {
            _("席位号"): row.ticket.seat,
            _("姓名"): row.name,
            _("状态"): row.ticket.get_state_display(),
            _("报名时间"): _local(row.ticket.asked_at),
            _("签到时间"): _local(row.came_at),
        }
        for row in rows
    ]
    record(
        acting_user=request.user,
        action="events.tickets.export",
        obj=one,
        region=one.division,
        data={"rows": len(table)},
    )
    with TemporaryDirectory() as folder:
        out = Path(folder) / "tickets.xlsx"
        write_table_workbook(
            {_("报名名单"): table},
            out,
            title=one.name,
            printed_at=timezone.localtime(),
            watermark=str(request.user),
        )
        answer = HttpResponse(out.read_bytes(), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="tickets.xlsx"'
    return answer


def _local(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def door(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    _must_run(request, one)
    if request.method == "POST":
        try:
            came = check_in(
                acting_user=request.user, event=one, shown=request.POST.get("shown", "")
            )
            tell = messages.success if came.first else messages.warning
            tell(request, _told(came, _names([came])))
        except EventsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("officer:event:door", args=[one.uuid]))
    shown = door_of(one)
    context = {"event": one, "door": shown, "marks": " ".join(shown.marks)}
    return render(request, "officer/events/door.html", context)


def _names(came: list[Came]) -> dict[int, str]:
    return names_of(one.ticket.person_id for one in came if one.ticket)


def _told(came: Came, names: dict[int, str]) -> str:
    name = names.get(came.ticket.person_id, "") if came.ticket else ""
    return f"{name} {came.told}".strip()


@require_POST
@permitted(may_look)
def scans(request: HttpRequest, uuid: str) -> JsonResponse:
    """Scans of the door's page as JSON, one just now or many from when there was no net.

    Sent again they change nothing, so that the page may send until it hears an answer.
    """
    one = found(officer_events(request.user).get, uuid=uuid)
    _must_run(request, one)
    try:
        came = _let_in(request, one, _read(request))
    except EventsError as error:
        return JsonResponse({"error": str(error)}, status=422)
    names = _names(came)
    told = [
        {"first": row.first, "known": row.ticket is not None, "told": _told(row, names)}
        for row in came
    ]
    return JsonResponse({"results": told})


def _let_in(request: HttpRequest, one: Event, sent: tuple[bool, list[Scan]]) -> list[Came]:
    late, kept = sent
    if late:
        return check_in_late(acting_user=request.user, event=one, scans=kept)
    return [
        check_in(acting_user=request.user, event=one, shown=scan.shown, way=CheckInWay.SCANNED)
        for scan in kept
    ]


def _read(request: HttpRequest) -> tuple[bool, list[Scan]]:
    """What the page sent: `{"late": true, "scans": [{"shown": "…", "at": "…"}]}`."""
    try:
        said = json.loads(request.body[: _LARGEST + 1])
        rows = said["scans"]
        kept = [
            Scan(shown=str(row["shown"])[:200], at=moment(str(row.get("at", "")))) for row in rows
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise EventsError(_("没有读懂，请刷新页面再试。")) from None
    if not 1 <= len(kept) <= MOST_SCANS:
        raise EventsError(_("一次最多补传 500 条。"))
    return bool(said.get("late")), kept
