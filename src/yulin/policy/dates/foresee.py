"""The day on which time alone makes a truth hold, for one subject in plain Python."""

from __future__ import annotations

import datetime as dt

from yulin.policy import ir
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.dates.timing import Outlook
from yulin.policy.decision import Status
from yulin.policy.missing import open_parts, why_unknown


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


def why_unforeseen(outlook: Outlook, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is missing, and what the sources leave open, to tell whether a turn comes.

    Of a subject for whom ``foresee`` could not tell: the first day on which the truth is unknown. A
    column of the subject's own stands by its name, for the names it is behind speak of today only.
    """
    for day in _days(outlook, frame, None):
        frame.worked_out[outlook.when] = day
        if run(outlook.later, frame) is None:
            missing, notes = why_unknown(outlook.later, frame)
            parts = open_parts(outlook.later, frame)
            own = [p.name for p in parts if isinstance(p, ir.Column) and p.via == ir.OWN]
            return tuple(dict.fromkeys((*missing, *own))), notes
    return (), ()


def _days(outlook: Outlook, frame: Frame, since: dt.date | None) -> list[dt.date]:
    """Return the days that may bring the turn, in order; the end of the calendar never comes."""
    days = {run(node, frame) for _, node in outlook.dates}
    if since is not None:
        days.add(since)
    first = since or frame.as_of + dt.timedelta(days=1)
    return sorted(day for day in days if day is not None and first <= day < NEVER)
