"""One load at a time, so that a moment between two loads is a moment of settled facts.

`recorded_at` is read off the clock after the lock is held. A reader that holds the lock for sharing
while it reads the clock therefore has no load before that moment still under way.
"""

from datetime import datetime

from django.db import connection

from yulin.access.locks import Lock, hold, share


def begin_load() -> datetime:
    """Wait for other loads to end; return the moment at which this one's facts are recorded."""
    hold(Lock.LOADS)
    return _clock()


def settled_moment() -> datetime:
    """A moment up to which every load has ended."""
    share(Lock.LOADS)
    return _clock()


def _clock() -> datetime:
    with connection.cursor() as cursor:
        # A statement of its own: the clock is read after the lock was granted.
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
