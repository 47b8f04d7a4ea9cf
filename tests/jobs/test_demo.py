"""The demo's posts."""

import pytest
from django.core.exceptions import PermissionDenied

from yulin.access.enums import Role
from yulin.jobs.demo import content_of, set_up_jobs
from yulin.jobs.demo_people import set_up_people
from yulin.jobs.models import Application, Invitation, JobNotice, Post, PostVersion
from yulin.jobs.queries.search import Wanted, matching
from yulin.jobs.wording import stopping
from yulin.synth.posts import invent_posts

pytestmark = pytest.mark.django_db


def test_posts_are_published_once(world, settings):
    with pytest.raises(PermissionDenied):
        set_up_jobs()
    settings.YULIN_DEMO = True
    made = set_up_jobs(posts=100)
    assert (made.opened, made.waiting) == (98, 2)
    assert set_up_jobs() is None
    assert (Post.objects.count(), PostVersion.objects.count()) == (100, 100)
    assert matching(Wanted()).count() == 98
    everything = matching(Wanted(words="安装"))
    assert all("安装" in f"{post.title}{post.duties}{post.skills}" for post in everything)
    assert 0 < everything.count() < 98


def test_invented_posts_say_nothing_that_a_rule_stops(world):
    """The generator's own words are lawful; what is unlawful in the demo is put there."""
    import datetime as dt

    rows = invent_posts(count=1500, seed=11, as_of=dt.date(2026, 9, 1), region=330300)
    found = [
        (one.code, one.words)
        for row in rows.iter_rows(named=True)
        for one in stopping(content_of(row).findings())
    ]
    assert found == []


def test_people_stand_at_the_demo_employers_posts_in_several_states(world, settings, user_of):
    settings.YULIN_DEMO = True
    assert set_up_people() is None  # nobody has an account
    user_of(Role.EMPLOYER, username="demo-employer", organisation_key=str(world.firm.uuid))
    user_of(Role.PERSON, username="demo-person", person_key=str(world.people.anna.uuid))
    set_up_jobs(posts=100)
    made = set_up_people()
    assert (made.resumes, made.applications) == (3, 12)
    assert set_up_people() is None
    states = Application.objects.filter(employer=world.firm).values_list("state", flat=True)
    assert sorted(states) == [*["seen"] * 4, *["sent"] * 4, *["shortlisted"] * 4]
    assert Invitation.objects.count() == 2
    assert JobNotice.objects.filter(person=world.people.anna, kind="invited").count() == 1
