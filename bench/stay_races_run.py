"""One round of `bench.stay_races`, once Django is set up."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Barrier

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.models import User
from yulin.codes import identity
from yulin.registry.models import Person
from yulin.services.actions.stays import Wish, book_stay
from yulin.services.errors import ServicesError
from yulin.services.models import Allowance, Bed, Place, Scheme, Stay

WORKERS = 40


def one_round(people: int, beds: int, *, guarded: bool = True) -> tuple[int, int]:
    """How many guests there are, and in how many beds."""
    place = _place(beds)
    crowd = _crowd(people)
    workers = min(people, WORKERS)
    start = Barrier(workers)

    def take(person: Person, user: User) -> None:
        if not guarded:
            _naive(place, person)
            return
        day = timezone.localdate()
        wish = Wish(arrives=day, leaves=day + dt.timedelta(days=2))
        try:
            book_stay(acting_user=user, person=person, place=place, wish=wish)
        except ServicesError:
            return

    def worker(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            for person, user in crowd[number::workers]:
                take(person, user)
        finally:
            connection.close()

    with _guards(on=guarded), ThreadPoolExecutor(workers) as pool:
        list(pool.map(worker, range(workers)))
        rows = Stay.objects.filter(place=place, state="booked")
        return rows.count(), rows.values("bed").distinct().count()


def _naive(place: Place, person: Person) -> None:
    """Look for a bed that nobody has, and write: what book_stay does not do."""
    with transaction.atomic():
        record(acting_user=None, action="bench.bed.take")
        bed = Bed.objects.filter(place=place, stays=None).first()
        if bed is None:
            return
        time.sleep(0.002)
        day = timezone.localdate()
        allowance = Allowance.objects.create(scheme=place.scheme, person=person, year=0, cap=3)
        Stay.objects.create(
            place=place,
            division=place.division,
            bed=bed,
            person=person,
            allowance=allowance,
            during=DateRange(day, day + dt.timedelta(days=2)),
            state="booked",
        )


@contextmanager
def _guards(*, on: bool) -> Iterator[None]:
    """Without them for the control; every round begins with nobody in any bed."""
    named = [c for c in Stay._meta.constraints if c.name == "services_stay_bed_once"]
    if not on:
        with connection.schema_editor() as editor:
            editor.remove_constraint(Stay, named[0])
    try:
        yield
    finally:
        with transaction.atomic():
            record(acting_user=None, action="bench.stays.cancel")
            Stay.objects.filter(state="booked").update(state="cancelled")
        if not on:
            with connection.schema_editor() as editor:
                editor.add_constraint(Stay, named[0])


@cache
def _crowd(people: int) -> list[tuple[Person, User]]:
    """People of nowhere, with an account each."""
    made = []
    with transaction.atomic():
        record(acting_user=None, action="bench.people.make")
        for n in range(people):
            body = f"99999919{10 + n // 365:02d}0101{n % 1000:03d}"
            number = body + identity.check_character(body)
            person = Person.objects.create(number=number, division=330302)
            user = User(role=Role.PERSON, username=f"bench-{n}", display_name=f"bench-{n}",
                        person_key=str(person.uuid))  # fmt: skip
            user.set_unusable_password()
            user.save()
            made.append((person, user))
    return made


def _place(beds: int) -> Place:
    name = os.urandom(8).hex()
    with transaction.atomic():
        record(acting_user=None, action="bench.place.make")
        scheme = Scheme.objects.create(
            division=330302,
            name=name,
            state="open",
            first_day=timezone.localdate(),
            nights=3,
            needs_activity=False,
        )
        place = Place.objects.create(
            kind="hostel", name=name, address="路", division=330302, state="open", scheme=scheme
        )
        Bed.objects.bulk_create(Bed(place=place, room="1", name=str(n)) for n in range(beds))
    return place
