"""What the register says of whom to help: who is to be on a list, and who works by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from yulin.access.divisions import bounds
from yulin.facts import enums
from yulin.helping.enums import ListKind
from yulin.registry.models import (
    Coverage,
    Education,
    EmploymentSpell,
    Person,
    PersonFact,
    Registration,
)

_KEPT = Coalesce("person__merged_into", "person")
_JOBS = EmploymentSpell.TABLE.field


@dataclass(frozen=True, kw_only=True)
class Named:
    """Who is to be on a list, and of how many the register does not know whether they work."""

    people: list[int]
    unknown: int


def running(today: date) -> "QuerySet[EmploymentSpell]":
    """Jobs that have begun and not ended."""
    return EmploymentSpell.objects.current().filter(started_on__lte=today, ended_on__gte=today)


def named_by_register(*, kind: str, division: int, year: int, today: date) -> Named:
    """Those of the region whom a kind means and who hold no job today, in three queries.

    Whose jobs were never supplied is unknown, and so neither on the list nor off it.
    """
    meant = Person.objects.filter(
        pk__in=_meant(kind, year, today), merged_into__isnull=True, division__range=bounds(division)
    )
    free = meant.exclude(pk__in=running(today).annotate(kept=_KEPT).values("kept"))
    told = Coverage.objects.filter(superseded_at__isnull=True, tables__contains=[_JOBS])
    known = free.filter(pk__in=told.annotate(kept=_KEPT).values("kept"))
    people = list(known.order_by("pk").values_list("pk", flat=True))
    return Named(people=people, unknown=free.count() - len(people))


def _meant(kind: str, year: int, today: date) -> "QuerySet[Any]":
    if kind == ListKind.GRADUATES:
        return Education.objects.current().filter(
            status=enums.STUDY_STATUS.code("毕业"),
            level__gte=enums.EDUCATION.code("专科"),
            graduated_on__year=year,
        ).annotate(kept=_KEPT).values("kept")  # fmt: skip
    if kind == ListKind.HARDSHIP:
        return (
            PersonFact.objects.current().filter(hardship__gt=0).annotate(kept=_KEPT).values("kept")
        )
    if kind == ListKind.UNEMPLOYED:
        return Registration.objects.current().filter(
            kind=enums.REGISTRATION_KIND.code("失业登记"),
            registered_on__lte=today,
            cancelled_on__gte=today,
        ).annotate(kept=_KEPT).values("kept")  # fmt: skip
    return Person.objects.none().values("pk")


def jobs_today(people: Iterable[int], today: date) -> dict[int, UUID]:
    """The latest running job's row by person, whichever of their numbers it came with."""
    rows = running(today).annotate(kept=_KEPT).filter(kept__in=set(people))
    return dict(rows.order_by("started_on", "pk").values_list("kept", "uuid"))


def names_of(people: Iterable[int]) -> dict[int, str]:
    """By the row that is kept."""
    rows = PersonFact.objects.current().filter(person__in=set(people))
    return dict(rows.values_list("person", "name"))
