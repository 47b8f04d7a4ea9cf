"""Signing in with a passkey: no name, no password; the key itself says whose it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yulin.access.actions.passkeys import Site, options_to_sign_in, owner_of_answer
from yulin.access.actions.sign_in import note_refusal
from yulin.access.models import User
from yulin.web.account.half_way import finish

CHALLENGE = "passkey_challenge"


def site_of(request: HttpRequest) -> Site:
    """This site, as the browser that asks sees it (one of ALLOWED_HOSTS)."""
    host = request.get_host()
    return Site(host.rsplit(":", 1)[0] if ":" in host else host, f"{request.scheme}://{host}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    site, failed = site_of(request), False
    if request.method == "POST":
        user = _whose(request, site)
        if user is not None:
            return finish(request, user, how="passkey", factor="passkey", wanted=wanted)
        note_refusal(how="passkey")
        failed = True
    options = options_to_sign_in(site=site)
    request.session[CHALLENGE] = options["challenge"]
    context = {"options": options, "next": wanted, "failed": failed}
    return render(request, "sign_in/passkey.html", context)


def _whose(request: HttpRequest, site: Site) -> User | None:
    """A challenge is good for one answer."""
    challenge = request.session.pop(CHALLENGE, "")
    answer = request.POST.get("answer", "")[:20_000]
    user = owner_of_answer(site=site, challenge=challenge, answer=answer) if challenge else None
    return user if user is not None and user.is_active and not user.is_demo else None
