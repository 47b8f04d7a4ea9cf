"""The last beds and the last places of a time go to as many as there are; the guards hold that."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.registry.builders import number
from tests.services.conftest import day
from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.registry.models import Person
from yulin.services.actions.appointments import book_slot
from yulin.services.actions.stays import Wish, book_stay
from yulin.services.errors import ServicesError
from yulin.services.models import Allowance, Appointment, Bed, Scheme, Slot, Stay

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, PLACES = 12, 2


@pytest.fixture
def crowd(site, user_of):
    """People with an account each."""
    people = [
        Person.objects.create(number=number(f"999999199101{n:02d}001"), division=330302)
        for n in range(1, AT_ONCE + 1)
    ]
    return [(one, user_of(Role.PERSON, person_key=str(one.uuid))) for one in people]


def all_at_once(crowd, act):
    """What each gets who begin in the same moment."""
    start = Barrier(AT_ONCE)

    def one(who):
        try:
            connection.ensure_connection()
            start.wait()
            return act(*who)
        except ServicesError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(type(done).__name__ for done in pool.map(one, crowd))


@contextmanager
def without(model, name):
    """As if the database had no such guard; what it would refuse is cancelled again."""
    constraint = next(c for c in model._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        with transaction.atomic():
            record(acting_user=None, action="test.bookings.cancel")
            for rows in (Stay.objects, Appointment.objects):
                rows.filter(state="booked").update(state="cancelled")
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


def enough(kind):
    return sorted(["ServicesError"] * (AT_ONCE - PLACES) + [kind] * PLACES)


def test_r16_exactly_as_many_guests_as_beds_and_more_without_the_guards(site, crowd):
    wish = Wish(arrives=day(1), leaves=day(3))
    done = all_at_once(
        crowd,
        lambda person, user: book_stay(
            acting_user=user, person=person, place=site.hostel, wish=wish
        ),
    )
    assert done == enough("Stay")
    assert len(set(Stay.objects.values_list("bed", flat=True))) == PLACES
    assert Scheme.objects.get().people == PLACES

    looked = Barrier(AT_ONCE)
    nights = DateRange(day(5), day(6))

    def naive(person, _user):
        """Look, wait until everybody has looked, then write: what book_stay does not do."""
        with transaction.atomic():
            record(acting_user=None, action="test.bed.take")
            bed = Bed.objects.exclude(stays__during__overlap=nights).first()
            looked.wait()
            allowance, _made = Allowance.objects.get_or_create(
                scheme=site.hostel.scheme, person=person, year=0, defaults={"cap": 3}
            )
            return Stay.objects.create(
                place=site.hostel, division=330302, bed=bed, person=person, during=nights,
                state="booked", allowance=allowance,
            )  # fmt: skip

    with without(Stay, "services_stay_bed_once"):
        assert all_at_once(crowd, naive) == ["Stay"] * AT_ONCE
        assert len(set(Stay.objects.filter(during=nights).values_list("bed", flat=True))) == 1


def test_a42_a_time_is_never_oversold_and_is_without_the_guard(site, crowd):
    slot = site.slots[0]
    with transaction.atomic():
        record(acting_user=None, action="test.slot.widen")
        Slot.objects.filter(pk=slot.pk).update(capacity=PLACES)

    def book(person, user):
        return book_slot(acting_user=user, person=person, slot=slot)

    assert all_at_once(crowd, book) == enough("Appointment")
    assert Slot.objects.get(pk=slot.pk).taken == PLACES
    with without(Slot, "services_slot_not_oversold"):
        with transaction.atomic():
            record(acting_user=None, action="test.visit.cancel")
            Appointment.objects.update(state="cancelled")
        assert all_at_once(crowd, book) == ["Appointment"] * AT_ONCE
        assert Slot.objects.get(pk=slot.pk).taken == AT_ONCE
