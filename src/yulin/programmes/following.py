"""What this process knows of the releases, so that reading a page asks the database nothing.

Actions and runs look the releases up when they begin; a process that serves pages follows them in
the background (`follow`), so that a release reaches readers within seconds.
"""

import logging
import time
from threading import Event, Lock, Thread

from django.db import DatabaseError, connection, transaction

from yulin.programmes import texts
from yulin.programmes.models import Release

log = logging.getLogger(__name__)
SECONDS = 2.0

_lock = Lock()
_known: texts.Released = {}
_latest: int | None = None
_ready = Event()
_ready.set()


def known() -> texts.Released:
    """The released texts as this process last saw them; waits while it looks for the first time."""
    _ready.wait(timeout=30)
    return _known


def look() -> texts.Released:
    """Ask the database which texts are released."""
    global _known, _latest
    latest = Release.objects.order_by("-id").values_list("id", flat=True).first()
    with _lock:
        if latest != _latest:
            _known, _latest = texts.released(), latest
        return _known


def forget() -> None:
    """As before anything was looked up; for tests, whose releases are rolled back."""
    global _known, _latest
    with _lock:
        _known, _latest = {}, None


def look_when_committed() -> None:
    transaction.on_commit(look)


def follow() -> None:
    """Look now, and again every few seconds, in a thread of its own."""
    _ready.clear()
    Thread(target=_follow, name="releases", daemon=True).start()


def _follow() -> None:
    while True:
        try:
            look()
        except DatabaseError:
            log.warning("The releases cannot be looked up; the texts known so far stay in use.")
        finally:
            connection.close()
            _ready.set()
        time.sleep(SECONDS)
