"""Who may do what here: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import (
    holds_duty,
    holds_duty_anywhere,
    is_auditor,
    is_employer,
    is_of_region,
    is_officer,
    is_person,
)
from yulin.events.enums import PUBLIC
from yulin.events.models import Event, Participation, Series, Ticket
from yulin.registry.rules import is_the_organisation, is_the_person

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


@rules.predicate
def is_own_firms(user: Any, firm: Participation | None) -> bool:
    return firm is not None and is_the_organisation(user, firm.employer)


@rules.predicate
def is_own_ticket(user: Any, ticket: Ticket | None) -> bool:
    return ticket is not None and is_the_person(user, ticket.person)


@rules.predicate
def runs_its_event(user: Any, one: Participation | Ticket | None) -> bool:
    return one is not None and may_organise(user, one.division)


# asked about an organisation
may_exhibit = is_employer & is_the_organisation
# asked about a firm at an event
may_act_for_firm = is_employer & is_own_firms
may_see_firm = may_act_for_firm | runs_its_event | is_auditor
# asked about a person
may_register = is_person & is_the_person
# asked about a ticket
may_use_ticket = is_person & is_own_ticket
# asked about an event
may_see_event = is_public | is_auditor | (is_officer & is_organised_here)
# asked of nothing
may_organise_somewhere = is_officer & (
    holds_duty_anywhere(Duty.MAKER) | holds_duty_anywhere(Duty.CHECKER)
)

rules.add_perm("events.organise", may_organise)
rules.add_perm("events.run_event", may_run_event)
rules.add_perm("events.see_event", may_see_event)
rules.add_perm("events.exhibit", may_exhibit)
rules.add_perm("events.act_for_firm", may_act_for_firm)
rules.add_perm("events.see_firm", may_see_firm)
rules.add_perm("events.register", may_register)
rules.add_perm("events.use_ticket", may_use_ticket)
