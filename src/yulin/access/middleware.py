"""Nobody who works here gets anywhere on a password alone, or on one that is too old."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yulin.access.passwords import is_due

SECOND_FACTOR = "second_factor"

#: what is open to a visitor is open to them too; everything else is not
OPEN_NAMESPACES = frozenset({"public", "sign_in"})
#: asks for itself, and refuses in its own words
OF_PROGRAMS = frozenset({"api"})
OPEN = frozenset({"preferences", "api_docs"})
#: what somebody with an old password still reaches
TO_CHANGE_IT = frozenset({"account:password"})


class SecondFactorMiddleware:
    """403 for staff whose session has no second factor; to a new password where it is due."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        user, match = request.user, request.resolver_match
        if not user.is_authenticated or not user.is_staff_member or match is None:
            return None
        if match.namespace in OPEN_NAMESPACES | OF_PROGRAMS or match.view_name in OPEN:
            return None
        if not request.session.get(SECOND_FACTOR):
            raise PermissionDenied
        if is_due(user) and match.view_name not in TO_CHANGE_IT:
            return HttpResponseRedirect(reverse("account:password"))
        return None
