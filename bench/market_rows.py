"""Invented posts and people with résumés as rows of the database, for benches of rooms about jobs."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.jobs.demo import content_of
from yulin.jobs.demo_matching import resume_of
from yulin.jobs.models import Post, Resume
from yulin.registry.models import Employer, Person
from yulin.synth.posts import invent_posts
from yulin.synth.seekers import invent_seekers

CITY, PLACE = 330300, 330302


def fill_posts(count: int) -> None:
    """Open posts as the demo has them, without what only search and moderation read."""
    invented = invent_posts(count=count, seed=3, as_of=dt.date(2026, 9, 1), region=CITY)
    now, until = timezone.now(), timezone.localdate() + dt.timedelta(days=30)
    firm = Employer.objects.create(code="BENCH", division=PLACE)
    with transaction.atomic():
        record(acting_user=None, action="bench.posts.fill")
        Post.objects.bulk_create(
            (
                Post(
                    employer=firm,
                    source="interface",
                    state="open",
                    valid_until=until,
                    published_at=now,
                    title_key=row["岗位名称"],
                    duplicate_hash=str(at),
                    **content_of(row).as_data(),
                )
                for at, row in enumerate(invented.iter_rows(named=True))
            ),
            batch_size=2_000,
        )


def fill_people(count: int) -> list[Person]:
    """People of one place, each with a résumé."""
    rows = Person.objects.bulk_create(
        Person(number=f"9999991990{at:08d}", division=PLACE) for at in range(count)
    )
    invented = invent_seekers(count=count, seed=3, region=CITY)
    with transaction.atomic():
        record(acting_user=None, action="bench.resumes.fill")
        Resume.objects.bulk_create(
            resume_of(person, row)
            for person, row in zip(rows, invented.iter_rows(named=True), strict=True)
        )
    return list(rows)
