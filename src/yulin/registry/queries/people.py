"""Lists of people."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.facts import enums
from yulin.registry.enums import ChangeState
from yulin.registry.models import (
    Education,
    EmployerFact,
    EmploymentSpell,
    NameChange,
    Person,
    PersonFact,
)
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import visible_people
from yulin.registry.queries.shown import division_name

#: a query at least this long and without Chinese is a document number, typed in whole
_NUMBER_LENGTH = 8

SORTS = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "birth_date": ("birth_date", "id"),
    "-birth_date": ("-birth_date", "-id"),
    "division": ("person__division", "name", "id"),
    "-division": ("-person__division", "name", "id"),
    "-recorded": ("-recorded_at", "-id"),
}
DEFAULT_SORT = "name"


@dataclass(frozen=True, kw_only=True)
class PeopleFilters:
    """None: no matter."""

    division: int | None = None
    #: the highest degree, as a position in 学历
    level: int | None = None
    employer: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    person: Person
    name: str
    masked_number: str
    sex: str
    birth_date: date | None
    division: int | None
    division_name: str
    employer: str
    education: str


def people_list(
    *,
    user: User,
    search: str = "",
    filters: PeopleFilters | None = None,
    sort: str = DEFAULT_SORT,
    page: int = 1,
) -> Page[PersonRow]:
    """Those whom the user may see, a page at a time; an unknown sort is the default one."""
    found = PersonFact.objects.current().filter(person__in=visible_people(user))
    found = _filtered(_searched(found, search), filters or PeopleFilters())
    ordered = found.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT])).select_related("person")
    return page_of(ordered, number=page, shown=_rows)


def people_matching(search: str) -> Q:
    """A condition on people: their whole number, or a part of their or their employer's name."""
    text = search.strip()
    if not text:
        return Q()
    if len(text) >= _NUMBER_LENGTH and text.isascii():
        found = Person.objects.by_number(text)
        return Q(pk=found.merged_into_id or found.pk) if found else Q(pk__in=[])
    named = PersonFact.objects.current().filter(name__icontains=text).values("person")
    once = NameChange.objects.filter(old_name__icontains=text, state=ChangeState.APPROVED)
    firms = EmployerFact.objects.current().filter(name__icontains=text).values("employer")
    staff = _jobs_now().filter(employer__in=firms).values("person")
    others = Person.objects.filter(
        Q(pk__in=named) | Q(pk__in=staff), merged_into__isnull=False
    ).values("merged_into")
    found = Q(pk__in=named) | Q(pk__in=staff) | Q(pk__in=others)
    return found | Q(pk__in=once.values("person"))


def _searched(found: QuerySet, search: str) -> QuerySet:
    condition = people_matching(search)
    return found.filter(person__in=Person.objects.filter(condition)) if condition else found


def _filtered(found: QuerySet, filters: PeopleFilters) -> QuerySet:
    if filters.division is not None:
        found = found.filter(person__division__range=bounds(filters.division))
    if filters.level is not None:
        found = found.filter(person__in=_with_level(filters.level))
    if filters.employer is not None:
        staff = _jobs_now().filter(employer__uuid=filters.employer)
        found = found.filter(person__in=staff.values("person"))
    return found


def _with_level(level: int) -> QuerySet:
    highest = Education.objects.current().values("person").annotate(highest=Max("level"))
    return highest.filter(highest=level).values("person")


def _jobs_now() -> QuerySet:
    return EmploymentSpell.objects.current().filter(ended_on__gte=localdate())


def _rows(records: list[PersonFact]) -> list[PersonRow]:
    ids = [record.person_id for record in records]
    employers = employer_names_of(ids)
    levels = dict(
        Education.objects.current()
        .filter(person__in=ids)
        .order_by()
        .values_list("person")
        .annotate(Max("level"))
    )
    return [
        _row(record, employers.get(record.person_id, ""), levels.get(record.person_id))
        for record in records
    ]


def employer_names_of(people: list[int]) -> dict[int, str]:
    """Where each works now: the latest job's organisation."""
    jobs = dict(
        _jobs_now()
        .filter(person__in=people, employer__isnull=False)
        .order_by("started_on", "id")
        .values_list("person", "employer")
    )
    names = dict(
        EmployerFact.objects.current()
        .filter(employer__in=set(jobs.values()))
        .values_list("employer", "name")
    )
    return {person: names.get(employer, "") for person, employer in jobs.items()}


def _row(record: PersonFact, employer: str, level: int | None) -> PersonRow:
    person = record.person
    return PersonRow(
        person=person,
        name=record.name,
        masked_number=person.masked_number,
        sex=enums.SEX.label(record.sex),
        birth_date=record.birth_date,
        division=person.division,
        division_name=division_name(person.division),
        employer=employer,
        education="" if level is None else enums.EDUCATION.label(level),
    )
