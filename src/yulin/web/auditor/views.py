from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.access.queries.journal import entries
from yulin.access.rules import may_read_journal
from yulin.registry.queries.paging import page_of
from yulin.web.auditor import journal as shown
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.people import districts_of


@require_safe
@permitted(may_read_journal)
def journal(request: HttpRequest) -> HttpResponse:
    """Everything that was done, latest first."""
    wanted = shown.Wanted.read(request.GET)
    found = shown.narrowed(entries(user=request.user), wanted)
    page = page_of(found, number=page_number(request.GET), shown=shown.lines)
    context = {
        **listed(request, page),
        "wanted": wanted,
        "actions": shown.WORDS.items(),
        "districts": districts_of(request.user),
    }
    return render(request, "auditor/journal.html", context)
