"""Why something cannot be done with the library or a draft; the texts are for people."""

from collections.abc import Sequence


class LibraryError(Exception):
    """The documents on disk cannot be read; the message names file, line and reason."""


class DraftError(Exception):
    """What was asked for does not fit a draft as it stands; ``reasons`` are its single faults."""

    def __init__(self, message: str, reasons: Sequence[str] = ()) -> None:
        self.reasons = tuple(reasons)
        super().__init__(message)


class ConflictError(DraftError):
    """Somebody else saved in the meantime: both texts are there, and neither was lost."""

    def __init__(self, message: str, *, theirs: str, revision: int) -> None:
        self.theirs = theirs
        self.revision = revision
        super().__init__(message)
