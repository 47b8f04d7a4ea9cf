"""What `bench.helping_seats` measures, once Django is set up."""

from __future__ import annotations

import os
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from ortools.graph.python import max_flow

from bench.market_rows import CITY, fill_people, fill_posts
from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, User
from yulin.helping.actions import seating
from yulin.helping.actions.lists import About, add_people, make_list
from yulin.helping.enums import CaseSource
from yulin.helping.models import HelpList, HelpOffer
from yulin.helping.queries.market import offered, open_posts, seekers, to_be_seated
from yulin.jobs.models import Post
from yulin.matching.lists import both_sides
from yulin.matching.rank import rank_posts
from yulin.registry.models import Person

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_MARKS = ("<!-- helping: begin -->", "<!-- helping: end -->")
_MIB = 1024


def measured(people: int, posts: int) -> Iterator[str]:
    """Lines of a table, and below it when and where."""
    officer = _officer()
    fill_posts(posts)
    whom = fill_people(people)
    yield f"{people:,} graduates of a list, {posts:,} open posts"
    yield ""
    yield "| seats | could be seated | were seated | first choice | told why not | seconds | processor s | questions | largest MiB |"
    yield "| --: | --: | --: | --: | --: | --: | --: | --: | --: |"
    began = time.perf_counter()
    yield _row(officer, whom, "all headcounts")
    with transaction.atomic():
        record(acting_user=None, action="bench.posts.fewer")
        HelpOffer.objects.all().delete()
        keep = list(Post.objects.order_by("pk").values_list("pk", flat=True)[: max(1, posts // 25)])
        Post.objects.exclude(pk__in=keep).update(state="paused")
        Post.objects.update(headcount=1)
    yield _row(officer, whom, "few seats")
    yield ""
    yield _where(time.perf_counter() - began)


def _row(officer: User, whom: list[Person], title: str) -> str:
    helplist = _list(officer, whom, title)
    possible, seats, best = _possible(helplist)
    clock, used = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as asked:
        done = seating.seat_list(acting_user=officer, helplist=helplist)
    clock, used = time.perf_counter() - clock, time.process_time() - used
    made = list(HelpOffer.objects.filter(case__helplist=helplist).select_related("post"))
    taken = Counter(offer.post_id for offer in made)
    assert all(count <= Post.objects.get(pk=post).headcount for post, count in taken.items())
    assert len({offer.case_id for offer in made}) == len(made) == done.seated
    told = sum(offer.why_not is not None for offer in made)
    first = sum(best[offer.case_id] == offer.post_id for offer in made)
    assert possible == done.seated, "somebody could be seated and is not"
    assert told == min(seating._EXPLAINED, done.seated - first)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
    return (
        f"| {seats:,} | {possible:,} | {done.seated:,} | {first:,} | {told:,} | {clock:.1f} |"
        f" {used:.1f} | {len(asked):,} | {most:,.0f} |"
    )


def _possible(helplist: HelpList) -> tuple[int, int, dict[int, int]]:
    """The most who can be seated, whatever the scores: a flow over all pairs that may be.

    With how many seats there are, and everybody's first choice.
    """
    cases, posts = to_be_seated(helplist), list(open_posts(helplist))
    sides = both_sides(seekers(cases), offered(posts)).sides
    ids = rank_posts(sides.market(), keep=len(posts)).ids
    people, places = np.nonzero(ids >= 0)
    seats = ids[people, places]
    flow = max_flow.SimpleMaxFlow()
    source, sink = len(cases) + len(posts), len(cases) + len(posts) + 1
    persons = np.arange(len(cases), dtype=np.int32)
    flow.add_arcs_with_capacity(
        np.full(len(cases), source, np.int32), persons, np.ones(len(cases), np.int64)
    )
    flow.add_arcs_with_capacity(
        people.astype(np.int32),
        (seats + len(cases)).astype(np.int32),
        np.ones(len(seats), np.int64),
    )
    free = np.array([post.free for post in posts], np.int64)
    flow.add_arcs_with_capacity(
        (np.arange(len(posts)) + len(cases)).astype(np.int32),
        np.full(len(posts), sink, np.int32),
        free,
    )
    assert flow.solve(source, sink) == flow.OPTIMAL
    best = {case.pk: posts[at].pk for case, at in zip(cases, ids[:, 0], strict=True) if at >= 0}
    return int(flow.optimal_flow()), int(free.sum()), best


def _officer() -> User:
    with transaction.atomic():
        record(acting_user=None, action="bench.officer.make")
        user = User.objects.create(username="bench-officer", role=Role.OFFICER, region=CITY)
        DutyGrant.objects.create(
            holder=user,
            duty=Duty.MAKER,
            region=CITY,
            during=(datetime(2020, 1, 1, tzinfo=UTC), None),
            basis="bench",
        )
    return user


def _list(officer: User, whom: list[Person], title: str) -> HelpList:
    about = About(name=title, kind="graduates", division=CITY, year=2026, source="bench")
    made = make_list(acting_user=officer, about=about)
    with transaction.atomic():
        record(acting_user=None, action="bench.list.fill")
        add_people(helplist=made, people=[one.pk for one in whom], source=CaseSource.REGISTER)
    return made


def _where(took: float) -> str:
    load = os.getloadavg()[0]
    day = timezone.localdate().isoformat()
    return f"*{day}, {os.cpu_count()} cores, load after {load:.1f}, took {took:.0f} s*"


def write(lines: list[str]) -> None:
    """Between its marks in docs/performance.md."""
    begin, end = _MARKS
    page = PAGE.read_text()
    told = "\n".join([begin, "", *lines[2:], "", end])
    PAGE.write_text(re.sub(f"{begin}.*?{end}", lambda _m: told, page, flags=re.DOTALL))
