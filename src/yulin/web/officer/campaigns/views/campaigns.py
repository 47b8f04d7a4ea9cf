"""Plans as a tree, their form, what they have reached, and the people behind a number."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.divisions import covers
from yulin.events.actions.campaigns import (
    change_campaign,
    close_campaign,
    drop_target,
    link_policy,
    list_event,
    make_campaign,
    print_figure,
    publish_campaign,
    set_target,
    unlink_policy,
    withdraw_figure,
)
from yulin.events.actions.letters import draft_letter
from yulin.events.campaign_enums import (
    HEADS,
    CalendarKind,
    CampaignState,
    Measure,
    Nature,
    Qualifier,
    Stage,
)
from yulin.events.campaign_rules import may_run
from yulin.events.errors import EventsError
from yulin.events.models import Campaign
from yulin.events.queries import campaigns as queries
from yulin.events.queries.calendar import kind_of
from yulin.events.queries.lists import officer_events
from yulin.events.rules import may_organise_somewhere
from yulin.facts import enums
from yulin.programmes.queries.library import library
from yulin.web.availability import needs_library
from yulin.web.jobs_form import districts, ranks
from yulin.web.officer.campaigns import form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import code_of, listed, page_number
from yulin.web.officer.rules import may_look, may_work
from yulin.web.regions import name as region_name

_LONGEST = 80


@require_safe
@permitted(may_look)
def campaigns(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    state = request.GET.get("state", "")
    page = queries.campaigns_list(
        rows=queries.visible_campaigns(request.user),
        words=words,
        state=state,
        page=page_number(request.GET),
    )
    context = {
        **listed(request, page),
        "words": words,
        "state": state,
        "states": CampaignState.choices,
        "may_make": may_organise_somewhere(request.user),
    }
    return render(request, "officer/campaigns/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def change(request: HttpRequest, uuid: str) -> HttpResponse:
    return _form(request, _one(request, uuid))


def _form(request: HttpRequest, one: Campaign | None) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            made = _kept(request, one)
        except EventsError as refused:
            error = str(refused)
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("campaigns:one", args=[made.uuid]))
    region = request.user.region
    typed = form.typed_of(one) if one else form.given(request.GET, form.CAMPAIGN)
    if request.method == "POST":
        typed = {**form.given(request.POST, form.CAMPAIGN), "places": []}
    context = {
        "campaign": one,
        "typed": typed,
        "error": error,
        "divisions": _divisions(region),
        "places": districts(one.division if one else region),
        "parents": queries.visible_campaigns(request.user).exclude(pk=one.pk if one else None)[
            :200
        ],
    }
    return render(request, "officer/campaigns/form.html", context, status=422 if error else 200)


def _kept(request: HttpRequest, one: Campaign | None) -> Campaign:
    parent = _parent(request)
    if one is not None:
        said = form.campaign_of(request.POST, parent, one.division)
        return change_campaign(acting_user=request.user, campaign=one, said=said)
    division = code_of(request.POST.get("division", ""))
    if division is None or not covers(request.user.region, division):
        raise EventsError(_("请选择地区。"))
    said = form.campaign_of(request.POST, parent, division)
    return make_campaign(acting_user=request.user, said=said)


def _parent(request: HttpRequest) -> Campaign | None:
    named = request.POST.get("parent", "")
    if not named:
        return None
    try:
        return queries.visible_campaigns(request.user).get(uuid=named)
    except (Campaign.DoesNotExist, ValidationError):
        raise EventsError(_("没有这个上级计划。")) from None


@require_safe
@needs_library
@permitted(may_look)
def campaign(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    titles = {document.id: document.title for document in library().documents}
    standing = queries.standing(one)
    context = {
        "campaign": one,
        "standing": standing,
        "paid": [(row, titles.get(row.policy, row.policy)) for row in standing.paid],
        "heads": HEADS,
        "figures": queries.figures_of(one),
        "children": one.children.all(),
        "policies": [
            (row, titles.get(row.policy, row.policy)) for row in one.policies.order_by("pk")
        ],
        "events": [(e, kind_of(e)) for e in queries.events_of(one, public=False)[:50]],
        "letters": one.letters.all()[:50],
        "runs": may_run(request.user, one),
        **_choices(request, one, titles),
    }
    return render(request, "officer/campaigns/one.html", context)


def _choices(request: HttpRequest, one: Campaign, titles: dict[str, str]) -> dict[str, Any]:
    free = officer_events(request.user).filter(listing__isnull=True)
    return {
        "measures": Measure.choices,
        "natures": Nature.choices,
        "qualifiers": Qualifier.choices,
        "stages": Stage.choices,
        "kinds": CalendarKind.choices,
        "library": sorted(titles.items()),
        "free": free.order_by("-begins_at")[:100],
        "places": districts(one.division),
        "educations": ranks(enums.EDUCATION)[1:],
    }


@require_POST
@needs_library
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """One thing done to a campaign; a refusal is said above it."""
    one = _one(request, uuid)
    wanted = _STEPS.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    try:
        then = wanted(request, one)
    except EventsError as error:
        messages.error(request, str(error))
        then = None
    else:
        messages.success(request, _("已办理。"))
    return HttpResponseRedirect(then or reverse("campaigns:one", args=[one.uuid]))


def _publish(request: HttpRequest, one: Campaign) -> None:
    publish_campaign(acting_user=request.user, campaign=one)


def _close(request: HttpRequest, one: Campaign) -> None:
    close_campaign(acting_user=request.user, campaign=one)


def _aim(request: HttpRequest, one: Campaign) -> None:
    set_target(acting_user=request.user, campaign=one, aim=form.aim_of(request.POST))


def _unaim(request: HttpRequest, one: Campaign) -> None:
    drop_target(acting_user=request.user, target=_row(request, one.targets, "uuid"))


def _print(request: HttpRequest, one: Campaign) -> None:
    part_of = _row(request, one.figures, "uuid") if request.POST.get("row") else None
    print_figure(
        acting_user=request.user,
        division=one.division,
        campaign=one,
        said=form.printed_of(request.POST, part_of),
    )


def _withdraw(request: HttpRequest, one: Campaign) -> None:
    withdraw_figure(
        acting_user=request.user,
        figure=_row(request, one.figures, "uuid"),
        reason=request.POST.get("reason", ""),
    )


def _link(request: HttpRequest, one: Campaign) -> None:
    link_policy(
        acting_user=request.user,
        campaign=one,
        policy=request.POST.get("policy", ""),
        stage=request.POST.get("stage", ""),
    )


def _unlink(request: HttpRequest, one: Campaign) -> None:
    unlink_policy(acting_user=request.user, link=_row(request, one.policies, "pk"))


def _list(request: HttpRequest, one: Campaign) -> None:
    list_event(
        acting_user=request.user,
        event=_row(request, officer_events(request.user), "uuid"),
        campaign=one,
        kind=request.POST.get("kind", ""),
        brand=request.POST.get("brand", "") or one.brand,
    )


def _letter(request: HttpRequest, one: Campaign) -> str:
    made = draft_letter(
        acting_user=request.user,
        campaign=one,
        title=request.POST.get("title", ""),
        body=request.POST.get("body", ""),
        audience=form.audience_of(request.POST, one.division),
    )
    return reverse("campaigns:letter", args=[made.uuid])


_STEPS: dict[str, Callable[[HttpRequest, Campaign], str | None]] = {
    "publish": _publish,
    "close": _close,
    "aim": _aim,
    "unaim": _unaim,
    "print": _print,
    "withdraw": _withdraw,
    "link": _link,
    "unlink": _unlink,
    "list": _list,
    "letter": _letter,
}


@require_safe
@permitted(may_look)
def people(request: HttpRequest, uuid: str, measure: str) -> HttpResponse:
    """Who is behind a head count, as far as they are the officer's to see."""
    if measure not in {str(one) for one in HEADS}:
        raise Http404
    one = _one(request, uuid)
    found_cases = queries.cases(
        user=request.user, campaign=one, measure=measure, page=page_number(request.GET)
    )
    context = {
        **listed(request, found_cases.page),
        "campaign": one,
        "measure": Measure(measure),
        "cases": found_cases,
    }
    return render(request, "officer/campaigns/people.html", context)


def _one(request: HttpRequest, uuid: str) -> Campaign:
    return found(queries.visible_campaigns(request.user).get, uuid=uuid)


def _row(request: HttpRequest, rows: Any, field: str) -> Any:
    """The row that the form names. Raises EventsError."""
    try:
        return rows.get(**{field: request.POST.get("row", "")})
    except (rows.model.DoesNotExist, ValidationError, ValueError):
        raise EventsError(_("请先选择一项。")) from None


def _divisions(region: int) -> list[tuple[int, str]]:
    """The officer's own region, and its counties."""
    below = [pair for pair in districts(region) if pair[0] != region]
    return [(region, region_name(region)), *below]
