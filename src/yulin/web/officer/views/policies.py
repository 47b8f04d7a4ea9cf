from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yulin.programmes.errors import LibraryError
from yulin.programmes.queries.library import library
from yulin.web.officer import policies as shown
from yulin.web.officer.gate import permitted
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def policies(request: HttpRequest) -> HttpResponse:
    """The library of the region, with the outcome of every worked case."""
    try:
        found = library()
    except LibraryError as error:
        return render(request, "officer/policies_broken.html", {"error": str(error)}, status=503)
    lines = shown.lines(found, request.user.region, timezone.localdate())
    context = {"lines": lines, "totals": shown.totals(lines)}
    return render(request, "officer/policies.html", context)
