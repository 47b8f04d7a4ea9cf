from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yulin.policy.decision import Status
from yulin.web.charts import Segment


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/home.html")


library = due = sign_in = sign_out = home


def design(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build screens."""
    shares = [
        Segment("符合", 12, "yes"),
        Segment("还差一点", 3, "near"),
        Segment("无法判定", 5, "unknown"),
        Segment("不符合", 20, "no"),
    ]
    bars = [
        Segment("鹿城区", 5643, "1"),
        Segment("瓯海区", 4120, "1"),
        Segment("乐清市", 3310, "1"),
    ]
    return render(
        request,
        "public/design.html",
        {"statuses": list(Status), "shares": shares, "bars": bars, "line": [3, 5, 4, 8, 9, 12, 11]},
    )
