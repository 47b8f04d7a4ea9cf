"""Campaigns, letters, streams and trips of the matrix's world: drafts, so that nobody else sees them."""

import datetime as dt

from django.utils import timezone

from yulin.events.models import Campaign, Delivery, Event, Letter, Stream, Trip

#: a published campaign, which everybody reads
CAMPAIGN = "7d3f0000-0000-4000-8000-000000000003"
HERE = 330302
_PERIOD = {"begins_on": dt.date(2020, 1, 1), "ends_on": dt.date(2020, 12, 31)}


def campaigns_of_region(world, region, scope, mark):
    author, rows = world.authors[region], world.rows[scope]
    one = Campaign.objects.create(name=mark, division=region, made_by=author, **_PERIOD)
    rows["drive"] = one
    rows["letter"] = Letter.objects.create(
        campaign=one, division=region, title=mark, body=mark, audience={"division": region},
        made_by=author,
    )  # fmt: skip
    now = timezone.now()
    event = Event.objects.create(
        name=mark, kind="live", division=region, begins_at=now,
        ends_at=now + dt.timedelta(hours=1),
    )  # fmt: skip
    rows["stream"] = Stream.objects.create(
        event=event, division=region, title=mark, platform=mark, begins_at=event.begins_at,
        ends_at=event.ends_at,
    )  # fmt: skip
    rows["trip"] = Trip.objects.create(division=region, purpose=mark, made_by=author, **_PERIOD)


def letter_to_a_person(world, scope):
    """Of a campaign that everybody reads: no other sends letters."""
    draft = world.rows["other" if scope == "other" else "own"]["letter"]
    letter = Letter.objects.create(
        campaign=published_campaign(draft.division), division=draft.division, title=draft.title,
        body=draft.body, audience=draft.audience, made_by=draft.made_by,
    )  # fmt: skip
    world.rows[scope]["delivery"] = Delivery.objects.create(
        letter=letter, person=world.people[scope], division=letter.division
    )


def published_campaign(region):
    known = {"uuid": CAMPAIGN} if region == HERE else {}
    told = {"state": "published", "published_at": timezone.now(), **_PERIOD, **known}
    return Campaign.objects.get_or_create(name="公布的计划", division=region, defaults=told)[0]
