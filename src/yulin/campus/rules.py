"""Who may keep partners, name students, offer places, take part and decide: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import (
    holds_duty,
    is_auditor,
    is_employer,
    is_officer,
    is_person,
    is_school,
)
from yulin.campus.models import Agreement, Award, Internship, Order, Place, School
from yulin.registry.models import Employer
from yulin.registry.rules import is_the_organisation, is_the_person

_maker, _checker = holds_duty(Duty.MAKER), holds_duty(Duty.CHECKER)


@rules.predicate
def is_own_school(user: Any, school: School | None) -> bool:
    return school is not None and is_the_organisation(user, school.employer)


@rules.predicate
def is_a_party(user: Any, agreement: Agreement | None) -> bool:
    key = getattr(user, "organisation_key", None)
    return (
        agreement is not None
        and bool(key)
        and agreement.parties.filter(employer__uuid=key).exists()
    )


@rules.predicate
def makes_where_agreed(user: Any, agreement: Agreement | None) -> bool:
    return agreement is not None and bool(_maker(user, agreement.region))


@rules.predicate
def makes_where_the_school_belongs(user: Any, school: School | None) -> bool:
    return school is not None and bool(_maker(user, school.region))


@rules.predicate
def decides_where_awarded(user: Any, award: Award | None) -> bool:
    return award is not None and bool(_checker(user, award.region))


@rules.predicate
def is_of_own_firm(user: Any, row: Place | Internship | Order | None) -> bool:
    return row is not None and is_the_organisation(user, row.employer)


@rules.predicate
def makes_where_it_is(user: Any, row: Any) -> bool:
    return row is not None and bool(_maker(user, row.region))


@rules.predicate
def is_own(user: Any, row: Any) -> bool:
    return row is not None and is_the_person(user, row.person)


@rules.predicate
def is_own_firm(user: Any, employer: Employer | None) -> bool:
    return is_the_organisation(user, employer)


# asked about a region
may_keep_region = is_officer & _maker
# asked about a school
may_keep_school = is_officer & makes_where_the_school_belongs
may_name_students = (is_school & is_own_school) | may_keep_school
may_see_cohort = (is_school & is_own_school) | is_officer | is_auditor
# asked about an agreement
may_keep_agreement = is_officer & makes_where_agreed
may_note_liaison = may_keep_agreement | ((is_school | is_employer) & is_a_party)
# asked about an award
may_decide_award = is_officer & decides_where_awarded
# asked about a firm
may_offer_places = is_employer & is_own_firm
# asked about a place, an internship or an order
may_keep_as_firm = is_employer & is_of_own_firm
may_keep_as_officer = is_officer & makes_where_it_is
# asked about a row of a person
may_answer_own = is_person & is_own

rules.add_perm("campus.keep_region", may_keep_region)
rules.add_perm("campus.keep_school", may_keep_school)
rules.add_perm("campus.name_students", may_name_students)
rules.add_perm("campus.see_cohort", may_see_cohort)
rules.add_perm("campus.keep_agreement", may_keep_agreement)
rules.add_perm("campus.note_liaison", may_note_liaison)
rules.add_perm("campus.decide_award", may_decide_award)
rules.add_perm("campus.offer_places", may_offer_places)
rules.add_perm("campus.keep_as_firm", may_keep_as_firm)
rules.add_perm("campus.keep_as_officer", may_keep_as_officer)
rules.add_perm("campus.answer_own", may_answer_own)
