"""One's own account: password, second factors, where one is signed in."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.actions import passkeys, second_factor
from yulin.access.actions.passwords import change_password
from yulin.access.actions.sessions import end_session, end_sessions_of
from yulin.access.actions.sign_in import check_code_step, check_password_step
from yulin.access.errors import AccessError
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import Passkey, Session
from yulin.access.passwords import help_text, is_due
from yulin.access.queries.accounts import own_sessions
from yulin.access.queries.administration import held_now
from yulin.access.rules import may_see_duty_requests
from yulin.access.signals import PROVED_AT
from yulin.web.account.half_way import device_of, finish
from yulin.web.account.views.passkey import CHALLENGE, site_of
from yulin.web.account.views.set_up import picture
from yulin.web.officer.gate import permitted

FRESH = timedelta(minutes=10)
signed_in = permitted(lambda user: user.is_active)
has_password = permitted(lambda user: user.is_active and user.has_usable_password())


def proved(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What opens the account is changed only by who has lately proved to be its owner."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        age = timezone.now().timestamp() - request.session.get(PROVED_AT, 0)
        if age > FRESH.total_seconds():
            return HttpResponseRedirect(f"{reverse('account:prove')}?next={request.path}")
        return view(request, *args, **kwargs)

    return guarded


def _home(request: HttpRequest, error: str = "", done: str = "") -> HttpResponse:
    if error:
        messages.error(request, error)
    if done:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("account:account"))


@require_safe
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "sessions": own_sessions(user=user),
        "this": request.session.session_key,
        "passkeys": list(user.passkeys.all()),
        "has_code": passkeys.has_one_time_code(user),
        "recovery_left": user.recovery_codes.filter(used_at=None).count(),
        "has_password": user.has_usable_password(),
        "duties": held_now(holder=user),
        "may_ask_for_duties": may_see_duty_requests(user),
    }
    return render(request, "account/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@has_password
def password(request: HttpRequest) -> HttpResponse:
    error, user = "", request.user
    if request.method == "POST":
        factor = request.session.get(SECOND_FACTOR, "")
        try:
            _change(request)
        except AccessError as refused:
            error = str(refused)
        else:
            messages.success(request, _("密码已更换；其他地方的登录都已退出。"))
            return finish(
                request, user, how="new_password", factor=factor, wanted=reverse("account:account")
            )
    context = {"error": error, "rules": help_text(user), "due": is_due(user)}
    return render(request, "account/password.html", context)


def _change(request: HttpRequest) -> None:
    new = request.POST.get("password", "")[:1000]
    if new != request.POST.get("again", "")[:1000]:
        raise AccessError(_("两次输入的密码不一样。"))
    current = request.POST.get("current", "")[:1000]
    _prove_password(request, current)
    change_password(acting_user=request.user, current=current, new=new)


def _prove_password(request: HttpRequest, current: str) -> None:
    """Counted like a sign-in: a session left open is no place to guess the password at."""
    name = request.user.username
    check_password_step(
        request=request, username=name, password=current, device=device_of(request, name)
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@has_password
def prove(request: HttpRequest) -> HttpResponse:
    """The password once more, and a code where there is one."""
    error, user = "", request.user
    wants_code = passkeys.has_one_time_code(user)
    if request.method == "POST":
        try:
            _prove_password(request, request.POST.get("password", "")[:1000])
            if wants_code:
                check_code_step(user=user, code=request.POST.get("code", "")[:64])
        except AccessError as refused:
            error = str(refused)
        else:
            request.session[PROVED_AT] = timezone.now().timestamp()
            return HttpResponseRedirect(_within_account(request.POST.get("next", "")))
    context = {"error": error, "wants_code": wants_code, "next": request.GET.get("next", "")}
    return render(request, "account/prove.html", context)


def _within_account(path: str) -> str:
    home = reverse("account:account")
    return path if path.startswith(home) and "//" not in path else home


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@has_password
@proved
def one_time_code(request: HttpRequest) -> HttpResponse:
    error = ""
    try:
        if request.method == "POST":
            code = request.POST.get("code", "")[:16]
            codes = second_factor.confirm_one_time_code(acting_user=request.user, code=code)
            request.session[SECOND_FACTOR] = "code"
            go_on = reverse("account:account")
            return render(request, "account/recovery_codes.html", {"codes": codes, "go_on": go_on})
    except AccessError as refused:
        error = str(refused)
    try:
        address = second_factor.begin_one_time_code(acting_user=request.user)
    except AccessError as refused:
        return _home(request, error=str(refused))
    return render(request, "account/one_time_code.html", {"error": error, **picture(address)})


@require_POST
@has_password
@proved
def remove_code(request: HttpRequest) -> HttpResponse:
    try:
        second_factor.remove_one_time_code(acting_user=request.user)
    except AccessError as refused:
        return _home(request, error=str(refused))
    return _home(request, done=_("动态口令已停用。"))


@require_POST
@has_password
@proved
def recovery_codes(request: HttpRequest) -> HttpResponse:
    codes = second_factor.renew_recovery_codes(acting_user=request.user)
    context = {"codes": codes, "go_on": reverse("account:account")}
    return render(request, "account/recovery_codes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@has_password
@proved
def add_key(request: HttpRequest) -> HttpResponse:
    site, error = site_of(request), ""
    if request.method == "POST":
        try:
            passkeys.add_passkey(
                acting_user=request.user,
                site=site,
                challenge=request.session.pop(CHALLENGE, ""),
                answer=request.POST.get("answer", "")[:20_000],
                name=request.POST.get("name", ""),
            )
        except AccessError as refused:
            error = str(refused)
        else:
            return _home(request, done=_("通行密钥已登记，下次可以直接用它登录。"))
    options = passkeys.options_to_add(acting_user=request.user, site=site)
    request.session[CHALLENGE] = options["challenge"]
    return render(request, "account/add_passkey.html", {"options": options, "error": error})


@require_POST
@has_password
@proved
def remove_key(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        key = request.user.passkeys.get(uuid=uuid)
        passkeys.remove_passkey(acting_user=request.user, passkey=key)
    except Passkey.DoesNotExist:
        raise Http404 from None
    except AccessError as refused:
        return _home(request, error=str(refused))
    return _home(request, done=_("通行密钥已删去。"))


@require_POST
@signed_in
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        end_session(acting_user=request.user, uuid=uuid)
    except Session.DoesNotExist:
        raise Http404 from None
    return _home(request, done=_("那一处登录已退出。"))


@require_POST
@signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    end_sessions_of(acting_user=request.user, user=request.user, keep=request.session.session_key)
    return _home(request, done=_("其他地方的登录都已退出。"))
