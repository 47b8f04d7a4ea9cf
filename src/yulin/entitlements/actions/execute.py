"""Execute a run: batch by batch, each stored with the note that it is done."""

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.entitlements.actions.places import give_places
from yulin.entitlements.actions.totals import count_totals
from yulin.entitlements.actions.transitions import move
from yulin.entitlements.changes import Plan, plan_of_changes, standing_base
from yulin.entitlements.choosing import settle_choices
from yulin.entitlements.deciding import Progress, parts_of
from yulin.entitlements.enums import Mode, RunState
from yulin.entitlements.jobs import followed_later
from yulin.entitlements.models import Due, Run
from yulin.entitlements.plan import Batch, plan_for, subjects_of
from yulin.entitlements.store import replace_earlier, store_days, store_decisions
from yulin.intake.progress import telling
from yulin.policy.incremental.horizon import COLUMNS as DAYS
from yulin.policy.library import Library
from yulin.policy.stacking.places import standing
from yulin.policy.vocabulary import Subject
from yulin.programmes.actions.register import register_library
from yulin.programmes.queries.library import library_of
from yulin.registry.locks import settled_moment

#: into so many steps a batch's progress is told
STEPS = 1000


def execute_run(*, run: Run, progress: Progress | None = None) -> Run:
    """Decide everybody, or those to be decided anew, and count the totals.

    May be called again after it was killed, and by two at once: a batch is stored once. A run that
    is finished or was cancelled is left alone. The facts are those of the moment at which the run
    began, whatever is loaded meanwhile.
    """
    with telling(run.uuid) as teller:
        tell = progress or teller
        run = begin(run)
        if run.state != RunState.RUNNING:
            return run
        library = library_of(run.library)
        for index, batch in enumerate(run.batches):
            if not batch["done"] and not _decide_batch(run, index, batch, library, tell):
                return Run.objects.get(pk=run.pk)  # cancelled
        tell(_("汇总"), STEPS * len(run.batches), STEPS * len(run.batches))
        return _finish(run)


@transaction.atomic
def begin(run: Run) -> Run:
    """Fix what the run rests on: the texts, the moment of the facts, an earlier run, the batches."""
    # No join: a joined row is not read anew after waiting for the lock.
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.state != RunState.QUEUED:
        return held
    version = register_library(acting_user=held.requested_by)
    settle_choices()
    library, known_at = library_of(version), settled_moment()
    base = standing_base(held, version, library, known_at)
    plan = (
        plan_of_changes(held, base, library, known_at)
        if base
        else Plan(batches=plan_for(held.region), causes={})
    )
    return move(
        run=held,
        name="start",
        acting_user=held.requested_by,
        mode=Mode.INCREMENTAL if base else Mode.FULL,
        base=base,
        chain=[*(base.chain if base else ()), held.pk],
        decisions=base.decisions if base else 0,
        library=version,
        known_at=known_at,
        started_at=timezone.now(),
        batches=plan.batches,
        causes=plan.causes,
    )


def _decide_batch(run: Run, index: int, batch: Batch, library: Library, progress: Progress) -> bool:
    """Decide outside the transaction, then store; False when the run is no longer wanted."""

    def tell(what: str, step: int, steps: int) -> None:
        done = index * STEPS + STEPS * step // max(1, steps)
        progress(what or _("写入结果"), done, STEPS * len(run.batches))

    kind = "employer" if batch["kind"] == "employers" else "person"
    program = library.program(run.as_of)
    ids = subjects_of(batch, run.region)
    whom: Subject = "单位" if kind == "employer" else "人员"
    parts = list(parts_of(run, whom, ids, program))
    made = [(part, *part.decided(run, library, tell)) for part in parts]
    days = pl.concat([pl.DataFrame(schema=DAYS), *(found for *_, found in made)])
    with transaction.atomic():
        held = Run.objects.select_for_update().get(pk=run.pk)
        if held.state != RunState.RUNNING:
            return False
        if held.batches[index]["done"]:
            return True
        if held.base_id is not None:
            held.decisions -= replace_earlier(held, [*ids, *batch.get("gone", ())], kind=kind)
        for part, table, _days in made:
            held.decisions += store_decisions(
                held, part.rows(table), program, kind=kind, standing=standing(table)
            )
        store_days(held, days, ids, kind=kind)
        held.batches[index] |= {"done": True, "subjects": sum(part.keys.len() for part in parts)}
        held.save(update_fields=["batches", "decisions"])
    return True


@transaction.atomic
def _finish(run: Run) -> Run:
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.state != RunState.RUNNING:
        return held
    if held.as_of == timezone.localdate():  # what was, and what would be, is nothing to pay by
        followed_later(held)
    return move(
        run=held,
        name="finish",
        places=give_places(held),
        acting_user=held.requested_by,
        finished_at=timezone.now(),
        people=_count(held, "people"),
        employers=_count(held, "employers"),
        counts=count_totals(held),
    )


def _count(run: Run, kind: str) -> int:
    """How many subjects there are in a run, those kept from earlier ones included."""
    if run.base_id is None:
        return sum(b["subjects"] for b in run.batches if b["kind"] == kind)
    field = "person" if kind == "people" else "employer"
    return Due.objects.filter(chain=run.chain[0], **{f"{field}__isnull": False}).count()


def fail_run(*, run: Run, reason: str) -> Run:
    """Say that nothing will become of a run, and why."""
    return move(run=run, name="fail", acting_user=None, reason=reason, finished_at=timezone.now())
