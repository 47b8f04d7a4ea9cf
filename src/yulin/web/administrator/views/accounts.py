"""Accounts of those who work here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions import accounts as actions
from yulin.access.actions.sessions import end_sessions_of
from yulin.access.enums import STAFF, Duty, Role
from yulin.access.errors import AccessError
from yulin.access.models import User
from yulin.access.queries.accounts import own_sessions
from yulin.access.queries.administration import (
    AccountFilters,
    access_account,
    accounts_list,
    duties_of,
)
from yulin.access.rules import (
    may_confirm_appointment,
    may_end_sessions,
    may_lift_lock,
    may_manage_accounts,
    may_see_accounts,
)
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import code_of, listed, page_number
from yulin.web.officer.people import districts_of

STATES = {
    "active": gettext_lazy("启用"),
    "closed": gettext_lazy("停用"),
    "waiting": gettext_lazy("待本人启用"),
}


def _wanted(query: QueryDict) -> AccountFilters:
    role = query.get("role", "")
    return AccountFilters(
        words=query.get("q", "").strip()[:64],
        role=role if role in STAFF else "",
        duty=query.get("duty", ""),
        region=code_of(query.get("district", "")),
        state=query.get("state", ""),
    )


@require_safe
@permitted(may_see_accounts)
def accounts(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request.GET)
    rows = accounts_list(user=request.user, filters=wanted)
    context = {
        **listed(request, page_of(rows, number=page_number(request.GET), shown=list)),
        "wanted": wanted,
        "is_narrowed": wanted != AccountFilters(),
        "roles": [(role.value, role.label) for role in Role if role in STAFF],
        "all_duties": Duty.choices,
        "states": STATES.items(),
        "districts": districts_of(request.user),
        "may_open": may_manage_accounts(request.user),
    }
    return render(request, "administrator/accounts.html", context)


FIELDS = ("display_name", "username", "staff_number", "role", "region")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_manage_accounts)
def new_account(request: HttpRequest) -> HttpResponse:
    error, given = "", request.POST
    if request.method == "POST":
        try:
            opened = _open(request.user, given)
        except AccessError as refused:
            error = str(refused)
        else:
            context = {"account": opened.user, "code": opened.code}
            return render(request, "administrator/set_up_code.html", context)
    context = {
        "error": error,
        "given": {name: given.get(name, "") for name in FIELDS},
        "roles": [(role.value, role.label) for role in Role if role in STAFF],
        "districts": districts_of(request.user),
    }
    return render(request, "administrator/new_account.html", context, status=422 if error else 200)


def _open(user: User, given: QueryDict) -> actions.Opened:
    role = given.get("role", "")
    if role not in STAFF:
        raise AccessError(_("请选择角色。"))
    return actions.open_account(
        acting_user=user,
        username=given.get("username", "")[:64],
        display_name=given.get("display_name", "")[:64],
        role=Role(role),
        staff_number=given.get("staff_number", "")[:32],
        region=code_of(given.get("region", "")) if role == Role.OFFICER else None,
    )


@require_safe
@permitted(may_see_accounts)
def account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    user = request.user
    shown = found(access_account, user=user, uuid=uuid)
    context = {
        "account": shown,
        "duties": duties_of(holder=shown),
        "sessions": own_sessions(user=shown).count(),
        "waiting": hasattr(shown, "set_up_code"),
        "may_manage": may_manage_accounts(user) and user != shown and not shown.is_demo,
        "may_secure": may_confirm_appointment(user) and user != shown,
    }
    return render(request, "administrator/account.html", context)


def _done(request: HttpRequest, shown: User, act: Callable[[], Any], words: str) -> HttpResponse:
    try:
        act()
    except AccessError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse("administrator:account", args=[shown.uuid]))


@require_POST
@permitted(may_manage_accounts)
def disable(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = found(access_account, user=request.user, uuid=uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        shown,
        lambda: actions.disable_account(acting_user=request.user, user=shown, reason=reason),
        _("账号已停用，所有登录都已退出。"),
    )


@require_POST
@permitted(may_manage_accounts)
def enable(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = found(access_account, user=request.user, uuid=uuid)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        shown,
        lambda: actions.enable_account(acting_user=request.user, user=shown, reason=reason),
        _("账号已启用。"),
    )


@require_POST
@permitted(may_manage_accounts)
def set_up_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = found(access_account, user=request.user, uuid=uuid)
    code = actions.issue_set_up_code(acting_user=request.user, user=shown)
    return render(request, "administrator/set_up_code.html", {"account": shown, "code": code})


@require_POST
@permitted(may_end_sessions)
def end_sessions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = found(access_account, user=request.user, uuid=uuid)
    return _done(
        request,
        shown,
        lambda: end_sessions_of(acting_user=request.user, user=shown),
        _("此人的登录都已退出。"),
    )


@require_POST
@permitted(may_lift_lock)
def unlock(request: HttpRequest, uuid: UUID) -> HttpResponse:
    shown = found(access_account, user=request.user, uuid=uuid)
    return _done(
        request,
        shown,
        lambda: actions.lift_lock(acting_user=request.user, user=shown),
        _("已解除登录锁定。"),
    )
