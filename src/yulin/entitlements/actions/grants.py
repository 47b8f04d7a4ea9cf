"""What becomes of a grant by something else than a run."""

from django.db import transaction

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.entitlements.actions.tell import tell
from yulin.entitlements.enums import GrantState, NoticeKind
from yulin.entitlements.models import Grant


@transaction.atomic
def recovered(*, acting_user: User | None, grant: Grant, claim: str, whole: bool) -> Grant:
    """Note that what had to be paid back of a grant has come back.

    A grant under way goes on: one of its payments was too much, not the benefit. One that is only
    suspended may come back, unless `whole`: nothing of what was paid for it is left.
    """
    held = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    over = {GrantState.ENDED, GrantState.STOPPED} | ({GrantState.SUSPENDED} if whole else set())
    if held.state not in over:
        return held
    before, held.state = held.state, GrantState.RECOVERED
    held.save(update_fields=["state"])
    record(
        acting_user=acting_user,
        action="entitlements.grant.recover",
        obj=held,
        region=held.district or held.region,
        data={"policy": held.policy, "benefit": held.benefit, "state": before, "claim": claim},
    )
    tell(
        subject=held.subject,
        kind=NoticeKind.RECOVERED,
        event=f"claim:{claim}:recovered",
        policy=held.policy,
        benefit=held.benefit,
        grant=held,
    )
    return held
