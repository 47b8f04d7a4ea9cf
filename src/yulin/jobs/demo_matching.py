"""Résumés and applications for the demo, and the night's counts, so that matching has something to say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.enums import Role
from yulin.access.models import User
from yulin.facts import enums
from yulin.jobs.actions.market import count_fits, learn_words
from yulin.jobs.enums import ApplicationState, Visibility
from yulin.jobs.models import Application, ApplicationStep, Post, Resume
from yulin.jobs.queries.resumes import shown_to_firms
from yulin.jobs.queries.search import published
from yulin.ledger.demo import REGION
from yulin.registry.models import Person
from yulin.synth.posts import ANY
from yulin.synth.seekers import invent_seekers

_SEED = 7
#: who applied to posts of the demo's firm
_APPLIED = 12


@dataclass(frozen=True)
class Looking:
    """How many résumés were made, how many applications sent, how many posts were counted."""

    resumes: int
    applications: int
    counted: int


def set_up_matching(*, people: int = 300) -> Looking | None:
    """Invent résumés of the region's people; None where there are some already.

    Raises PermissionDenied where the demo is off.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Resume.objects.exists():
        return None
    with transaction.atomic():
        whom = _whom(people)
        invented = invent_seekers(count=len(whom), seed=_SEED, region=REGION)
        kept = Resume.objects.bulk_create(
            resume_of(person, row)
            for person, row in zip(whom, invented.iter_rows(named=True), strict=True)
        )
        sent = _applications(whom[-_APPLIED:])
        record(
            acting_user=None,
            action="jobs.resumes.load",
            region=REGION,
            data={"count": len(kept), "applications": sent},
        )
    learn_words(acting_user=None)
    counted, _people = count_fits(acting_user=None, moment=timezone.now())
    return Looking(resumes=len(kept), applications=sent, counted=counted)


def _whom(count: int) -> list[Person]:
    """The people of the demo's accounts, and others of the region."""
    rows = Person.objects.filter(merged_into__isnull=True)
    keys = User.objects.filter(role=Role.PERSON, username__startswith="demo-")
    own = list(rows.filter(uuid__in=[one.person_key for one in keys if one.person_key]))
    others = rows.filter(division__range=bounds(REGION)).exclude(pk__in=[one.pk for one in own])
    return [*own, *others.order_by("pk")[: count - len(own)]]


def resume_of(person: Person, row: dict[str, Any]) -> Resume:
    """A résumé, not saved, with the words of a row of `yulin.synth.seekers`."""
    return Resume(
        person=person,
        titles=row["期望岗位"],
        occupations=row["期望职业"],
        divisions=_divisions(row["期望地区"]),
        licences=_words(row["执照"]),
        skills=row["技能"],
        story=row["经历"] or "",
        years=row["工作年限"],
        least_pay=row["期望月薪"],
        forms=row["工作形式"],
        shifts=row["班次"],
        needs_work_permit=row["需工作许可"],
        industries=[enums.INDUSTRY.code(name) for name in row["期望行业"] or []] or None,
        visibility=Visibility.REGION,
    )


def _divisions(names: list[str] | None) -> list[int] | None:
    if not names:
        return None
    return [] if ANY in names else [int(name) for name in names]


def _words(words: list[str] | None) -> list[str] | None:
    if words is None:
        return None
    return [] if words == [ANY] else words


def _applications(people: list[Person]) -> int:
    """To the demo firm's open posts, one each in turn."""
    firm = User.objects.filter(username="demo-employer").first()
    if firm is None:
        return 0
    posts = list(published().filter(employer__uuid=firm.organisation_key).order_by("pk"))
    made = list(_sent(people, posts)) if posts else []
    kept = Application.objects.bulk_create(made)
    ApplicationStep.objects.bulk_create(
        ApplicationStep(application=one, went_to=ApplicationState.SENT) for one in kept
    )
    return len(kept)


def _sent(people: list[Person], posts: list[Post]) -> Iterator[Application]:
    for at, person in enumerate(people):
        post = posts[at % len(posts)]
        yield Application(
            post=post,
            employer_id=post.employer_id,
            division=post.division,
            person=person,
            resume=shown_to_firms(person, person.resume, named=True),
        )
