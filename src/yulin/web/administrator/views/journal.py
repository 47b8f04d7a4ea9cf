"""What administrators did, as the one sees it who watches them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.access.queries.administration import administration_entries
from yulin.access.rules import may_watch_administration
from yulin.registry.queries.paging import page_of
from yulin.web.auditor import journal as shown
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import listed, page_number


@require_safe
@permitted(may_watch_administration)
def journal(request: HttpRequest) -> HttpResponse:
    wanted = shown.Wanted.read(request.GET)
    rows = shown.narrowed(administration_entries(user=request.user), wanted)
    page = page_of(rows, number=page_number(request.GET), shown=shown.lines)
    context = {
        **listed(request, page),
        "wanted": wanted,
        "actions": [(c, w) for c, w in shown.WORDS.items() if c.startswith("access.")],
    }
    return render(request, "administrator/journal.html", context)
