"""The door of every signed-in page here: each view names its rule, and nothing opens without one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]
Rule = Callable[[Any], bool]
T = TypeVar("T")


def permitted(rule: Rule) -> Callable[[View], View]:
    """Visitors go to sign in; whoever the rule does not let through gets 403 and nothing happens.

    What is shown about people is never kept by the browser for the next at the same desk.
    """

    def guard(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def found(access: Callable[..., T], **wanted: Any) -> T:
    """What an `access_…` query finds; 404 also for what exists but is not this user's to see."""
    try:
        return access(**wanted)
    except ObjectDoesNotExist:
        raise Http404 from None
