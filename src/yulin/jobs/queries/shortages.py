"""An officer's queue of matching: posts that few people fit, and people whom no post fits."""

from dataclasses import dataclass

from django.db.models import F

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.jobs.actions.market import FEW_PEOPLE
from yulin.jobs.models import DistrictFit, Post
from yulin.jobs.queries.search import PostRow, published, rows_of
from yulin.registry.queries.paging import Page, page_of


@dataclass(frozen=True, kw_only=True)
class District:
    division: int
    people: int
    fitting: int
    uncertain: int

    @property
    def without(self) -> int:
        return self.people - self.fitting - self.uncertain


def short_posts(*, user: User, words: str = "", page: int = 1) -> Page[PostRow]:
    """Open posts that fewer than some few people fit, the fewest a seat first."""
    rows = in_sight(user=user, rows=published(), field="division")
    rows = rows.filter(fit__fitting__lt=FEW_PEOPLE).select_related("fit")
    if words:
        rows = rows.filter(title__icontains=words)
    ordered = rows.order_by("fit__fitting", "fit__uncertain", (F("filled") - F("headcount")), "id")
    return page_of(ordered, number=page, shown=_shown)


def _shown(posts: list[Post]) -> list[PostRow]:
    return rows_of(posts)


def districts(*, user: User) -> list[District]:
    """Of each district, how many people with a résumé have a fitting post; those with none first."""
    rows = in_sight(user=user, rows=DistrictFit.objects.all(), field="division")
    told = rows.values_list("division", "people", "fitting", "uncertain")
    found = [District(division=d, people=p, fitting=f, uncertain=u) for d, p, f, u in told]
    return sorted(found, key=lambda one: (-one.without, one.division))


def counted_at(*, user: User) -> object:
    """When it was counted; None before the first night."""
    row = in_sight(user=user, rows=DistrictFit.objects.all(), field="division").first()
    return row.counted_at if row else None
