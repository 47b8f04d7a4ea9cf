"""Restore a backup into an empty database, and ask whether everything is as it was."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yulin.access import backups
from yulin.access.actions.journal import record
from yulin.access.backups import BackupError
from yulin.access.keys import vault
from yulin.access.queries.journal_chain import breaks
from yulin.vault.errors import KeyFileError
from yulin.vault.signing import is_signed, public_key


@dataclass(frozen=True)
class Restored:
    """What was restored, and what is not as it was; the site opens only where nothing is."""

    manifest: dict[str, Any]
    problems: list[str] = field(default_factory=list)


def restore(*, folder: Path) -> Restored:
    """Restore database and files, and check them against what the backup says of itself.

    Raises BackupError, before anything is changed: no keys or others, a changed backup, a database
    or folder that holds something already. Where PostgreSQL's program fails, the database is to be
    dropped and made anew.
    """
    manifest, text, signature = backups.read_manifest(folder)
    _refuse_wrong_keys(manifest)
    if not is_signed(public_key(vault().ring, backups.PURPOSE), signature, text):
        raise BackupError(
            f"{folder}: the signature of {backups.MANIFEST} is wrong, nothing was done"
        )
    for name, digest in manifest["digests"].items():
        if backups.digest_of(folder / name) != digest:
            raise BackupError(f"{folder / name} is not the file that was signed, nothing was done")
    _refuse_used_database()
    backups.unpack_files(folder / backups.FILES)
    _ensure_web_role()
    backups.run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        f"--jobs={os.cpu_count() or 1}",
        str(folder / backups.DUMP),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    restored = Restored(manifest, list(_problems(manifest)))
    if not restored.problems:
        record(
            acting_user=None,
            action="access.backup.restore",
            data={"made_at": manifest["made_at"], "journal": manifest["journal"]},
        )
    return restored


def _refuse_wrong_keys(manifest: dict[str, Any]) -> None:
    path, told = settings.YULIN_KEYS, manifest["keys"]
    which = f"the keys {told['fingerprint']}, with sealing keys up to {told['newest']}"
    if not path.exists():
        raise BackupError(
            f"there is no key file at {path}, and a backup holds none: without its keys nothing in "
            f"it can be read. Copy {which} from escrow there (or set YULIN_KEYS), then restore "
            "again. Nothing was done."
        )
    try:
        ring = vault().ring
    except KeyFileError as error:
        raise BackupError(f"{error}. Nothing was done.") from None
    if ring.fingerprint != told["fingerprint"] or ring.newest < told["newest"]:
        raise BackupError(
            f"the key file at {path} is {ring.fingerprint}, up to {ring.newest}; this backup needs "
            f"{which}. Nothing was done."
        )


def _refuse_used_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (tables,) = cursor.fetchone()
    if tables:
        name = connection.settings_dict["NAME"]
        raise BackupError(
            f"the database {name} holds {tables} tables already: make an empty one and name it in "
            "DATABASE_URL. Nothing was done."
        )


def _ensure_web_role() -> None:
    """The dump grants to the role of requests, which belongs to the server and not to the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = 'yulin_web'")
        if cursor.rowcount:
            return
        cursor.execute(
            "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if not cursor.fetchone()[0]:
            raise BackupError(
                "the role yulin_web is missing. As a superuser: CREATE ROLE yulin_web NOLOGIN; "
                "GRANT yulin_web TO the owner; then restore again into an empty YULIN_VAR."
            )
        cursor.execute("CREATE ROLE yulin_web NOLOGIN")


def _problems(manifest: dict[str, Any]) -> Iterator[str]:
    """What is not as it was when the backup was made."""
    for name, wanted in manifest["counts"].items():
        found = backups.count_of(name)
        if found != wanted:
            yield f"{name}: {found} rows, the backup says {wanted}"
    if (end := backups.last_of_journal()) != manifest["journal"]:
        yield f"the journal ends with {end}, the backup says {manifest['journal']}"
    for found in breaks():
        yield f"the journal at {found.seq}: {found.kind}"
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration} is not applied: run manage.py migrate with this version of the program"
    for name, check in backups.CHECKS.items():
        for problem in check():
            yield f"{name}: {problem}"
