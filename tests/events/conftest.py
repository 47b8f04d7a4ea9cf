"""The jobs' world, and a fair in it: of this place, open, with booths, two firms, posts."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.jobs.conftest import CITY, PLACE, content, kept_world, with_duty, world
from yulin.events.actions.booths import accept_firm, apply_for_booth, lay_booths
from yulin.events.actions.events import EventContent, draft_event, turn_event
from yulin.events.actions.tickets import register
from yulin.events.models import Event
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.jobs.actions.resumes import OwnWords, save_resume

__all__ = ["CITY", "PLACE", "kept_world", "with_duty", "world"]
HOUR = dt.timedelta(hours=1)


def said(**changes):
    begins = timezone.now().replace(microsecond=0) - HOUR
    return EventContent(
        **(
            {
                "name": "龙湾区春季人才对接会",
                "kind": "fair",
                "begins_at": begins,
                "ends_at": begins + 8 * HOUR,
                "place": "体育馆",
                "city": "温州",
                "capacity": 2,
            }
            | changes
        )
    )


def opened_event(world, **changes):
    event = draft_event(acting_user=world.moderator, division=CITY, content=said(**changes))
    for state in ("published", "open"):
        event = turn_event(acting_user=world.moderator, event=event, to=state)
    return event


def post_of(user, firm, **changes):
    post = draft_post(acting_user=user, employer=firm, content=content(**changes))
    return submit_post(acting_user=user, post=post)


@pytest.fixture
def fair(world):
    return opened_event(world)


@pytest.fixture
def posts(world):
    return SimpleNamespace(
        turner=post_of(world.clerk, world.firm),
        cobbler=post_of(
            world.other_clerk, world.other, title="制鞋工", duties="缝制鞋面", skills=("缝纫",)
        ),
    )


@pytest.fixture
def firms(world, fair, posts):
    """Both have a booth."""
    lay_booths(acting_user=world.moderator, event=fair, hall="一号厅", rows=1, columns=2)
    one, other = (
        apply_for_booth(acting_user=clerk, event=fair, employer=firm, posts=[post])
        for clerk, firm, post in (
            (world.clerk, world.firm, posts.turner),
            (world.other_clerk, world.other, posts.cobbler),
        )
    )
    return [
        accept_firm(acting_user=world.moderator, firm=firm, booth=None) for firm in (one, other)
    ]


def ticket_for(world, fair, name, **more):
    return register(
        acting_user=getattr(world, name), person=getattr(world.people, name), event=fair, **more
    )


def with_resume(world, name, *titles):
    save_resume(
        acting_user=getattr(world, name),
        person=getattr(world.people, name),
        words=OwnWords(titles=titles, divisions=()),
    )


def state(event):
    return Event.objects.get(pk=event.pk).state
