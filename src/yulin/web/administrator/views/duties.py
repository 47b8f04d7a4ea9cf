"""Duties: asked for, checked, approved, ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions import duties as actions
from yulin.access.enums import APPOINTED, Duty
from yulin.access.errors import AccessError
from yulin.access.models import DutyRequest, DutyState, User
from yulin.access.queries.administration import (
    access_duty_request,
    access_grant,
    duty_requests,
    possible_holders,
)
from yulin.access.rules import (
    is_officer,
    may_end_duty,
    may_propose_appointment,
    may_request_duties,
    may_see_accounts,
    may_see_duty_requests,
)
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import code_of, listed, page_number, uuid_of
from yulin.web.officer.people import districts_of

may_see = may_see_accounts | may_see_duty_requests
may_ask = may_propose_appointment | may_request_duties


@require_safe
@permitted(may_see)
def duties(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = duty_requests(user=request.user)
    if state in DutyState.values:
        rows = rows.filter(state=state)
    page = page_of(
        rows,
        number=page_number(request.GET),
        shown=lambda found: [(row, actions.may_decide(request.user, row)) for row in found],
    )
    context = {
        **listed(request, page),
        "state": state,
        "states": DutyState.choices,
        "may_ask": may_ask(request.user),
        "check_next": DutyState.REQUESTED,
        "appointed": APPOINTED,
    }
    return render(request, "administrator/duties.html", context)


FIELDS = ("holder", "duty", "region", "reason", "until")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_ask)
def new_request(request: HttpRequest) -> HttpResponse:
    error, given = "", request.POST
    if request.method == "POST":
        try:
            _ask(request.user, given)
        except AccessError as refused:
            error = str(refused)
        else:
            messages.success(request, _("申请已提交，等待下一步。"))
            return HttpResponseRedirect(reverse("administrator:duties"))
    context = {
        "error": error,
        "given": {name: given.get(name, "") for name in FIELDS},
        "holders": possible_holders(user=request.user),
        "duties": _askable(request.user),
        "districts": districts_of(request.user),
    }
    return render(request, "administrator/new_request.html", context, status=422 if error else 200)


def _askable(user: User) -> list[tuple[str, str]]:
    return [(d.value, d.label) for d in Duty if is_officer(user) is not (d in APPOINTED)]


def _ask(user: User, given: QueryDict) -> DutyRequest:
    duty, who = given.get("duty", ""), uuid_of(given.get("holder", ""))
    holder = possible_holders(user=user).filter(uuid=who).first()
    if duty not in Duty.values or holder is None:
        raise AccessError(_("请选择任岗人和岗位。"))
    try:
        until = parse_date(given.get("until", ""))
    except ValueError:
        raise AccessError(_("截止日期不存在。")) from None
    return actions.request_duty(
        acting_user=user,
        holder=holder,
        duty=Duty(duty),
        region=code_of(given.get("region", "")),
        reason=given.get("reason", ""),
        until=until,
    )


def _done(request: HttpRequest, act: Callable[[], Any], words: str, back: str = "") -> HttpResponse:
    try:
        act()
    except AccessError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(back or reverse("administrator:duties"))


@require_POST
@permitted(may_see)
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wanted = found(access_duty_request, user=request.user, uuid=uuid)
    return _done(
        request,
        lambda: actions.check_duty(acting_user=request.user, request=wanted),
        _("已核，送负责人批准。"),
    )


@require_POST
@permitted(may_see)
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wanted = found(access_duty_request, user=request.user, uuid=uuid)
    return _done(
        request,
        lambda: actions.approve_duty(acting_user=request.user, request=wanted),
        _("已批准，岗位即时生效。"),
    )


@require_POST
@permitted(may_see)
def refuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wanted = found(access_duty_request, user=request.user, uuid=uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        lambda: actions.refuse_duty(acting_user=request.user, request=wanted, reason=reason),
        _("已退回。"),
    )


@require_POST
@permitted(may_end_duty)
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    grant = found(access_grant, user=request.user, uuid=uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        lambda: actions.end_duty(acting_user=request.user, grant=grant, reason=reason),
        _("岗位已免去，即时生效。"),
        reverse("administrator:account", args=[grant.holder.uuid]),
    )
