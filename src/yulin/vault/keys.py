"""The key ring: a file outside the database, read once, of which a copy lies in escrow.

A ring holds every sealing key ever used, of which the newest seals, one key for finding and one for
signing. The finding key stays when sealing keys change, because everything indexed would have to be
indexed anew; the signing key stays because others hold its public half.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from yulin.vault.errors import KeyFileError, UnknownKeyError

#: bytes of a secret
LENGTH: Final = 32
_FORMAT: Final = "yulin-keys-1"


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """Secrets by number; `repr` shows none of them."""

    #: number → secret; the highest number seals
    sealing: Mapping[int, bytes] = field(repr=False)
    finding: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.sealing)

    def secret(self, number: int) -> bytes:
        """Return a sealing key.

        Raises:
            UnknownKeyError: The ring does not hold it.
        """
        try:
            return self.sealing[number]
        except KeyError:
            raise UnknownKeyError(f"key {number} is not in the ring") from None

    def rotated(self) -> KeyRing:
        """Return the ring with one more sealing key, which seals from now on."""
        more = {**self.sealing, self.newest + 1: secrets.token_bytes(LENGTH)}
        return KeyRing(sealing=more, finding=self.finding, signing=self.signing)

    @property
    def fingerprint(self) -> str:
        """Return what tells one ring's finding and signing keys from another's, and no more."""
        said = hmac.digest(self.finding, b"yulin fingerprint " + self.signing, "sha256")
        return said.hex()[:32]


def new_ring() -> KeyRing:
    """Return a ring with fresh keys."""
    return KeyRing(
        sealing={1: secrets.token_bytes(LENGTH)},
        finding=secrets.token_bytes(LENGTH),
        signing=secrets.token_bytes(LENGTH),
    )


def write_ring(ring: KeyRing, path: Path) -> None:
    """Write a ring for its owner's eyes only; the file is there whole, or as it was before."""
    _write_part(ring, path).replace(path)


def ensure_ring(path: Path) -> KeyRing:
    """Return the ring of a file, made first if need be; two processes making it agree on one.

    Raises:
        KeyFileError: What is there is not a ring.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = _write_part(new_ring(), path)
        with suppress(FileExistsError):  # another process was first: its keys count
            os.link(part, path)
        part.unlink()
    return read_ring(path)


def _write_part(ring: KeyRing, path: Path) -> Path:
    data = {
        "format": _FORMAT,
        "finding": _text(ring.finding),
        "signing": _text(ring.signing),
        "sealing": {str(number): _text(key) for number, key in sorted(ring.sealing.items())},
    }
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        json.dump(data, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    return part


def read_ring(path: Path) -> KeyRing:
    """Return the ring of a file.

    Raises:
        KeyFileError: There is none, others may read it, or it is not a ring.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"no key file can be read at {path}: {type(error).__name__}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"others may read the key file {path}: chmod 600 it")
    return _ring(text, path)


def _ring(text: str, path: Path) -> KeyRing:
    try:
        data = json.loads(text)
        known = data["format"] == _FORMAT
        sealing = {int(number): _secret(key) for number, key in data["sealing"].items()}
        ring = KeyRing(
            sealing=sealing, finding=_secret(data["finding"]), signing=_secret(data["signing"])
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        # without a cause: it would quote the file
        raise KeyFileError(f"{path} is not a key file") from None
    if not known or not sealing or min(sealing) < 1 or max(sealing) > 0xFFFF:
        raise KeyFileError(f"{path} is not a key file")
    return ring


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None
    if len(secret) != LENGTH:
        raise ValueError
    return secret
