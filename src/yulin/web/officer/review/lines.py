"""Rows about people and organisations with their names, as lists show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from yulin.registry.models import EmployerFact, PersonFact

LONGEST = 100


@dataclass(frozen=True)
class Line:
    row: Any
    name: str
    masked_number: str


def lines(rows: Sequence[Any]) -> list[Line]:
    """The names in two queries, however many rows there are."""
    people = PersonFact.objects.current().filter(person__in=[r.person_id for r in rows])
    named = dict(people.values_list("person", "name"))
    firms = [key for r in rows if (key := getattr(r, "employer_id", None))]
    titles: dict[int, str] = {}
    if firms:
        known = EmployerFact.objects.current().filter(employer__in=firms)
        titles = dict(known.values_list("employer", "name"))
    return [_line(row, named, titles) for row in rows]


def _line(row: Any, named: dict[int, str], titles: dict[int, str]) -> Line:
    if row.person is not None:
        return Line(row, named.get(row.person_id, ""), row.person.masked_number)
    return Line(row, titles.get(row.employer_id, ""), row.employer.code)


def about(rows: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Rows of a policy or benefit that the words name."""
    words = words.strip()[:LONGEST]
    if not words:
        return rows
    return rows.filter(Q(policy__icontains=words) | Q(benefit__icontains=words))
