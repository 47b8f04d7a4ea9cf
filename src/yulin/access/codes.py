"""Codes that people copy: 120 random bits in letters and digits that are not taken for each other."""

import hashlib
import secrets

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 24  # 120 bits: enough to be kept as a plain hash (ASVS V6.5.2)


def new_code() -> str:
    """`ABCD-EFGH-…`, six groups of four."""
    letters = "".join(secrets.choice(_LETTERS) for _n in range(_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _LENGTH, 4))


def digest(code: str) -> str:
    """The hash under which a code is kept; case, spaces and dashes do not matter."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
