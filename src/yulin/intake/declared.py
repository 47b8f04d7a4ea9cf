"""Which facts beyond the registers documents ask for, as far as somebody tells this room.

The documents in use belong to a room that stands on this one; it says here how to ask for them.
"""

from collections.abc import Callable

from yulin.facts.told import Declared

_ask: Callable[[], Declared | None] | None = None


def ask(how: Callable[[], Declared | None]) -> None:
    """Say how to find out what documents declare."""
    global _ask  # noqa: PLW0603 - one library is in use a process
    _ask = how


def declared() -> Declared | None:
    """What documents declare now; None where no library can be read."""
    return None if _ask is None else _ask()
