"""Only the rows of regions that a user may see: the query's side of `rules.may_see_region`."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from yulin.access import rules
from yulin.access.divisions import bounds

M = TypeVar("M", bound=Model)


def in_sight(*, user: Any, rows: QuerySet[M], field: str = "region") -> QuerySet[M]:
    """The rows whose division (an integer in `field`) the user may see; for others, none."""
    if rules.is_auditor(user):
        return rows
    if rules.is_officer(user):
        return rows.filter(**{f"{field}__range": bounds(user.region)})
    return rows.none()
