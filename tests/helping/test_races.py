"""A25: the last seat of an order goes to one; without the constraint it would go to many."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from tests.helping.test_orders import taken, terms, trade
from tests.registry.builders import load, number
from yulin.access.actions.journal import record
from yulin.access.codes import digest
from yulin.helping.actions.orders import accept_candidate
from yulin.helping.errors import HelpingError
from yulin.helping.models import Candidate, Order, ShareCode
from yulin.registry.models import Person

__all__ = ["terms", "trade"]
pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, SEATS = 10, 3


@pytest.fixture
def candidates(trade):
    """Ten of whom each was proposed for an order of three."""
    order = taken(trade, people=SEATS)
    numbers = [number(f"9999991970{n + 1:02}0100{n % 10}") for n in range(AT_ONCE)]
    load(人员=[{"证件号": one, "姓名": f"人{n}"} for n, one in enumerate(numbers)])
    made = []
    with transaction.atomic():
        record(acting_user=None, action="test.candidates.make")
        for n, one in enumerate(numbers):
            person = Person.objects.by_number(one)
            code = ShareCode.objects.create(
                person=person, digest=digest(f"C{n}"), valid_until=order.placed_at
            )
            made.append(
                Candidate.objects.create(
                    order=order, employer=order.employer, agency=order.agency,
                    division=order.division, person=person, code=code, resume={},
                )
            )  # fmt: skip
    return made


def all_at_once(act, things):
    start = Barrier(len(things))

    def one(thing):
        try:
            connection.ensure_connection()
            start.wait()
            return act(thing)
        except (HelpingError, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return sorted(type(done).__name__ for done in pool.map(one, things))


def naive(candidate, looked):
    """Look, wait until everybody has looked, then take: what the verb does not do."""
    with transaction.atomic():
        record(acting_user=None, action="test.seat.take")
        free = Order.objects.get(pk=candidate.order_id).filled < SEATS
        looked.wait()
        if free:
            Candidate.objects.filter(pk=candidate.pk).update(state="accepted")
        return candidate


def counts():
    return (
        Order.objects.get().filled,
        Candidate.objects.filter(state="accepted").count(),
    )


def test_a25_the_last_seat_goes_to_one_and_oversells_without_the_constraint(trade, candidates):
    clerk = trade.world.clerk
    done = all_at_once(lambda one: accept_candidate(acting_user=clerk, candidate=one), candidates)
    assert done == ["Candidate"] * SEATS + ["HelpingError"] * (AT_ONCE - SEATS)
    assert counts() == (SEATS, SEATS)

    def empty():
        with transaction.atomic(), connection.cursor() as cursor:
            record(acting_user=None, action="test.seat.empty")
            cursor.execute(
                "ALTER TABLE helping_candidate DISABLE TRIGGER helping_candidate_goes_on"
            )
            cursor.execute("UPDATE helping_candidate SET state = 'proposed'")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE helping_candidate ENABLE TRIGGER helping_candidate_goes_on")

    empty()
    looked = Barrier(AT_ONCE)
    done = all_at_once(lambda one: naive(one, looked), candidates)
    assert done == ["Candidate"] * SEATS + ["IntegrityError"] * (AT_ONCE - SEATS)
    assert counts() == (SEATS, SEATS)
    empty()
    name = "helping_order_never_overfilled"
    constraint = next(c for c in Order._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Order, constraint)
    try:
        looked = Barrier(AT_ONCE)
        assert all_at_once(lambda one: naive(one, looked), candidates) == ["Candidate"] * AT_ONCE
        assert counts() == (AT_ONCE, AT_ONCE)
    finally:
        empty()
        with connection.schema_editor() as editor:
            editor.add_constraint(Order, constraint)
