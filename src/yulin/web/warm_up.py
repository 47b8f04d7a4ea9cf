"""Read and compile the policies before the first reader asks, beside the first requests."""

import gc
import logging

from django.db import DatabaseError, connection
from django.utils import timezone

from yulin.programmes.errors import LibraryError
from yulin.web import regions
from yulin.web.public import engine

log = logging.getLogger(__name__)
#: new objects before Python looks for cycles among them: a person's page makes a few thousand, and
#: those it no longer needs go without being looked for
NEW_OBJECTS = 50_000


def warm_up() -> None:
    """Decide once for everywhere that a page may compare; a broken library is told by its pages."""
    today = timezone.localdate()
    try:
        decisions = [
            decision
            for region in regions.OFFERED
            for decision in engine.decide({}, region=region, as_of=today)
        ]
        engine.warm(today)
        engine.questions(decisions, answered=())
    except LibraryError:
        log.warning("The policy library cannot be read; its pages say so until it is mended.")
        return
    _set_aside()


def warm_up_matching() -> None:
    """Load the matching engine's compiled functions, encode open posts, learn titles (decision 0091)."""
    from yulin.jobs.queries import suggested  # noqa: PLC0415 - takes seconds to load
    from yulin.jobs.ranking import market  # noqa: PLC0415 - takes seconds to load

    try:
        market.compile_now()
        market.offered()
        suggested.warm()
    except DatabaseError:
        log.warning("Posts cannot be read; they are encoded at the first request that asks.")
    finally:
        connection.close()


def _set_aside() -> None:
    """Leave the library out when Python looks for cycles: a tenth of a second, in some reader's time.

    A library that replaces this one later is looked through again; what was set aside still goes
    when nothing refers to it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
