"""Travel (A08, A40, A41): legs, tickets, receipts once, approval by another, never over budget."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests.events.campaign_world import CITY, event, kept_town, town, with_duty
from yulin.access.actions.journal import record
from yulin.access.row_security import acting
from yulin.events.actions.trips import (
    Way,
    add_cost,
    add_leg,
    decide_trip,
    join_trip,
    plan_trip,
    remove_from_trip,
    set_budget,
    submit_trip,
)
from yulin.events.errors import EventsError
from yulin.events.models import Cost, Leg, Series, Traveller, Trip, TripBudget
from yulin.events.queries.trips import by_event, by_person, names_on, own_log

__all__ = ["kept_town", "tour", "town", "with_duty"]
pytestmark = pytest.mark.django_db
BEGIN, END = dt.date(2021, 10, 18), dt.date(2021, 10, 20)


@pytest.fixture
def tour(town):
    series = Series.objects.create(name="全国巡回引才专列", division=CITY, year=2021)
    return event(series=series, name="武汉站", kind="tour")


def way(**changes):
    return Way(
        **(
            {
                "day": BEGIN,
                "origin": "温州",
                "destination": "武汉",
                "vehicle": "train",
                "kilometres": 1004,
                "service": "G2364",
                "ticket": "E100",
            }
            | changes
        )
    )


def planned(user, on=None, **changes):
    return plan_trip(
        acting_user=user, division=CITY, event=on,
        **({"purpose": "武汉站团队", "begins_on": BEGIN, "ends_on": END} | changes),
    )  # fmt: skip


def whole(user, on, *, fen=150_000, ticket="E100", receipt="R100"):
    """Handed in, with a leg and a cost."""
    trip = planned(user, on)
    me = trip.travellers.get()
    add_leg(acting_user=user, trip=trip, traveller=me, way=way(ticket=ticket))
    add_cost(acting_user=user, trip=trip, traveller=me, kind="ticket", amount=fen, receipt=receipt)
    return submit_trip(acting_user=user, trip=trip)


def test_a08_a_team_travels_and_somebody_else_approves_within_the_budget(town, tour):
    set_budget(acting_user=town.maker, series=tour.series, amount=400_000, basis="温财〔2021〕3号")
    trip = planned(town.maker, tour)
    firm = join_trip(acting_user=town.maker, trip=trip, employer=town.firm)
    second = join_trip(acting_user=town.maker, trip=trip, officer=town.second)
    me = trip.travellers.get(officer=town.maker)
    assert list(names_on(trip).values()) == ["maker", "瓯江泵阀有限公司", "second"]
    add_leg(acting_user=town.maker, trip=trip, traveller=me, way=way())
    add_leg(acting_user=town.second, trip=trip, traveller=second, way=way(ticket="E101"))
    add_leg(acting_user=town.maker, trip=trip, traveller=firm, way=way(ticket="", vehicle="car"))
    add_cost(
        acting_user=town.maker, trip=trip, traveller=me, kind="ticket", amount=52_050, receipt="R1"
    )
    add_cost(
        acting_user=town.second, trip=trip, traveller=second, kind="lodging", amount=70_000,
        receipt="R2",
    )  # fmt: skip
    submit_trip(acting_user=town.maker, trip=trip)
    for user in (town.maker, town.second, town.no_duty, town.elsewhere, town.auditor, town.anna):
        with pytest.raises(PermissionDenied):
            decide_trip(acting_user=user, trip=trip, agree=True)
    assert (Trip.objects.get().state, TripBudget.objects.get().spent) == ("submitted", 0)
    decide_trip(acting_user=town.approver, trip=trip, agree=True)
    assert (Trip.objects.get().state, TripBudget.objects.get().spent) == ("approved", 122_050)
    with pytest.raises(EventsError, match="可能已由别人处理"):
        decide_trip(acting_user=town.approver, trip=trip, agree=True)
    [row] = by_event(town.maker)
    assert (row.name, row.trips, row.kilometres, row.amount) == ("武汉站", 1, 3012, 122_050)
    assert [(one.name, one.kilometres, one.amount) for one in by_person(town.auditor)] == [
        ("second", 1004, 70_000),
        ("maker", 1004, 52_050),
    ]
    assert by_event(town.elsewhere) == []


def test_a41_an_officer_has_a_log_of_their_own(town):
    trip = planned(town.maker, purpose="上海拜访校友企业")
    me = trip.travellers.get()
    for number in range(3):
        add_leg(acting_user=town.maker, trip=trip, traveller=me, way=way(ticket=f"E{number}"))
    assert own_log(town.maker).legs == 0  # nobody has approved it yet
    submit_trip(acting_user=town.maker, trip=trip)
    decide_trip(acting_user=town.approver, trip=trip, agree=True)
    log = own_log(town.maker)
    assert (log.trips, log.legs, log.kilometres, log.cost) == (1, 3, 3012, 0)
    assert own_log(town.approver).trips == own_log(town.anna).trips == 0


def test_a40_a_ticket_and_a_receipt_are_claimed_once(town, tour):
    first, second = whole(town.maker, tour), planned(town.second, tour)
    me = second.travellers.get()
    for verb, told in (
        (lambda: add_leg(acting_user=town.second, trip=second, traveller=me, way=way()), "这张票已经"),
        (
            lambda: add_cost(
                acting_user=town.second, trip=second, traveller=me, kind="ticket", amount=1,
                receipt="R100",
            ),
            "这张票据已经报过",
        ),
        (
            lambda: join_trip(acting_user=town.second, trip=second, officer=town.second),
            "已在名单里",
        ),
        (
            lambda: add_leg(
                acting_user=town.second, trip=second, traveller=first.travellers.get(), way=way()
            ),
            "请选择这次出行的成员",
        ),
        (lambda: submit_trip(acting_user=town.second, trip=second), "请先填行程"),
        (
            lambda: add_leg(
                acting_user=town.second, trip=second, traveller=me, way=way(day=dt.date(2021, 11, 1))
            ),
            "日期须在出行期间之内",
        ),
    ):  # fmt: skip
        with pytest.raises(EventsError, match=told):
            verb()
    assert (Leg.objects.count(), Cost.objects.count(), Traveller.objects.count()) == (1, 1, 2)


def test_the_database_never_lets_a_budget_be_overspent(town, tour):
    set_budget(acting_user=town.maker, series=tour.series, amount=200_000, basis="文件")
    first, second = whole(town.maker, tour), whole(town.second, tour, ticket="E2", receipt="R2")
    decide_trip(acting_user=town.approver, trip=first, agree=True)
    with pytest.raises(EventsError, match="费用超过了系列活动的预算"):
        decide_trip(acting_user=town.approver, trip=second, agree=True)
    assert Trip.objects.get(pk=second.pk).state == "submitted"
    with pytest.raises(EventsError, match="预算不能少于已批准的费用"):
        set_budget(acting_user=town.maker, series=tour.series, amount=149_999, basis="文件")
    assert (TripBudget.objects.get().amount, TripBudget.objects.get().spent) == (200_000, 150_000)
    decide_trip(acting_user=town.approver, trip=second, agree=False, reason="超预算")
    leg, cost = second.legs.get(), second.costs.get()
    remove_from_trip(acting_user=town.second, row=cost)
    assert submit_trip(acting_user=town.second, trip=second).state == "submitted"
    with pytest.raises(EventsError, match="已经提交的出行不能再改"):
        remove_from_trip(acting_user=town.second, row=leg)


def test_what_was_handed_in_stays_whoever_writes(town, tour):
    trip = whole(town.maker, tour)
    with pytest.raises(EventsError, match="退回须写明理由"):
        decide_trip(acting_user=town.approver, trip=trip, agree=False)
    for statement in (
        "UPDATE events_cost SET amount = 1",
        "DELETE FROM events_leg",
        f"INSERT INTO events_traveller (trip_id, officer_id) VALUES ({trip.pk}, {town.second.pk})",
        f"UPDATE events_trip SET state = 'approved', decided_at = now(), decided_by_id = {town.maker.pk}",
        "UPDATE events_trip SET state = 'draft'",
        "DELETE FROM events_trip",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with acting(town.elsewhere):
        assert (Trip.objects.count(), Cost.objects.count()) == (0, 0)
    with acting(town.anna):
        assert Trip.objects.count() == 0
    with acting(town.maker):
        assert (Trip.objects.count(), Cost.objects.get().amount) == (1, 150_000)
    record(acting_user=None, action="test.trip.look")
