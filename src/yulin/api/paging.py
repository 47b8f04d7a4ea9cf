"""Lists, a page at a time: a signed cursor says after which row the next page begins."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema

from yulin.api.problems import Refused

MOST = 200
T = TypeVar("T")
Cursor = Annotated[str, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class PageOf(Schema, Generic[T]):
    """`next` is the cursor of the page after this one; null where this is the last."""

    items: list[T]
    next: str | None


def page_of(
    rows: QuerySet, *, after: str, limit: int, shown: Callable[[list], Sequence[Any]], what: str
) -> dict[str, Any]:
    """The newest rows first, by their key: two queries at most, however far one has read.

    Raises Refused (422) for a cursor of another list, or of nobody's making.
    """
    if after:
        rows = rows.filter(pk__lt=_key(after, what))
    held = list(rows.order_by("-pk")[: limit + 1])
    more = len(held) > limit
    held = held[:limit]
    return {
        "items": list(shown(held)),
        "next": _signer(what).sign(str(held[-1].pk)) if more else None,
    }


def _signer(what: str) -> Signer:
    return Signer(salt=f"yulin.api.cursor.{what}")


def _key(after: str, what: str) -> int:
    try:
        return int(_signer(what).unsign(after))
    except (BadSignature, ValueError):
        raise Refused(422, _("游标不是这个列表给出的。")) from None
