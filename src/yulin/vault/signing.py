"""Signatures that anybody with the public key can check: Ed25519 (RFC 8032).

The public half leaves the house; what is signed here is checked by people who hold no secret of ours.
SM2 is not in the `cryptography` package: a national profile signs in a certified device.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from yulin.vault.keys import KeyRing
from yulin.vault.profiles import INTERNATIONAL

#: bytes of a public key, and of a signature
PUBLIC_LENGTH = 32
SIGNATURE_LENGTH = 64


def sign(ring: KeyRing, message: bytes, purpose: str) -> bytes:
    """Return the ring's signature of a message; each purpose has a key of its own."""
    return _private(ring, purpose).sign(message)


def public_key(ring: KeyRing, purpose: str) -> bytes:
    """Return what others check this ring's signatures with."""
    return _private(ring, purpose).public_key().public_bytes_raw()


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether the holder of the private half signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(ring: KeyRing, purpose: str) -> Ed25519PrivateKey:
    seed = INTERNATIONAL.derive(ring.signing, f"sign {purpose}")
    return Ed25519PrivateKey.from_private_bytes(seed)
