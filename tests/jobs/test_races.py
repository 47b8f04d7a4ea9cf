"""The last seat goes to one, and a double click sends once; without the guards neither would hold."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tests.jobs.conftest import content
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry
from yulin.jobs.actions.applications import apply
from yulin.jobs.actions.posts import draft_post, submit_post, take_seat
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, ApplicationStep, Post

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, SEATS = 20, 3


@pytest.fixture
def seats(world):
    post = draft_post(
        acting_user=world.clerk, employer=world.firm, content=content(headcount=SEATS)
    )
    return submit_post(acting_user=world.clerk, post=post)


def all_at_once(act):
    """What each gets who begin in the same moment."""
    start = Barrier(AT_ONCE)

    def one(_number):
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except (JobsError, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [type(done).__name__ for done in pool.map(one, range(AT_ONCE))]


def naive(post, looked):
    """Look, wait until everybody has looked, then take: what take_seat does not do."""
    with transaction.atomic():
        record(acting_user=None, action="test.seat.take")
        free = Post.objects.filter(pk=post.pk, filled__lt=F("headcount")).exists()
        looked.wait()
        if not free:
            raise JobsError
        Post.objects.filter(pk=post.pk).update(filled=F("filled") + 1)
        return post


def test_exactly_as_many_as_there_are_seats(seats):
    def take():
        with transaction.atomic():
            record(acting_user=None, action="test.seat.take")
            return take_seat(post=seats)

    done = all_at_once(take)
    assert sorted(done) == ["JobsError"] * (AT_ONCE - SEATS) + ["Post"] * SEATS
    assert Post.objects.values_list("filled", "state").get() == (SEATS, "filled")


def test_whoever_only_looks_before_is_held_by_the_constraint_and_oversells_without_it(seats):
    looked = Barrier(AT_ONCE)
    done = all_at_once(lambda: naive(seats, looked))
    assert sorted(done) == ["IntegrityError"] * (AT_ONCE - SEATS) + ["Post"] * SEATS
    assert Post.objects.get().filled == SEATS

    with transaction.atomic():
        record(acting_user=None, action="test.seat.take")
        Post.objects.update(filled=0)
    name = "jobs_post_never_overfilled"
    constraint = next(c for c in Post._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Post, constraint)
    try:
        looked = Barrier(AT_ONCE)
        assert all_at_once(lambda: naive(seats, looked)) == ["Post"] * AT_ONCE
        assert Post.objects.get().filled == AT_ONCE
    finally:
        with transaction.atomic():
            record(acting_user=None, action="test.seat.take")
            Post.objects.update(filled=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(Post, constraint)


def test_many_clicks_send_once(world, seats):
    done = all_at_once(lambda: apply(acting_user=world.anna, person=world.people.anna, post=seats))
    assert done == ["Application"] * AT_ONCE
    assert (Application.objects.count(), ApplicationStep.objects.count()) == (1, 1)
    assert JournalEntry.objects.filter(action="jobs.application.send").count() == 1
