"""A sign-in that has passed its first step and not its second: who, and for how long that counts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme

from yulin.access.actions.sign_in import note_sign_in
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import User
from yulin.web.navigation import items_for

BACKEND = "yulin.access.backends.AccountBackend"
_KEY = "half_way"
_LASTS = timedelta(minutes=10)
DEVICE_COOKIE = "yulin_device"
_DEVICE_LASTS = timedelta(days=180)


@dataclass(frozen=True)
class HalfWay:
    user: User
    #: `code` or `enrol`
    step: str
    next: str


def go_half_way(request: HttpRequest, user: User, step: str, wanted: str) -> None:
    """Remember who has passed the first step, under a new session key."""
    request.session.flush()
    request.session[_KEY] = {
        "user": user.pk,
        "step": step,
        "next": wanted,
        "at": timezone.now().timestamp(),
        # another password in the meantime, and it counts no more
        "hash": user.get_session_auth_hash(),
    }


def half_way(request: HttpRequest, step: str) -> HalfWay | None:
    """Who stands before this step; None where nobody does, or no longer."""
    told: dict[str, Any] = request.session.get(_KEY) or {}
    if told.get("step") != step or timezone.now().timestamp() - told["at"] > _LASTS.total_seconds():
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != told["hash"]:
        return None
    return HalfWay(user, step, told["next"])


def finish(
    request: HttpRequest, user: User, *, how: str, factor: str = "", wanted: str = ""
) -> HttpResponse:
    """Signed in: a new session key, the second factor noted, and to where they were going."""
    request.session.pop(_KEY, None)
    login(request, user, backend=BACKEND)
    if factor:
        request.session[SECOND_FACTOR] = factor
    note_sign_in(acting_user=user, how=how)
    return _remember_device(_home_of(request, wanted), request, user)


def _home_of(request: HttpRequest, wanted: str) -> HttpResponse:
    """Where they were going, else the first page of their menu."""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(wanted)
    items = items_for(request.user)
    return HttpResponseRedirect(reverse(items[0].url_name if items else "public:home"))


# -- the browser in which somebody has signed in before (see access.lockout) ------------------------


def device_of(request: HttpRequest, username: str) -> str:
    """The device's number, where this very account has been signed in with it; else blank."""
    try:
        told = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=_DEVICE_LASTS
        )
    except signing.BadSignature:
        return ""
    known = User.objects.filter(pk=told["user"], username=username.strip()).exists()
    return str(told["device"]) if known else ""


def _remember_device(response: HttpResponse, request: HttpRequest, user: User) -> HttpResponse:
    if user.is_demo or device_of(request, user.username):
        return response
    told = {"user": user.pk, "device": get_random_string(32)}
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(told, salt=DEVICE_COOKIE),
        max_age=_DEVICE_LASTS,
        path=reverse("public:sign_in"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
