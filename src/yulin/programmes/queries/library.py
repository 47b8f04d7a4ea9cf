"""The library compiled: the texts in use, or those that were in use for an earlier run."""

import logging
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

from yulin.facts.told import Declared
from yulin.policy.library import Library, PolicyError, declared_by, load_library
from yulin.programmes import disk, following, texts
from yulin.programmes.errors import LibraryError
from yulin.programmes.models import LibraryVersion

log = logging.getLogger(__name__)
_lock = Lock()
_current: tuple[object, Library] | None = None


def library() -> Library:
    """The texts in use: those of the folder, and in place of them what was released since.

    Read once a process, and again when a file changes or something is released. Raises
    LibraryError; a library that worked is not kept in use when its files are broken since.
    """
    global _current  # noqa: PLW0603 - one cache a process
    root = disk.folder()
    with _lock:
        chosen = following.known()
        digests = tuple(sorted((code, text.sha256) for code, text in chosen.items()))
        signature = (root, _signature(root), digests)
        if _current is None or _current[0] != signature:
            _current = (signature, _read(root, chosen))
        return _current[1]


def library_now() -> Library:
    """The same, after asking the database what was released: for what must not lag behind."""
    following.look()
    return library()


def declared_facts() -> Declared | None:
    """The facts beyond the registers that the texts in use ask for; None while they are broken."""
    try:
        return declared_by(library_now())
    except LibraryError:
        log.warning("The library cannot be read; told facts are loaded without its declarations.")
        return None


def library_of(version: LibraryVersion) -> Library:
    """The library as it was: the texts kept when the version was registered."""
    current = library()
    return current if current.digest == version.sha256 else _kept(version.pk)


@lru_cache(maxsize=4)
def _kept(version_id: int) -> Library:
    documents = LibraryVersion.objects.get(pk=version_id).documents.order_by("path")
    return load_texts(
        disk.Text(path=document.path, text=document.text, sha256=document.sha256)
        for document in documents
    )


def _signature(root: Path) -> object:
    try:
        return disk.signature(root)
    except FileNotFoundError:
        raise _missing(root) from None


def _read(root: Path, chosen: texts.Released) -> Library:
    return load_texts(texts.in_use(root, chosen)) if chosen else _load(root)


def load_texts(wanted: Iterable[disk.Text]) -> Library:
    """The library that some texts make up. Raises LibraryError."""
    with tempfile.TemporaryDirectory() as folder:
        texts.write(wanted, Path(folder))
        return _load(Path(folder))


def _load(root: Path) -> Library:
    try:
        return load_library(root)
    except FileNotFoundError:
        raise _missing(root) from None
    except PolicyError as error:
        raise LibraryError(str(error)) from error


def _missing(root: Path) -> LibraryError:
    return LibraryError(f"政策库不存在：{root} / no policy library there")
