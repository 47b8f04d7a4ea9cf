"""Who may decide for a region and see the outcome: named predicates."""

import rules

from yulin.access.divisions import covers
from yulin.access.models import User
from yulin.access.rules import is_auditor, is_of_region, is_officer, is_person
from yulin.entitlements.models import Rehearsal, Run
from yulin.registry.rules import is_the_person


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


may_request_run = is_officer & is_of_region  # asked about a region's code
may_see_run = is_auditor | (is_officer & run_touches_region)
may_export_run = may_see_run
may_rehearse = may_request_run
may_see_rehearsal = is_auditor | (is_officer & rehearsal_lies_within)
may_delete_rehearsal = is_officer & rehearsal_lies_within & asked_for_rehearsal
# Asked about a person: nobody chooses for somebody else.
may_choose = is_person & is_the_person

rules.add_perm("entitlements.request_run", may_request_run)
rules.add_perm("entitlements.see_run", may_see_run)
rules.add_perm("entitlements.export_run", may_export_run)
rules.add_perm("entitlements.rehearse", may_rehearse)
rules.add_perm("entitlements.see_rehearsal", may_see_rehearsal)
rules.add_perm("entitlements.choose", may_choose)
rules.add_perm("entitlements.delete_rehearsal", may_delete_rehearsal)
