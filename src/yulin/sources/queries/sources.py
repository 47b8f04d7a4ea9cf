"""Sources, calls and answers that a user may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from yulin.access import rules
from yulin.access.divisions import above, bounds
from yulin.access.models import JournalEntry, User
from yulin.access.queries.journal import entries_about
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import visible_people
from yulin.sources.enums import SAID, Outcome, SourceKind
from yulin.sources.models import Answer, Call, Source

#: over which failures are counted
LATELY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class SourceFilters:
    """`state`: on, off or failing."""

    words: str = ""
    kind: str = ""
    state: str = ""


def visible_sources(user: User) -> "QuerySet[Source]":
    """Every one for an auditor; of an officer those of their region, and of what it lies in."""
    rows = Source.objects.all()
    if rules.is_auditor(user):
        return rows
    if rules.is_officer(user):
        assert user.region is not None
        return rows.filter(Q(region__range=bounds(user.region)) | Q(region__in=above(user.region)))
    return rows.none()


def sources_list(*, user: User, filters: SourceFilters, page: int = 1) -> Page[Source]:
    """With `last_at`, `last_outcome`, `failed`, `answers` and `lapsed` on each."""
    rows = _counted(visible_sources(user), timezone.now())
    if filters.words:
        words = filters.words
        rows = rows.filter(Q(name__icontains=words) | Q(department__icontains=words))
    if filters.kind in SourceKind.values:
        rows = rows.filter(kind=filters.kind)
    states = {"on": Q(enabled=True), "off": Q(enabled=False), "failing": Q(failed__gt=0)}
    if filters.state in states:
        rows = rows.filter(states[filters.state])
    return page_of(rows.order_by("-enabled", "name", "pk"), number=page, shown=list, per_page=20)


def _counted(rows: "QuerySet[Source]", now: datetime) -> "QuerySet[Source]":
    calls = Call.objects.filter(source=OuterRef("pk")).order_by("-id")
    failed = calls.filter(began_at__gte=now - LATELY).exclude(outcome__in=SAID)
    answers = Answer.objects.filter(source=OuterRef("pk"), said_in__isnull=False)
    return rows.annotate(
        last_at=Subquery(calls.values("began_at")[:1]),
        last_outcome=Subquery(calls.values("outcome")[:1]),
        failed=_count(failed),
        answers_count=_count(answers),
        lapsed=_count(answers.filter(valid_until__lte=now)),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("source").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def access_source(*, user: User, uuid: UUID | str) -> Source:
    """Counted as in the list. Raises Source.DoesNotExist also for one that the user may not see."""
    try:
        rows = visible_sources(user).select_related("watch")
        return _counted(rows, timezone.now()).get(uuid=uuid)
    except ValidationError:
        raise Source.DoesNotExist from None


def calls_list(*, user: User, source: Source, outcome: str = "", page: int = 1) -> Page[Call]:
    """Latest first; of a person only to who may see them."""
    rows = Call.objects.filter(source=source).filter(
        Q(person__isnull=True) | Q(person__in=visible_people(user))
    )
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    shown = rows.select_related("person", "asked_by").order_by("-id")
    return page_of(shown, number=page, shown=list, per_page=20)


def history_of(*, user: User, source: Source) -> Sequence[JournalEntry]:
    """What was done to a source, latest first."""
    access_source(user=user, uuid=source.uuid)
    return list(entries_about(obj=source).order_by("-id")[:50])


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things stand between a source and a person."""

    source: Source
    answer: Answer | None
    now: datetime

    @property
    def state(self) -> str:
        """`unasked`, `unknown` (never answered), `lapsed`, or the outcome of what was said."""
        if self.answer is None:
            return "unasked"
        if self.answer.said_in is None:
            return "unknown"
        if self.answer.valid_until <= self.now:
            return "lapsed"
        return str(self.answer.said_in.outcome)

    @property
    def failure(self) -> Call | None:
        """The last call, where it brought nothing."""
        tried = self.answer.tried_in if self.answer else None
        return tried if tried is not None and tried != self.answer.said_in else None


def standings_of(*, person: Person) -> dict[str, list[Standing]]:
    """By table, the sources that are on and speak of a person; the caller asks who may look."""
    if person.division is None:
        return {}
    sources = Source.objects.filter(enabled=True, region__in=above(person.division)).order_by("pk")
    kept = Answer.objects.filter(person=person, source__in=sources)
    answers = {one.source_id: one for one in kept.select_related("said_in", "tried_in")}
    found: dict[str, list[Standing]] = {}
    now = timezone.now()
    for source in sources:
        standing = Standing(source=source, answer=answers.get(source.pk), now=now)
        found.setdefault(source.table, []).append(standing)
    return found
