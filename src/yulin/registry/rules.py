"""Who may see and change what the register holds: named predicates."""

import rules

from yulin.access.enums import Duty
from yulin.access.models import User
from yulin.access.rules import (
    holds_duty,
    holds_duty_anywhere,
    is_auditor,
    is_employer,
    is_of_region,
    is_officer,
    is_person,
)
from yulin.registry.models import CorrectionRequest, Employer, Person


@rules.predicate
def is_the_person(user: User, person: Person | None) -> bool:
    """By any of their numbers: who signs in with an old one is who they are."""
    key = getattr(user, "person_key", None)
    if person is None or not key:
        return False
    return key == str(person.uuid) or person.stands_for.is_known_as(key)


@rules.predicate
def person_is_of_region(user: User, person: Person | None) -> bool:
    return person is not None and is_of_region(user, person.division)


@rules.predicate
def is_the_organisation(user: User, employer: Employer | None) -> bool:
    return employer is not None and getattr(user, "organisation_key", None) == str(employer.uuid)


@rules.predicate
def employer_is_of_region(user: User, employer: Employer | None) -> bool:
    return employer is not None and is_of_region(user, employer.division)


@rules.predicate
def is_about_the_user(user: User, correction: CorrectionRequest | None) -> bool:
    return correction is not None and is_the_person(user, correction.person)


@rules.predicate
def correction_is_of_region(user: User, correction: CorrectionRequest | None) -> bool:
    return correction is not None and person_is_of_region(user, correction.person)


def _where_they_belong(duty: Duty) -> rules.predicates.Predicate:
    holds = holds_duty(duty)

    def where_they_belong(user: User, person: Person | None) -> bool:
        return person is not None and bool(holds(user, person.division))

    return rules.predicate(where_they_belong, name=f"{duty}_where_they_belong")


makes_where_they_belong = _where_they_belong(Duty.MAKER)
checks_where_they_belong = _where_they_belong(Duty.CHECKER)

may_see_person = is_auditor | (is_officer & person_is_of_region) | (is_person & is_the_person)
may_see_employer = (
    is_auditor | (is_officer & employer_is_of_region) | (is_employer & is_the_organisation)
)
may_reveal_number = is_auditor | (is_officer & person_is_of_region)
may_request_correction = is_person & is_the_person
# Nobody decides their own case.
may_resolve_correction = is_officer & correction_is_of_region & ~is_about_the_user

# 经办 proposes, 复核 agrees, each where both people belong; about oneself nobody does either.
may_propose_link = is_officer & makes_where_they_belong & ~is_the_person
may_answer_link = is_officer & checks_where_they_belong & ~is_the_person
may_propose_some_link = is_officer & holds_duty_anywhere(Duty.MAKER)
may_answer_some_link = is_officer & holds_duty_anywhere(Duty.CHECKER)

rules.add_perm("registry.propose_link", may_propose_link)
rules.add_perm("registry.answer_link", may_answer_link)
rules.add_perm("registry.see_person", may_see_person)
rules.add_perm("registry.see_employer", may_see_employer)
rules.add_perm("registry.reveal_number", may_reveal_number)
rules.add_perm("registry.request_correction", may_request_correction)
rules.add_perm("registry.resolve_correction", may_resolve_correction)
