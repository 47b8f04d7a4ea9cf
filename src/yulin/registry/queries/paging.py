"""One page of a long list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet

PER_PAGE = 50

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(
    found: QuerySet,
    *,
    number: int,
    shown: Callable[[list], Sequence[Row]],
    total: int | None = None,
    per_page: int = PER_PAGE,
) -> Page[Row]:
    """The page of that number, or the last where there are fewer; `total` where it is known."""
    count = found.count() if total is None else total
    last = max(1, -(-count // per_page))
    number = min(max(1, number), last)
    rows = list(found[(number - 1) * per_page : number * per_page])
    return Page(rows=shown(rows), number=number, total=count, per_page=per_page)
