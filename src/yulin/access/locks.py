"""Whoever must wait for somebody else: every lock of the whole program, each with its own number.

They are PostgreSQL's advisory locks, which know nothing but the number. Two that had the same one
would wait for each other without a reason, and in the wrong order for ever.
"""

from enum import IntEnum, unique

from django.db import connection


@unique
class Lock(IntEnum):
    """The number of each lock. "YL", and a count."""

    LOADS = 0x59_4C_01
    """Facts are recorded, by one at a time."""
    JOURNAL = 0x59_4C_02
    """An entry finds its place in the chain; taken as the last of a transaction, by a trigger."""
    LIBRARY = 0x59_4C_03
    """Texts are registered or released, by one at a time."""
    CHOICES = 0x59_4C_04
    """A run waits for choices under way; choices share it."""
    ACCRUING = 0x59_4C_05
    """What is owed is written down, by one at a time."""
    RECALLING = 0x59_4C_0A
    """What texts call back is proposed, by one at a time."""
    SOURCES = 0x59_4C_0B
    """A source is switched on, by one at a time: what is whose must not be given twice."""
    SCANNING = 0x59_4C_10
    """Patterns are looked for, by one at a time."""
    FIRST_ACCOUNTS = 0x59_75_6C_69
    """A fresh site gets its first administrators once."""


def hold(lock: Lock) -> None:
    """Wait until nobody has it, and keep it until the transaction ends.

    Raises:
        RuntimeError: There is no transaction that could end.
    """
    _take("pg_advisory_xact_lock", lock)


def share(lock: Lock) -> None:
    """Wait until nobody has it alone, and keep it, with others, until the transaction ends.

    Raises:
        RuntimeError: There is no transaction that could end.
    """
    _take("pg_advisory_xact_lock_shared", lock)


def _take(function: str, lock: Lock) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("the lock lasts for a transaction: call this inside one")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [int(lock)])
