"""The first time: a set-up code from the administrator, a password, a second factor."""

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yulin.access.actions.accounts import redeem_set_up_code
from yulin.access.actions.second_factor import begin_one_time_code, confirm_one_time_code
from yulin.access.actions.set_up import set_up_password, take_try
from yulin.access.errors import AccessError
from yulin.access.models import User
from yulin.access.passwords import help_text
from yulin.web.account.half_way import finish, go_half_way, half_way


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """User name, set-up code and the new password on one page; the code is used up at the end."""
    error, user = "", None
    if request.method == "POST":
        try:
            user = _opened(request)
            _set_password(request, user)
        except AccessError as refused:
            error = str(refused)
        else:
            go_half_way(request, user, "enrol", "")
            return HttpResponseRedirect(reverse("sign_in:enrol"))
    context = {
        "error": error,
        "rules": help_text(user or User(role="officer")),
        "username": request.POST.get("username", ""),
    }
    return render(request, "sign_in/set_up.html", context)


def _opened(request: HttpRequest) -> User:
    username = request.POST.get("username", "")[:64]
    give_back = take_try(request=request, username=username)
    user = redeem_set_up_code(username=username, code=request.POST.get("code", "")[:64])
    return give_back(user)


def _set_password(request: HttpRequest, user: User) -> None:
    password = request.POST.get("password", "")[:1000]
    set_up_password(user=user, password=password, again=request.POST.get("again", "")[:1000])


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The QR picture; once a code is right, in, with the recovery codes on the page."""
    before = half_way(request, "enrol")
    if before is None:
        return HttpResponseRedirect(reverse("public:sign_in"))
    error = ""
    if request.method == "POST":
        try:
            codes = confirm_one_time_code(
                acting_user=before.user, code=request.POST.get("code", "")[:16]
            )
        except AccessError as refused:
            error = str(refused)
        else:
            there = finish(request, before.user, how="set_up", factor="code")
            shown = {"codes": codes, "go_on": there["Location"]}
            response = render(request, "account/recovery_codes.html", shown)
            response.cookies.update(there.cookies)
            return response
    address = begin_one_time_code(acting_user=before.user)
    context = {"error": error, **picture(address)}
    return render(request, "sign_in/enrol.html", context)


def picture(address: str) -> dict[str, str]:
    """The QR picture as a `data:` address, and the secret for those who type it."""
    secret = address.split("secret=", 1)[1].split("&", 1)[0]
    return {
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=2, light="#fff"),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
