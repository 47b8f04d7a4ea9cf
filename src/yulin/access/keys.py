"""The vault of this process: the keys of `YULIN_KEYS`, read again when the file changes."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yulin.vault.errors import KeyFileError
from yulin.vault.keys import ensure_ring, read_ring
from yulin.vault.profiles import BY_NAME
from yulin.vault.vault import Vault

WHAT_TO_DO = (
    "Copy this site's key file there, or set YULIN_KEYS to where it lies. Only a site that holds no "
    "data yet makes a new one: manage.py rotate_keys --first."
)


def vault() -> Vault:
    """The vault; where keys may be made and there are none, made first. Raises KeyFileError."""
    path: Path = settings.YULIN_KEYS
    if not path.exists():
        if not settings.YULIN_KEYS_MADE_HERE:
            raise KeyFileError(f"there is no key file at {path}. {WHAT_TO_DO}")
        ensure_ring(path)
    told = path.stat()
    return _vault(path, settings.YULIN_SEALING, told.st_mtime_ns, told.st_ino)


@lru_cache(maxsize=4)
def _vault(path: Path, suite: str, _changed: int, _node: int) -> Vault:
    return Vault(read_ring(path), BY_NAME[suite])
