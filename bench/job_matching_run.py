"""What `bench.job_matching` measures, once Django is set up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from django.db import transaction
from django.utils import timezone

from bench.market_rows import fill_people, fill_posts
from yulin.access.actions.journal import record
from yulin.jobs.actions.market import count_fits, learn_words
from yulin.jobs.models import Post, Resume
from yulin.jobs.queries.profiles import shown_of
from yulin.jobs.queries.ranked import _ranked, matches, pair_of
from yulin.jobs.queries.search import Wanted
from yulin.jobs.ranking import market
from yulin.registry.models import Person


def measured(posts: int, people: int) -> Iterator[str]:
    fill_posts(posts)
    yield f"{posts:,} open posts, {people:,} résumés\n"
    yield "| what | ms | processor ms |"
    yield "|---|---:|---:|"
    yield f"| functions loaded or compiled, once a process | {_once(market.compile_now)} |"
    yield f"| words learned and kept, at night | {_once(lambda: learn_words(acting_user=None))} |"
    yield f"| posts encoded, once a process | {_once(market.offered)} |"
    yield f"| asked whether anything changed | {_median(market.offered)} |"
    yield f"| one post changed, taken in | {_median(_changed)} |"
    whom = fill_people(people)
    somebody = whom[0]
    yield f"| a person's first ten, with reasons | {_median(lambda: matches(person=somebody, wanted=Wanted()))} |"
    far = Wanted(place=330302, pay=6000)
    yield f"| the same, by place and pay | {_median(lambda: matches(person=somebody, wanted=far))} |"
    yield f"| of which judging every post | {_median(lambda: _judged(somebody))} |"
    post = Post.objects.defer("search").first()
    yield f"| one pair in full | {_median(lambda: pair_of(person=somebody, post=post))} |"
    shown = _shown()
    for size in (1_000, people):
        told = _median(lambda n=size: _ranked(post, shown[:n], "", 1))
        yield f"| a board of {size:,} people | {told} |"
    yield f"| {people:,} profiles read | {_median(lambda: shown_of(list(Resume.objects.all())))} |"
    counted = _once(lambda: count_fits(acting_user=None, moment=timezone.now()))
    yield f"| everybody and every post counted, at night | {counted} |"


def _shown() -> list[tuple[int, dict, None, str]]:
    resumes = list(Resume.objects.order_by("pk"))
    told = shown_of(resumes)
    return [(one.person_id, told[one.pk], None, "") for one in resumes]


def _judged(person: Person) -> None:
    from yulin.jobs.queries.ranked import profile  # noqa: PLC0415 - with the rest

    held = market.offered()
    sides = held.sides([profile(person)], market.weights_in_use()[1])
    market.judged(sides, np.zeros(len(held.ids), np.int64), np.arange(len(held.ids)))


def _changed() -> None:
    post = Post.objects.defer("search").order_by("pk").first()
    with transaction.atomic():
        record(acting_user=None, action="bench.posts.change")
        Post.objects.filter(pk=post.pk).update(changed_at=timezone.now())
    market.offered()


def _once(work: Callable[[], object]) -> str:
    return _told([_taken(work)])


def _median(work: Callable[[], object]) -> str:
    return _told([_taken(work) for _turn in range(5)])


def _told(taken: list[tuple[float, float]]) -> str:
    """Milliseconds on the clock, and of this process's processors; the database's are not in these."""
    clock, processor = (statistics.median(one) for one in zip(*taken, strict=True))
    return f"{1000 * clock:,.0f} | {1000 * processor:,.0f}"


def _taken(work: Callable[[], object]) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used
