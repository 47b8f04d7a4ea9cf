"""Drafts and releases, as far as somebody may see them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.policy.document import Document
from yulin.programmes import disk, following, texts
from yulin.programmes.enums import OPEN
from yulin.programmes.models import Draft, DraftSave, Release
from yulin.registry.queries.paging import Page, page_of

PER_PAGE = 20


@dataclass(frozen=True)
class DraftFilters:
    """What a list is narrowed to."""

    state: str = ""
    words: str = ""
    mine: bool = False

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.words or self.mine)


def visible_drafts(user: User) -> "QuerySet[Draft]":
    return in_sight(user=user, rows=Draft.objects.all())


def drafts_list(*, user: User, filters: DraftFilters, page: int) -> Page[Draft]:
    """Latest change first."""
    rows = visible_drafts(user).select_related("author", "submitted_by", "decided_by", "base")
    if filters.state == "open":
        rows = rows.filter(state__in=sorted(OPEN))
    elif filters.state:
        rows = rows.filter(state=filters.state)
    if filters.words:
        rows = rows.filter(Q(title__icontains=filters.words) | Q(code__icontains=filters.words))
    if filters.mine:
        rows = rows.filter(author=user)
    return page_of(rows.order_by("-changed_at", "-id"), number=page, shown=list, per_page=PER_PAGE)


def access_draft(*, user: User, uuid: UUID | str) -> Draft:
    """Raises Draft.DoesNotExist also for what is not this user's to see."""
    rows = visible_drafts(user).select_related("author", "submitted_by", "decided_by", "base")
    return rows.get(uuid=uuid)


def open_drafts(user: User) -> dict[str, Draft]:
    """By the document's number."""
    rows = visible_drafts(user).filter(state__in=sorted(OPEN)).select_related("author")
    return {draft.code: draft for draft in rows}


def saves_of(draft: Draft) -> "QuerySet[DraftSave]":
    return draft.saves.select_related("saved_by").order_by("-revision")


def releases_of(code: str) -> "QuerySet[Release]":
    """Latest first; the caller decides who may see the document."""
    rows = Release.objects.filter(code=code).order_by("-number")
    return rows.select_related("document", "previous", "author", "approver", "draft")


def release_numbers() -> dict[str, int]:
    """How often each document was released."""
    rows = Release.objects.order_by("code", "-number").distinct("code")
    return dict(rows.values_list("code", "number"))


def text_in_use(document: Document) -> disk.Text:
    """The text that a document of the library was read from."""
    found = texts.in_use(disk.folder(), following.known())
    return next(text for text in found if text.sha256 == document.digest)
