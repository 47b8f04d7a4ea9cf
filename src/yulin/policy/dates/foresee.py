"""The day on which time alone makes a truth hold, for one subject in plain Python.

What somebody tells of a name (an answer in the conversation, a fact of a worked case) is told for the
date of the decision. Where the name's own definition moves with time, another day asks that
definition, which what was told says nothing of: whoever is 20 today turns 22 on a day that only the
day of birth knows. Such a day is not known, and neither is the truth from then on.
"""

from __future__ import annotations

import datetime as dt

from yulin.policy import ir
from yulin.policy.backends.python import Frame, compiled, run
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
    for_today = told_for_today(outlook, frame)
    status = Status.NO
    # what was told and what the records say of the same name are two people's lives
    doubtful = any(_by_definition(name, frame) is not None for name in for_today)
    for day in _days(outlook, frame, since, for_today):
        frame.worked_out[outlook.when] = day
        later = None if doubtful else run(outlook.later, frame)
        if later:
            return Status.NOT_YET, day
        if later is None:
            status = Status.UNDETERMINED
    return status, None


def told_for_today(outlook: Outlook, frame: Frame) -> tuple[str, ...]:
    """Return the names that were told, that time changes, and that their definitions do not confirm."""
    if not frame.given:
        return ()
    return tuple(name for name in outlook.restated if _is_for_today(name, frame))


def _is_for_today(name: str, frame: Frame) -> bool:
    given, definition = frame.given, frame.program.definitions[name]
    if name not in given and definition.name not in given:
        return False
    if definition.term.changeable in ("本人", "单位", "部门"):  # they act, no day does it
        return False
    return frame.value(name) is not None and _by_definition(name, frame) != frame.value(name)


def _by_definition(name: str, frame: Frame) -> object:
    """Return what a name's own definition says, whatever was told of the name."""
    node = frame.program.definitions[name].node
    return None if node is None else frame.outside_rows(compiled(node))


def why_unforeseen(outlook: Outlook, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is missing, and what the sources leave open, to tell whether a turn comes.

    Of a subject for whom ``foresee`` could not tell: what was told for today only, then the first day
    on which the truth is unknown. A column of the subject's own stands by its name, for the names it
    is behind speak of today only.
    """
    for_today = told_for_today(outlook, frame)
    missing: dict[str, None] = {}
    notes: dict[str, None] = {}
    for name in for_today:
        found = _why(frame.program.definitions[name].node, frame)
        missing.update(dict.fromkeys(found[0]))
        notes.update(dict.fromkeys((_for_today(name, frame), *found[1])))
    for day in _days(outlook, frame, None, for_today):
        frame.worked_out[outlook.when] = day
        if run(outlook.later, frame) is None:
            found = _why(outlook.later, frame)
            missing.update(dict.fromkeys(found[0]))
            notes.update(dict.fromkeys(found[1]))
            break
    return tuple(missing), tuple(notes)


def first_open(outlook: Outlook, frame: Frame) -> tuple[dt.date, tuple[str, ...]] | None:
    """Return the first day on which a truth that fails today is unknown, and what is missing then.

    None where the day itself is not known, because what would tell it was told for today only.
    """
    if told_for_today(outlook, frame):
        return None
    for day in _days(outlook, frame, None, ()):
        frame.worked_out[outlook.when] = day
        if run(outlook.later, frame) is None:
            return day, _why(outlook.later, frame)[0]
    return None


def _why(node: ir.Node | None, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if node is None or run(node, frame) is not None:
        return (), ()
    missing, notes = why_unknown(node, frame)
    parts = open_parts(node, frame)
    own = [p.name for p in parts if isinstance(p, ir.Column) and p.via == ir.OWN]
    return tuple(dict.fromkeys((*missing, *own))), notes


def _for_today(name: str, frame: Frame) -> str:
    plain, day = frame.program.definitions[name].name, frame.as_of
    if _by_definition(name, frame) is None:
        return f"“{plain}”只说了 {day} 的，以后哪天变算不出"
    return f"“{plain}”所说的与按登记算出的不同，以后哪天变算不出"


def _days(
    outlook: Outlook, frame: Frame, since: dt.date | None, for_today: tuple[str, ...]
) -> list[dt.date]:
    """Return the days that may bring the turn, in order; the end of the calendar never comes.

    A day on which what was told for today turns is not known: it may be any from the first on.
    """
    unknown = {n for n, through in outlook.through if any(name in for_today for name in through)}
    days = {run(node, frame) for name, node in outlook.dates if name not in unknown}
    first = since or frame.as_of + dt.timedelta(days=1)
    if since is not None or unknown:
        days.add(first)
    return sorted(day for day in days if day is not None and first <= day < NEVER)
