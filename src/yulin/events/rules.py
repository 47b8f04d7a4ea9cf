"""Who may do what here: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import (
    holds_duty,
    holds_duty_anywhere,
    is_auditor,
    is_of_region,
    is_officer,
)
from yulin.events.enums import PUBLIC
from yulin.events.models import Event, Series

_organiser = holds_duty(Duty.MAKER) | holds_duty(Duty.CHECKER)


@rules.predicate
def is_public(user: Any, event: Event | None) -> bool:
    return event is not None and event.published_at is not None and event.state in PUBLIC


@rules.predicate
def is_organised_here(user: Any, one: Event | Series | None) -> bool:
    return one is not None and is_of_region(user, one.division)


@rules.predicate
def may_organise(user: Any, division: int | None) -> bool:
    """经办 or 复核 of the place; asked about a division."""
    return is_officer(user) and bool(_organiser(user, division))


@rules.predicate
def may_run_event(user: Any, one: Event | Series | None) -> bool:
    """Asked about an event or a series."""
    return one is not None and may_organise(user, one.division)


# asked about an event
may_see_event = is_public | is_auditor | (is_officer & is_organised_here)
# asked of nothing
may_organise_somewhere = is_officer & (
    holds_duty_anywhere(Duty.MAKER) | holds_duty_anywhere(Duty.CHECKER)
)

rules.add_perm("events.organise", may_organise)
rules.add_perm("events.run_event", may_run_event)
rules.add_perm("events.see_event", may_see_event)
