"""The library's folder: which texts stand in it now."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Text:
    path: str  # below the folder
    text: str
    sha256: str


def folder() -> Path:
    return Path(settings.YULIN_POLICIES)


def paths(root: Path) -> list[Path]:
    """The documents, in the order in which the library reads them."""
    return [root] if root.is_file() else sorted(root.rglob("*.yaml"))


def signature(root: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a document is added, removed or written anew."""
    stats = ((str(path), path.stat()) for path in paths(root))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def texts(root: Path) -> Mapping[str, Text]:
    """The texts by their digests, which are the engine's own."""
    return {text.sha256: text for text in _read(root)}


def _read(root: Path) -> Iterator[Text]:
    for path in paths(root):
        text = path.read_text(encoding="utf-8-sig")
        name = path.name if path == root else str(path.relative_to(root))
        yield Text(path=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
