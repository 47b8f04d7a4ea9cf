"""The day on which time alone makes a truth hold, for one subject in plain Python."""

from __future__ import annotations

import datetime as dt

from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.dates.timing import Outlook
from yulin.policy.decision import Status


def foresee(
    outlook: Outlook | None, frame: Frame, *, since: dt.date | None = None
) -> tuple[Status, dt.date | None]:
    """Return what becomes of a truth that fails today, and the day on which it comes to hold.

    Args:
        outlook: the days on which it may come to hold; None where time is no cure.
        frame: the subject.
        since: no day before this one counts; the day after the date of the decision by default.
    """
    if outlook is None:
        return Status.NO, None
    status = Status.NO
    for day in _days(outlook, frame, since):
        frame.worked_out[outlook.when] = day
        later = run(outlook.later, frame)
        if later:
            return Status.NOT_YET, day
        if later is None:
            status = Status.UNDETERMINED
    return status, None


def _days(outlook: Outlook, frame: Frame, since: dt.date | None) -> list[dt.date]:
    """Return the days that may bring the turn, in order; the end of the calendar never comes."""
    days = {run(node, frame) for _, node in outlook.dates}
    if since is not None:
        days.add(since)
    first = since or frame.as_of + dt.timedelta(days=1)
    return sorted(day for day in days if day is not None and first <= day < NEVER)
