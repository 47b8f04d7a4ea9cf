"""Look into the folders that departments drop files in (an SFTP server's, a share's)."""

import logging
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from yulin.facts.errors import RefusedError
from yulin.facts.foreign import read_foreign
from yulin.intake import files
from yulin.sources.actions.receive import Sent, receive
from yulin.sources.enums import SourceKind, Why
from yulin.sources.errors import CallRefusedError, SourceError, WrongShapeError
from yulin.sources.models import Call, Source
from yulin.sources.reach import folder_of
from yulin.sources.shape import facts_in
from yulin.sources.terms import Terms, read_place, read_terms

log = logging.getLogger(__name__)

#: seconds that a file must have been left alone: an upload under way is no file yet
SETTLED = 10
#: of one folder, newest first
MOST_FILES = 200
_UNFINISHED = (".part", ".tmp", ".filepart", ".swp")


def collect_files() -> list[Call]:
    """Take in every file that has not been taken in before; files are left where they are."""
    made = []
    for source in Source.objects.filter(enabled=True, kind=SourceKind.FILES).order_by("pk"):
        try:
            made += list(_collect(source))
        except (CallRefusedError, SourceError, OSError) as error:
            log.warning("source %s: %s", source.uuid, error)
    return made


def _collect(source: Source) -> Iterator[Call]:
    folder = folder_of(read_place(source.kind, source.place)["folder"])
    terms = read_terms(source.table, source.mapping)
    for path in _settled(folder):
        call = _take(source, path, terms)
        if call is not None:
            yield call


def _settled(folder: Path) -> list[Path]:
    """Files, no links: those could lead out of the folder."""
    latest = time.time() - SETTLED
    found = []
    for path in folder.iterdir():
        held = path.lstat()
        whole = stat.S_ISREG(held.st_mode) and held.st_mtime <= latest
        if whole and not path.name.startswith(".") and not path.name.endswith(_UNFINISHED):
            found.append((held.st_mtime, path))
    newest = sorted(found, reverse=True)[:MOST_FILES]
    return [path for _when, path in reversed(newest)]


def _take(source: Source, path: Path, terms: Terms) -> Call | None:
    """Read a copy that nobody changes meanwhile: sealed on the disk, opened in memory."""
    try:
        kept = files.keep(_pieces(path), name=path.name, limit=settings.YULIN_UPLOAD_MAX_BYTES)
    except (files.TooLargeError, OSError) as error:
        log.warning("source %s: a file was not read (%s)", source.uuid, type(error).__name__)
        return None
    try:
        return receive(
            source=source,
            why=Why.FILE,
            token=f"file:{kept.sha256}",
            read=lambda: _read(kept.path, terms),
        )
    finally:
        files.remove(kept.path)


def _pieces(path: Path) -> Iterator[bytes]:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        yield from iter(lambda: file.read(1 << 20), b"")


def _read(kept: str, terms: Terms) -> Sent:
    try:
        with files.opened(kept) as path:
            records = read_foreign(path, terms.fields, sheet=terms.rows)
    except RefusedError as refused:
        raise WrongShapeError(refused.problem.sentence_zh()) from None
    if records is None:
        raise WrongShapeError(
            _("没有找到写着这些列名的表头：%(names)s。") % {"names": "、".join(terms.fields)}
        )
    facts = facts_in(records, terms)
    return Sent(facts=facts, about=facts[terms.table.name][terms.key].unique().to_list())
