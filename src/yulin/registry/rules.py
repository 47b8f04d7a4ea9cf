"""Who may see and change what the register holds: named predicates."""

import rules

from yulin.access.models import User
from yulin.access.rules import (
    is_auditor,
    is_employer,
    is_of_region,
    is_officer,
    is_person,
)
from yulin.registry.models import CorrectionRequest, Employer, Person


@rules.predicate
def is_the_person(user: User, person: Person | None) -> bool:
    return person is not None and getattr(user, "person_key", None) == str(person.uuid)


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


may_see_person = is_auditor | (is_officer & person_is_of_region) | (is_person & is_the_person)
may_see_employer = (
    is_auditor | (is_officer & employer_is_of_region) | (is_employer & is_the_organisation)
)
may_reveal_number = is_auditor | (is_officer & person_is_of_region)
may_request_correction = is_person & is_the_person
# Nobody decides their own case.
may_resolve_correction = is_officer & correction_is_of_region & ~is_about_the_user

rules.add_perm("registry.see_person", may_see_person)
rules.add_perm("registry.see_employer", may_see_employer)
rules.add_perm("registry.reveal_number", may_reveal_number)
rules.add_perm("registry.request_correction", may_request_correction)
rules.add_perm("registry.resolve_correction", may_resolve_correction)
