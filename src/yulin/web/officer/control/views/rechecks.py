from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yulin.control.enums import Outcome
from yulin.control.queries.rechecks import rechecks_list, tally
from yulin.control.rules import may_look
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import listed, page_number


@require_safe
@permitted(may_look)
def rechecks(request: HttpRequest) -> HttpResponse:
    """What is due, what is planned, or what came to an outcome."""
    today = timezone.localdate()
    show = request.GET.get("show", "")
    page = rechecks_list(user=request.user, today=today, show=show, page=page_number(request.GET))
    labels = dict(Outcome.choices)
    counted = tally(user=request.user, today=today)
    context = {
        **listed(request, page),
        "show": show,
        "is_done": show in Outcome.values,
        "tally": counted,
        "outcomes": [(name, labels[name], n, over) for name, n, over in counted.outcomes],
    }
    return render(request, "officer/control/rechecks.html", context)
