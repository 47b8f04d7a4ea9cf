"""The last ticket and the door: many at once, and the same without the guards."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.events.conftest import opened_event
from tests.registry.builders import load, number
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.events import tokens
from yulin.events.actions.tickets import let_in, take_ticket
from yulin.events.models import CheckIn, Ticket
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, SEATS = 12, 3


def all_at_once(act):
    """What each gets who begins in the same moment."""
    start = Barrier(AT_ONCE)

    def one(place):
        try:
            connection.ensure_connection()
            start.wait()
            with transaction.atomic():
                record(acting_user=None, action="test.race.run")
                return act(place)
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def crowd(world):
    numbers = [number(f"9999991990010{place:04d}") for place in range(5001, 5001 + AT_ONCE)]
    load(人员=[{"证件号": one, "姓名": "某人"} for one in numbers])
    return [Person.objects.by_number(one) for one in numbers]


def without(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def naive_ticket(event, person):
    """Look, then take: what the action does not do."""
    taken = Ticket.objects.filter(event=event, state="held").count()
    time.sleep(0.05)
    if taken >= event.capacity:
        return None
    return Ticket.objects.create(
        event=event,
        person=person,
        division=event.division,
        state="held",
        seat=taken + 1,
        code=tokens.new_code(),
    )


def test_the_last_ticket_goes_to_one(world, crowd):
    fair = opened_event(world, capacity=SEATS)
    made = all_at_once(lambda place: take_ticket(user=None, person=crowd[place], event=fair))
    assert sorted(one.state for one in made) == ["held"] * SEATS + ["waiting"] * (AT_ONCE - SEATS)
    seats = Ticket.objects.filter(state="held").order_by("seat").values_list("seat", flat=True)
    assert list(seats) == [1, 2, 3]
    guarded = opened_event(world, capacity=1)
    won = all_at_once(lambda place: naive_ticket(guarded, crowd[place]))
    assert sum(isinstance(one, Ticket) for one in won) == 1  # whoever writes
    without(
        "ALTER TABLE events_ticket DROP CONSTRAINT IF EXISTS events_ticket_seat_once",
        "DROP INDEX IF EXISTS events_ticket_seat_once",
    )
    try:
        oversold = opened_event(world, capacity=1)
        won = all_at_once(lambda place: naive_ticket(oversold, crowd[place]))
        assert sum(isinstance(one, Ticket) for one in won) > 1
    finally:
        with transaction.atomic():
            record(acting_user=None, action="test.race.clear")
            Ticket.objects.filter(event=oversold).delete()
        without(
            "ALTER TABLE events_ticket ADD CONSTRAINT events_ticket_seat_once UNIQUE (event_id, seat)"
        )


def test_a_ticket_comes_in_once_at_many_doors(world, crowd):
    fair = opened_event(world, capacity=SEATS)
    with transaction.atomic():
        ticket = take_ticket(user=None, person=crowd[0], event=fair)
        other = take_ticket(user=None, person=crowd[1], event=fair)

    def enter(_place):
        return let_in(acting_user=None, ticket=ticket, way="scanned", at=timezone.now())

    came = all_at_once(enter)
    assert sorted(one.first for one in came) == [False] * (AT_ONCE - 1) + [True]
    assert {one.at for one in came} == {CheckIn.objects.get().at}
    assert JournalEntry.objects.filter(action="events.ticket.check_in").count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'events_checkin'::regclass"
            " AND contype = 'u'"
        )
        [[name]] = cursor.fetchall()
    without(f"ALTER TABLE events_checkin DROP CONSTRAINT {name}")
    try:
        came = all_at_once(
            lambda _place: let_in(acting_user=None, ticket=other, way="scanned", at=timezone.now())
        )
        assert sum(one.first for one in came) == AT_ONCE
    finally:
        without(
            "ALTER TABLE events_checkin DISABLE TRIGGER USER",
            "DELETE FROM events_checkin",
            "ALTER TABLE events_checkin ENABLE TRIGGER USER",
            f"ALTER TABLE events_checkin ADD CONSTRAINT {name} UNIQUE (ticket_id)",
        )
