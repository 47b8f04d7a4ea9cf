"""The journal as it leaves the house: a folder that an auditor checks offline, and how.

`journal.jsonl` has a line an entry, `looks.jsonl` who opened which page, `anchors.jsonl` the signed words of how long the chain was at
moments of the past, `manifest.json` what belongs to the folder and `manifest.sig` its signature.
Everything is written in one way only, so that no byte can change unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from yulin.vault.chain import Break, Chain, Link
from yulin.vault.looks import Check
from yulin.vault.signing import PUBLIC_LENGTH, is_signed

FORMAT: Final = "yulin-journal-1"
PURPOSE: Final = "journal"
JOURNAL: Final = "journal.jsonl"
ANCHORS: Final = "anchors.jsonl"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
KEY: Final = "public.key"
FILES: Final = frozenset({JOURNAL, ANCHORS, MANIFEST, SIGNATURE, KEY})
#: who opened which page, day by day as the journal sealed it; folders of before have none
LOOKS: Final = "looks.jsonl"

_HEX_64: Final = re.compile(r"[0-9a-f]{64}\Z")
_HEX_128: Final = re.compile(r"[0-9a-f]{128}\Z")


@dataclass(frozen=True)
class Anchor:
    """A signed word: at this moment the chain had this many entries and ended with this hash."""

    seq: int
    hash: bytes
    at: str
    signature: bytes

    def is_genuine(self, public: bytes) -> bool:
        """Say whether the holder of the private key said this."""
        return is_signed(public, self.signature, anchor_message(self.seq, self.hash, self.at))


@dataclass(frozen=True)
class Report:
    """What a check found; `breaks` is empty where everything is as it was signed."""

    entries: int
    anchors: int
    made_at: str
    #: the public key that the folder was checked with
    key: str
    breaks: tuple[Break, ...]


def anchor_message(seq: int, end: bytes, at: str) -> bytes:
    """Return the bytes that an anchor signs."""
    return f"{FORMAT} anchor {seq} {end.hex()} {at}".encode()


def entry_line(link: Link) -> str:
    """Return an entry as a line, without its end."""
    return _json({"seq": link.seq, "hash": link.hash.hex(), "content": link.content})


def anchor_line(anchor: Anchor) -> str:
    """Return an anchor as a line, without its end."""
    return _json(
        {
            "seq": anchor.seq,
            "hash": anchor.hash.hex(),
            "at": anchor.at,
            "signature": anchor.signature.hex(),
        }
    )


def check(folder: Path, *, key: bytes | None = None, outside: Iterable[Path] = ()) -> Report:
    """Check a folder; with `key`, the signatures must be of that key and not of the folder's own.

    `outside` are files of anchors that were kept elsewhere: they say whether the end was cut off
    before the folder was made.
    """
    public = key or _public(folder)
    breaks = list(_check_manifest(folder, public))
    manifest = _manifest(folder)
    chain = Chain()
    chain.seq, chain.hash = _beginning(manifest)
    first = chain.seq + 1
    hashes: dict[int, bytes] = {}
    looks = Check()
    breaks += _follow(folder / JOURNAL, chain, hashes, looks)
    if (folder / LOOKS).is_file():
        looks.take(line.decode(errors="replace").rstrip("\n") for line in _lines(folder / LOOKS))
        breaks += looks.breaks()
    elif looks.sealed and first == 1:
        breaks.append(Break(0, f"no_file {LOOKS}"))
    anchors = list(_anchors_in(folder / ANCHORS, breaks))
    for path in outside:
        anchors += _anchors_in(path, breaks)
    breaks += _check_anchors(anchors, public, hashes, first=first, last=chain.seq)
    return Report(
        entries=len(hashes),
        anchors=len(anchors),
        made_at=str(manifest.get("made_at", "")),
        key=public.hex(),
        breaks=tuple(dict.fromkeys(breaks)),
    )


def read_public(path: Path) -> bytes | None:
    """Return the public key of a file, None where it holds none."""
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
    whole = text.endswith("\n") and _HEX_64.match(text[:-1])
    return bytes.fromhex(text[:-1]) if whole else None


def _public(folder: Path) -> bytes:
    return read_public(folder / KEY) or bytes(PUBLIC_LENGTH)


def _check_manifest(folder: Path, public: bytes) -> Iterator[Break]:
    """The files are those that were signed, whole, and no others."""
    present = {path.name for path in folder.iterdir()}
    for name in sorted(FILES - present):
        yield Break(0, f"no_file {name}")
    digests = _manifest(folder).get("files")
    with_looks = isinstance(digests, dict) and LOOKS in digests
    if with_looks and LOOKS not in present:
        yield Break(0, f"no_file {LOOKS}")
    for name in sorted(present - FILES - ({LOOKS} if with_looks else set())):
        yield Break(0, f"strange_file {name}")
    if read_public(folder / KEY) != public:
        yield Break(0, "other_key")
    text = _bytes(folder / MANIFEST)
    signature = _bytes(folder / SIGNATURE).decode("ascii", "replace")
    whole = signature.endswith("\n") and _HEX_128.match(signature[:-1])
    if not whole or not is_signed(public, bytes.fromhex(signature[:-1]), text):
        yield Break(0, "manifest")
    for name in (JOURNAL, ANCHORS, *((LOOKS,) if with_looks else ())):
        found = hashlib.sha256(_bytes(folder / name)).hexdigest()
        if not isinstance(digests, dict) or digests.get(name) != found:
            yield Break(0, f"file {name}")


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _manifest(folder: Path) -> dict[str, Any]:
    found = _parsed(_bytes(folder / MANIFEST))
    return found if isinstance(found, dict) else {}


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text.decode())
    except (ValueError, RecursionError):
        return None


def _beginning(manifest: dict[str, Any]) -> tuple[int, bytes | None]:
    """Before which entry the folder begins: an export may be of a part."""
    before = manifest.get("before")
    try:
        return int(before["seq"]), bytes.fromhex(before["hash"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return 0, bytes(32)


def _follow(path: Path, chain: Chain, hashes: dict[int, bytes], looks: Check) -> Iterator[Break]:
    for line in _lines(path):
        link = _link(line)
        if link is None:
            yield chain.unreadable()
            continue
        yield from chain.follow([link])
        looks.hear(link.content)
        hashes[link.seq] = link.hash


def _lines(path: Path) -> Iterator[bytes]:
    if path.is_file():
        with path.open("rb") as file:
            yield from file


def _link(line: bytes) -> Link | None:
    """The entry of a line that is written as we write it, and of no other."""
    found = _parsed(line)
    try:
        link = Link(found["seq"], bytes.fromhex(found["hash"]), found["content"])
        same = f"{entry_line(link)}\n".encode() == line
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return link if same and isinstance(link.seq, int) else None


def _anchors_in(path: Path, breaks: list[Break]) -> Iterator[Anchor]:
    for number, line in enumerate(_lines(path), start=1):
        anchor = _anchor(line)
        if anchor is None:
            breaks.append(Break(number, f"anchor_unreadable {path.name}"))
        else:
            yield anchor


def _anchor(line: bytes) -> Anchor | None:
    found = _parsed(line)
    try:
        anchor = Anchor(
            found["seq"],
            bytes.fromhex(found["hash"]),
            found["at"],
            bytes.fromhex(found["signature"]),
        )
        same = f"{anchor_line(anchor)}\n".encode() == line
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return anchor if same and isinstance(anchor.seq, int) else None


def _check_anchors(
    anchors: list[Anchor], public: bytes, hashes: dict[int, bytes], *, first: int, last: int
) -> Iterator[Break]:
    for anchor in anchors:
        if not anchor.is_genuine(public):
            yield Break(anchor.seq, "anchor_forged")
        elif anchor.seq > last:
            yield Break(last + 1, "cut_off", anchor.seq)
        elif anchor.seq >= first and hashes.get(anchor.seq) != anchor.hash:
            yield Break(anchor.seq, "anchor_differs")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
