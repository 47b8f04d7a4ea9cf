"""Where a school's students went, from the register's facts; few are never told of.

The school is told of those who agreed to be counted; of others only that they did not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from yulin.access.divisions import bounds
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
    stayed: set[int]
    employed: set[int]
    interned: set[int]


def outcomes_of(school: School, *, majors: bool = True) -> list[Outcome]:
    """A line a year and major, or a line a year; in five queries however many students there are."""
    with as_the_program():
        rows = list(
            Student.objects.filter(school=school).values_list(
                "year", "major", "person", "agreed_at"
            )
        )
        facts = _facts_of({p for _y, _m, p, agreed in rows if agreed}, school.region)
    groups: dict[tuple[int, str], list[tuple[int | None, bool]]] = {}
    for year, major, person, agreed in rows:
        key = (year, major if majors else "")
        groups.setdefault(key, []).append((person, agreed is not None))
    return [
        _line(key, groups[key], facts) for key in sorted(groups, key=lambda one: (-one[0], one[1]))
    ]


def _line(key: tuple[int, str], group: list[tuple[int | None, bool]], facts: _Facts) -> Outcome:
    agreed = {person for person, agrees in group if agrees}

    def told(which: set[int]) -> int | None:
        return hidden(len(agreed & which), len(agreed))

    return Outcome(
        year=key[0],
        major=key[1],
        named=len(group),
        matched=sum(person is not None for person, _agrees in group),
        agreed=len(agreed),
        stayed=told(facts.stayed),
        employed=told(facts.employed),
        interned=told(facts.interned),
    )


def _facts_of(people: Iterable[int | None], region: int) -> _Facts:
    """Of those people, by the row that is kept: who belongs here, works here, was an intern."""
    keys = [one for one in people if one is not None]
    return _Facts(
        stayed=set(
            Person.objects.filter(pk__in=keys, division__range=bounds(region)).values_list(
                "pk", flat=True
            )
        ),
        employed=_whose(employed_in(region), keys),
        interned=_whose(Placement.objects.current().filter(ended_on__lte=localdate()), keys),
    )


def employed_in(region: int) -> "QuerySet[EmploymentSpell]":
    """Jobs held today with a firm of the region; an internship is none."""
    today = localdate()
    return (
        EmploymentSpell.objects.current()
        .filter(
            started_on__lte=today,
            ended_on__gte=today,
            employer__division__range=bounds(region),
        )
        .exclude(form__in=_NO_JOBS)
    )


def _whose(rows: "QuerySet", keys: list[int]) -> set[int]:
    kept = rows.annotate(whose=Coalesce(F("person__merged_into"), F("person")))
    theirs = kept.filter(Q(person__in=keys) | Q(person__merged_into__in=keys))
    return set(theirs.values_list("whose", flat=True))


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
