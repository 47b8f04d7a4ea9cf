"""Who may decide for a region and see the outcome: named predicates."""

from collections.abc import Callable
from typing import Any

import rules

from yulin.access.divisions import covers
from yulin.access.enums import Duty
from yulin.access.models import User
from yulin.access.rules import (
    holds_duty,
    is_auditor,
    is_employer,
    is_of_region,
    is_officer,
    is_person,
)
from yulin.entitlements.models import Grant, Hold, Objection, Rehearsal, Ruling, Run, Stop
from yulin.entitlements.models.subject import whose
from yulin.registry.models import Employer, Person
from yulin.registry.rules import is_the_organisation, is_the_person


@rules.predicate
def run_touches_region(user: User, run: Run | None) -> bool:
    """The run decided the user's region, or a part of it."""
    region = getattr(user, "region", None)
    if run is None or region is None:
        return False
    return run.region == 0 or covers(run.region, region) or covers(region, run.region)


@rules.predicate
def rehearsal_lies_within(user: User, rehearsal: Rehearsal | None) -> bool:
    """A draft is nobody's business below the region for which it was rehearsed."""
    region = getattr(user, "region", None)
    return rehearsal is not None and region is not None and covers(region, rehearsal.region)


@rules.predicate
def asked_for_rehearsal(user: User, rehearsal: Rehearsal | None) -> bool:
    return rehearsal is not None and rehearsal.requested_by_id == user.pk


def _any(*duties: Duty) -> Callable[[Any, int | None], bool]:
    held = [holds_duty(duty) for duty in duties]
    return lambda user, region: any(one(user, region) for one in held)


_places = _any(Duty.MAKER, Duty.CHECKER, Duty.CONTROL)
_releases = _any(Duty.CHECKER, Duty.APPROVER, Duty.HEAD, Duty.CONTROL)
_answers = _any(Duty.MAKER, Duty.CHECKER)
_confirms = _any(Duty.APPROVER, Duty.HEAD)

#: rooms above this one say who had a hand in somebody's benefit: (user, subject, policy, benefit)
HANDS: list[Callable[[User, Person | Employer, str, str], bool]] = []


def _had_a_hand(user: User, subject: Person | Employer, policy: str, benefit: str) -> bool:
    """The user asked for a run that decided it, held it or ruled on it: another one looks."""
    about = {**whose(subject), "policy": policy, "benefit": benefit}
    grants = Grant.objects.filter(**about)
    mine = (
        grants.filter(opened_by__requested_by=user),
        grants.filter(decided_by__requested_by=user),
        Hold.objects.filter(**about, placed_by=user),
        Hold.objects.filter(**about, lifted_by=user),
        Ruling.objects.filter(**about, proposed_by=user),
        Ruling.objects.filter(**about, confirmed_by=user),
        _stops(about, asked_by=user),
        _stops(about, decided_by=user),
    )
    return any(rows.exists() for rows in mine) or any(
        hand(user, subject, policy, benefit) for hand in HANDS
    )


def _stops(about: dict[str, Any], **who: User) -> Any:
    return Stop.objects.filter(**{f"grant__{name}": one for name, one in about.items()}, **who)


def _may_answer(user: User, one: Objection, duty: Callable[[Any, int | None], bool]) -> bool:
    if _is_theirs(user, one.person) or not duty(user, one.region):
        return False
    ran = one.run is not None and one.run.requested_by_id == user.pk
    return not ran and not _had_a_hand(user, one.subject, one.policy, one.benefit)


@rules.predicate
def may_place_hold(user: User, hold: Hold | None) -> bool:
    """A duty of business or control where it is handled, and not their own case."""
    return hold is not None and _places(user, hold.region) and not _is_theirs(user, hold.person)


@rules.predicate
def may_release_hold(user: User, hold: Hold | None) -> bool:
    """Another one than who placed it."""
    return (
        hold is not None
        and hold.placed_by_id != user.pk
        and _releases(user, hold.region)
        and not _is_theirs(user, hold.person)
    )


@rules.predicate
def may_ask_stop(user: User, stop: Stop | None) -> bool:
    """A duty of business or control where it is handled, and not their own case."""
    return stop is not None and _places(user, stop.region) and not _is_theirs(user, stop.person)


@rules.predicate
def may_decide_stop(user: User, stop: Stop | None) -> bool:
    """Whoever approves there, and another one than who asked for it."""
    return (
        stop is not None
        and stop.asked_by_id != user.pk
        and _confirms(user, stop.region)
        and not _is_theirs(user, stop.person)
    )


def _is_theirs(user: User, person: Person | None) -> bool:
    return person is not None and bool(is_the_person(user, person))


@rules.predicate
def may_answer_objection(user: User, objection: Objection | None) -> bool:
    """A duty of business there, and no hand in what was decided."""
    return objection is not None and _may_answer(user, objection, _answers)


@rules.predicate
def may_confirm_ruling(user: User, ruling: Ruling | None) -> bool:
    """Whoever approves there, did not propose it, and had no hand in what was decided before."""
    if ruling is None or ruling.proposed_by_id == user.pk:
        return False
    return _may_answer(user, ruling.objection, _confirms)


@rules.predicate
def may_end_ruling(user: User, ruling: Ruling | None) -> bool:
    """Whoever approves there, and did not propose it."""
    return (
        ruling is not None
        and ruling.proposed_by_id != user.pk
        and _confirms(user, ruling.objection.region)
        and not _is_theirs(user, ruling.person)
    )


may_request_run = is_officer & is_of_region  # asked about a region's code
may_see_run = is_auditor | (is_officer & run_touches_region)
may_export_run = may_see_run
may_rehearse = may_request_run
may_see_rehearsal = is_auditor | (is_officer & rehearsal_lies_within)
may_delete_rehearsal = is_officer & rehearsal_lies_within & asked_for_rehearsal
# Asked about a person: nobody chooses for somebody else.
may_choose = is_person & is_the_person
may_object = (is_person & is_the_person) | (is_employer & is_the_organisation)

rules.add_perm("entitlements.request_run", may_request_run)
rules.add_perm("entitlements.see_run", may_see_run)
rules.add_perm("entitlements.export_run", may_export_run)
rules.add_perm("entitlements.rehearse", may_rehearse)
rules.add_perm("entitlements.see_rehearsal", may_see_rehearsal)
rules.add_perm("entitlements.choose", may_choose)
rules.add_perm("entitlements.object", may_object)
rules.add_perm("entitlements.place_hold", may_place_hold)
rules.add_perm("entitlements.release_hold", may_release_hold)
rules.add_perm("entitlements.ask_stop", may_ask_stop)
rules.add_perm("entitlements.decide_stop", may_decide_stop)
rules.add_perm("entitlements.answer_objection", may_answer_objection)
rules.add_perm("entitlements.confirm_ruling", may_confirm_ruling)
rules.add_perm("entitlements.end_ruling", may_end_ruling)
rules.add_perm("entitlements.delete_rehearsal", may_delete_rehearsal)
