"""Tell how far long work has come, on a connection of its own: seen before the work commits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_PAUSE = 0.2  # seconds between two writes; the last of a step is always written

_UPSERT = """
    INSERT INTO intake_progress (subject, step, done, total, message, finished, updated_at)
    VALUES (%(subject)s, %(step)s, %(done)s, %(total)s, %(message)s, %(finished)s, now())
    ON CONFLICT (subject) DO UPDATE SET
        step = excluded.step, done = excluded.done, total = excluded.total,
        message = excluded.message, finished = excluded.finished, updated_at = excluded.updated_at
"""


class Teller:
    """Called with the step, how much of it is done and how much there is."""

    def __init__(self, line: BaseDatabaseWrapper, subject: UUID) -> None:
        self._line = line
        self._subject = subject
        self._step = ""
        self._next = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step == self._step and done < total and now < self._next:
            return
        self._step, self._next = step, now + _PAUSE
        self._write(step=step, done=done, total=total)

    def finish(self, message: str = "") -> None:
        self._write(step=self._step, done=1, total=1, message=message, finished=True)

    def _write(
        self, *, step: str, done: int, total: int, message: str = "", finished: bool = False
    ) -> None:
        values = {
            "subject": self._subject,
            "step": step,
            "done": done,
            "total": total,
            "message": message,
            "finished": finished,
        }
        with self._line.cursor() as cursor:
            cursor.execute(_UPSERT, values)


@contextmanager
def telling(subject: UUID) -> Iterator[Teller]:
    """A teller about one piece of work; when the block ends, however it ends, it is finished."""
    line = connection.copy()
    try:
        teller = Teller(line, subject)
        teller("", 0, 0)
        try:
            yield teller
        finally:
            teller.finish()
    finally:
        line.close()
