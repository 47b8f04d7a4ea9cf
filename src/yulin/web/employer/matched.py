"""A firm's candidates ranked for a post: who applied, and whose résumé it may find."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yulin.access.rules import is_employer
from yulin.facts import enums
from yulin.jobs.actions.matching import note_candidates
from yulin.jobs.actions.resumes import note_look
from yulin.jobs.enums import ApplicationState
from yulin.jobs.models import Resume
from yulin.jobs.queries import ranked
from yulin.jobs.queries.boards import firm_posts
from yulin.web.jobs_form import words_of
from yulin.web.jobs_shown import own_lines
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number


@require_safe
@permitted(is_employer)
def candidates(request: HttpRequest, uuid: str) -> HttpResponse:
    """Those who applied, the best first, also those who do not meet a demand."""
    post = found(firm_posts(request.user).get, uuid=uuid)
    board = ranked.board(
        user=request.user,
        post=post,
        state=request.GET.get("state", ""),
        verdict=request.GET.get("verdict", ""),
        page=page_number(request.GET),
    )
    note_candidates(acting_user=request.user, post=post, entries=board.shown, weights=board.weights)
    return _rendered(request, post, board, states=ApplicationState.choices)


@require_safe
@permitted(is_employer)
def findable(request: HttpRequest, uuid: str) -> HttpResponse:
    """Those who let this firm find them; each sees that it looked."""
    post = found(firm_posts(request.user).get, uuid=uuid)
    board = ranked.findable(
        user=request.user,
        post=post,
        verdict=request.GET.get("verdict", ""),
        page=page_number(request.GET),
    )
    keys = [one.resume for one in board.candidates.rows]
    for person in Resume.objects.filter(uuid__in=keys).values_list("person", flat=True):
        note_look(acting_user=request.user, person=person, employer=post.employer)
    return _rendered(request, post, board, states=())


def _rendered(
    request: HttpRequest, post: object, board: ranked.Board, *, states: object
) -> HttpResponse:
    degrees = words_of(enums.EDUCATION)
    context = {
        **listed(request, board.candidates),
        "post": post,
        "board": board,
        "states": states,
        "state": request.GET.get("state", ""),
        "verdict": request.GET.get("verdict", ""),
        "verdicts": [
            ("fits", _("符合")), ("uncertain", _("待核实")), ("refused", _("有不符合的要求")),
        ],
        "lines": [
            (one, degrees[one.shown["education"]] if one.shown["education"] else "", own_lines(one.shown["own"]))
            for one in board.candidates.rows
        ],
    }  # fmt: skip
    return render(request, "employer/candidates.html", context)
