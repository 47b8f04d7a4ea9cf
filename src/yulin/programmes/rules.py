"""Who may write, submit, approve and read drafts: named predicates."""

from typing import Any

import rules

from yulin.access.models import User
from yulin.access.rules import is_auditor, is_of_region, is_officer
from yulin.programmes.models import Draft


@rules.predicate
def draft_is_of_region(user: Any, draft: Draft | None) -> bool:
    return draft is not None and is_of_region(user, draft.region)


@rules.predicate
def wrote_in_draft(user: User, draft: Draft | None) -> bool:
    """Began it, submitted it, or saved any state of its text."""
    if draft is None:
        return False
    named = user.pk in {draft.author_id, draft.submitted_by_id}
    return named or draft.saves.filter(saved_by=user).exists()


@rules.predicate
def draft_is_writable(_user: Any, draft: Draft | None) -> bool:
    return draft is not None and draft.is_writable


may_draft_in_region = is_officer & is_of_region  # asked about a region's code
may_work_on_draft = is_officer & draft_is_of_region
may_write_draft = may_work_on_draft & draft_is_writable
may_see_draft = is_auditor | may_work_on_draft
may_decide_draft = may_work_on_draft & ~wrote_in_draft

rules.add_perm("programmes.draft_in_region", may_draft_in_region)
rules.add_perm("programmes.write_draft", may_write_draft)
rules.add_perm("programmes.see_draft", may_see_draft)
rules.add_perm("programmes.decide_draft", may_decide_draft)
