"""Who may look at control, act in it and answer it: named predicates."""

from typing import Any

import rules
from django.db.models import Q
from django.utils import timezone

from yulin.access.divisions import covers
from yulin.access.enums import Duty
from yulin.access.models import DutyGrant, User
from yulin.access.rules import holds_duty, is_auditor, is_of_region, is_officer, may_see_region
from yulin.control.models import Campaign, Finding, Signal
from yulin.entitlements.models.subject import SubjectRow, whose
from yulin.entitlements.rules import HANDS
from yulin.registry.models import Employer, Person
from yulin.registry.rules import is_the_organisation, is_the_person


@rules.predicate
def is_about_the_user(user: Any, row: SubjectRow | None) -> bool:
    return row is not None and (
        is_the_person(user, row.person) or is_the_organisation(user, row.employer)
    )


@rules.predicate
def row_is_of_region(user: Any, row: Signal | Finding | Campaign | None) -> bool:
    return row is not None and is_of_region(user, row.region)


@rules.predicate
def sets_thresholds(user: Any) -> bool:
    """Control of a region in which all other control lies: patterns are looked for alike in all."""
    if not is_officer(user):
        return False
    now = DutyGrant.objects.filter(duty=Duty.CONTROL, during__contains=timezone.now())
    posts = list(now.values_list("holder", "region"))
    own = [region for holder, region in posts if holder == user.pk]
    return any(all(covers(region, other) for _holder, other in posts) for region in own)


_control = holds_duty(Duty.CONTROL)


@rules.predicate
def controls_row(user: Any, row: Signal | Finding | Campaign | None) -> bool:
    return row is not None and _control(user, row.region)


def concluded(user: User, subject: Person | Employer, policy: str, benefit: str) -> bool:
    """The user found something of this benefit, or confirmed it: another one hears the objection."""
    of_it = Finding.objects.filter(
        **whose(subject),
        payment__instalment__policy=policy,
        payment__instalment__benefit=benefit,
    )
    return of_it.filter(Q(proposed_by=user) | Q(decided_by=user)).exists()


HANDS.append(concluded)

#: asked of nothing: pages that list what the user's region has
may_look = is_auditor | is_officer
#: asked about a region
may_make_campaign = _control
#: asked about a row; nobody decides their own case
may_see = is_auditor | (is_officer & row_is_of_region)
may_run_campaign = controls_row
may_handle = controls_row & ~is_about_the_user
may_answer = is_about_the_user
may_set_threshold = sets_thresholds
may_see_rates = may_see_region

rules.add_perm("control.look", may_look)
rules.add_perm("control.see", may_see)
rules.add_perm("control.handle", may_handle)
rules.add_perm("control.answer", may_answer)
