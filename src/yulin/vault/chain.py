"""A chain of entries, each with the hash of the one before, and what is wrong with one.

Written so that somebody who holds no key and no database can check it: an entry's hash is SHA-256
over the hash before, its number, a blank and its content; the first stands on 32 zero bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

GENESIS: Final = bytes(32)


@dataclass(frozen=True)
class Link:
    """An entry as it stands; `content` is None where the hash is there and the entry is not."""

    seq: int
    hash: bytes
    content: str | None


@dataclass(frozen=True)
class Break:
    """What is wrong, at which entry; `last` is given for a run of entries."""

    seq: int
    kind: str
    last: int | None = None


@dataclass
class Chain:
    """Follows entries one by one and yields what is wrong with each."""

    seq: int = 0
    hash: bytes | None = GENESIS
    #: what the last hash should have been, where it was not
    _should: bytes | None = field(default=None, repr=False)

    def follow(self, links: Iterable[Link]) -> Iterator[Break]:
        """Yield the breaks of the entries that come next."""
        for link in links:
            yield from self._next(link)

    def unreadable(self) -> Break:
        """Take note of an entry that cannot be read; those after it are still checked."""
        self.seq, self.hash, self._should = self.seq + 1, None, None
        return Break(self.seq, "unreadable")

    def _next(self, link: Link) -> Iterator[Break]:
        expected = self.seq + 1
        if link.seq != expected and self._fits(link, expected):
            yield Break(expected, "renumbered")
            self._take(expected, link.hash, None)
            return
        if link.seq < expected:
            yield Break(link.seq, "out_of_order")
            return
        if link.seq > expected:
            yield Break(expected, "missing", link.seq - 1)
            self._take(link.seq, link.hash, None)
            return
        if link.content is None:
            yield Break(link.seq, "removed")
            self._take(link.seq, link.hash, None)
        elif self.hash is None or self._fits(link, expected):
            self._take(link.seq, link.hash, None)
        else:
            yield Break(link.seq, "altered")
            self._take(link.seq, link.hash, link_hash(self.hash, link.seq, link.content))

    def _fits(self, link: Link, seq: int) -> bool:
        befores = [before for before in (self.hash, self._should) if before is not None]
        content = link.content
        return content is not None and any(
            link_hash(before, seq, content) == link.hash for before in befores
        )

    def _take(self, seq: int, stored: bytes, should: bytes | None) -> None:
        self.seq, self.hash, self._should = seq, stored, should


def link_hash(before: bytes, seq: int, content: str) -> bytes:
    """Return the hash of an entry that stands after another."""
    return hashlib.sha256(before + f"{seq} {content}".encode()).digest()
