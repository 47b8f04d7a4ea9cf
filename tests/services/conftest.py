"""The people and officers of `tests.jobs`, a youth station with two beds and an outpost elsewhere."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.jobs.conftest import CITY, PLACE, drafted, kept_world, opened, with_duty, world
from yulin.services.actions.places import (
    PlaceContent,
    Terms,
    Times,
    add_beds,
    make_slots,
    move_place,
    move_scheme,
    save_place,
    save_scheme,
    use_scheme,
)
from yulin.services.actions.stays import Wish, book_stay

__all__ = ["drafted", "kept_world", "opened", "with_duty", "world"]


def day(n):
    """So many days from today."""
    return timezone.localdate() + dt.timedelta(days=n)


def place_content(**changes):
    told = {"kind": "hostel", "name": "江心青年驿站", "division": PLACE, "address": "车站大道 1 号"}
    return PlaceContent(**(told | {"facilities": ("无线网络", "洗衣")} | changes))


def terms(**changes):
    told = {"name": "免费住三天", "division": PLACE, "first_day": day(0), "nights": 3}
    return Terms(**(told | {"needs_activity": False} | changes))


def open_place(officer, **changes):
    one = save_place(acting_user=officer, content=place_content(**changes))
    return move_place(acting_user=officer, place=one, to="open")


def open_scheme(officer, place, **changes):
    scheme = save_scheme(acting_user=officer, terms=terms(**changes))
    move_scheme(acting_user=officer, scheme=scheme, to="open")
    return use_scheme(acting_user=officer, place=place, scheme=scheme)


def times(**changes):
    told = {
        "service": "settling",
        "first": day(1),
        "last": day(1),
        "begins": dt.time(9),
        "ends": dt.time(10),
        "minutes": 30,
        "capacity": 1,
        "weekdays": frozenset(range(7)),
    }
    return Times(**(told | changes))


@pytest.fixture
def site(world, jobs):
    """A station of two beds under a scheme of three nights, and an outpost with two half hours."""
    officer = world.moderator
    hostel = open_place(officer)
    add_beds(acting_user=officer, place=hostel, room="201", names=["A", "B"])
    hostel = open_scheme(officer, hostel)
    outpost = open_place(
        officer, kind="outpost", name="上海人才之家", city="上海", address="漕河泾 8 号"
    )
    make_slots(acting_user=officer, place=outpost, times=times())
    return SimpleNamespace(
        hostel=hostel, outpost=outpost, slots=list(outpost.slots.all()), officer=officer, city=CITY
    )


@pytest.fixture
def book(world, site):
    """`book("anna", 1, 3)`: the nights from tomorrow to the day after."""

    def books(who, arrives, leaves, place=None, **more):
        return book_stay(
            acting_user=getattr(world, who),
            person=getattr(world.people, who),
            place=place or site.hostel,
            wish=Wish(arrives=day(arrives), leaves=day(leaves), **more),
        )

    return books
