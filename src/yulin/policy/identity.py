"""Keeps what is worked out about an object as long as that object lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


def once_each(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
    """Return ``make``, called once for each object, by identity: hashing a tree costs more.

    What is made goes when the object goes, so it must not itself hold on to the object.

    Args:
        make: works something out about an object that never changes and takes weak references.
    """
    kept: dict[int, Made] = {}
    #: as long as an object is watched here, no other one can have its identity
    watched: dict[int, weakref.ref[Thing]] = {}

    def find(thing: Thing) -> Made:
        number = id(thing)
        try:
            return kept[number]
        except KeyError:
            pass
        made = make(thing)

        def forget(_: object) -> None:
            kept.pop(number, None)
            watched.pop(number, None)

        watched[number] = weakref.ref(thing, forget)
        kept[number] = made
        return made

    return find
