"""How kernels are compiled: without Python's lock, kept on disk, as plain typed functions.

Numba's decorator is untyped; this one keeps the signature, so that callers are checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")

#: Without Python's lock; and without counting references to arrays, which would be done for every
#: array of a tuple at every call and take thirty times as long as the work. Kernels make no arrays.
_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "_nrt": False}


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over arrays to machine code at its first call, and keep it on disk.

    Args:
        function: Reads and writes arrays, named tuples of arrays and numbers only.

    Returns:
        The same function, compiled; it lets other threads run meanwhile.
    """
    return cast("Callable[P, R]", njit(cache=True, **_OPTIONS)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function into each of its compiled callers.

    Args:
        function: As for ``compiled``.

    Returns:
        The same function, for compiled callers.
    """
    return cast("Callable[P, R]", njit(forceinline=True, **_OPTIONS)(function))
