"""Trips that a user may see, one's own log, and what was spent: by event, by person."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.rules import is_officer
from yulin.events.campaign_enums import TripState
from yulin.events.models import Cost, Leg, Trip, TripBudget
from yulin.jobs.queries.firms import firm_names
from yulin.registry.queries.paging import Page, page_of


def visible_trips(user: User) -> "QuerySet[Trip]":
    rows = in_sight(user=user, rows=Trip.objects.all(), field="division")
    return rows.select_related("event__series", "made_by", "decided_by")


def trips_list(
    *, user: User, state: str = "", words: str = "", mine: bool = False, page: int = 1
) -> Page[Trip]:
    rows = visible_trips(user)
    if state in TripState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(purpose__icontains=words) | Q(event__name__icontains=words))
    if mine:
        rows = rows.filter(pk__in=_own(user).values("trip"))
    return page_of(rows, number=page, shown=list)


@dataclass(frozen=True, kw_only=True)
class Log:
    """What somebody travelled on trips that were approved."""

    trips: int
    legs: int
    kilometres: int
    cost: int


def own_log(user: User) -> Log:
    """An officer's own, in two queries; sums of trips still to be decided are left out."""
    legs = _own(user).filter(trip__state=TripState.APPROVED)
    told = legs.aggregate(
        trips=Count("trip", distinct=True), legs=Count("pk"), kilometres=Sum("kilometres")
    )
    spent = Cost.objects.filter(traveller__officer=user, trip__state=TripState.APPROVED).aggregate(
        n=Sum("amount")
    )["n"]
    return Log(
        trips=told["trips"],
        legs=told["legs"],
        kilometres=told["kilometres"] or 0,
        cost=spent or 0,
    )


def _own(user: User) -> "QuerySet[Leg]":
    rows = Leg.objects.all() if is_officer(user) else Leg.objects.none()
    return rows.filter(traveller__officer=user)


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Of an event or of a traveller: trips, kilometres, fen."""

    name: str
    trips: int
    kilometres: int
    amount: int


def by_event(user: User) -> list[Spent]:
    """Approved trips by event, the dearest first."""
    return _spent(user, "trip__event__name")


def by_person(user: User) -> list[Spent]:
    """Approved trips by officer, the dearest first; firms pay for themselves."""
    return [one for one in _spent(user, "traveller__officer__display_name") if one.name]


def budgets(user: User) -> "QuerySet[TripBudget]":
    rows = in_sight(user=user, rows=TripBudget.objects.all(), field="division")
    return rows.select_related("series").order_by("-id")


def names_on(trip: Trip) -> dict[int, str]:
    """The name of everybody on a trip, by the row that says that they are."""
    rows = list(trip.travellers.select_related("officer"))
    firms = firm_names(row.employer_id for row in rows if row.employer_id)
    return {
        row.pk: row.officer.display_name if row.officer else firms.get(row.employer_id or 0, "")
        for row in rows
    }


def _spent(user: User, field: str) -> list[Spent]:
    """Costs and ways added up by a column, in two queries."""
    trips = in_sight(user=user, rows=Trip.objects.all(), field="division")
    approved = {"trip__in": trips.filter(state=TripState.APPROVED).values("pk")}
    costs = Cost.objects.filter(**approved).order_by().values(field).annotate(n=Sum("amount"))
    ways = Leg.objects.filter(**approved).order_by().values(field)
    paid = {row[field]: row["n"] for row in costs}
    gone = {
        row[field]: (row["trips"], row["kilometres"])
        for row in ways.annotate(trips=Count("trip", distinct=True), kilometres=Sum("kilometres"))
    }
    found = [
        Spent(
            name=name or "",
            trips=gone.get(name, (0, 0))[0],
            kilometres=gone.get(name, (0, 0))[1],
            amount=paid.get(name, 0),
        )
        for name in {*paid, *gone}
    ]
    return sorted(found, key=lambda one: (-one.amount, one.name))
