"""The list 双一流 by year, as the bureau keeps it: reference data for plans that ask for its schools."""

from django.db.models import Count

from yulin.campus.actions.partners import FIRST_CLASS
from yulin.campus.models import ListedSchool


def listed_years() -> list[tuple[int, int]]:
    """Years with a list and how many schools stand in it, the latest first."""
    rows = ListedSchool.objects.filter(listing=FIRST_CLASS).order_by("-year").values("year")
    return list(rows.annotate(schools=Count("pk")).values_list("year", "schools"))


def listed_schools(year: int) -> tuple[str, ...]:
    """The schools of a year's list by name; none where no list of that year is kept."""
    rows = ListedSchool.objects.filter(listing=FIRST_CLASS, year=year).order_by("name")
    return tuple(rows.values_list("name", flat=True))
