"""Where handed-in files are kept: a folder of random name each, which nobody can guess or serve.

They hold document numbers, so they are sealed on their way to the disk and opened in memory alone.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from yulin.access.keys import vault
from yulin.facts.names import find_table
from yulin.vault import streams
from yulin.vault.errors import TamperedError
from yulin.vault.vault import Vault

PURPOSE = "intake.file"
_FORMS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".parquet"})
_REPORT = "report.xlsx"
_PART = ".part"


@dataclass(frozen=True, kw_only=True)
class Kept:
    path: str  # below `root`
    sha256: str  # of the file as it arrived, as is `size`
    size: int


class TooLargeError(Exception):
    """More bytes arrived than a file may have."""


def root() -> Path:
    return Path(settings.YULIN_VAR) / "uploads"


def whole(path: str) -> Path:
    return root() / path


def report_path(path: str) -> str:
    return str(Path(path).parent / _REPORT)


def keep(chunks: Iterable[bytes], *, name: str, limit: int) -> Kept:
    """Write a file that arrives in pieces; nothing stays when it is too large."""
    folder = root() / uuid4().hex
    folder.mkdir(mode=0o700, parents=True)
    target = folder / _safe_name(name)
    try:
        digest, size = _write(chunks, target, limit)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return Kept(path=str(target.relative_to(root())), sha256=digest, size=size)


def remove(path: str) -> None:
    """The file, its report and their folder."""
    shutil.rmtree(whole(path).parent, ignore_errors=True)


def digest_of(path: str) -> str:
    """Of the file as it arrived; empty where what is kept is not what was sealed."""
    digest = hashlib.sha256()
    try:
        for piece in pieces(path):
            digest.update(piece)
    except TamperedError:
        return ""
    return digest.hexdigest()


def pieces(path: str) -> Iterator[bytes]:
    """A kept file, opened piece by piece. Raises TamperedError."""
    with whole(path).open("rb") as file:
        yield from streams.opened(vault(), file, PURPOSE)


@contextmanager
def opened(path: str) -> Iterator[Path]:
    """A kept file under a path that readers can open; it is in memory and gone afterwards."""
    with in_memory(Path(path).name) as (place, file):
        for piece in pieces(path):
            file.write(piece)
        file.flush()
        yield place


@contextmanager
def written(path: str) -> Iterator[Path]:
    """A path to write a file to; what was written is sealed and kept."""
    with in_memory(Path(path).name) as (place, _file):
        yield place
        with place.open("rb") as made:
            _put(iter(lambda: made.read(streams.PIECE), b""), whole(path))


def reseal(sealing: Vault) -> Iterator[bool]:
    """Seal anew the kept files that an older key or suite sealed, or none; True for each that was."""
    for target in sorted(path for path in root().rglob("*") if path.is_file()):
        if target.suffix == _PART:  # of a run that was killed
            target.unlink()
            continue
        with target.open("rb") as file:
            current = streams.is_current(sealing, file)
        if not current:
            part = target.with_name(uuid4().hex + _PART)
            _put(_content(target), part)
            part.replace(target)
        yield not current


def _content(target: Path) -> Iterator[bytes]:
    """What is in a file, sealed or (from before files were) not."""
    with target.open("rb") as file:
        if streams.is_sealed(file):
            yield from streams.opened(vault(), file, PURPOSE)
        else:
            yield from iter(lambda: file.read(streams.PIECE), b"")


@contextmanager
def in_memory(name: str) -> Iterator[tuple[Path, BinaryIO]]:
    """A file of a name in no folder of the disk; we and our children see it through the link."""
    with TemporaryDirectory(prefix="yulin-") as folder:
        place = Path(folder) / name
        with os.fdopen(os.memfd_create("yulin"), "w+b") as file:
            place.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
            yield place, file


def _safe_name(name: str) -> str:
    """A CSV says by its name which table it is; apart from that nothing of the name is kept."""
    given = Path(name.replace("\\", "/"))
    table = find_table(given.stem)
    suffix = given.suffix.lower()
    return (table.name if table else "upload") + (suffix if suffix in _FORMS else ".bin")


def _write(chunks: Iterable[bytes], target: Path, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0

    def measured() -> Iterator[bytes]:
        nonlocal size
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLargeError
            digest.update(chunk)
            yield chunk

    _put(measured(), target)
    return digest.hexdigest(), size


def _put(chunks: Iterable[bytes], target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(streams.sealed(vault(), chunks, PURPOSE))
