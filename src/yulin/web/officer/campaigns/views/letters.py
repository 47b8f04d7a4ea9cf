"""A letter before it goes out: to how many, what some would read; and sending it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.access.queries.scope import in_sight
from yulin.events.actions.letters import drop_letter, send_letter
from yulin.events.campaign_enums import LetterState
from yulin.events.campaign_rules import may_run
from yulin.events.errors import EventsError
from yulin.events.models import Letter
from yulin.events.queries.audience import Audience
from yulin.events.queries.letters import preview
from yulin.web.availability import needs_library
from yulin.web.jobs_form import number
from yulin.web.letters import due_words
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.rules import may_look, may_work


@require_safe
@needs_library
@permitted(may_look)
def letter(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    shown = preview(one) if one.state == LetterState.DRAFT else None
    context = {
        "letter": one,
        "audience": Audience.of(one),
        "preview": shown,
        "some": [(name, person, due_words(dues)) for name, person, dues in shown.some]
        if shown
        else [],
        "read": one.deliveries.filter(read_at__isnull=False).count(),
        "runs": may_run(request.user, one.campaign),
    }
    return render(request, "officer/campaigns/letter.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    do = request.POST.get("do", "")
    if do not in {"send", "drop"}:
        raise Http404
    try:
        if do == "drop":
            drop_letter(acting_user=request.user, letter=one)
            messages.success(request, _("草稿已删去。"))
            return HttpResponseRedirect(reverse("campaigns:one", args=[one.campaign.uuid]))
        seen = number(request.POST.get("seen", ""))
        sent = send_letter(acting_user=request.user, letter=one, seen=-1 if seen is None else seen)
        messages.success(request, _("已发给 %(n)s 人。") % {"n": sent.sent})
    except EventsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("campaigns:letter", args=[one.uuid]))


def _one(request: HttpRequest, uuid: str) -> Letter:
    rows = in_sight(user=request.user, rows=Letter.objects.all(), field="division")
    return found(rows.select_related("campaign", "sent_by").get, uuid=uuid)
