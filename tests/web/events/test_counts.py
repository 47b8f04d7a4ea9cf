"""Lists of the rooms ask the same of the database for one row and for many."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.events.conftest import opened_event, ticket_for
from yulin.events.actions.booths import apply_for_booth
from yulin.events.actions.events import SeriesContent, cancel_event, make_series
from yulin.events.models import RoomNotice

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(client):
    """How many questions each page asks, of each who reads it."""

    def ask(pages):
        found = {}
        for user, path in pages:
            client.force_login(user) if user else client.logout()
            assert client.get(path).status_code == 200, path
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            found[path] = len(asked)
        return found

    return ask


def test_lists_of_events_and_of_what_was_told(counted, world, fair, posts, firms):
    at = f"/officer/events/{fair.uuid}"
    pages = (
        (world.moderator, "/officer/events/"),
        (world.moderator, "/officer/events/series/"),
        (world.moderator, f"{at}/firms/"),
        (world.moderator, f"{at}/tickets/"),
        (world.moderator, f"{at}/door/"),
        (world.clerk, "/employer/events/"),
        (world.clerk, "/employer/notices/"),
        (world.anna, "/me/events/"),
        (world.anna, "/me/notices/"),
        (None, "/events/"),
        (None, "/events/feed/"),
        (None, "/api/v1/events"),
    )

    def more(name):
        one = opened_event(world, name=name)
        apply_for_booth(
            acting_user=world.clerk, event=one, employer=world.firm, posts=[posts.turner]
        )
        for who in ("anna", "ben", "cara"):
            ticket_for(world, one, who)
        make_series(
            acting_user=world.moderator, division=fair.division, content=SeriesContent(name=name)
        )
        cancelled = opened_event(world, name=f"{name}甲")
        ticket_for(world, cancelled, "anna")
        apply_for_booth(
            acting_user=world.clerk, event=cancelled, employer=world.firm, posts=[posts.turner]
        )
        cancel_event(acting_user=world.moderator, event=cancelled, because="台风")

    more("第一场")
    ticket_for(world, fair, "anna")
    before = counted(pages)
    with transaction.atomic():
        for name in ("第二场", "第三场"):
            more(name)
        for who in ("ben", "cara"):
            ticket_for(world, fair, who)
    assert RoomNotice.objects.filter(person=world.people.anna).count() == 3
    assert counted(pages) == before
