"""Who may use, decide and watch these rights: named predicates."""

from typing import Any

import rules

from yulin.access.enums import Duty
from yulin.access.rules import holds_duty, holds_duty_anywhere, is_auditor, is_officer, is_person
from yulin.registry.rules import is_the_person
from yulin.rights.models import Erasure

_steward = holds_duty(Duty.DATA_STEWARD)


@rules.predicate
def may_decide_erasure(user: Any, erasure: Erasure | None) -> bool:
    """A data steward where the person belonged, and not their own case."""
    if erasure is None or is_the_person(user, erasure.person):
        return False
    return bool(_steward(user, erasure.region))


# asked about a person
may_use_own_rights = is_person & is_the_person
# asked of nothing
may_see_retention = is_auditor | is_officer
may_stop_retention = is_officer & holds_duty_anywhere(Duty.DATA_STEWARD)

rules.add_perm("rights.use_own", may_use_own_rights)
rules.add_perm("rights.decide_erasure", may_decide_erasure)
rules.add_perm("rights.see_retention", may_see_retention)
rules.add_perm("rights.stop_retention", may_stop_retention)
