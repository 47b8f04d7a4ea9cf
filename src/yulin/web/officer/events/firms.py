"""Firms on the plan, talks seated by the engine, and what came of the event."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.row_security import as_the_program
from yulin.events.actions.booths import (
    Counts,
    accept_firm,
    invite_firm,
    lay_booths,
    refuse_firm,
    remove_booths,
    report_counts,
)
from yulin.events.actions.slots import assign_slots, clear_slots, lay_slots, note_slot
from yulin.events.enums import FirmRefusal, FirmState
from yulin.events.errors import EventsError
from yulin.events.models import Booth, Event, EventPost, Participation, Slot, Ticket
from yulin.events.queries.lists import officer_events
from yulin.events.queries.outcomes import COUNTED, outcome
from yulin.events.queries.people import (
    latest_run,
    officer_posts_of,
    talks,
    talks_of_event,
    why_not_this,
)
from yulin.events.rules import may_run_event
from yulin.events.tokens import read as read_code
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Employer, EmployerFact
from yulin.registry.queries.paging import page_of
from yulin.web.events_form import halls, moment, reason_words
from yulin.web.jobs_form import number
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look

Act = Callable[[HttpRequest, Event], str]
_FOUND = 20


def _acted(request: HttpRequest, one: Event, acts: dict[str, Act], page: str) -> HttpResponse:
    """What the pressed button says, and back to the page."""
    if not may_run_event(request.user, one):
        raise PermissionDenied
    act = acts.get(request.POST.get("do", ""), _nothing)
    try:
        messages.success(request, act(request, one))
    except EventsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse(f"officer:event:{page}", args=[one.uuid]))


def _nothing(request: HttpRequest, one: Event) -> str:
    del request, one
    raise EventsError(_("请按页面上的按钮办理。"))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def firms(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    if request.method == "POST":
        return _acted(request, one, _FIRM_ACTS, "firms")
    state = request.GET.get("state", "")
    rows = one.firms.select_related("booth").prefetch_related(
        # a post whose new words wait to be looked at is nobody else's, and is left out
        Prefetch("posts", EventPost.objects.select_related("post").defer("post__search"))
    )
    if state in FirmState.values:
        rows = rows.filter(state=state)
    page = page_of(rows.order_by("asked_at", "id"), number=page_number(request.GET), shown=list)
    booths = list(Booth.objects.filter(event=one).select_related("taken_by"))
    taken = [booth.taken_by.employer_id for booth in booths if hasattr(booth, "taken_by")]
    names = firm_names([*taken, *(row.employer_id for row in page.rows)])
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    context = {
        **listed(request, page),
        "event": one,
        "halls": halls(booths, names),
        "lines": [(row, names.get(row.employer_id, "")) for row in page.rows],
        "free": [booth for booth in booths if not hasattr(booth, "taken_by")],
        "state": state,
        "states": FirmState.choices,
        "reasons": FirmRefusal.choices,
        "words": words,
        "candidates": _named(words) if words else [],
        "runs": may_run_event(request.user, one),
    }
    return render(request, "officer/events/firms.html", context)


def _named(words: str) -> list[tuple[Any, str]]:
    """Firms of that name, of any region: their names are public."""
    with as_the_program():
        rows = EmployerFact.objects.current().filter(name__icontains=words).order_by("name")
        return list(rows.values_list("employer__uuid", "name")[:_FOUND])


def _firm(request: HttpRequest, one: Event) -> Participation:
    firm = one.firms.filter(uuid=uuid_of(request.POST.get("firm", ""))).first()
    if firm is None:
        raise EventsError(_("没有这个单位，可能已经退出。"))
    return firm


def _lay(request: HttpRequest, one: Event) -> str:
    lay_booths(
        acting_user=request.user,
        event=one,
        hall=request.POST.get("hall", ""),
        rows=number(request.POST.get("rows", "")) or 0,
        columns=number(request.POST.get("columns", "")) or 0,
    )
    return _("展位已排好。")


def _remove(request: HttpRequest, one: Event) -> str:
    gone = remove_booths(acting_user=request.user, event=one, hall=request.POST.get("hall", ""))
    return _("撤去 %(n)s 个空展位。") % {"n": gone}


def _accept(request: HttpRequest, one: Event) -> str:
    key = uuid_of(request.POST.get("booth", ""))
    booth = Booth.objects.filter(event=one, uuid=key).first() if key else None
    firm = accept_firm(acting_user=request.user, firm=_firm(request, one), booth=booth)
    if firm.state == FirmState.WAITING:
        return _("展位已满，单位进入候补。")
    return _("已安排展位 %(booth)s。") % {"booth": firm.booth}


def _refuse(request: HttpRequest, one: Event) -> str:
    refuse_firm(
        acting_user=request.user,
        firm=_firm(request, one),
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
    )
    return _("已处理，单位会看到结果和理由。")


def _invite(request: HttpRequest, one: Event) -> str:
    key = uuid_of(request.POST.get("employer", ""))
    with as_the_program():
        employer = Employer.objects.filter(uuid=key).first() if key else None
    if employer is None:
        raise EventsError(_("请选择要邀请的单位。"))
    invite_firm(acting_user=request.user, event=one, employer=employer)
    return _("已邀请，单位登录后可以答复。")


_FIRM_ACTS: dict[str, Act] = {
    "lay": _lay,
    "remove": _remove,
    "accept": _accept,
    "refuse": _refuse,
    "invite": _invite,
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def slots(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    if request.method == "POST":
        return _acted(request, one, _SLOT_ACTS, "slots")
    rows = talks_of_event(one).order_by("during", "participation", "table")
    page = page_of(rows, number=page_number(request.GET), shown=_talks, per_page=100)
    context = {
        **listed(request, page),
        "event": one,
        "run": latest_run(one),
        "brought": _posts_with_firms(one),
        "why": _why(request, one),
        "code": request.GET.get("code", ""),
        "runs": may_run_event(request.user, one),
    }
    return render(request, "officer/events/slots.html", context)


def _talks(rows: list[Slot]) -> list[Any]:
    return talks(Slot.objects.filter(pk__in=[row.pk for row in rows]), named=True)


def _posts_with_firms(one: Event) -> list[tuple[Any, str]]:
    brought = list(officer_posts_of(one)[:500])
    names = firm_names(post.participation.employer_id for post in brought)
    return [(post, names.get(post.participation.employer_id, "")) for post in brought]


def _why(request: HttpRequest, one: Event) -> str:
    """The answer to 为什么不是这个, for a ticket by its code and a post of the event."""
    code, key = read_code(request.GET.get("code", "")), request.GET.get("post", "")
    if not key:
        return ""
    ticket = Ticket.objects.filter(event=one, code=code).first() if code else None
    wanted = next((post for post in officer_posts_of(one) if str(post.pk) == key), None)
    if ticket is None or wanted is None:
        return _("没有这张票，请核对票号或场次。")
    return reason_words(why_not_this(ticket=ticket, wanted=wanted))


def _lay_slots(request: HttpRequest, one: Event) -> str:
    begins = moment(request.POST.get("begins_at", ""), required=True)
    ends = moment(request.POST.get("ends_at", ""), required=True)
    if begins is None or ends is None:
        raise EventsError(_("请填写开始和结束时间。"))
    laid = lay_slots(
        acting_user=request.user,
        event=one,
        begins_at=begins,
        ends_at=ends,
        minutes=number(request.POST.get("minutes", "")) or 0,
        tables=number(request.POST.get("tables", "")) or 0,
    )
    return _("排出 %(n)s 个时段。") % {"n": laid}


def _clear(request: HttpRequest, one: Event) -> str:
    gone = clear_slots(acting_user=request.user, event=one)
    return _("撤去 %(n)s 个没有确认的时段。") % {"n": gone}


def _assign(request: HttpRequest, one: Event) -> str:
    run = assign_slots(acting_user=request.user, event=one)
    told = {"people": run.people, "seated": run.seated, "seats": run.seats}
    return _("%(people)s 人、%(seats)s 个时段，安排上 %(seated)s 人。") % told


def _note(request: HttpRequest, one: Event) -> str:
    slot = talks_of_event(one).filter(uuid=uuid_of(request.POST.get("slot", ""))).first()
    if slot is None:
        raise EventsError(_("没有这个时段。"))
    note_slot(acting_user=request.user, slot=slot, came=request.POST.get("came") == "yes")
    return _("已记下。")


_SLOT_ACTS: dict[str, Act] = {
    "lay": _lay_slots,
    "clear": _clear,
    "assign": _assign,
    "note": _note,
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def outcomes(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(officer_events(request.user).get, uuid=uuid)
    if request.method == "POST":
        return _acted(request, one, {"report": _report}, "outcome")
    context = {
        "event": one,
        "outcome": outcome(one),
        "blank": dict.fromkeys(COUNTED),
        "runs": may_run_event(request.user, one),
    }
    return render(request, "officer/events/outcome.html", context)


def _report(request: HttpRequest, one: Event) -> str:
    typed = {name: number(request.POST.get(name, "")) for name in COUNTED}
    report_counts(acting_user=request.user, firm=_firm(request, one), counts=Counts(**typed))
    return _("已记下，来源为单位上报。")
