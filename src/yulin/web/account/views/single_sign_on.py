"""To the government's single sign-on, and back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yulin.access.actions.sign_in import note_refusal
from yulin.access.actions.single_sign_on import account_of_identity
from yulin.access.errors import AccessError
from yulin.registry.queries.recognised import key_of_number
from yulin.web.account import oidc
from yulin.web.account.half_way import finish

_NEXT = "sso_next"


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """A link, not a form: our security policy lets no form lead elsewhere."""
    if not oidc.is_on():
        raise Http404
    request.session[_NEXT] = request.GET.get("next", "")
    try:
        return oidc.to_provider(request, request.build_absolute_uri(reverse("sign_in:sso_back")))
    except AccessError as refused:
        return _refused(request, refused)


@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    if not oidc.is_on():
        raise Http404
    wanted = request.session.pop(_NEXT, "")
    try:
        found = oidc.recognised(request)
        key = key_of_number(found.number)
        user = account_of_identity(recognised=found, person_key=key)
    except AccessError as refused:
        note_refusal(how="single_sign_on")
        return _refused(request, refused)
    return finish(request, user, how="single_sign_on", wanted=wanted)


def _refused(request: HttpRequest, refused: AccessError) -> HttpResponse:
    messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("public:sign_in"))
