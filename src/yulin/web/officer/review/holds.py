"""Holds: the list, and placing and releasing one from somebody's page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.entitlements.actions.holds import place_hold, release_hold
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Hold, Stop
from yulin.entitlements.queries.decisions import decisions_of
from yulin.entitlements.queries.holds import access_hold, oldest_first, visible_holds
from yulin.entitlements.queries.objections import visible_objections
from yulin.entitlements.queries.stops import stoppable, visible_stops
from yulin.entitlements.rules import may_ask_stop, may_place_hold, may_release_hold
from yulin.registry.models import Person
from yulin.registry.queries.paging import page_of
from yulin.registry.queries.person_page import PersonPage, person_page
from yulin.registry.queries.scope import access_person
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.review.lines import about, lines
from yulin.web.officer.review.standing import stop_lines
from yulin.web.officer.rules import may_look, may_work

_TYPED = ("key", "reason", "grant", "clause", "stop_reason")


@require_safe
@permitted(may_look)
def holds(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "standing")
    words = request.GET.get("q", "")
    rows = about(oldest_first(visible_holds(request.user)), words)
    if state in {"standing", "lifted"}:
        rows = rows.filter(lifted_at__isnull=state == "standing")
    page = page_of(rows, number=page_number(request.GET), shown=lines)
    context = {
        **listed(request, page),
        "state": state,
        "words": words,
        "states": [("standing", _("暂停中")), ("lifted", _("已解除")), ("all", _("全部"))],
        "releasable": _releasable(request, [line.row for line in page.rows]),
    }
    return render(request, "officer/review/holds.html", context)


def _releasable(request: HttpRequest, rows: list[Hold]) -> set[int]:
    """Those that the user may release; who holds no duty for any is asked about once a region."""
    known: dict[tuple[int | None, bool], bool] = {}
    allowed = set()
    for row in rows:
        own = (row.region, row.placed_by_id == request.user.pk)
        if own not in known:
            known[own] = may_release_hold(request.user, row)
        if row.stands and known[own]:
            allowed.add(row.pk)
    return allowed


@require_POST
@permitted(may_work)
def release(request: HttpRequest, uuid: str) -> HttpResponse:
    hold = found(access_hold, user=request.user, uuid=uuid)
    try:
        release_hold(acting_user=request.user, hold=hold, reason=request.POST.get("reason", ""))
    except GrantError as error:
        if hold.person is None:
            raise
        page = person_page(user=request.user, uuid=hold.person.uuid)
        return person_view(request, page, error=str(error))
    if hold.person is None:
        return HttpResponseRedirect(reverse("review:holds"))
    return HttpResponseRedirect(reverse("review:person", args=[hold.person.uuid]))


@require_safe
@permitted(may_look)
def person(request: HttpRequest, uuid: str) -> HttpResponse:
    return person_view(request, found(person_page, user=request.user, uuid=uuid))


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def place(request: HttpRequest, uuid: str) -> HttpResponse:
    """Hold a benefit of somebody; what is refused is said above the form, words kept."""
    one = found(access_person, user=request.user, uuid=uuid)
    here = HttpResponseRedirect(reverse("review:person", args=[uuid]))
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return here
    try:
        _place(request, one)
    except GrantError as error:
        return person_view(request, person_page(user=request.user, uuid=uuid), error=str(error))
    return here


def _place(request: HttpRequest, one: Person) -> None:
    key = request.POST.get("key", "")
    if key not in _keys(request, one):
        raise GrantError(_("请选择要暂停的待遇。"))
    policy, _slash, benefit = key.partition("/")
    place_hold(
        acting_user=request.user,
        subject=one,
        policy=policy,
        benefit=benefit,
        reason=request.POST.get("reason", ""),
    )


def person_view(request: HttpRequest, page: PersonPage, error: str = "") -> HttpResponse:
    looked(request, PageKind.REVIEW, page.person)
    rows = list(oldest_first(visible_holds(request.user).filter(person=page.person)))
    blank = Hold(person=page.person, region=page.person.division, placed_by=request.user)
    stop = Stop(person=page.person, region=page.person.division)
    context = {
        "page": page,
        "holds": rows,
        "releasable": _releasable(request, rows),
        "may_place": may_place_hold(request.user, blank),
        "keys": _keys(request, page.person),
        "objections": visible_objections(request.user).filter(person=page.person),
        "stops": stop_lines(request, list(visible_stops(request.user).filter(person=page.person))),
        "may_stop": may_ask_stop(request.user, stop),
        "stoppable": stoppable(page.person),
        "typed": {name: request.POST.get(name, "") for name in _TYPED},
        "error": error,
    }
    return render(request, "officer/review/person.html", context, status=422 if error else 200)


def _keys(request: HttpRequest, one: Person) -> list[str]:
    """What there is to hold: what they have been given, and what the run that counts decided."""
    given = Grant.objects.filter(person=one).values_list("policy", "benefit")
    decided = decisions_of(user=request.user, person=one)
    keys = [f"{policy}/{benefit}" for policy, benefit in given]
    return list(dict.fromkeys([*keys, *(f"{d.policy}/{d.benefit}" for d in decided)]))
