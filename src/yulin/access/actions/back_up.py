"""Make a backup of the site as it stands, in one moment of the database."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from yulin.access import backups
from yulin.access.actions.anchors import anchor_journal
from yulin.access.actions.journal import record
from yulin.access.keys import vault
from yulin.access.queries.journal_chain import moment
from yulin.vault.signing import sign


def back_up(*, folder: Path) -> dict[str, Any]:
    """Write everything but the keys into a new folder; what is in it.

    The site may go on meanwhile: what is counted and what is dumped is of one moment. Files come
    after the database, so that each one that it names is there.

    Raises:
        FileExistsError: The folder is there already.
        BackupError: PostgreSQL's program failed.
        BrokenJournalError: The journal is not what it was, and nothing of it is signed.
    """
    ring = vault().ring
    folder.mkdir(mode=0o700, parents=True)
    record(acting_user=None, action="access.backup.make", data={"keys": ring.fingerprint})
    anchor_journal()
    manifest = {"format": backups.FORMAT, "made_at": moment(timezone.now()), **_dumped(folder)}
    manifest |= {
        "files": backups.pack_files(folder / backups.FILES),
        "keys": {"fingerprint": ring.fingerprint, "newest": ring.newest},
        "sealing": settings.YULIN_SEALING,
        "digests": {n: backups.digest_of(folder / n) for n in (backups.DUMP, backups.FILES)},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    (folder / backups.MANIFEST).write_bytes(text)
    signature = sign(ring, text, backups.PURPOSE).hex()
    (folder / backups.SIGNATURE).write_text(f"{signature}\n", encoding="ascii")
    return manifest


def _dumped(folder: Path) -> dict[str, Any]:
    """Dump and count the same moment: the dump reads by the snapshot of this transaction."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, version = cursor.fetchone()
        backups.run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            f"--snapshot={snapshot}",
            f"--file={folder / backups.DUMP}",
        )
        applied = MigrationRecorder(connection).applied_migrations()
        return {
            "postgresql": version,
            "migrations": sorted(".".join(key) for key in applied),
            "counts": backups.counts(),
            "journal": backups.last_of_journal(),
        }
