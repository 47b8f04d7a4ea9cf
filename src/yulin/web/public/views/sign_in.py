from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yulin.access.queries.accounts import demo_accounts
from yulin.web.navigation import items_for

BACKEND = "yulin.access.backends.AccountBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = AuthenticationForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return _home_of(request)
    context = {
        "form": form,
        "accounts": demo_accounts(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "public/sign_in.html", context)


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click, one demo account; there is no such address where the demo is off."""
    if not settings.YULIN_DEMO:
        raise Http404
    user = get_object_or_404(demo_accounts(), username=request.POST.get("username", ""))
    login(request, user, backend=BACKEND)
    return _home_of(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect(reverse("public:home"))


def _home_of(request: HttpRequest) -> HttpResponse:
    """Where they were going, else the first page of their menu."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(wanted)
    items = items_for(request.user)
    return HttpResponseRedirect(reverse(items[0].url_name if items else "public:home"))
