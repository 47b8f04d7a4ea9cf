"""Old runs are forgotten with all that was stored of them, and nothing that is needed is."""

import datetime as dt

import pytest
from django.db.models import ProtectedError
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.entitlements.conftest import DAY
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.prune import Pruned, prune_runs
from yulin.entitlements.actions.request import cancel_run, request_run
from yulin.entitlements.jobs import PRUNE
from yulin.entitlements.models import Decision, Due, Run, RunTotal

pytestmark = pytest.mark.django_db
NOTHING = Pruned()


@pytest.fixture(autouse=True)
def _kept_for(settings):
    settings.YULIN_KEEP_DAYS_OF_RUNS = 100
    settings.YULIN_KEEP_DAYS_OF_WHEEL = 10


def decided(mode="full", region=0):
    asked = request_run(acting_user=None, as_of=DAY, mode=mode, region=region, queue=False)
    return execute_run(run=asked)


def aged(days, *runs):
    when = timezone.now() - dt.timedelta(days=days)
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(requested_at=when)


def stored(run):
    return (
        Decision.objects.filter(run=run).count(),
        RunTotal.objects.filter(run=run).count(),
        Due.objects.filter(chain=run).count(),
    )


def test_an_old_chain_that_was_followed_goes_whole(region):
    first = decided()
    second = decided("changes")
    last = decided()
    aged(200, first, second)
    whole = stored(last)
    gone = prune_runs()
    assert (gone.runs, gone.decisions, gone.kept) == (2, whole[0], 0)
    assert list(Run.objects.all()) == [last]
    assert stored(last) == whole
    entry = JournalEntry.objects.get(action="entitlements.run.prune")
    assert (entry.actor, entry.object_id) == (None, str(first.pk))
    assert entry.data == {"as_of": "2026-11-01", "runs": 2, "rows": whole[0]}
    assert prune_runs() == NOTHING


def test_the_last_of_a_region_is_kept_however_old(region):
    everywhere, here = decided(), decided(region=330300)
    aged(2000, everywhere, here)
    assert prune_runs() == NOTHING
    assert Run.objects.count() == 2
    assert stored(everywhere)[2] > 0


def test_what_is_not_old_is_kept_but_for_its_days(region):
    first = decided()
    last = decided()
    before = stored(first)
    aged(9, first)
    assert prune_runs() == NOTHING
    aged(99, first)
    assert prune_runs() == Pruned(days=before[2])
    assert stored(first) == (*before[:2], 0)
    assert stored(last) == before


def test_a_chain_of_which_one_run_is_young_is_kept(region):
    first = decided()
    second = decided("changes")
    decided()
    aged(200, first)
    assert prune_runs() == NOTHING
    assert second.base == first


def test_one_that_was_called_off_goes_too(region, officer):
    waiting = request_run(acting_user=officer, as_of=DAY, queue=False)
    cancel_run(acting_user=officer, run=waiting)
    waiting.refresh_from_db()
    aged(101, waiting)
    assert prune_runs() == Pruned(runs=1)
    assert not Run.objects.exists()


def test_one_under_way_is_kept(region, officer):
    waiting = request_run(acting_user=officer, as_of=DAY, queue=False)
    aged(500, waiting)
    assert prune_runs() == NOTHING
    assert Run.objects.get() == waiting


def test_what_something_refers_to_is_kept_whole(region, monkeypatch):
    """A payment that names a run protects it, with its answers and totals."""
    first = decided()
    decided()
    aged(200, first)
    before = stored(first)[:2]

    def refuse(self, *args, **kwargs):
        raise ProtectedError("paid by", {first})

    monkeypatch.setattr(Run, "delete", refuse)
    assert prune_runs().kept == 1
    assert stored(first)[:2] == before
    assert not JournalEntry.objects.filter(action="entitlements.run.prune").exists()


def test_every_night_it_is_done():
    crons = {
        periodic.task.name: periodic.cron
        for periodic in app.periodic_registry.periodic_tasks.values()
    }
    assert crons[PRUNE] == "50 3 * * *"
