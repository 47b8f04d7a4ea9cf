"""The last place of an internship goes to one; without the constraint everybody would get it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tests.campus.conftest import CITY, wish
from yulin.access.actions.journal import record
from yulin.campus.models import Internship, Place

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "campus_place_never_oversold"


def all_at_once(acts):
    start = Barrier(len(acts))

    def one(act):
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except IntegrityError as error:
            return NAME if NAME in str(error) else error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done if done == NAME else type(done).__name__ for done in pool.map(one, acts)]


def test_the_last_place_goes_to_one_and_without_the_constraint_to_all(
    world, season, cohort, places
):
    entries = [wish(world, season, cohort, name, places.pump) for name in cohort]

    def take(entry, looked):
        """Look, wait until everybody has looked, then take: a program that only looks first."""
        with transaction.atomic():
            record(acting_user=None, action="test.place.take")
            assert Place.objects.filter(pk=places.pump.pk, taken__lt=F("capacity")).exists()
            looked.wait()
            return Internship.objects.create(
                round=season, place=places.pump, entry=entry, person=entry.person, score=0,
                employer=world.firm, school=entry.school, region=CITY,
            )  # fmt: skip

    def together():
        looked = Barrier(len(entries))
        return sorted(all_at_once([lambda one=one: take(one, looked) for one in entries]))

    assert together() == ["Internship", *[NAME] * 3]
    assert Place.objects.get(pk=places.pump.pk).taken == Internship.objects.count() == 1

    def empty():
        with transaction.atomic():
            record(acting_user=None, action="test.place.take")
            Internship.objects.all().delete()

    empty()
    constraint = next(one for one in Place._meta.constraints if one.name == NAME)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Place, constraint)
    try:
        assert together() == ["Internship"] * 4
        assert Place.objects.get(pk=places.pump.pk).taken == Internship.objects.count() == 4
    finally:
        empty()
        with connection.schema_editor() as editor:
            editor.add_constraint(Place, constraint)
