"""The policy library as a reader searches it: words, filters, order. All in memory, no database."""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from yulin.codes.divisions import within
from yulin.policy.document import Document

STATES = {
    "in_force": _("施行中"),
    "upcoming": _("未到施行日"),
    "ended": _("已到期"),
    "draft": _("征求意见稿"),
}
AUDIENCES = {"人员": _("个人"), "单位": _("单位")}
ORDERS = {"place": _("按地区"), "newest": _("按施行日期"), "title": _("按名称")}
UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; values nobody offers are ignored."""

    words: str = ""
    region: int | None = None
    domain: str = ""
    audience: str = ""
    state: str = ""
    order: str = "place"

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        region = query.get("region", "")
        state, order = query.get("state", ""), query.get("order", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            region=int(region) if region.isdecimal() and len(region) <= 6 else None,
            domain=query.get("domain", ""),
            audience=query.get("audience", "") if query.get("audience") in AUDIENCES else "",
            state=state if state in {*STATES, UNVERIFIED} else "",
            order=order if order in ORDERS else "place",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.words or self.region is not None or self.domain or self.audience or self.state
        )


@dataclass(frozen=True)
class Entry:
    """A document as the list shows it."""

    document: Document
    state: str
    starts: dt.date | None
    ends: dt.date | None
    benefits: int
    clauses: int
    cases: int

    @property
    def state_word(self) -> str:
        return str(STATES[self.state])


def entry(document: Document, today: dt.date) -> Entry:
    version = document.version_on(today) or _shown_version(document)
    benefits = version.benefits if version else ()
    return Entry(
        document=document,
        state=document.status_on(today),
        starts=version.starts if version else None,
        ends=version.ends if version else None,
        benefits=len(benefits) + bool(version and version.classification),
        clauses=clause_count(document),
        cases=len(document.cases),
    )


def _shown_version(document: Document):  # noqa: ANN202 - the template reads it, whatever it is
    return document.versions[-1] if document.versions else None


@lru_cache(maxsize=512)
def clause_count(document: Document) -> int:
    """Conditions of all versions, each counted once."""
    return sum(len(c.leaves()) for c in _conditions(document))


def _conditions(document: Document) -> Iterable:
    for version in document.versions:
        for benefit in version.benefits:
            yield benefit.condition
            yield from (part.condition for part in benefit.parts if part.condition)
        if version.classification:
            yield from (item.condition for item in version.classification.items)


def search(documents: Iterable[Document], wanted: Wanted, today: dt.date) -> list[Entry]:
    """The entries that fit, in the wanted order."""
    found = [d for d in documents if _fits(d, wanted, today)]
    return sorted((entry(d, today) for d in found), key=_order(wanted.order))


def _fits(document: Document, wanted: Wanted, today: dt.date) -> bool:
    return (
        (wanted.region is None or _concerns(document.region, wanted.region))
        and wanted.domain in {"", document.domain}
        and wanted.audience in {"", document.subject}
        and _in_state(document, wanted.state, today)
        and all(word in haystack(document) for word in fold(wanted.words).split())
    )


def _concerns(document_region: int, region: int) -> bool:
    """A policy of the place itself, of one below it, or one above that applies there too."""
    return within(document_region, region) or within(region, document_region)


def _in_state(document: Document, state: str, today: dt.date) -> bool:
    if state == UNVERIFIED:
        return not document.verified
    return not state or document.status_on(today) == state


def _order(name: str):  # noqa: ANN202 - a sort key of changing type
    return {
        "place": lambda e: (e.document.region, e.document.id),
        "title": lambda e: e.document.title,
        "newest": lambda e: (-(e.starts or dt.date.min).toordinal(), e.document.id),
    }[name]


def fold(text: str) -> str:
    """Full-width and capital letters do not matter to a search."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=512)
def haystack(document: Document) -> str:
    """Everything of a document that a reader may look for."""
    leaves = [leaf for c in _conditions(document) for leaf in c.leaves()]
    benefits = [b for v in document.versions for b in v.benefits]
    texts = [
        document.id,
        document.title,
        document.title_en,
        document.number,
        document.issuer,
        document.summary,
        document.summary_en,
        *(text for b in benefits for text in (b.name, b.name_en)),
        *(text for leaf in leaves for text in (leaf.text, leaf.text_en)),
    ]
    return fold("\n".join(texts))


def domains(documents: Iterable[Document]) -> list[str]:
    """The domains in use, the commonest first."""
    return [name for name, _n in Counter(d.domain for d in documents).most_common()]


@dataclass(frozen=True)
class Figures:
    """What the home page counts."""

    policies: int
    clauses: int
    cases: int
    regions: tuple[int, ...]


def figures(documents: Iterable[Document]) -> Figures:
    documents = tuple(documents)
    return Figures(
        policies=len(documents),
        clauses=sum(map(clause_count, documents)),
        cases=sum(len(d.cases) for d in documents),
        regions=tuple(sorted({d.region for d in documents})),
    )
