from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.policy.decision import Status
from yulin.web.availability import needs_library
from yulin.web.charts import Segment
from yulin.web.public import catalogue, engine


@require_safe
@needs_library
def home(request: HttpRequest) -> HttpResponse:
    documents = engine.documents()
    context = {
        "figures": catalogue.figures(documents),
        "domains": catalogue.domains(documents),
        "statuses": [Status.YES, Status.NOT_YET, Status.UNDETERMINED, Status.NO],
    }
    return render(request, "public/home.html", context)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build screens."""
    shares = [
        Segment("符合", 12, "yes"),
        Segment("还差一点", 3, "near"),
        Segment("无法判定", 5, "unknown"),
        Segment("不符合", 20, "no"),
    ]
    bars = [Segment("鹿城区", 5643), Segment("瓯海区", 4120), Segment("乐清市", 3310)]
    context = {
        "statuses": list(Status),
        "shares": shares,
        "bars": bars,
        "line": [3, 5, 4, 8, 9, 12, 11],
    }
    return render(request, "public/design.html", context)
