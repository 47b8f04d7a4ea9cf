"""What `bench.job_search` measures, once Django is set up."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator

from django.contrib.postgres.search import SearchVectorField
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.jobs.content import lexemes
from yulin.jobs.demo import content_of
from yulin.jobs.models import Post
from yulin.jobs.queries.search import NEWEST, Wanted, by_district, published, search
from yulin.registry.models import Employer
from yulin.synth.posts import invent_posts

WORDS = ("焊工", "数控车工", "Java", "工程师", "不锈钢 法兰", "护士", "工")
_PORTION = 2_000


def measured(posts: int) -> Iterator[str]:
    began = time.perf_counter()
    _fill(posts)
    yield f"{posts:,} posts put in: {time.perf_counter() - began:.0f} s\n"
    yield f"index of pairs: {_size('jobs_post_search')}; table {_size('jobs_post')}\n"
    yield "| words | found | page by fit | page by date | by district |"
    yield "|---|---:|---:|---:|---:|"
    for words in ("", *WORDS):
        wanted = Wanted(words=words)
        found = search(wanted).total
        fit = _median(lambda one=wanted: search(one))
        newest = _median(lambda w=words: search(Wanted(words=w, sort=NEWEST)))
        districts = _median(lambda one=wanted: by_district(one))
        yield f"| {words or '(none)'} | {found:,} | {fit:.0f} ms | {newest:.0f} ms | {districts:.0f} ms |"
    yield ""
    yield from _trigrams()


def _fill(posts: int) -> None:
    invented = invent_posts(count=posts, seed=3, as_of=dt.date(2026, 9, 1), region=330300)
    now, until = timezone.now(), timezone.localdate() + dt.timedelta(days=30)
    firms = [Employer(code=f"BENCH{place}", division=330302) for place in range(max(1, posts // 8))]
    firms = Employer.objects.bulk_create(firms, batch_size=_PORTION)
    rows = list(invented.iter_rows(named=True))
    for start in range(0, posts, _PORTION):
        with transaction.atomic():
            record(acting_user=None, action="bench.posts.fill")
            Post.objects.bulk_create(
                Post(
                    employer=firms[(start + place) % len(firms)],
                    source="form",
                    state="open",
                    valid_until=until,
                    published_at=now - dt.timedelta(minutes=start + place),
                    search=Cast(Value(lexemes(said := content_of(row), "")), SearchVectorField()),
                    **said.as_columns(),
                )
                for place, row in enumerate(rows[start : start + _PORTION])
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE jobs_post")


def _trigrams() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
            began = time.perf_counter()
            cursor.execute(
                "CREATE INDEX bench_trgm ON jobs_post USING gin (title gin_trgm_ops, duties gin_trgm_ops)"
            )
    except DatabaseError as error:
        yield f"pg_trgm cannot be had here: {str(error).splitlines()[0]}"
        return
    yield f"pg_trgm: built in {time.perf_counter() - began:.0f} s, {_size('bench_trgm')}\n"
    yield "| words | found | page by date |"
    yield "|---|---:|---:|"
    for words in WORDS:
        rows = published()
        for word in words.split():
            rows = rows.filter(Q(title__contains=word) | Q(duties__contains=word))
        page = rows.order_by("-published_at", "-id")
        taken = _median(lambda r=rows, p=page: (r.count(), list(p[:20])))
        yield f"| {words} | {rows.count():,} | {taken:.0f} ms |"


def _median(act: Callable[[], object]) -> float:
    taken = []
    for _again in range(5):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _size(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_relation_size(%s::regclass))", [name])
        return cursor.fetchone()[0]
