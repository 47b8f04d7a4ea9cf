"""What is asked of a department, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yulin.sources.shape import Row


@dataclass(frozen=True, kw_only=True)
class Question:
    """`number` is normalised; the call's own number lets both sides find it again."""

    number: str
    call: UUID
    purpose: str
    legal_basis: str

    def __repr__(self) -> str:
        """No number in a traceback."""
        return f"<question {self.call}>"


@dataclass(frozen=True, kw_only=True)
class Said:
    """Rows as they came, and their number for the answer if they gave one."""

    rows: Sequence[Row]
    number: str = ""
