"""Only a person, and only their own page: there is no address that names somebody else."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from yulin.access.rules import is_person
from yulin.registry.models import Person
from yulin.registry.queries.scope import visible_people

View = Callable[..., HttpResponse]


def person_required(view: View) -> View:
    """Hands the view the signed-in person's own record; 403 for other roles."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_person(request.user):
            raise PermissionDenied
        return view(request, _own_record(request), *args, **kwargs)

    return guarded


def _own_record(request: HttpRequest) -> Person:
    own = visible_people(request.user).first()
    if own is None:
        raise Http404
    return own
