"""Drafts, documents and their history as the pages show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.rules import is_officer
from yulin.codes.divisions import within
from yulin.policy.document import Document
from yulin.policy.library import Library
from yulin.programmes.enums import DraftState
from yulin.programmes.models import Draft, Release
from yulin.programmes.queries.drafts import DraftFilters, open_drafts, release_numbers
from yulin.programmes.rules import (
    may_decide_draft,
    may_draft_in_region,
    may_work_on_draft,
    may_write_draft,
)
from yulin.web.language import in_english
from yulin.web.public import catalogue
from yulin.web.public.catalogue import Entry

BADGES = {
    DraftState.DRAFT: ("brand", "edit"),
    DraftState.SUBMITTED: ("near", "near"),
    DraftState.RETURNED: ("bad", "back"),
    DraftState.RELEASED: ("yes", "yes"),
    DraftState.DISCARDED: ("no", "cross"),
}


def filters_of(query: QueryDict) -> DraftFilters:
    """What nobody offers is ignored."""
    state = query.get("state", "")
    return DraftFilters(
        state=state if state in {*DraftState.values, "open"} else "",
        words=query.get("q", "").strip()[:100],
        mine=query.get("mine") == "1",
    )


@dataclass(frozen=True)
class Rights:
    """What a user may do with a draft."""

    write: bool
    submit: bool
    decide: bool
    withdraw: bool
    discard: bool


def rights(user: User, draft: Draft) -> Rights:
    works = may_work_on_draft(user, draft)
    submitted = draft.state == DraftState.SUBMITTED
    writes = may_write_draft(user, draft)
    return Rights(
        write=writes,
        submit=writes,
        decide=submitted and may_decide_draft(user, draft),
        withdraw=works and submitted,
        discard=writes,
    )


@dataclass(frozen=True)
class DocumentLine:
    """A document in use, with what is being done to it."""

    entry: Entry
    number: int | None
    draft: Draft | None
    may_draft: bool


def document_lines(
    library: Library, user: User, today: dt.date, words: str
) -> Sequence[DocumentLine]:
    """What concerns the user's region: its own documents, those above and those below it."""
    numbers, drafts = release_numbers(), open_drafts(user)
    return [
        DocumentLine(
            entry=catalogue.entry(document, today),
            number=numbers.get(document.id),
            draft=drafts.get(document.id),
            may_draft=may_draft_in_region(user, document.region),
        )
        for document in library.documents
        if concerns(document.region, user) and _has(document, words)
    ]


def concerns(region: int, user: User) -> bool:
    """An officer's region, a place in it or one above; everything for auditors."""
    if not is_officer(user):
        return True
    return within(region, user.region) or within(user.region, region)


def _has(document: Document, words: str) -> bool:
    found = f"{document.id} {document.title} {document.title_en}".lower()
    return words.lower() in found


@dataclass(frozen=True)
class Sentence:
    """What changed, in the reader's language."""

    kind: str
    text: str


def sentences(changes: Sequence[dict[str, str]]) -> list[Sentence]:
    """Changes as a release keeps them."""
    language = "en" if in_english() else "zh"
    return [Sentence(one.get("kind", "changed"), one.get(language, "")) for one in changes]


@dataclass(frozen=True)
class HistoryLine:
    """A release with what it changed."""

    release: Release
    changes: list[Sentence]


def history(releases: Sequence[Release]) -> list[HistoryLine]:
    return [HistoryLine(release, sentences(release.changes)) for release in releases]


def state_words() -> list[tuple[str, str]]:
    return [("open", _("未完成")), *((value, str(word)) for value, word in DraftState.choices)]
