"""The first step, the code after it, and out again."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yulin.access.actions.passkeys import has_one_time_code
from yulin.access.actions.sign_in import check_code_step, check_password_step
from yulin.access.errors import SignInRefusedError
from yulin.access.models import User
from yulin.access.queries.accounts import demo_accounts
from yulin.web.account.half_way import device_of, finish, go_half_way, half_way


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    error = ""
    if request.method == "POST":
        try:
            return _password_step(request, wanted)
        except SignInRefusedError as refused:
            error = str(refused)
    context = {
        "error": error,
        "accounts": demo_accounts(),
        "next": wanted,
        "single_sign_on": settings.YULIN_OIDC["name"] if settings.YULIN_OIDC["issuer"] else "",
    }
    return render(request, "public/sign_in.html", context)


def _password_step(request: HttpRequest, wanted: str) -> HttpResponse:
    username = request.POST.get("username", "")[:64]
    password = request.POST.get("password", "")[:1000]
    device = device_of(request, username)
    user = check_password_step(request=request, username=username, password=password, device=device)
    if user.is_staff_member or has_one_time_code(user):
        go_half_way(request, user, "code", wanted)
        return HttpResponseRedirect(reverse("sign_in:code"))
    return finish(request, user, how="password", wanted=wanted)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Six digits, or one of the recovery codes."""
    before = half_way(request, "code")
    if before is None:
        return HttpResponseRedirect(reverse("public:sign_in"))
    error = ""
    if request.method == "POST":
        try:
            return _code_step(request, before.user, before.next)
        except SignInRefusedError as refused:
            error = str(refused)
    context = {"error": error, "has_code": has_one_time_code(before.user)}
    return render(request, "sign_in/code.html", context)


def _code_step(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    kind = check_code_step(
        user=user,
        code=request.POST.get("code", "")[:64],
        device=device_of(request, user.username),
    )
    return finish(request, user, how=f"password+{kind}", factor=kind, wanted=wanted)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click, one demo account; there is no such address where the demo is off."""
    if not settings.YULIN_DEMO:
        raise Http404
    user = get_object_or_404(demo_accounts(), username=request.POST.get("username", ""))
    wanted = request.POST.get("next", "")
    return finish(request, user, how="demo", factor="demo", wanted=wanted)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, and nothing of it stays in the browser (等保 8.1.4.10)."""
    logout(request)
    response = HttpResponseRedirect(reverse("public:home"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
