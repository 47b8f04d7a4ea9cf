"""Talent with project for officers: carriers, a board of stages, one project."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.rules import is_officer
from yulin.events.models import Event
from yulin.helping.actions.contests import enter_contest, give_prize, mark_entry
from yulin.helping.actions.projects import (
    Agreement,
    Idea,
    Met,
    Site,
    add_member,
    add_milestone,
    begin_project,
    go_on,
    move_in,
    move_out,
    note_money,
    note_visit,
    reach_milestone,
    register_agreement,
    register_carrier,
)
from yulin.helping.enums import ROAD, CarrierKind, Prize, Stage
from yulin.helping.errors import HelpingError
from yulin.helping.models import (
    Carrier,
    Entry,
    Milestone,
    Project,
    ProjectContract,
    Tenant,
)
from yulin.helping.queries.contests import contests_ahead, entries_of
from yulin.helping.queries.projects import (
    access_milestone,
    access_project,
    board,
    carriers_in_sight,
    projects_list,
    tenants_of,
)
from yulin.helping.queries.projects import carriers as carriers_list
from yulin.helping.queries.register import names_of
from yulin.helping.rules import (
    may_begin_projects,
    may_give_prizes,
    may_judge,
    may_keep_carriers,
    may_keep_project,
)
from yulin.jobs.queries.badges import verified
from yulin.jobs.queries.firms import firm_name
from yulin.registry.models import Employer, Person
from yulin.web import helping_form
from yulin.web.helping_form import fen_of, needed_day, yuan
from yulin.web.jobs_form import number
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:40]


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def carriers(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        helping_form.acted(request, lambda: _register(request), _("载体已登记。"))
        return HttpResponseRedirect(reverse("helping:carriers"))
    kind, words = request.GET.get("kind", ""), _words(request)
    page = carriers_list(kind=kind, words=words, page=page_number(request.GET))
    user = request.user
    context = {
        **listed(request, page),
        "kind": kind,
        "words": words,
        "kinds": CarrierKind.choices,
        "may_make": is_officer(user) and may_keep_carriers(user, user.region),
    }
    return render(request, "officer/helping/carriers.html", context)


def _register(request: HttpRequest) -> Carrier:
    sent = request.POST
    code = sent.get("operator", "").strip()
    site = Site(
        name=sent.get("name", ""),
        kind=sent.get("kind", ""),
        division=request.user.region or 0,
        address=sent.get("address", ""),
        rooms=number(sent.get("rooms", "")) or 0,
        operator=_firm(code) if code else None,
        partners=sent.get("partners", ""),
        opened_on=helping_form.day_of(sent.get("opened_on", "")),
    )
    return register_carrier(acting_user=request.user, site=site)


def _firm(code: str) -> Employer:
    firm = Employer.objects.filter(code=code.strip().upper()[:40]).first()
    if firm is None:
        raise HelpingError(_("登记里没有这个统一社会信用代码。"))
    return firm


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def carrier(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(carriers_in_sight(request.user).get, uuid=uuid)
    if request.method == "POST":
        user, sent = request.user, request.POST
        helping_form.turned(
            request,
            {
                "in": lambda: move_in(
                    acting_user=user,
                    carrier=one,
                    employer=_firm(sent.get("firm", "")),
                    room=sent.get("room", ""),
                    since=needed_day(sent.get("since", "")),
                ),
                "out": lambda: move_out(
                    acting_user=user, tenant=_tenant(request, one), until=timezone.localdate()
                ),
            },
        )
        return HttpResponseRedirect(reverse("helping:carrier", args=[one.uuid]))
    context = {
        "carrier": one,
        "operator": firm_name(one.operator_id) if one.operator_id else "",
        "tenants": tenants_of(one),
        "today": timezone.localdate(),
        "may_keep": may_keep_carriers(request.user, one.division),
    }
    return render(request, "officer/helping/carrier.html", context)


def _tenant(request: HttpRequest, one: Carrier) -> Tenant:
    held = one.tenants.filter(pk=number(request.POST.get("one", "")) or 0).first()
    if held is None:
        raise HelpingError(_("没有这家入驻单位。"))
    return held


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def projects(request: HttpRequest) -> HttpResponse:
    """The board, and below it a list with search."""
    if request.method == "POST":
        made = helping_form.acted(request, lambda: _begin(request), _("线索已登记。"))
        if isinstance(made, Project):
            return HttpResponseRedirect(reverse("helping:project", args=[made.uuid]))
        return HttpResponseRedirect(reverse("helping:projects"))
    today, stage = timezone.localdate(), request.GET.get("stage", "")
    words = _words(request)
    page = projects_list(
        user=request.user, today=today, stage=stage, words=words, page=page_number(request.GET)
    )
    user = request.user
    context = {
        **listed(request, page),
        "board": [
            (column, yuan(column.promised), yuan(column.paid))
            for column in board(user=user, today=today)
        ],
        "stage": stage,
        "words": words,
        "stages": Stage.choices,
        "may_make": is_officer(user) and may_begin_projects(user, user.region),
    }
    return render(request, "officer/helping/projects.html", context)


def _begin(request: HttpRequest) -> Project:
    sent = request.POST
    founder = Person.objects.by_number(sent.get("number", "").strip()[:40])
    if founder is None:
        raise HelpingError(_("登记里没有这个人，或不属于本地区。"))
    idea = Idea(
        title=sent.get("title", ""),
        field=sent.get("field", ""),
        division=request.user.region or 0,
        came_by=sent.get("came_by", ""),
        promised=fen_of(sent.get("promised", "")),
    )
    return begin_project(acting_user=request.user, founder=founder, idea=idea)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def project(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_project, user=request.user, uuid=uuid)
    if request.method == "POST":
        helping_form.turned(request, _acts(request, one))
        return HttpResponseRedirect(reverse("helping:project", args=[one.uuid]))
    following = ROAD[ROAD.index(Stage(one.stage)) + 1 :][:1] if one.stage in ROAD else ()
    context = {
        "project": one,
        "founder": names_of([one.founder_id]).get(one.founder_id, ""),
        "firm": firm_name(one.employer_id) if one.employer_id else "",
        "promised": yuan(one.promised),
        "paid": yuan(one.paid),
        "contract": ProjectContract.objects.filter(project=one).first(),
        "team": list(one.team.all()),
        "visits": list(one.visits.select_related("by")[:50]),
        "milestones": list(one.milestones.all()),
        "steps": list(one.steps.select_related("by")),
        "entries": [
            (entry, may_judge(request.user, entry), may_give_prizes(request.user, entry))
            for entry in entries_of(one)
        ],
        "contests": list(contests_ahead()[:100]),
        "prizes": Prize.choices,
        "badges": verified(one.founder).badges,
        "nexts": [*following, *([Stage.ENDED] if one.stage != Stage.ENDED else [])],
        "carriers": list(carriers_in_sight(request.user)[:200]),
        "today": timezone.localdate(),
        "may_keep": may_keep_project(request.user, one),
    }
    return render(request, "officer/helping/project.html", context)


def _acts(request: HttpRequest, one: Project) -> dict[str, Callable[[], object]]:
    user, sent = request.user, request.POST
    keep = {"acting_user": user, "project": one}
    return {
        "go-on": lambda: go_on(**keep, stage=sent.get("stage", ""), reason=sent.get("reason", "")),
        "visit": lambda: note_visit(**keep, met=_met(request)),
        "milestone": lambda: add_milestone(
            **keep, title=sent.get("title", ""), due_on=needed_day(sent.get("due_on", ""))
        ),
        "reach": lambda: reach_milestone(
            acting_user=user,
            milestone=_milestone(request),
            evidence=sent.get("evidence", ""),
        ),
        "member": lambda: add_member(**keep, name=sent.get("name", ""), part=sent.get("part", "")),
        "money": lambda: note_money(
            **keep, promised=fen_of(sent.get("promised", "")), paid=fen_of(sent.get("paid", ""))
        ),
        "sign": lambda: register_agreement(**keep, agreement=_agreement(request)),
        "enter": lambda: enter_contest(
            **keep, event=_contest(request), track=sent.get("track", "")
        ),
        "mark": lambda: mark_entry(
            acting_user=user, entry=_entry(request, one), marks=_marks(sent.get("marks", ""))
        ),
        "prize": lambda: give_prize(
            acting_user=user, entry=_entry(request, one), prize=sent.get("prize", "")
        ),
    }


def _contest(request: HttpRequest) -> Event:
    key = uuid_of(request.POST.get("event", ""))
    event = contests_ahead().filter(uuid=key).first() if key else None
    if event is None:
        raise HelpingError(_("请选择还没有结束的峰会或创业大赛。"))
    return event


def _entry(request: HttpRequest, one: Project) -> Entry:
    key = uuid_of(request.POST.get("one", ""))
    entry = entries_of(one).filter(uuid=key).first() if key else None
    if entry is None:
        raise HelpingError(_("没有这个参赛项目。"))
    return entry


def _marks(text: str) -> int:
    """Points from 0 to 100 in hundredths."""
    try:
        points = Decimal(text.strip()) * 100
    except InvalidOperation:
        points = Decimal(-1)
    if not (points.is_finite() and points == points.to_integral_value() and abs(points) < 10**6):
        points = Decimal(-1)
    return int(points)


def _met(request: HttpRequest) -> Met:
    sent = request.POST
    return Met(
        day=needed_day(sent.get("day", "")),
        place=sent.get("place", ""),
        who=sent.get("who", ""),
        agreed=sent.get("agreed", ""),
        next_step=sent.get("next_step", ""),
        next_on=helping_form.day_of(sent.get("next_on", "")),
    )


def _milestone(request: HttpRequest) -> Milestone:
    key = uuid_of(request.POST.get("one", ""))
    try:
        return access_milestone(user=request.user, uuid=key)
    except Milestone.DoesNotExist:
        raise HelpingError(_("没有这个事项。")) from None


def _agreement(request: HttpRequest) -> Agreement:
    sent = request.POST
    key = uuid_of(sent.get("carrier", ""))
    site = carriers_in_sight(request.user).filter(uuid=key).first() if key else None
    if site is None:
        raise HelpingError(_("请选择载体。"))
    return Agreement(
        employer=_firm(sent.get("firm", "")),
        carrier=site,
        number=sent.get("number", ""),
        signed_on=needed_day(sent.get("signed_on", "")),
        ends_on=needed_day(sent.get("ends_on", "")),
        terms=sent.get("terms", ""),
    )
