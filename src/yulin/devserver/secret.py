"""The key that signs sessions, made once and kept out of the repository."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def secret_key(path: Path) -> str:
    """Read the key, making it first if need be; two processes making it agree on one."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Written aside, then linked into place: a reader never sees half a key."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(64))
    with suppress(FileExistsError):  # another process was first: its key counts
        os.link(draft, path)
    draft.unlink()
