"""Which texts are in use: those released in the studio, and the folder's for all other documents."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from yulin.programmes import disk
from yulin.programmes.disk import Text
from yulin.programmes.models import Release

Released = Mapping[str, Text]
"""The released text of each document, by its number."""

_CODE = re.compile(r"^编号:[ \t]*['\"]?([^\s'\"#]+)", re.MULTILINE)


def code_of(text: str) -> str:
    """The number that a document's text gives itself; empty where it is no document."""
    found = _CODE.search(text)
    return found.group(1) if found else ""


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def released() -> Released:
    """The latest released text of every document."""
    latest = Release.objects.order_by("code", "-number").distinct("code").select_related("document")
    return {
        release.code: Text(
            path=release.document.path, text=release.document.text, sha256=release.document.sha256
        )
        for release in latest
    }


def in_use(root: Path, chosen: Released) -> list[Text]:
    """The folder's texts, each with its released form in its place, and what was new in the studio."""
    folder = list(disk.texts(root).values())
    kept = [text for text in folder if code_of(text.text) not in chosen]
    return in_order([*kept, *chosen.values()])


def in_order(texts: Iterable[Text]) -> list[Text]:
    """As the folder would be read."""
    return sorted(texts, key=lambda text: PurePosixPath(text.path))


def write(texts: Iterable[Text], root: Path) -> None:
    for text in texts:
        path = root / text.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.text, encoding="utf-8", newline="")
