"""Files sealed in pieces, so that neither sealing nor opening holds more than one piece.

A file: 4 mark, 1 suite, 2 key number, 8 prefix, then pieces of 64 KiB, each with its 16-byte tag. A
piece's nonce is the prefix, its place (3 bytes) and whether it is the last (1 byte): pieces that
were swapped, left out or cut off do not open (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015). Every file has a key of its own, derived from its prefix.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from yulin.vault.errors import TamperedError, UnknownKeyError
from yulin.vault.profiles import PROFILES
from yulin.vault.vault import Vault

MARK: Final = b"YLF1"
PIECE: Final = 64 * 1024
_TAG: Final = 16
_HEADER: Final = struct.Struct(">4sBH8s")
_MOST: Final = 1 << 24


def sealed(vault: Vault, chunks: Iterable[bytes], purpose: str) -> Iterator[bytes]:
    """Yield the sealed file of what comes in pieces of any size."""
    prefix = secrets.token_bytes(8)
    number = vault.ring.newest
    header = _HEADER.pack(MARK, vault.profile.number, number, prefix)
    key = _key(vault, vault.profile.number, number, prefix, purpose)
    yield header
    place, rest = 0, bytearray()
    for chunk in chunks:
        rest += chunk
        while len(rest) > PIECE:
            nonce = _nonce(prefix, place, last=False)
            yield vault.profile.encrypt(key, nonce, bytes(rest[:PIECE]), header)
            del rest[:PIECE]
            place += 1
    yield vault.profile.encrypt(key, _nonce(prefix, place, last=True), bytes(rest), header)


def opened(vault: Vault, file: BinaryIO, purpose: str) -> Iterator[bytes]:
    """Yield the plain pieces; the last only once the file has proved whole.

    Raises:
        TamperedError: It is not what was sealed for this purpose.
        UnknownKeyError: The ring lacks the key, or nobody knows the suite.
    """
    header = file.read(_HEADER.size)
    if len(header) != _HEADER.size or not header.startswith(MARK):
        raise TamperedError("not a sealed file")
    _mark, suite, number, prefix = _HEADER.unpack(header)
    if suite not in PROFILES:
        raise UnknownKeyError(f"no suite has the number {suite}")
    key = _key(vault, suite, number, prefix, purpose)
    place, piece = 0, file.read(PIECE + _TAG)
    while True:
        following = file.read(PIECE + _TAG)
        nonce = _nonce(prefix, place, last=not following)
        yield PROFILES[suite].decrypt(key, nonce, piece, header)
        if not following:
            return
        place, piece = place + 1, following


def is_sealed(file: BinaryIO) -> bool:
    """Say whether a file begins as a sealed one does; it is read from its beginning afterwards."""
    mark = file.read(len(MARK))
    file.seek(0)
    return mark == MARK


def is_current(vault: Vault, file: BinaryIO) -> bool:
    """Say whether sealing the file anew would change neither suite nor key."""
    header = file.read(_HEADER.size)
    if len(header) != _HEADER.size or not header.startswith(MARK):
        return False
    _mark, suite, number, _prefix = _HEADER.unpack(header)
    return bool(suite == vault.profile.number and number == vault.ring.newest)


def _key(vault: Vault, suite: int, number: int, prefix: bytes, purpose: str) -> bytes:
    return PROFILES[suite].derive(vault.ring.secret(number), f"file {purpose} {prefix.hex()}")


def _nonce(prefix: bytes, place: int, *, last: bool) -> bytes:
    if place >= _MOST:
        raise ValueError("a file of more than a tebibyte")
    return prefix + place.to_bytes(3) + bytes([last])
