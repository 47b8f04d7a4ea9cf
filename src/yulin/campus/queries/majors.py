"""Which majors suit an industry, who teaches them, how many finish, and which schools to visit."""

from collections import defaultdict
from dataclasses import dataclass, field

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.campus.actions.partners import listed_in
from yulin.campus.models import Major, Place, School
from yulin.campus.worth import fitting
from yulin.jobs.queries.search import published


@dataclass(kw_only=True)
class Suited:
    """A school, with those of its majors that suit, and how many finish them in the year."""

    school: School
    listed: list[int]
    #: name, how well it fits (of 1000), how many finish; none is unknown
    majors: list[tuple[str, int, int | None]] = field(default_factory=list)

    @property
    def graduates(self) -> int:
        return sum(number or 0 for _name, _fit, number in self.majors)

    @property
    def weight(self) -> int:
        """Graduates, each counted as far as their major fits."""
        return sum((number or 0) * fit for _name, fit, number in self.majors)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What an industry's posts and places of the region ask for."""

    majors: list[tuple[str, int]]
    posts: int


def demand_of(*, industry: int, region: int) -> Demand:
    """Majors by how many are wanted, the most first; posts that ask for none name none."""
    with as_the_program():
        posts = published().filter(industry=industry, division__range=bounds(region))
        asked = list(posts.values_list("majors", "headcount"))
        places = Place.objects.filter(industry=industry, region__range=bounds(region))
        asked += places.values_list("majors", "capacity")
    counted: dict[str, int] = defaultdict(int)
    for majors, number in asked:
        for name in majors or ():
            counted[name] += number
    told = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return Demand(majors=told, posts=len(asked))


def schools_for(demand: Demand, *, year: int) -> list[Suited]:
    """The partners that teach what is asked for, those with the most fitting graduates first."""
    rows = list(Major.objects.filter(year=year).select_related("school"))
    codes = dict(Major.objects.exclude(code="").values_list("name", "code"))
    fits = fitting([name for name, _n in demand.majors], {one.name for one in rows}, codes)
    lists = listed_in({one.school.name for one in rows})
    found: dict[int, Suited] = {}
    for one in rows:
        if one.name in fits:
            school = one.school
            suited = found.setdefault(
                school.pk, Suited(school=school, listed=lists.get(school.name, []))
            )
            suited.majors.append((one.name, fits[one.name], one.graduates))
    for suited in found.values():
        suited.majors.sort(key=lambda told: (-told[1], told[0]))
    return sorted(found.values(), key=lambda one: (-one.weight, one.school.name))
