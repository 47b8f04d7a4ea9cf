"""One round of `bench.job_races`, once Django is set up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.jobs.actions.posts import take_seat
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post
from yulin.registry.models import Employer

WORKERS = 40


def one_round(people: int, seats: int, *, guarded: bool = True) -> int:
    """How many were taken."""
    post = _post(seats)
    workers = min(people, WORKERS)
    start = Barrier(workers)

    def take() -> bool:
        try:
            with transaction.atomic():
                record(acting_user=None, action="bench.seat.take")
                take_seat(post=post) if guarded else _naive(post)
        except (JobsError, IntegrityError):
            return False
        return True

    def worker(_number: int) -> int:
        try:
            connection.ensure_connection()
            start.wait()
            return sum(take() for _one in range(people // workers))
        finally:
            connection.close()

    if guarded:
        with ThreadPoolExecutor(workers) as pool:
            return sum(pool.map(worker, range(workers)))
    with _without_constraint(post), ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(worker, range(workers)))


def _naive(post: Post) -> None:
    if not Post.objects.filter(pk=post.pk, filled__lt=F("headcount")).exists():
        raise JobsError
    time.sleep(0.002)
    Post.objects.filter(pk=post.pk).update(filled=F("filled") + 1)


@contextmanager
def _without_constraint(post: Post) -> Iterator[None]:
    name = "jobs_post_never_overfilled"
    constraint = next(c for c in Post._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Post, constraint)
    try:
        yield
    finally:
        with transaction.atomic():
            record(acting_user=None, action="bench.post.reset")
            Post.objects.filter(pk=post.pk).update(filled=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(Post, constraint)


def _post(seats: int) -> Post:
    with transaction.atomic():
        record(acting_user=None, action="bench.post.make")
        firm, _made = Employer.objects.get_or_create(code="BENCH")
        return Post.objects.create(
            employer=firm,
            state="open",
            source="form",
            title="焊工",
            title_key="焊工",
            division=330302,
            forms=["全职"],
            duties="焊接管道",
            headcount=seats,
            duplicate_hash=os.urandom(16).hex(),
            valid_until=timezone.localdate(),
            published_at=timezone.now(),
        )
