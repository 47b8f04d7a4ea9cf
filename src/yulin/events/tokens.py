"""What a ticket shows: a code that can be typed, and the same signed for the picture. Pure but for the key."""

import hashlib
import re
import secrets

from django.core.signing import BadSignature, Signer

#: no 0 and O, no 1, I and L, no U: read aloud and typed by hand
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_SPACES = re.compile(r"[\s-]+")
_SIGNER = Signer(salt="yulin.events.ticket")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def token(code: str) -> str:
    """What the picture holds."""
    return _SIGNER.sign(code)


def read(text: str) -> str | None:
    """The code of what was scanned or typed; None for a wrong signature or what is no code.

    A typed code has no signature: it is looked up by whoever may look, at an event of theirs.
    """
    plain = text.strip()
    if ":" in plain:
        try:
            return _SIGNER.unsign(plain)
        except BadSignature:
            return None
    code = _SPACES.sub("", plain).upper()
    return code if _CODE.fullmatch(code) else None


def mark(code: str) -> str:
    """What the door's page knows tickets by while it is without a net: nobody reads a code from it."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]


def spaced(code: str) -> str:
    return f"{code[:5]} {code[5:]}"
