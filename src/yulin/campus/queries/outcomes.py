"""Where a school's students went, from the register's facts; few are never told of.

The school is told of those who agreed to be counted; of others only that they did not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from yulin.access.divisions import bounds, covers
from yulin.access.row_security import as_the_program
from yulin.campus.models import School, Student
from yulin.campus.worth import hidden
from yulin.facts import enums
from yulin.registry.models import EmploymentSpell, Person, Placement

_NO_JOBS = tuple(map(enums.EMPLOYMENT_FORM.code, ("实习", "见习")))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Of the students of a year and a major; None where too few are counted to be told of."""

    year: int
    major: str
    #: whom the school named, whom the register knows, who agreed
    named: int
    matched: int
    agreed: int
    stayed: int | None
    employed: int | None
    interned: int | None


@dataclass(frozen=True)
class _Facts:
    """By person: where they belong, where the firms stand that they work for; who was an intern."""

    belongs: dict[int, int | None]
    works: dict[int, set[int]]
    interned: set[int]


def outcomes_of(schools: Sequence[School], *, majors: bool = True) -> list[tuple[School, Outcome]]:
    """A line a school, year and major, or a line a school and year; in four queries however many."""
    with as_the_program():
        rows = list(
            Student.objects.filter(school__in=schools).values_list(
                "school", "year", "major", "person", "agreed_at"
            )
        )
        facts = _facts_of({p for *_key, p, agreed in rows if agreed})
    groups: dict[int, dict[tuple[int, str], list[tuple[int | None, bool]]]] = {}
    for school, year, major, person, agreed in rows:
        key = (year, major if majors else "")
        groups.setdefault(school, {}).setdefault(key, []).append((person, agreed is not None))
    return [
        (school, _line(key, group, facts, school.region))
        for school in schools
        for key, group in sorted(
            groups.get(school.pk, {}).items(), key=lambda one: (-one[0][0], one[0][1])
        )
    ]


def _line(
    key: tuple[int, str], group: list[tuple[int | None, bool]], facts: _Facts, region: int
) -> Outcome:
    agreed = {person for person, agrees in group if agrees and person is not None}

    def told(which: Iterable[int]) -> int | None:
        return hidden(len(agreed & set(which)), len(agreed))

    def here(code: int | None) -> bool:
        return code is not None and covers(region, code)

    return Outcome(
        year=key[0],
        major=key[1],
        named=len(group),
        matched=sum(person is not None for person, _agrees in group),
        agreed=len(agreed),
        stayed=told(one for one in agreed if here(facts.belongs.get(one))),
        employed=told(one for one in agreed if any(map(here, facts.works.get(one, ())))),
        interned=told(facts.interned),
    )


def _facts_of(people: Iterable[int | None]) -> _Facts:
    """Of those people, by the row that is kept."""
    keys = [one for one in people if one is not None]
    works: dict[int, set[int]] = {}
    jobs = _of(_jobs_today(), keys).exclude(employer__division=None)
    for person, division in jobs.values_list("whose", "employer__division"):
        works.setdefault(person, set()).add(division)
    interned = _of(Placement.objects.current().filter(ended_on__lte=localdate()), keys)
    return _Facts(
        belongs=dict(Person.objects.filter(pk__in=keys).values_list("pk", "division")),
        works=works,
        interned=set(interned.values_list("whose", flat=True)),
    )


def _jobs_today() -> "QuerySet[EmploymentSpell]":
    """Jobs held today; an internship is none."""
    today = localdate()
    rows = EmploymentSpell.objects.current().filter(started_on__lte=today, ended_on__gte=today)
    return rows.exclude(form__in=_NO_JOBS)


def _of(rows: "QuerySet", keys: list[int]) -> "QuerySet":
    kept = rows.annotate(whose=Coalesce(F("person__merged_into"), F("person")))
    return kept.filter(Q(person__in=keys) | Q(person__merged_into__in=keys))


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """How long somebody who was awarded a scholarship has worked in the region since."""

    months: int
    of: int

    @property
    def is_met(self) -> bool:
        return self.months >= self.of


def obligations(awards: Iterable[tuple[int, int, int]], region: int) -> dict[int, Obligation]:
    """By award: (its key, its person, years agreed); whole months of 30 days in jobs of the region."""
    told = list(awards)
    days: dict[int, set[int]] = {}
    today = localdate()
    with as_the_program():
        spells = (
            EmploymentSpell.objects.current()
            .filter(employer__division__range=bounds(region), started_on__lte=today)
            .exclude(form__in=_NO_JOBS)
            .annotate(whose=Coalesce(F("person__merged_into"), F("person")))
            .filter(whose__in=[person for _key, person, _years in told])
            .values_list("whose", "started_on", "ended_on")
        )
        for whose, began, ended in spells:
            span = range(began.toordinal(), min(ended, today).toordinal() + 1)
            days.setdefault(whose, set()).update(span)
    return {
        key: Obligation(months=len(days.get(person, ())) // 30, of=years * 12)
        for key, person, years in told
    }
