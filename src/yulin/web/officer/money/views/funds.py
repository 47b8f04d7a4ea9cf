from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.ledger.queries.funds import funds_with_lines
from yulin.ledger.queries.stops import open_stop
from yulin.web.officer.gate import permitted
from yulin.web.officer.rules import may_look


@require_safe
@permitted(may_look)
def funds(request: HttpRequest) -> HttpResponse:
    context = {"funds": funds_with_lines(user=request.user), "stop": open_stop()}
    return render(request, "officer/money/funds.html", context)
