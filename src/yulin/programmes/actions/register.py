"""Keep the texts of the library as they stand now."""

from django.db import transaction

from yulin.access.actions.journal import record
from yulin.access.locks import Lock, hold
from yulin.access.models import User
from yulin.policy.document import Document
from yulin.policy.documents.commons import Common
from yulin.policy.language.reference import Reference
from yulin.programmes import disk, following, texts
from yulin.programmes.models import LibraryVersion, PolicyDocument
from yulin.programmes.queries.library import library_now


def hold_library() -> None:
    """One at a time until the transaction ends: the texts in use do not change meanwhile."""
    hold(Lock.LIBRARY)


@transaction.atomic
def register_library(*, acting_user: User | None) -> LibraryVersion:
    """The version that the texts in use make up; registered when it is new. Raises LibraryError."""
    hold_library()
    current = library_now()
    known = LibraryVersion.objects.filter(sha256=current.digest).first()
    if known is not None:
        return known
    found = {text.sha256: text for text in texts.in_use(disk.folder(), following.known())}
    documents = [register_text(document, found[document.digest]) for document in current.documents]
    beside = (*current.references, *current.commons)
    documents += [_register_reference(one, found[one.digest]) for one in beside]
    version = LibraryVersion.objects.create(sha256=current.digest)
    version.documents.set(documents)
    record(
        acting_user=acting_user,
        action="programmes.library.register",
        obj=version,
        data={"sha256": version.sha256, "documents": [document.code for document in documents]},
    )
    return version


def keep_text_in_use(*, document: Document) -> PolicyDocument:
    """The row of the text that a document of the library was read from."""
    found = texts.in_use(disk.folder(), following.known())
    return register_text(document, next(t for t in found if t.sha256 == document.digest))


def register_text(document: Document, text: disk.Text) -> PolicyDocument:
    """The row of a text, made where it is new."""
    row, _ = PolicyDocument.objects.get_or_create(
        code=document.id,
        sha256=document.digest,
        defaults={
            "title": document.title,
            "region": document.region,
            "path": text.path,
            "text": text.text,
        },
    )
    return row


def _register_reference(reference: Reference | Common, text: disk.Text) -> PolicyDocument:
    """What documents read, a list, a parameter or a common text: kept under its name and place."""
    row, _ = PolicyDocument.objects.get_or_create(
        code=f"{reference.name}@{reference.region}",
        sha256=reference.digest,
        defaults={
            "title": reference.name,
            "region": reference.region,
            "path": text.path,
            "text": text.text,
        },
    )
    return row
