"""What rooms above the register have to say about two numbers of one person, and to do after it.

The register knows nothing of money. Rooms that do say here, when the program starts, what stands in
the way of joining or parting, and are told when it is done.
"""

from collections.abc import Callable
from datetime import datetime

from yulin.registry.models import IdentityLink

Obstacles = Callable[[IdentityLink], list[str]]
"""Sentences for officers: what is under way, why it cannot be joined or divided, what to do."""
Told = Callable[[int | None, datetime], None]
Joined = Callable[[IdentityLink], None]

_joining: list[Obstacles] = []
_parting: list[Obstacles] = []
_told: list[Told] = []
_joined: list[Joined] = []


def before_joining(ask: Obstacles) -> None:
    _joining.append(ask)


def before_parting(ask: Obstacles) -> None:
    _parting.append(ask)


def after_change(tell: Told) -> None:
    """Tell of a region in which somebody is read as another from a moment on, or no longer is."""
    _told.append(tell)


def after_joining(settle: Joined) -> None:
    """Let a room settle what somebody has twice, in the transaction in which two become one."""
    _joined.append(settle)


def joined(link: IdentityLink) -> None:
    for settle in _joined:
        settle(link)


def in_the_way(link: IdentityLink, *, parting: bool) -> list[str]:
    return [words for ask in (_parting if parting else _joining) for words in ask(link)]


def changed(region: int | None, moment: datetime) -> None:
    for tell in _told:
        tell(region, moment)
