"""Keep the texts of the library as they stand now."""

from django.db import connection, transaction

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.policy.document import Document
from yulin.programmes import disk
from yulin.programmes.models import LibraryVersion, PolicyDocument
from yulin.programmes.queries.library import library

_LOCK = 0x59_4C_02  # "YL", 2: one registration at a time


@transaction.atomic
def register_library(*, acting_user: User | None) -> LibraryVersion:
    """The version that the library on disk is; registered when it is new. Raises LibraryError."""
    current = library()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    known = LibraryVersion.objects.filter(sha256=current.digest).first()
    if known is not None:
        return known
    texts = disk.texts(disk.folder())
    documents = [_register(document, texts[document.digest]) for document in current.documents]
    version = LibraryVersion.objects.create(sha256=current.digest)
    version.documents.set(documents)
    record(
        acting_user=acting_user,
        action="programmes.library.register",
        obj=version,
        data={"sha256": version.sha256, "documents": [document.code for document in documents]},
    )
    return version


def _register(document: Document, text: disk.Text) -> PolicyDocument:
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
