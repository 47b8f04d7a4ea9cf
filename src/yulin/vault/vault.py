"""Seal a text, open it, and make the index by which it is found without being opened.

Sealed bytes: 1 profile, 2 key number, 12 nonce, ciphertext with a 16-byte tag. The header and the
purpose are authenticated, so that a sealed bank account put into the place of an identity number
does not open. An index is deterministic: whoever holds the finding key can try every identity
number, which is why that key is kept like the others.
"""

from __future__ import annotations

import hmac
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from yulin.vault.errors import TamperedError, UnknownKeyError
from yulin.vault.keys import KeyRing
from yulin.vault.profiles import INTERNATIONAL, NONCE, PROFILES, Profile

_HEADER: Final = struct.Struct(">BH")


@dataclass(frozen=True)
class Vault:
    """A ring and the suite that new texts are sealed with; derived keys are kept."""

    ring: KeyRing
    profile: Profile = INTERNATIONAL
    _derived: dict[tuple[int, int, str], bytes] = field(
        default_factory=dict, repr=False, compare=False
    )

    def seal(self, text: str, purpose: str) -> bytes:
        """Return the sealed text; sealing it again gives other bytes.

        Args:
            text: what to seal.
            purpose: what it is, such as ``person.number``; needed again to open it.
        """
        header = _HEADER.pack(self.profile.number, self.ring.newest)
        nonce = secrets.token_bytes(NONCE)
        key = self._key(self.profile, self.ring.newest, purpose)
        sealed = self.profile.encrypt(
            key, nonce, text.encode(), _associated(header, purpose.encode())
        )
        return header + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> str:
        """Return the text.

        Raises:
            TamperedError: It is not what was sealed for this purpose.
            UnknownKeyError: The ring lacks the key, or nobody knows the suite.
        """
        profile, number = self._made_by(sealed)
        start = _HEADER.size + NONCE
        nonce, body = sealed[_HEADER.size : start], sealed[start:]
        key = self._key(profile, number, purpose)
        associated = _associated(sealed[: _HEADER.size], purpose.encode())
        return profile.decrypt(key, nonce, body, associated).decode()

    def index(self, text: str, purpose: str) -> bytes:
        """Return 32 bytes that are equal for equal texts of one purpose, and tell nothing else."""
        key = self._derived.get((0, 0, purpose))
        if key is None:
            key = self._derived[0, 0, purpose] = INTERNATIONAL.derive(
                self.ring.finding, f"index {purpose}"
            )
        # always by one suite: two would find the same text at two places
        return hmac.digest(key, text.encode(), "sha256")

    def mac(self, message: bytes, purpose: str) -> bytes:
        """Return the keyed hash of a message, with what made it: 35 bytes."""
        header = _HEADER.pack(self.profile.number, self.ring.newest)
        return header + self._mac(self.profile, self.ring.newest, message, purpose)

    def is_mac(self, mac: bytes, message: bytes, purpose: str) -> bool:
        """Say whether this is the keyed hash of this message, by whichever key and suite.

        Raises:
            TamperedError: It is too short to be one.
            UnknownKeyError: The ring lacks the key, or nobody knows the suite.
        """
        profile, number = self._made_by(mac)
        made = self._mac(profile, number, message, purpose)
        return hmac.compare_digest(mac[_HEADER.size :], made)

    def _mac(self, profile: Profile, number: int, message: bytes, purpose: str) -> bytes:
        key = self._key(profile, number, f"mac {purpose}")
        return profile.mac(key, _associated(_HEADER.pack(profile.number, number), message))

    def is_current(self, sealed: bytes) -> bool:
        """Say whether sealing anew would change neither suite nor key."""
        profile, number = self._made_by(sealed)
        return profile is self.profile and number == self.ring.newest

    def seal_all(self, texts: Iterable[str], purpose: str) -> list[bytes]:
        """Return the texts sealed, in their order."""
        return [self.seal(text, purpose) for text in texts]

    def index_all(self, texts: Iterable[str], purpose: str) -> list[bytes]:
        """Return the texts' indexes, in their order."""
        return [self.index(text, purpose) for text in texts]

    def _made_by(self, sealed: bytes) -> tuple[Profile, int]:
        if len(sealed) < _HEADER.size + NONCE:
            raise TamperedError("not what was sealed")
        which, number = _HEADER.unpack_from(sealed)
        if which not in PROFILES:
            raise UnknownKeyError(f"no suite has the number {which}")
        return PROFILES[which], number

    def _key(self, profile: Profile, number: int, purpose: str) -> bytes:
        known = self._derived.get((profile.number, number, purpose))
        if known is None:
            known = profile.derive(self.ring.secret(number), purpose)
            self._derived[profile.number, number, purpose] = known
        return known


def _associated(header: bytes, said: bytes) -> bytes:
    return header + said
