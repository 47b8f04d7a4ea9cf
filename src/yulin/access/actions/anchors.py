"""Sign how long the journal is, and write it where the database cannot reach."""

import logging
import os
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yulin.access.keys import vault
from yulin.access.models.journal import JournalAnchor
from yulin.access.queries.journal_chain import breaks_since, last_link, moment
from yulin.vault.evidence import PURPOSE, Anchor, anchor_line, anchor_message
from yulin.vault.signing import sign

log = logging.getLogger(__name__)


class BrokenJournalError(Exception):
    """The journal is not what it was: nothing of it is signed any more until somebody has looked."""


def anchor_journal() -> JournalAnchor | None:
    """Check what was written since the last anchor and sign it; None where nothing was.

    Raises BrokenJournalError, which says where.
    """
    with transaction.atomic():
        last = JournalAnchor.objects.select_for_update().order_by("-seq").first()
        end = last_link()
        if end is None or (last is not None and end.seq <= last.seq):
            return None
        broken = list(breaks_since(last, until=end.seq))
        if broken:
            log.error("the journal is broken: %s", broken[:5])
            raise BrokenJournalError(broken[:5])
        at = timezone.now().astimezone(UTC)
        message = anchor_message(end.seq, bytes(end.hash), moment(at))
        signature = sign(vault().ring, message, PURPOSE)
        made = JournalAnchor.objects.create(
            seq=end.seq, at=at, hash=bytes(end.hash), signature=signature
        )
        _keep(made)
    return made


def line_of(anchor: JournalAnchor) -> str:
    """An anchor as files have it."""
    return anchor_line(
        Anchor(
            seq=anchor.seq,
            hash=bytes(anchor.hash),
            at=moment(anchor.at),
            signature=bytes(anchor.signature),
        )
    )


def _keep(anchor: JournalAnchor) -> None:
    """Append it to the day's file, which is to be copied off this machine."""
    folder = Path(settings.YULIN_VAR) / "anchors"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"anchors-{timezone.localtime(anchor.at):%Y-%m-%d}.jsonl"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(line_of(anchor) + "\n")
        file.flush()
        os.fsync(file.fileno())
