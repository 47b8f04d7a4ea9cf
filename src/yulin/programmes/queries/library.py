"""The library compiled: the one on disk, or one that was in force for an earlier run."""

import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock

from yulin.policy.library import Library, PolicyError, load_library
from yulin.programmes import disk
from yulin.programmes.errors import LibraryError
from yulin.programmes.models import LibraryVersion

_lock = Lock()
_current: tuple[object, Library] | None = None


def library() -> Library:
    """The documents on disk, read once a process and again when a file changes.

    Raises LibraryError; a library that worked is not kept in use when its files are broken since.
    """
    global _current  # noqa: PLW0603 - one cache a process
    root = disk.folder()
    with _lock:
        signature = (root, disk.signature(root))
        if _current is None or _current[0] != signature:
            _current = (signature, _load(root))
        return _current[1]


def library_of(version: LibraryVersion) -> Library:
    """The library as it was: the texts kept when the version was registered."""
    current = library()
    return current if current.digest == version.sha256 else _kept(version.pk)


@lru_cache(maxsize=4)
def _kept(version_id: int) -> Library:
    documents = LibraryVersion.objects.get(pk=version_id).documents.order_by("path")
    with tempfile.TemporaryDirectory() as folder:
        for document in documents:
            path = Path(folder) / document.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(document.text, encoding="utf-8", newline="")
        return _load(Path(folder))


def _load(root: Path) -> Library:
    try:
        return load_library(root)
    except FileNotFoundError:
        raise LibraryError(f"政策库不存在：{root} / no policy library there") from None
    except PolicyError as error:
        raise LibraryError(str(error)) from error
