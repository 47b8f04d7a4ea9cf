"""The two libraries of a rehearsal: drafts taken as in force, and which documents differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from yulin.policy.document import Document, Version
from yulin.policy.language.history import KIND
from yulin.policy.library import Library

State = Literal["same", "changed", "added", "removed"]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A document of either library, and how the two texts stand to each other."""

    policy: str
    title: str
    title_en: str
    state: State
    digest_before: str
    digest_after: str
    #: names of the draft versions that are taken as in force
    drafts: tuple[str, ...] = ()


def of_documents(library: Library, documents: Iterable[Document]) -> Library:
    """Return the library with other documents and nothing compiled yet."""
    return replace(library, documents=tuple(documents), _programs={})


def with_drafts(library: Library, as_of: dt.date) -> Library:
    """Return the library in which drafts decide: from their 自, or from ``as_of`` where they have none.

    A draft takes the place of whatever else its document says on the same days.
    """
    return of_documents(library, (_settled(d, as_of) for d in library.documents))


def _settled(document: Document, as_of: dt.date) -> Document:
    if not any(v.draft for v in document.versions):
        return document
    versions = [v for v in document.versions if not v.draft]
    for draft in (v for v in document.versions if v.draft):
        in_force = replace(draft, draft=False, starts=draft.starts or as_of)
        versions = [part for v in versions for part in _beside(v, in_force)] + [in_force]
    return replace(document, versions=tuple(versions))


def _beside(version: Version, draft: Version) -> list[Version]:
    """What is left of a version before and after the days on which the draft decides."""
    starts = draft.starts or dt.date.min
    left = []
    if version.starts is None or version.starts < starts:
        ends = min(version.ends or dt.date.max, starts - _DAY)
        left.append(replace(version, ends=ends))
    if draft.ends is not None and (version.ends is None or draft.ends < version.ends):
        again = max(version.starts or dt.date.min, draft.ends + _DAY)
        # two versions of one name would be taken for the same program
        name = f"{version.name}（续）" if left else version.name
        left.append(replace(version, name=name, starts=again))
    return left


def compare(before: Library, after: Library) -> tuple[Compared, ...]:
    """Return every document of either library by its number, with its state."""
    old, new = ({d.id: d for d in library.documents} for library in (before, after))
    return tuple(_compared(old.get(k), new.get(k)) for k in sorted(old.keys() | new.keys()))


def _compared(old: Document | None, new: Document | None) -> Compared:
    shown = new or old
    assert shown is not None
    drafts = tuple(v.name for v in new.versions if v.draft) if new else ()
    return Compared(
        policy=shown.id,
        title=shown.title,
        title_en=shown.title_en,
        state=_state(old, new, drafts),
        digest_before=old.digest if old else "",
        digest_after=new.digest if new else "",
        drafts=drafts,
    )


def _state(old: Document | None, new: Document | None, drafts: tuple[str, ...]) -> State:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    # an untouched text may still hold a draft, which now decides
    alike = (old.digest, old.commons) == (new.digest, new.commons)
    return "same" if alike and not drafts else "changed"


@dataclass(frozen=True, kw_only=True)
class Split:
    """What may be decided differently, what reads the same on both sides, and whose rows count."""

    before: Library
    after: Library
    shared: Library
    #: ids of the documents whose rows are taken from ``before`` and ``after``
    touched: frozenset[str]


def split(before: Library, after: Library, drafted: Library) -> Split:
    """Set apart the documents that a difference can reach, so that the others are decided once.

    ``drafted`` is ``after`` with its drafts in force.

    A difference reaches the documents that name the changed one, that it names, and, from a
    document with classes, every other. Documents with classes are read beside any.
    """
    everything = {d.id: d for d in (*before.documents, *after.documents)}
    touched = _reached(before, after)
    classes = {k for k, d in everything.items() if any(v.classification for v in d.versions)}

    def some(library: Library, ids: set[str]) -> Library:
        return _some(library, ids)

    untouched = everything.keys() - touched
    return Split(
        before=_part_in_force(before, touched | classes),
        after=some(drafted, touched | classes),
        shared=some(before, untouched | classes) if untouched else some(before, set()),
        touched=frozenset(touched),
    )


_kept: dict[tuple[str, frozenset[str]], Library] = {}
_MOST_KEPT = 8


def _part_in_force(library: Library, ids: set[str]) -> Library:
    """A part of the library in force, kept with its programs: drafts are tried again and again."""
    key = (library.digest, frozenset(ids))
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = _some(library, ids)
    return _kept[key]


def _some(library: Library, ids: Iterable[str]) -> Library:
    """Return some documents of a library; what is known of payments stays that of the whole."""
    wanted = set(ids)
    part = of_documents(library, (d for d in library.documents if d.id in wanted))
    return replace(part, known=library.known or library.documents)


def _reached(before: Library, after: Library) -> set[str]:
    documents = [*before.documents, *after.documents]
    ids = {d.id for d in documents}
    reached = {c.policy for c in compare(before, after) if c.state != "same"}
    if any(v.classification for d in documents if d.id in reached for v in d.versions):
        return ids
    links = _links(documents, ids)
    waiting = list(reached)
    while waiting:
        for other in links[waiting.pop()] - reached:
            reached.add(other)
            waiting.append(other)
    return reached


def _links(documents: Iterable[Document], ids: set[str]) -> dict[str, set[str]]:
    """Which documents name each other anywhere: in relations, references, 替代 or expressions.

    What speaks of a kind of benefits may mean any document.
    """
    links: dict[str, set[str]] = {i: set() for i in ids}
    for document in documents:
        text = repr(document)
        for other in ids - {document.id}:
            if other in text or KIND in text or "是种类(" in text:
                links[document.id].add(other)
                links[other].add(document.id)
    return links


def boundaries(*libraries: Library) -> set[dt.date]:
    """Return the days on which a version begins to decide, or has just ceased to."""
    days: set[dt.date] = set()
    for version in (v for library in libraries for d in library.documents for v in d.versions):
        days |= {d for d in (version.starts, version.ends and version.ends + _DAY) if d}
    return days
