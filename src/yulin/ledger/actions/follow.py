"""Follow a finished run: write down what it leaves owed, and reserve money for it at once."""

from yulin.access.divisions import covers
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.models import Run
from yulin.ledger.actions.recall import recall
from yulin.ledger.actions.release import release_stopped
from yulin.ledger.actions.reserve import Reserved, reserve
from yulin.ledger.models import Fund


def follow_run(*, run: Run) -> dict[int, Reserved]:
    """Return what was reserved, by the region whose funds pay.

    May be called again, and by two at once: a period is owed once and reserved for once. Raises
    RunError for a run that is not finished, or older than what has been gone through.
    """
    accrue(acting_user=None, run=run)
    release_stopped(acting_user=None)
    recall(run=run)
    regions = set(Fund.objects.values_list("region", flat=True))
    widest = sorted(r for r in regions if not any(covers(s, r) for s in regions - {r}))
    return {region: reserve(acting_user=None, region=region) for region in widest}
