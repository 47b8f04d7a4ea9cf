"""Why the room refuses something; the texts are for people."""

from collections.abc import Sequence


class ServicesError(Exception):
    """A refusal; nothing was changed."""


class NotEntitledError(ServicesError):
    """A condition is not met; `grounds` says of each whether it is."""

    def __init__(self, message: str, grounds: Sequence[dict[str, object]]) -> None:
        super().__init__(message)
        self.grounds = tuple(grounds)
