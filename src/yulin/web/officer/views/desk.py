from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yulin.registry.enums import CorrectionState
from yulin.registry.queries.scope import visible_employers, visible_people
from yulin.web.officer.corrections import visible_corrections
from yulin.web.officer.gate import permitted
from yulin.web.officer.rules import may_look
from yulin.web.officer.uploads import LOOKS, open_uploads

FEW = 5


@require_safe
@permitted(may_look)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this officer, and how things stand."""
    user = request.user
    uploads = open_uploads(user)
    corrections = visible_corrections(user).filter(state=CorrectionState.OPEN)
    context = {
        "people": visible_people(user).count(),
        "employers": visible_employers(user).count(),
        "uploads": uploads[:FEW],
        "looks": LOOKS,
        "uploads_count": uploads.count(),
        "corrections_count": corrections.count(),
        "corrections": corrections.order_by("id")[:FEW],
    }
    return render(request, "officer/desk.html", context)
