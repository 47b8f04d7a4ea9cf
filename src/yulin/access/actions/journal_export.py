"""Write the journal into a folder that an auditor checks offline with `yulin verify`."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from yulin.access.actions.anchors import anchor_journal, line_of
from yulin.access.actions.journal import record
from yulin.access.keys import vault
from yulin.access.models import User
from yulin.access.models.journal import JournalAnchor, JournalLink
from yulin.access.queries.journal_chain import links, moment
from yulin.access.rules import may_read_journal
from yulin.vault import evidence
from yulin.vault.chain import GENESIS
from yulin.vault.signing import public_key, sign

#: files that rooms above add, by name: their lines
ATTACHED: dict[str, Callable[[], Iterable[str]]] = {}


def export_journal(*, acting_user: User | None, folder: Path, first: int = 1) -> int:
    """Write everything from an entry on; the number of entries. The folder must not exist.

    Anchored first, so that the end is signed too. Raises BrokenJournalError.
    """
    if acting_user is not None and not may_read_journal(acting_user):
        raise PermissionDenied
    record(acting_user=acting_user, action="access.journal.export", data={"first": first})
    anchor_journal()
    last = JournalAnchor.objects.latest("seq")
    folder.mkdir(mode=0o700, parents=True)
    entries = _write(
        folder / evidence.JOURNAL,
        (evidence.entry_line(link) for link in links(first=first, last=last.seq)),
    )
    anchors = JournalAnchor.objects.filter(seq__gte=first, seq__lte=last.seq)
    _write(folder / evidence.ANCHORS, map(line_of, anchors))
    if first == 1:  # what is attached is compared with all that the journal says of it
        for name, lines in ATTACHED.items():
            _write(folder / name, lines())
    _sign(folder, first=first)
    return entries


def _write(path: Path, lines: Iterable[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(f"{line}\n")
            count += 1
    return count


def _sign(folder: Path, *, first: int) -> None:
    ring = vault().ring
    manifest = {
        "format": evidence.FORMAT,
        "made_at": moment(timezone.now()),
        "before": {"seq": first - 1, "hash": _hash_before(first).hex()},
        "files": {
            name: _digest(folder / name)
            for name in (evidence.JOURNAL, evidence.ANCHORS, *ATTACHED)
            if (folder / name).is_file()
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    (folder / evidence.MANIFEST).write_bytes(text)
    signature = sign(ring, text, evidence.PURPOSE)
    (folder / evidence.SIGNATURE).write_text(f"{signature.hex()}\n", encoding="ascii")
    public = public_key(ring, evidence.PURPOSE)
    (folder / evidence.KEY).write_text(f"{public.hex()}\n", encoding="ascii")


def _hash_before(first: int) -> bytes:
    if first == 1:
        return GENESIS
    return bytes(JournalLink.objects.get(seq=first - 1).hash)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
