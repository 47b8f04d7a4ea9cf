"""The OLE container of an old workbook: one stream out of its chains of sectors.

Source: [MS-CFB], sections 2.2 to 2.6. Chains are followed no further than the file has sectors, so a
chain that bites its tail ends in a refusal.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_END: Final = 0xFFFFFFFA
_ENTRY: Final = 128
_STREAM: Final = 2
_ROOT: Final = 5


class OleError(ValueError):
    """The container is damaged; the caller tells the user."""


@dataclass(frozen=True, kw_only=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Container:
    """An OLE container held in memory; raises OleError where its structure is broken."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._read_header()
        except (struct.error, IndexError) as error:
            raise OleError("header") from error

    def _read_header(self) -> None:
        shift, mini_shift = struct.unpack_from("<HH", self._content, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise OleError("sector size")
        self._sector, self._mini = 1 << shift, 1 << mini_shift
        directory, _, self._cutoff, mini_fat = struct.unpack_from("<IIII", self._content, 48)
        self._fat = self._table(self._fat_sectors())
        self._mini_fat = self._table(self._chain(mini_fat, self._fat))
        entries = self._joined(self._chain(directory, self._fat))
        self._entries = [
            self._entry(entries[at : at + _ENTRY])
            for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)
        ]

    def _fat_sectors(self) -> list[int]:
        listed = list(struct.unpack_from("<109I", self._content, 76))
        at, count = struct.unpack_from("<II", self._content, 68)
        for _ in range(min(count, len(self._content) // self._sector)):
            if at >= _END:
                break
            *more, at = struct.unpack(f"<{self._sector // 4}I", self._at(at))
            listed += more
        return [sector for sector in listed if sector < _END]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        found = self._content[start : start + self._sector]
        if len(found) < self._sector:
            # the last sector of a file is often cut; what is missing reads as zeros
            if not found:
                raise OleError("sector")
            found = found.ljust(self._sector, b"\0")
        return found

    def _table(self, sectors: list[int]) -> list[int]:
        joined = self._joined(sectors)
        return list(struct.unpack(f"<{len(joined) // 4}I", joined))

    def _joined(self, sectors: list[int]) -> bytes:
        return b"".join(self._at(sector) for sector in sectors)

    @staticmethod
    def _chain(start: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while start < _END:
            if start >= len(table) or len(chain) > len(table):
                raise OleError("chain")
            chain.append(start)
            start = table[start]
        return chain

    @staticmethod
    def _entry(raw: bytes) -> _Entry:
        length, kind = struct.unpack_from("<HB", raw, 64)
        start, size = struct.unpack_from("<II", raw, 116)
        name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        return _Entry(name=name, kind=kind, start=start, size=size)

    def stream(self, *names: str) -> bytes:
        """The first stream with one of the names; raises OleError when there is none."""
        for entry in self._entries:
            if entry.kind == _STREAM and entry.name in names:
                return self._read(entry)
        raise OleError("stream")

    def _read(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            return self._joined(self._chain(entry.start, self._fat))[: entry.size]
        root = next((found for found in self._entries if found.kind == _ROOT), None)
        if root is None:
            raise OleError("root")
        pool = self._joined(self._chain(root.start, self._fat))
        parts = (
            pool[at * self._mini : (at + 1) * self._mini]
            for at in self._chain(entry.start, self._mini_fat)
        )
        return b"".join(parts)[: entry.size]
