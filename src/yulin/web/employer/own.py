"""An employer's own record and its own people; there is no address that names another firm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from yulin.access.models import User
from yulin.facts.frames import EMPLOYERS
from yulin.facts.schema import Column
from yulin.registry.models import Employer, EmployerFact, EmploymentSpell, Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.person_page import value_of
from yulin.registry.queries.scope import visible_employers
from yulin.registry.queries.shown import shown
from yulin.web import regions


def own_employer(user: User) -> Employer:
    """Raises Employer.DoesNotExist for an account without an organisation."""
    return visible_employers(user).get()


def own_record(employer: Employer) -> EmployerFact | None:
    return EmployerFact.objects.current().filter(employer=employer).first()


def cells(record: EmployerFact) -> Iterator[tuple[Column, str]]:
    """The columns in words; the number of the legal representative is left out."""
    for column in record.TABLE.columns:
        if column.name == record.TABLE.key:
            yield column, record.employer.code
        elif column.names == EMPLOYERS:
            yield column, record.parent.code if record.parent else ""
        elif column.kind == "division":
            code = value_of(record, column)
            yield column, regions.full_name(code) if code else ""
        elif column.kind != "id":
            yield column, shown(column, value_of(record, column))


@dataclass(frozen=True)
class Colleague:
    """What the firm itself reported: who works there, as what, since when."""

    person: Person
    name: str
    masked_number: str
    post: str
    since: date
    until: date


def jobs_of(employer: Employer) -> "QuerySet[EmploymentSpell]":
    """Jobs that have begun and not ended."""
    today = timezone.localdate()
    return EmploymentSpell.objects.current().filter(
        employer=employer, started_on__lte=today, ended_on__gte=today
    )


def staff_of(employer: Employer) -> "QuerySet[Person]":
    """By the row that is kept, whichever of their numbers the job came with."""
    whose = Coalesce("person__merged_into", "person")
    return Person.objects.filter(pk__in=jobs_of(employer).values_list(whose))


def access_staff(*, employer: Employer, uuid: UUID | str) -> Person:
    """Raises Person.DoesNotExist also for somebody who works elsewhere."""
    return staff_of(employer).get(uuid=uuid)


def staff_list(*, employer: Employer, search: str, page: int) -> Page[Colleague]:
    rows = jobs_of(employer).select_related("person__merged_into").order_by("-started_on", "id")
    if search:
        named = PersonFact.objects.current().filter(name__icontains=search)
        rows = rows.filter(person__in=named.values("person"))
    return page_of(rows, number=page, shown=_colleagues)


def _colleagues(jobs: list[EmploymentSpell]) -> list[Colleague]:
    names = names_of([job.person_id for job in jobs])
    return [
        Colleague(
            person=job.person.stands_for,
            name=names.get(job.person_id, ""),
            masked_number=job.person.masked_number,
            post=job.post or "",
            since=job.started_on,
            until=job.ended_on,
        )
        for job in jobs
    ]


def names_of(people: list[int]) -> dict[int, str]:
    return dict(
        PersonFact.objects.current().filter(person__in=people).values_list("person", "name")
    )
