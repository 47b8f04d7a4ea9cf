"""Post-doctoral stations and those who work in them, counted from the register (百名博士后新增计划).

A station is a platform of that kind. Somebody enters it with an employment as 博士后 at its
organisation, and leaves it when that ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.facts import enums
from yulin.registry.models import EmploymentSpell, Platform

STATION = enums.PLATFORM_KIND.code("博士后工作站")
POST = "博士后"


@dataclass(frozen=True, kw_only=True)
class Stations:
    """Of some places and a period, both days included."""

    #: recognised in the period, and standing on its last day
    new: int
    standing: int
    #: people who began in the period, who ended in it, who were there on its last day
    entered: int
    left: int
    inside: int


def stations(*, places: Iterable[int], begins_on: date, ends_on: date) -> Stations:
    """Two queries, however many there are; somebody with several numbers counts once."""
    here = Q()
    for place in places:
        here |= Q(employer__division__range=bounds(place))
    held = Platform.objects.current().filter(here, kind=STATION)
    period = (begins_on, ends_on)
    with as_the_program():
        told = held.aggregate(
            new=Count("platform_code", filter=Q(recognised_on__range=period), distinct=True),
            standing=Count(
                "platform_code",
                filter=Q(recognised_on__lte=ends_on, expires_on__gte=ends_on),
                distinct=True,
            ),
        )
        people = _postdocs(held).aggregate(
            entered=_who(Q(started_on__range=period)),
            left=_who(Q(ended_on__range=period)),
            inside=_who(Q(started_on__lte=ends_on, ended_on__gt=ends_on)),
        )
    return Stations(**told, **people)


def _postdocs(held: "QuerySet[Platform]") -> "QuerySet[EmploymentSpell]":
    """Employments as 博士后 that began where a station stood by then."""
    first = held.filter(employer=OuterRef("employer")).order_by("recognised_on")
    rows = EmploymentSpell.objects.current().filter(post__contains=POST)
    return rows.alias(since=Subquery(first.values("recognised_on")[:1])).filter(
        started_on__gte=F("since")
    )


def _who(when: Q) -> Count:
    return Count(Coalesce("person__merged_into", "person"), filter=when, distinct=True)
