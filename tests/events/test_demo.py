"""The demo's fair."""

import pytest
from django.core.exceptions import PermissionDenied

from yulin.events.demo import set_up_events
from yulin.events.models import Event, EventApplication, Participation, Ticket
from yulin.events.queries.outcomes import outcome

pytestmark = pytest.mark.django_db


def test_a_fair_and_a_tour_are_set_up_once(world, posts, settings):
    with pytest.raises(PermissionDenied):
        set_up_events()
    settings.YULIN_DEMO = True
    made = set_up_events()
    assert (made.firms, made.tickets, made.came) == (2, 3, 2)
    assert set_up_events() is None
    assert list(Event.objects.order_by("pk").values_list("kind", "stop", "state")) == [
        ("fair", None, "open"),
        ("tour", 1, "open"),
        ("tour", 2, "open"),
    ]
    fair = Event.objects.get(kind="fair")
    told = outcome(fair)
    assert (told.registered, told.came, told.seen.resumes) == (
        3,
        2,
        EventApplication.objects.count(),
    )
    assert Participation.objects.filter(state="accepted").count() == 2
    assert [one.seat for one in Ticket.objects.order_by("pk")] == [1, 2, 3]
