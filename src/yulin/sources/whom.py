"""Of all whom a department speaks of, those who are ours: known here, or to be registered here.

A department sends its whole register. Of people and organisations who are registered elsewhere, or
would be, nothing is taken in; whom nobody knows yet is registered only where the mapping says so
(`creates`), once, by the register's own way from numbers to rows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext as _

from yulin.access.divisions import bounds, covers
from yulin.codes.identity import canonical
from yulin.facts.frames import EMPLOYER_KEY, PERSON_KEY, Facts
from yulin.registry.models import Employer, Person
from yulin.sources.terms import Terms


class Spoken(Protocol):
    """What was sent: rows, and about whom."""

    facts: Facts
    about: list[str]


@dataclass(frozen=True, kw_only=True)
class Whom:
    """The keys of those whose rows are taken in; `left_out` says how many are not."""

    keys: list[str]
    left_out: str
    people: list[Person] = field(default_factory=list)


def _people(sent: Spoken, terms: Terms, region: int) -> Whom:
    found = Person.objects.by_numbers(sent.about)
    ours = list(found.filter(division__range=bounds(region)).order_by("pk"))
    keys = [person.number.open() for person in ours]
    if terms.creates:
        known = {canonical(person.number.open()) for person in found}
        strangers = {number for number in sent.about if canonical(number) not in known}
        keys += _new_here(sent.facts, terms, strangers, "户籍地", region)
    return Whom(
        keys=keys, people=ours, left_out=_("另有 %(count)d 人不是本地区登记的人员，没有读入。")
    )


def _firms(sent: Spoken, terms: Terms, region: int) -> Whom:
    known = {firm.code: firm for firm in Employer.objects.by_codes(sent.about)}
    within = bounds(region)
    ours = {
        code
        for code, firm in known.items()
        if firm.division is not None and within[0] <= firm.division <= within[1]
    }
    if terms.creates:
        # one that others only name has no row yet: nobody knows where it is
        unknown = {code for code in sent.about if code not in known or known[code].division is None}
        ours |= set(_new_here(sent.facts, terms, unknown, "单位地区", region))
    return Whom(keys=sorted(ours), left_out=_("另有 %(count)d 家不是本地区登记的单位，没有读入。"))


def _new_here(facts: Facts, terms: Terms, wanted: set[str], column: str, region: int) -> list[str]:
    rows = facts[terms.table.name].select(terms.key, column).rows()
    return [
        key for key, division in rows if key in wanted and division and covers(region, division)
    ]


WHOM: dict[str, Callable[[Spoken, Terms, int], Whom]] = {
    PERSON_KEY: _people,
    EMPLOYER_KEY: _firms,
}
