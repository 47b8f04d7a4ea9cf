"""Where handed-in files are kept: a folder of random name each, which nobody can guess or serve."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from yulin.facts.names import find_table

_FORMS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".parquet"})
_REPORT = "report.xlsx"


@dataclass(frozen=True, kw_only=True)
class Kept:
    path: str  # below `root`
    sha256: str
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
    with whole(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _safe_name(name: str) -> str:
    """A CSV says by its name which table it is; apart from that nothing of the name is kept."""
    given = Path(name.replace("\\", "/"))
    table = find_table(given.stem)
    suffix = given.suffix.lower()
    return (table.name if table else "upload") + (suffix if suffix in _FORMS else ".bin")


def _write(chunks: Iterable[bytes], target: Path, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLargeError
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size
