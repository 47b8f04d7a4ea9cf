"""One load at a time, so that a moment between two loads is a moment of settled facts.

`recorded_at` is read off the clock after the lock is held. A reader that holds the lock for sharing
while it reads the clock therefore has no load before that moment still under way.
"""

from datetime import datetime

from django.db import connection

_LOADS = 0x59_4C_01  # "YL", 1: any number that no other lock of the program uses


def begin_load() -> datetime:
    """Wait for other loads to end; return the moment at which this one's facts are recorded."""
    return _clock_behind("pg_advisory_xact_lock")


def settled_moment() -> datetime:
    """A moment up to which every load has ended."""
    return _clock_behind("pg_advisory_xact_lock_shared")


def _clock_behind(lock: str) -> datetime:
    if not connection.in_atomic_block:
        raise RuntimeError("the lock lasts for a transaction: call this inside one")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s)", [_LOADS])
        # A statement of its own: the clock is read after the lock was granted.
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
