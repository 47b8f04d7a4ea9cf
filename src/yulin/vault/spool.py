"""A file in no folder, whose bytes reach the disk sealed under a key that dies with it.

For what only passes through: a request's files while they arrive. Nobody opens it again, so its key
is made for it and lies in this object alone; what a crash leaves on the disk opens for nobody.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from typing import IO, TYPE_CHECKING, Final

from yulin.vault.profiles import NONCE, Profile

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PIECE: Final = 64 * 1024
_TAG: Final = 16
_SEALED: Final = PIECE + _TAG


class Spool(io.RawIOBase):
    """Written once from its beginning, then read from anywhere; less than a piece stays in memory."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile
        self._key = profile.derive(secrets.token_bytes(32), "spool")
        self._file: IO[bytes] | None = None  # most requests are small, and never need one
        self._whole = 0  # pieces that are sealed
        self._rest = bytearray()
        self._place = 0
        self._open: tuple[int, bytes] = (-1, b"")  # the piece that was read last

    @property
    def size(self) -> int:
        """Bytes written."""
        return self._whole * PIECE + len(self._rest)

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Append, wherever one reads."""
        given = bytes(data)
        self._rest += given
        while len(self._rest) >= PIECE:
            sealed = self._profile.encrypt(
                self._key, self._nonce(self._whole), bytes(self._rest[:PIECE]), b""
            )
            file = self._on_disk()
            file.seek(self._whole * _SEALED)
            file.write(sealed)
            del self._rest[:PIECE]
            self._whole += 1
        return len(given)

    def readinto(self, target: WriteableBuffer, /) -> int:
        """Read on from where one is. Raises TamperedError where the disk gives back other bytes."""
        room = memoryview(target).cast("B")
        number, begin = divmod(self._place, PIECE)
        got = self._piece(number)[begin : begin + len(room)]
        room[: len(got)] = got
        self._place += len(got)
        return len(got)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def close(self) -> None:
        if not self.closed:
            if self._file is not None:
                self._file.close()
            self._key = b""
            self._rest.clear()
            self._open = (-1, b"")
        super().close()

    def _piece(self, number: int) -> bytes:
        if number >= self._whole:
            return bytes(self._rest) if number == self._whole else b""
        if self._open[0] != number:
            file = self._on_disk()
            file.seek(number * _SEALED)
            sealed = file.read(_SEALED)
            plain = self._profile.decrypt(self._key, self._nonce(number), sealed, b"")
            self._open = (number, plain)
        return self._open[1]

    def _on_disk(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        return self._file

    def _nonce(self, number: int) -> bytes:
        return number.to_bytes(NONCE)
