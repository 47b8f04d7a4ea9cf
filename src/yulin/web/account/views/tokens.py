"""One's own tokens for programs: made, shown once, revoked."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yulin.access.actions.tokens import LONGEST, make_token, revoke_token
from yulin.access.errors import AccessError
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import ApiToken
from yulin.access.signals import PROVED_AT
from yulin.web.account.views.own import FRESH, proved, signed_in


def lately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `proved`; who has no password here has signed in at the single sign-on lately."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.has_usable_password():
            return proved(view)(request, *args, **kwargs)
        age = timezone.now().timestamp() - request.session.get(PROVED_AT, 0)
        if age > FRESH.total_seconds():
            messages.error(request, _("请重新登录后再管理令牌。"))
            return HttpResponseRedirect(reverse("account:account"))
        return view(request, *args, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@lately
def tokens(request: HttpRequest) -> HttpResponse:
    """The list, and the form for another; what is refused is said above it, words kept."""
    error, made = "", None
    if request.method == "POST":
        try:
            made = make_token(
                acting_user=request.user,
                name=request.POST.get("name", ""),
                days=_whole(request.POST.get("days", "")),
                may_write=request.POST.get("may_write") == "yes",
                has_second_factor=bool(request.session.get(SECOND_FACTOR)),
            )
        except AccessError as refused:
            error = str(refused)
    context = {
        "tokens": ApiToken.objects.filter(user=request.user)[:100],
        "now": timezone.now(),
        "made": made,
        "longest": LONGEST.days,
        "typed": {"name": request.POST.get("name", ""), "days": request.POST.get("days", "90")},
        "error": error,
    }
    return render(request, "account/tokens.html", context, status=422 if error else 200)


def _whole(text: str) -> int:
    """0, which is refused in words, for what is no number."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 0


@require_POST
@signed_in
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Taking away needs no proof: whoever fears for a token should not be kept."""
    token = ApiToken.objects.filter(user=request.user, uuid=uuid).first()
    if token is None:
        raise Http404
    revoke_token(acting_user=request.user, token=token)
    messages.success(request, _("令牌已撤销，立即失效。"))
    return HttpResponseRedirect(reverse("account:account"))
