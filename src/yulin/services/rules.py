"""Who may keep places, book and run a desk: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import (
    holds_duty,
    holds_duty_anywhere,
    is_employer,
    is_officer,
    is_person,
)
from yulin.registry.rules import is_the_organisation, is_the_person
from yulin.services.models import Appointment, Stay

_staff = holds_duty(Duty.MAKER) | holds_duty(Duty.CHECKER)


@rules.predicate
def is_staff_of(user: Any, division: int | None) -> bool:
    """经办 or 复核 of the region whose place it is, wherever the place lies."""
    return division is not None and is_officer(user) and bool(_staff(user, division))


@rules.predicate
def is_own_stay(user: Any, stay: Stay | None) -> bool:
    return stay is not None and is_the_person(user, stay.person)


@rules.predicate
def is_own_appointment(user: Any, appointment: Appointment | None) -> bool:
    if appointment is None:
        return False
    if appointment.person is not None:
        return is_person(user) and is_the_person(user, appointment.person)
    return is_employer(user) and is_the_organisation(user, appointment.employer)


# asked about a division
may_keep_places = is_staff_of
may_run_desk = is_staff_of
# asked about a person
may_stay = is_person & is_the_person
may_book_as_person = is_person & is_the_person
# asked about an organisation
may_book_as_firm = is_employer & is_the_organisation
# asked about a stay or an appointment
may_keep_stay = is_person & is_own_stay
may_keep_appointment = is_own_appointment
# asked of nothing
may_work_here = is_officer & (holds_duty_anywhere(Duty.MAKER) | holds_duty_anywhere(Duty.CHECKER))

rules.add_perm("services.keep_places", may_keep_places)
rules.add_perm("services.run_desk", may_run_desk)
rules.add_perm("services.stay", may_stay)
rules.add_perm("services.keep_stay", may_keep_stay)
rules.add_perm("services.book_as_person", may_book_as_person)
rules.add_perm("services.book_as_firm", may_book_as_firm)
rules.add_perm("services.keep_appointment", may_keep_appointment)
rules.add_perm("services.work_here", may_work_here)
