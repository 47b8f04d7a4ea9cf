"""What `bench.job_matching` measures, once Django is set up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from django.utils import timezone

from bench.job_search_run import _fill
from yulin.jobs.actions.market import count_fits, learn_words
from yulin.jobs.demo_matching import _resume
from yulin.jobs.models import Post, Resume
from yulin.jobs.queries.profiles import shown_of
from yulin.jobs.queries.ranked import _ranked, matches, pair_of
from yulin.jobs.queries.search import Wanted
from yulin.jobs.ranking import market
from yulin.registry.models import Person
from yulin.synth.seekers import invent_seekers


def measured(posts: int, people: int) -> Iterator[str]:
    _fill(posts)
    yield f"{posts:,} open posts, {people:,} résumés\n"
    yield "| what | ms |"
    yield "|---|---:|"
    yield f"| functions loaded or compiled, once a process | {_once(market.compile_now):,.0f} |"
    yield f"| words learned and kept, at night | {_once(lambda: learn_words(acting_user=None)):,.0f} |"
    yield f"| posts encoded, once a process | {_once(market.offered):,.0f} |"
    yield f"| asked whether anything changed | {_median(market.offered):.0f} |"
    yield f"| one post changed, taken in | {_median(_changed):.0f} |"
    whom = _people(people)
    somebody = whom[0]
    yield f"| a person's first ten, with reasons | {_median(lambda: matches(person=somebody, wanted=Wanted())):.0f} |"
    far = Wanted(place=330302, pay=6000)
    yield f"| the same, by place and pay | {_median(lambda: matches(person=somebody, wanted=far)):.0f} |"
    yield f"| of which judging every post | {_median(lambda: _judged(somebody)):.0f} |"
    post = Post.objects.defer("search").first()
    yield f"| one pair in full | {_median(lambda: pair_of(person=somebody, post=post)):.0f} |"
    shown = _shown()
    for size in (1_000, people):
        told = _median(lambda n=size: _ranked(post, shown[:n], "", 1))
        yield f"| a board of {size:,} people | {told:.0f} |"
    yield f"| {people:,} profiles read | {_median(lambda: shown_of(list(Resume.objects.all()))):.0f} |"
    counted = _once(lambda: count_fits(acting_user=None, moment=timezone.now()))
    yield f"| everybody and every post counted, at night | {counted:,.0f} |"


def _people(count: int) -> list[Person]:
    rows = Person.objects.bulk_create(
        Person(number=f"9999991990{at:08d}", division=330302) for at in range(count)
    )
    invented = invent_seekers(count=count, seed=3, region=330300)
    Resume.objects.bulk_create(
        _resume(person, row)
        for person, row in zip(rows, invented.iter_rows(named=True), strict=True)
    )
    return list(rows)


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
    Post.objects.filter(pk=post.pk).update(changed_at=timezone.now())
    market.offered()


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_once(work) for _turn in range(5))
