"""The demo's posts."""

import pytest
from django.core.exceptions import PermissionDenied

from yulin.jobs.demo import content_of, set_up_jobs
from yulin.jobs.models import Post, PostVersion
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
