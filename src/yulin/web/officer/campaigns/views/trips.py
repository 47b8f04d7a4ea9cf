"""Trips: the list with one's own log and the sums, one trip with its legs and costs, approval."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.access.divisions import bounds
from yulin.access.enums import Role
from yulin.access.models import User
from yulin.events import typed
from yulin.events.actions.trips import (
    add_cost,
    add_leg,
    decide_trip,
    join_trip,
    plan_trip,
    remove_from_trip,
    set_budget,
    submit_trip,
)
from yulin.events.campaign_enums import CostKind, TripState, Vehicle
from yulin.events.campaign_rules import may_change_trip, may_decide_trip
from yulin.events.errors import EventsError
from yulin.events.models import Event, Series, Traveller, Trip
from yulin.events.queries import trips as queries
from yulin.events.queries.lists import officer_events, officer_series
from yulin.events.rules import may_organise_somewhere
from yulin.registry.models import Employer
from yulin.registry.queries.scope import visible_employers
from yulin.web.officer.campaigns import form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work

_FIELDS = ("event", "purpose", "begins_on", "ends_on")


@require_safe
@permitted(may_look)
def trips(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    state, mine = request.GET.get("state", ""), request.GET.get("mine") == "yes"
    page = queries.trips_list(
        user=request.user, state=state, words=words, mine=mine, page=page_number(request.GET)
    )
    context = {
        **listed(request, page),
        "words": words,
        "state": state,
        "mine": mine,
        "states": TripState.choices,
        "log": queries.own_log(request.user),
        "by_event": queries.by_event(request.user)[:50],
        "by_person": queries.by_person(request.user)[:50],
        "budgets": queries.budgets(request.user)[:50],
        "may_make": may_organise_somewhere(request.user),
        "series": officer_series(request.user).order_by("-id")[:100],
    }
    return render(request, "officer/campaigns/trips.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_work)
def new(request: HttpRequest) -> HttpResponse:
    """A trip, or with `series` the budget of a series."""
    error = ""
    if request.method == "POST":
        try:
            address = _made(request)
        except EventsError as refused:
            error = str(refused)
        else:
            return HttpResponseRedirect(address)
    context = {
        "error": error,
        "typed": form.given(request.POST, _FIELDS),
        "events": officer_events(request.user).order_by("-begins_at")[:100],
    }
    return render(
        request, "officer/campaigns/trip_form.html", context, status=422 if error else 200
    )


def _made(request: HttpRequest) -> str:
    data = request.POST
    if "series" in data:
        try:
            series = officer_series(request.user).get(uuid=data["series"])
        except (Series.DoesNotExist, ValidationError):
            raise EventsError(_("请选择系列活动。")) from None
        set_budget(
            acting_user=request.user,
            series=series,
            amount=typed.fen(data.get("amount", "")),
            basis=data.get("basis", ""),
        )
        return reverse("campaigns:trips")
    event = _event(request)
    made = plan_trip(
        acting_user=request.user,
        division=event.division if event else request.user.region,
        event=event,
        purpose=data.get("purpose", ""),
        begins_on=typed.day(data.get("begins_on", ""), asked=_("请写出发日期。")),
        ends_on=typed.day(data.get("ends_on", ""), asked=_("请写返回日期。")),
    )
    return reverse("campaigns:trip", args=[made.uuid])


def _event(request: HttpRequest) -> Event | None:
    named = request.POST.get("event", "")
    if not named:
        return None
    try:
        return officer_events(request.user).get(uuid=named)
    except (Event.DoesNotExist, ValidationError):
        raise EventsError(_("请选择活动。")) from None


@require_safe
@permitted(may_look)
def trip(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    names = queries.names_on(one)
    legs = list(one.legs.all())
    costs = list(one.costs.all())
    context = {
        "trip": one,
        "names": list(names.items()),
        "legs": [(leg, names[leg.traveller_id]) for leg in legs],
        "costs": [(cost, names[cost.traveller_id]) for cost in costs],
        "kilometres": sum(leg.kilometres for leg in legs),
        "spent": sum(cost.amount for cost in costs),
        "changes": may_change_trip(request.user, one),
        "decides": one.state == TripState.SUBMITTED and may_decide_trip(request.user, one),
        "vehicles": Vehicle.choices,
        "kinds": CostKind.choices,
        "officers": _colleagues(request),
    }
    return render(request, "officer/campaigns/trip.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    one = _one(request, uuid)
    wanted = _STEPS.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
        messages.success(request, _("已办理。"))
    except EventsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("campaigns:trip", args=[one.uuid]))


def _join(request: HttpRequest, one: Trip) -> None:
    named, code = request.POST.get("officer", ""), request.POST.get("firm", "").strip()
    officer = firm = None
    try:
        if code:
            firm = visible_employers(request.user).get(code=code)
        else:
            officer = _colleagues(request).get(uuid=named)
    except (Employer.DoesNotExist, User.DoesNotExist, ValidationError):
        raise EventsError(_("没有找到这个人或单位。")) from None
    join_trip(acting_user=request.user, trip=one, officer=officer, employer=firm)


def _leg(request: HttpRequest, one: Trip) -> None:
    add_leg(
        acting_user=request.user,
        trip=one,
        traveller=_traveller(request, one),
        way=form.way_of(request.POST),
    )


def _cost(request: HttpRequest, one: Trip) -> None:
    add_cost(
        acting_user=request.user,
        trip=one,
        traveller=_traveller(request, one),
        kind=request.POST.get("kind", ""),
        amount=typed.fen(request.POST.get("amount", "")),
        receipt=request.POST.get("receipt", ""),
    )


def _remove(request: HttpRequest, one: Trip) -> None:
    rows = one.legs if request.POST.get("what") == "leg" else one.costs
    try:
        row = rows.get(pk=request.POST.get("row", ""))
    except (rows.model.DoesNotExist, ValueError):
        raise EventsError(_("请先选择一项。")) from None
    remove_from_trip(acting_user=request.user, row=row)


def _submit(request: HttpRequest, one: Trip) -> None:
    submit_trip(acting_user=request.user, trip=one)


def _decide(request: HttpRequest, one: Trip) -> None:
    decide_trip(
        acting_user=request.user,
        trip=one,
        agree=request.POST.get("agree") == "yes",
        reason=request.POST.get("reason", ""),
    )


_STEPS: dict[str, Callable[[HttpRequest, Trip], None]] = {
    "join": _join,
    "leg": _leg,
    "cost": _cost,
    "remove": _remove,
    "submit": _submit,
    "decide": _decide,
}


def _traveller(request: HttpRequest, one: Trip) -> Traveller:
    try:
        return one.travellers.get(pk=request.POST.get("traveller", ""))
    except (Traveller.DoesNotExist, ValueError):
        raise EventsError(_("请选择这次出行的成员。")) from None


def _colleagues(request: HttpRequest):  # noqa: ANN202 - a query set of accounts
    region = getattr(request.user, "region", None)
    rows = User.objects.filter(role=Role.OFFICER, is_active=True)
    rows = rows.filter(region__range=bounds(region)) if region else rows.none()
    return rows.order_by("display_name")


def _one(request: HttpRequest, uuid: str) -> Trip:
    return found(queries.visible_trips(request.user).get, uuid=uuid)
