"""What every long list needs: the page asked for, links that keep the filter, heads that sort."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from yulin.registry.queries.paging import Page

_LARGEST_PAGE = 10**7


@dataclass(frozen=True)
class Head:
    """A column's head; `sort` is empty where the list cannot be put in its order."""

    label: str | Promise
    sort: str = ""
    css: str = ""
    link: str = ""
    direction: str = ""


def page_number(query: QueryDict) -> int:
    """The page asked for; what is no number is the first."""
    text = query.get("page", "")
    return min(int(text), _LARGEST_PAGE) if text.isdecimal() and text.isascii() else 1


def listed(request: HttpRequest, page: Page) -> dict[str, Any]:
    """For `officer/pages.html`."""
    kept = _without(request.GET, "page")
    return {
        "page": page,
        "query": kept.urlencode(),
        "kept": [(name, value) for name, values in kept.lists() for value in values],
    }


def heads(request: HttpRequest, columns: Sequence[Head], *, sort: str) -> list[Head]:
    """The heads with their links: a second press turns the order round."""
    return [_linked(request, head, sort) for head in columns]


def _linked(request: HttpRequest, head: Head, sort: str) -> Head:
    if not head.sort:
        return head
    up = sort == head.sort
    down = sort == f"-{head.sort}"
    query = _without(request.GET, "page", "sort")
    query["sort"] = f"-{head.sort}" if up else head.sort
    direction = "ascending" if up else "descending" if down else ""
    return Head(head.label, head.sort, head.css, f"?{query.urlencode()}", direction)


def _without(query: QueryDict, *names: str) -> QueryDict:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    for name in [name for name, values in left.lists() if not any(values)]:
        left.pop(name)
    return left


def code_of(text: str) -> int | None:
    """A division code as typed into an address; None for anything else."""
    return int(text) if len(text) == 6 and text.isascii() and text.isdecimal() else None


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
