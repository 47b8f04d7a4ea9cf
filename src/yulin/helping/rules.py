"""Who may help, list, order, propose and see: named predicates."""

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
from yulin.helping.models import Agency, Candidate, Entry, HelpCase, Order, Project
from yulin.registry.rules import is_the_organisation, is_the_person

_desk_officer = holds_duty(Duty.MAKER) | holds_duty(Duty.CHECKER)


@rules.predicate
def works_there(user: Any, division: int | None) -> bool:
    """经办 or 复核 of the place."""
    return is_officer(user) and division is not None and bool(_desk_officer(user, division))


@rules.predicate
def is_own_case(user: Any, case: HelpCase | None) -> bool:
    return case is not None and is_the_person(user, case.person)


@rules.predicate
def helps_here(user: Any, case: HelpCase | None) -> bool:
    return case is not None and works_there(user, case.division)


@rules.predicate
def is_own_agency(user: Any, agency: Agency | None) -> bool:
    return agency is not None and is_the_organisation(user, agency.employer)


@rules.predicate
def is_agency_of_region(user: Any, agency: Agency | None) -> bool:
    return agency is not None and works_there(user, agency.division)


@rules.predicate
def placed_the_order(user: Any, order: Order | None) -> bool:
    return order is not None and is_the_organisation(user, order.employer)


@rules.predicate
def got_the_order(user: Any, order: Order | None) -> bool:
    return order is not None and is_own_agency(user, order.agency)


@rules.predicate
def is_own_candidacy(user: Any, candidate: Candidate | None) -> bool:
    return candidate is not None and is_the_person(user, candidate.person)


@rules.predicate
def is_own_project(user: Any, project: Project | None) -> bool:
    return project is not None and is_the_person(user, project.founder)


@rules.predicate
def project_is_here(user: Any, project: Project | None) -> bool:
    return project is not None and works_there(user, project.division)


@rules.predicate
def runs_contest(user: Any, entry: Entry | None) -> bool:
    """经办 or 复核 where the event is run."""
    return entry is not None and works_there(user, entry.event.division)


@rules.predicate
def brought_entry(user: Any, entry: Entry | None) -> bool:
    """Entered the project, or is its officer: no judge of it."""
    return entry is not None and user.pk in {entry.by_id, entry.project.officer_id}


# asked about a division
may_keep_lists = is_officer & works_there
may_keep_desks = is_officer & works_there
may_keep_carriers = is_officer & works_there
may_begin_projects = is_officer & works_there
# asked about a case
may_help = is_officer & helps_here
may_answer_case = is_person & is_own_case
# asked about an organisation
may_speak_for = is_employer & is_the_organisation
# asked about an agency
may_keep_agency = is_employer & is_own_agency
may_check_agency = is_officer & is_agency_of_region
# asked about an order
may_keep_order = is_employer & placed_the_order
may_fill_order = is_employer & got_the_order
# asked about somebody
may_share = is_person & is_the_person
# asked about a candidate
may_take_back = is_person & is_own_candidacy
# asked about a project
may_keep_project = is_officer & project_is_here
# asked about an entry of a contest
may_judge = is_officer & runs_contest & ~brought_entry
may_give_prizes = is_officer & runs_contest
# asked of nothing
may_work_somewhere = is_officer & (
    holds_duty_anywhere(Duty.MAKER) | holds_duty_anywhere(Duty.CHECKER)
)

rules.add_perm("helping.keep_lists", may_keep_lists)
rules.add_perm("helping.keep_desks", may_keep_desks)
rules.add_perm("helping.keep_carriers", may_keep_carriers)
rules.add_perm("helping.begin_projects", may_begin_projects)
rules.add_perm("helping.help", may_help)
rules.add_perm("helping.answer_case", may_answer_case)
rules.add_perm("helping.speak_for", may_speak_for)
rules.add_perm("helping.keep_agency", may_keep_agency)
rules.add_perm("helping.check_agency", may_check_agency)
rules.add_perm("helping.keep_order", may_keep_order)
rules.add_perm("helping.fill_order", may_fill_order)
rules.add_perm("helping.share", may_share)
rules.add_perm("helping.take_back", may_take_back)
rules.add_perm("helping.keep_project", may_keep_project)
rules.add_perm("helping.judge", may_judge)
rules.add_perm("helping.give_prizes", may_give_prizes)
