"""The ciphers: the international profile and the national one, each under a number of its own.

The number is stored beside every ciphertext, so that both can lie in one table while a site moves
from one to the other. Ciphers and hashes come from the `cryptography` package; a certified device
takes their place in production by another profile of the same shape (GB/T 39786-2021).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from yulin.vault.errors import TamperedError

#: bytes of a nonce, as both modes ask (NIST SP 800-38D, 5.2.1.1)
NONCE: Final = 12
_TAG: Final = 16

Seal = Callable[[bytes, bytes, bytes, bytes], bytes]
"""(key, nonce, plain, associated) → ciphertext with its tag; the other way round for opening."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One suite: an authenticated cipher and a keyed hash."""

    #: what is stored beside a ciphertext; never given to another suite
    number: int
    name: str
    #: bytes of a key of the cipher
    key_length: int
    encrypt: Seal
    #: raises TamperedError
    decrypt: Seal
    digest: hashes.HashAlgorithm

    def derive(self, secret: bytes, purpose: str) -> bytes:
        """Return the key for one purpose (RFC 5869), so that no key serves two."""
        info = f"yulin {self.name} {purpose}".encode()
        return HKDF(self.digest, length=self.key_length, salt=None, info=info).derive(secret)

    def mac(self, secret: bytes, message: bytes) -> bytes:
        """Return the keyed hash of a message: 32 bytes in both suites."""
        made = hmac.HMAC(secret, self.digest)
        made.update(message)
        return made.finalize()


def _aes_encrypt(key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, associated)


def _aes_decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, associated)
    except InvalidTag:
        raise TamperedError("not what was sealed") from None


def _sm4_encrypt(key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    worker = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    worker.authenticate_additional_data(associated)
    return worker.update(plain) + worker.finalize() + worker.tag


def _sm4_decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
    if len(sealed) < _TAG:
        raise TamperedError("not what was sealed")
    worker = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    worker.authenticate_additional_data(associated)
    try:
        return worker.update(sealed[:-_TAG]) + worker.finalize()
    except InvalidTag:
        raise TamperedError("not what was sealed") from None


INTERNATIONAL: Final = Profile(
    number=1,
    name="AES-256-GCM",
    key_length=32,
    encrypt=_aes_encrypt,
    decrypt=_aes_decrypt,
    digest=hashes.SHA256(),
)
NATIONAL: Final = Profile(
    number=2,
    name="SM4-GCM",
    key_length=16,
    encrypt=_sm4_encrypt,
    decrypt=_sm4_decrypt,
    digest=hashes.SM3(),
)
PROFILES: Final = {profile.number: profile for profile in (INTERNATIONAL, NATIONAL)}
BY_NAME: Final = {"international": INTERNATIONAL, "national": NATIONAL}
