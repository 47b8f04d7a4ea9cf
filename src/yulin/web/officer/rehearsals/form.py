"""What is typed to rehearse a draft, and what is wrong with it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yulin.codes.divisions import within
from yulin.entitlements.errors import RehearsalError
from yulin.policy.document import Document
from yulin.policy.library import Library
from yulin.programmes import disk
from yulin.programmes.models import PolicyDocument
from yulin.web.language import in_english
from yulin.web.officer.listing import uuid_of
from yulin.web.officer.rehearsal_parameters import Parameter

DEFAULT_YEARS = 3


@dataclass
class Asked:
    """What was typed into the form."""

    text: str = ""
    as_of: str = ""
    years: str = str(DEFAULT_YEARS)
    note: str = ""
    draft: str = ""
    parameters: list[Parameter] = field(default_factory=list)

    @classmethod
    def read(cls, typed: QueryDict) -> "Asked":
        return cls(
            text=typed.get("text", "").replace("\r\n", "\n"),
            as_of=typed.get("as_of", "").strip() or timezone.localdate().isoformat(),
            years=typed.get("years", "").strip() or str(DEFAULT_YEARS),
            note=typed.get("note", "").strip()[:200],
            draft=typed.get("draft", "").strip(),
        )

    @property
    def day(self) -> dt.date:
        try:
            found = parse_date(self.as_of)
        except ValueError:
            found = None
        if found is None:
            raise RehearsalError(_("请填写起算日，例如 2026-09-01。"))
        return found

    @property
    def year_count(self) -> int:
        if not (self.years.isascii() and self.years.isdecimal() and len(self.years) < 4):
            raise RehearsalError(_("请填写年数，1 到 10。"))
        return int(self.years)


def documents_for(library: Library, region: int | None) -> list[tuple[str, str]]:
    """What may be rehearsed: documents of the region, of places in it and of those above it."""
    return [
        (d.id, f"{d.title_en if in_english() else d.title} {d.id}")
        for d in library.documents
        if not region or within(d.region, region) or within(region, d.region)
    ]


def text_in_force(document: Document) -> str:
    """The text that the library was read from."""
    kept = PolicyDocument.objects.filter(code=document.id, sha256=document.digest).first()
    if kept is not None:
        return kept.text
    found = disk.texts(disk.folder()).get(document.digest)
    return found.text if found else ""


@dataclass(frozen=True)
class Fault:
    """An error of the text, with its place."""

    line: int
    column: int
    what: str
    todo: str


def faults(error: RehearsalError) -> list[Fault]:
    """Lines and columns count from 1."""
    return [Fault(p.place.line, p.place.column, p.message, p.advice) for p in error.problems]


def draft_uuid(asked: Asked) -> Any:
    """The studio's draft that a text comes from; None for what is no such number."""
    return uuid_of(asked.draft) if asked.draft else None
