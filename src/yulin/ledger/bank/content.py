"""What a batch pays, as one digest: what was approved is compared with what is about to be paid."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Line:
    """One payment as the bank is told."""

    reference: str
    holder: str
    bank_code: str
    #: digits; never logged, never shown whole
    number: str
    amount: Decimal

    def __repr__(self) -> str:
        return f"Line({self.reference})"


def digest(lines: Iterable[Line]) -> str:
    """Return the SHA-256 of the payments in the order of their references."""
    made = hashlib.sha256(b"yulin-batch-1\n")
    for line in sorted(lines, key=lambda each: each.reference):
        cells = (line.reference, line.holder, line.bank_code, line.number, f"{line.amount:.2f}")
        made.update("\x1f".join(cells).encode() + b"\n")
    return made.hexdigest()
