"""Posts without people, people without posts, and the weights that rank both."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.models import User
from yulin.jobs.actions.weights import decide_weights, learn, retire_weights
from yulin.jobs.enums import WeightsState
from yulin.jobs.errors import JobsError
from yulin.jobs.models import MatchWeights
from yulin.jobs.queries.shortages import counted_at, districts, short_posts
from yulin.jobs.rules import may_decide_weights, may_see_weights
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look

#: versions that the page shows
LATEST = 20


@require_safe
@permitted(may_look)
def shortages(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = short_posts(user=request.user, words=words, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "words": words,
        "districts": districts(user=request.user),
        "counted_at": counted_at(user=request.user),
    }
    return render(request, "officer/shortages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_see_weights)
def weights(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if not may_decide_weights(request.user):
            raise PermissionDenied
        try:
            _decided(request.user, request.POST, timezone.localdate())
            messages.success(request, _("已办理。"))
        except JobsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("officer:weights"))
    from yulin.jobs.ranking.told import named  # noqa: PLC0415 - slow to load

    rows = list(MatchWeights.objects.select_related("decided_by", "learned_by")[:LATEST])
    context = {
        "rows": [(row, named(row.seeker), named(row.employer)) for row in rows],
        "used": next((row for row in rows if row.state == WeightsState.ADOPTED), None),
        "decides": may_decide_weights(request.user),
    }
    return render(request, "officer/weights.html", context)


def _decided(user: User, said: Any, today: date) -> None:
    do, reason = said.get("do", ""), said.get("reason", "")
    if do == "learn":
        learn(acting_user=user, today=today)
        return
    number = said.get("number", "")
    row = MatchWeights.objects.filter(number=int(number) if number.isdecimal() else 0).first()
    if row is None or do not in {"adopt", "refuse", "retire"}:
        raise JobsError(_("请按页面上的按钮办理。"))
    if do == "retire":
        retire_weights(acting_user=user, weights=row, reason=reason)
    else:
        decide_weights(acting_user=user, weights=row, adopt=do == "adopt", reason=reason)
