"""Forget runs that nobody needs any more, each chain with all that was stored of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.entitlements.enums import OPEN, Mode, RunState
from yulin.entitlements.models import Decision, Due, Run, RunTotal


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """How much was forgotten."""

    runs: int = 0
    decisions: int = 0
    #: rows of the wheel of days, of runs that themselves are kept too
    days: int = 0
    #: chains that something else refers to, kept whole
    kept: int = 0


def prune_runs(*, now: datetime | None = None) -> Pruned:
    """Forget what is older than the settings say, and not needed.

    Days (`YULIN_KEEP_DAYS_OF_WHEEL`) of chains that a newer run of everybody has followed are of no use.
    Whole chains (`YULIN_KEEP_DAYS_OF_RUNS`) go with their answers and totals, but for the newest
    finished one of each region, and those that another record (a payment) refers to.
    """
    moment = now or timezone.now()
    days = _forget_days(moment - timedelta(days=settings.YULIN_KEEP_DAYS_OF_WHEEL))
    runs = decisions = kept = 0
    for root in _old_roots(moment - timedelta(days=settings.YULIN_KEEP_DAYS_OF_RUNS)):
        gone = _forget(root)
        if gone is None:
            kept += 1
        else:
            runs, decisions = runs + gone[0], decisions + gone[1]
    return Pruned(runs=runs, decisions=decisions, days=days, kept=kept)


def _forget_days(before: datetime) -> int:
    """The wheel of a chain is turned only by runs that go on from it."""
    followed = [root.pk for root in _roots() if _is_followed(root) and not _is_young(root, before)]
    return Due.objects.filter(chain__in=followed).order_by().delete()[0] if followed else 0


def _old_roots(before: datetime) -> Iterator[Run]:
    """Where chains begin of which every run is old, the oldest first."""
    for root in _roots():
        if not _is_young(root, before) and (_is_followed(root) or root.state != RunState.FINISHED):
            yield root


def _roots() -> list[Run]:
    """What ended and goes on from nothing: full runs, and those that never began."""
    ended = Run.objects.exclude(state__in=OPEN).filter(base__isnull=True)
    return list(ended.defer("batches").order_by("pk"))


def _chain_of(root: Run) -> list[Run]:
    """The run with all that go on from it, the last first."""
    following = Run.objects.filter(chain__0=root.pk).exclude(pk=root.pk).order_by("-pk")
    return [*following, root]


def _is_young(root: Run, before: datetime) -> bool:
    """Some run of the chain is under way or was asked for not so long ago."""
    return any(run.is_open or run.requested_at >= before for run in _chain_of(root))


def _is_followed(root: Run) -> bool:
    """Everybody of the region was decided anew since."""
    later = Run.objects.filter(
        pk__gt=root.pk,
        region=root.region,
        engine=root.engine,
        mode=Mode.FULL,
        state=RunState.FINISHED,
    )
    return later.exists()


def _forget(root: Run) -> tuple[int, int] | None:
    """Remove a chain; how many runs and answers, or None where something refers to it."""
    chain = _chain_of(root)
    keys = [run.pk for run in chain]
    try:
        with transaction.atomic():
            list(Run.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
            Due.objects.filter(chain__in=keys).order_by().delete()
            RunTotal.objects.filter(run__in=keys).order_by().delete()
            decisions = Decision.objects.filter(run__in=keys).order_by().delete()[0]
            record(
                acting_user=None,
                action="entitlements.run.prune",
                obj=root,
                region=root.region or None,
                data={"as_of": root.as_of, "runs": len(keys), "rows": decisions},
            )
            for run in chain:  # each is the base of the one before it in the list
                run.delete()
    except ProtectedError:
        return None
    return len(keys), decisions
