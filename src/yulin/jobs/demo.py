"""Jobs for the demo: published posts of the demo's firms, one that waits, a résumé."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl
from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Cast
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.facts import enums
from yulin.jobs.content import PostContent, lexemes
from yulin.jobs.enums import PostSource, PostState
from yulin.jobs.models import Post, PostVersion
from yulin.ledger.demo import REGION
from yulin.registry.models import EmployerFact
from yulin.synth.posts import ANY, invent_posts

_SEED = 5
_DAYS = 60


@dataclass(frozen=True)
class Work:
    """How many posts are open, and how many wait for an officer."""

    opened: int
    waiting: int


@transaction.atomic
def set_up_jobs(*, posts: int = 300) -> Work | None:
    """Publish invented posts of the region's firms; None where there are posts already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Post.objects.exists():
        return None
    firms = _firms()
    invented = invent_posts(count=posts, seed=_SEED, as_of=timezone.localdate(), region=REGION)
    made = [_post(row, _firm(firms, place)) for place, row in _numbered(invented)]
    kept = Post.objects.bulk_create(made, ignore_conflicts=False, batch_size=500)
    PostVersion.objects.bulk_create(
        PostVersion(post=post, number=1, content=PostContent.of(post).as_data()) for post in kept
    )
    record(acting_user=None, action="jobs.posts.load", region=REGION, data={"count": len(kept)})
    waiting = sum(post.state == PostState.WAITING for post in kept)
    return Work(opened=len(kept) - waiting, waiting=waiting)


def _firms() -> list[EmployerFact]:
    rows = EmployerFact.objects.current().filter(division__range=bounds(REGION))
    found = list(rows.select_related("employer").order_by("pk")[:200])
    clerk = User.objects.filter(username="demo-employer").first()
    own = EmployerFact.objects.current().filter(
        employer__uuid=clerk.organisation_key if clerk else None
    )
    found = [*own.select_related("employer"), *found]
    if not found:
        message = "load the demo's register first: manage.py demo"
        raise RuntimeError(message)
    return found


def _firm(firms: list[EmployerFact], place: int) -> EmployerFact:
    """In turn; every twentieth is the demo employer's, so that its pages have something to show."""
    return firms[0] if place % 20 == 7 else firms[place % len(firms)]


def _numbered(invented: pl.DataFrame) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(invented.iter_rows(named=True)))


def _post(row: dict[str, Any], firm: EmployerFact) -> Post:
    said = content_of(row)
    # every fiftieth says what it must not, so that the queue has something to decide
    if int(row["编号"][1:]) % 50 == 0:
        said = PostContent(**(said.as_data() | {"duties": f"{said.duties}限男性，35岁以下。"}))
    columns = said.as_columns()
    stops = any(one["kind"] != "doubtful" for one in columns["findings"])
    now = timezone.now()
    age = timezone.localdate() - row["发布日期"]
    return Post(
        employer=firm.employer,
        source=PostSource.INTERFACE,
        state=PostState.WAITING if stops else PostState.OPEN,
        published_at=now - min(age, timedelta(days=30)),
        valid_until=timezone.localdate() + timedelta(days=_DAYS),
        search=Cast(Value(lexemes(said, firm.name)), SearchVectorField()),
        **columns,
    )


def content_of(row: dict[str, Any]) -> PostContent:
    """A row of the table 岗位 as a post: 不限 becomes 0 or an empty list."""
    return PostContent(
        title=row["岗位名称"],
        division=row["地区"],
        duties=row["职责"],
        forms=tuple(row["工作形式"]),
        headcount=row["招聘人数"],
        occupation=row["职业"],
        industry=enums.INDUSTRY.code(row["行业"]),
        least_education=_rank(row["最低学历"], enums.EDUCATION),
        least_skill_level=_rank(row["最低技能等级"], enums.SKILL_LEVEL),
        certificates=_words(row["证书要求"]),
        licences=_words(row["执照要求"]),
        majors=_words(row["专业要求"]),
        least_years=row["最低工作年限"],
        pay_from=row["月薪下限"],
        pay_to=row["月薪上限"],
        shifts=_words(row["班次"]),
        skills=_words(row["技能"]),
        benefits=_words(row["福利"]),
        gives_work_permit=row["可办工作许可"],
    )


def _rank(label: str | None, labels: enums.LabelSet) -> int | None:
    if label is None:
        return None
    return 0 if label == ANY else labels.code(label)


def _words(words: list[str] | None) -> tuple[str, ...] | None:
    if words is None:
        return None
    return () if words == [ANY] else tuple(words)
