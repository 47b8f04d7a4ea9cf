"""Ask again where that may help: longer pauses each time, never at the same moment as others."""

import random
import time

from yulin.sources.connectors import connector_of
from yulin.sources.errors import CallError
from yulin.sources.limits import take_turn
from yulin.sources.models import Source
from yulin.sources.question import Question, Said

#: seconds before the second attempt; doubled for each that follows
PAUSE = 0.25


def ask_patiently(source: Source, question: Question, *, tried: list[int]) -> Said:
    """What they say, after as many attempts as the source allows; `tried` counts them.

    Each attempt counts against the agreed rate. Raises CallError.
    """
    connector = connector_of(source)
    for attempt in range(1, source.attempts + 1):
        take_turn(source)
        tried[0] = attempt
        try:
            return connector.ask(question)
        except CallError as error:
            if not error.passing or attempt == source.attempts:
                raise
            time.sleep(pause_after(attempt, at_least=getattr(error, "after", 0.0)))
    raise AssertionError(source.attempts)


def pause_after(attempt: int, *, at_least: float = 0.0) -> float:
    """Seconds between half and all of the pause that this attempt has grown to, or what they ask for."""
    grown = PAUSE * 2 ** (attempt - 1)
    jitter: float = random.uniform(0.5, 1.0)  # noqa: S311 - spreads calls, keeps no secret
    return max(at_least, grown * jitter)
