"""A backup as it lies in a folder: what belongs to it, and PostgreSQL's own programs that make it.

`database.dump` is PostgreSQL's custom format, `files.tar` the sealed files beside the database,
`manifest.json` what was in it (rows of each table, the end of the journal, which keys sealed it) and
`manifest.sig` the site's signature of that. No key is in any of them.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

FORMAT: Final = "yulin-backup-1"
PURPOSE: Final = "backup"
DUMP: Final = "database.dump"
FILES: Final = "files.tar"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
#: below `YULIN_VAR`: what was handed in, and the anchors of the journal
FOLDERS: Final = ("uploads", "anchors", "files")

Check = Callable[[], list[str]]
CHECKS: dict[str, Check] = {}
"""What rooms above ask of a site that was restored, by name; each says what is wrong, or nothing."""


class BackupError(Exception):
    """It cannot be made, or not be restored; the text is for whoever runs the site."""


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs against this site's database. Raises BackupError."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} was not found: install PostgreSQL's client programs")
    values = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(values[key]) for name, key in named.items() if values[key]}
    options = {f"PG{k.upper()}": str(v) for k, v in values["OPTIONS"].items() if k in _PASSED}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's and words of our own, no shell
        [path, "--dbname", str(values["NAME"]), "--no-password", *arguments],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", **given, **options},
    )
    if done.returncode != 0:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-2000:]}")


_PASSED = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey"})


def counts() -> dict[str, int]:
    """Rows of every table, at the moment of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND relpersistence = 'p' ORDER BY relname"
        )
        names = [name for (name,) in cursor.fetchall()]
    return {name: count_of(name) for name in names}


def count_of(table: str) -> int:
    """Rows of one table, whose name is quoted; of none where there is no such table: -1."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"])
        if not cursor.fetchone()[0]:
            return -1
        cursor.execute(f"SELECT count(*) FROM public.{table}")  # noqa: S608 - a quoted name
        return int(cursor.fetchone()[0])


def last_of_journal() -> dict[str, Any]:
    """Where the journal ends: how many entries, and the hash of the last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, encode(hash, 'hex') FROM access_journallink"
            " WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return {"entries": row[0], "hash": row[1]} if row else {"entries": 0, "hash": ""}


def pack_files(path: Path) -> int:
    """Put the sealed files into an archive; how many there are."""
    count = 0
    with tarfile.open(path, "w") as archive:
        for name in FOLDERS:
            for file in sorted((settings.YULIN_VAR / name).rglob("*")):
                if file.is_file() and not file.is_symlink():
                    archive.add(file, str(file.relative_to(settings.YULIN_VAR)), recursive=False)
                    count += 1
    return count


def unpack_files(path: Path) -> None:
    """Put them back where this site keeps them. Raises BackupError where there are some already."""
    var = Path(settings.YULIN_VAR)
    for name in FOLDERS:
        if any((var / name).rglob("*")):
            raise BackupError(f"{var / name} holds files already: restore into an empty YULIN_VAR")
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(path) as archive:
        archive.extractall(var, filter="data")


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path) -> tuple[dict[str, Any], bytes, bytes]:
    """The manifest, its bytes and its signature. Raises BackupError."""
    try:
        text = (folder / MANIFEST).read_bytes()
        signature = bytes.fromhex((folder / SIGNATURE).read_text(encoding="ascii"))
        manifest = json.loads(text)
        known = manifest["format"] == FORMAT
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError(f"{folder} is no backup: {MANIFEST} cannot be read") from None
    if not known:
        raise BackupError(f"{folder} is a backup of another format: {manifest['format']!r}")
    return manifest, text, signature
