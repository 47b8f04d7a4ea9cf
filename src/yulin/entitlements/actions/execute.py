"""Execute a run: batch by batch, each stored with the note that it is done."""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.entitlements.actions.totals import count_totals
from yulin.entitlements.actions.transitions import move
from yulin.entitlements.enums import RunState
from yulin.entitlements.models import Run
from yulin.entitlements.plan import Batch, people_of, plan_for
from yulin.entitlements.store import store_decisions
from yulin.facts.frames import EMPLOYERS, PEOPLE, Facts
from yulin.intake.progress import telling
from yulin.policy.decide import decide
from yulin.policy.library import Library
from yulin.programmes.actions.register import register_library
from yulin.programmes.queries.library import library_of
from yulin.registry.locks import settled_moment
from yulin.registry.queries.facts import employer_facts, facts_in

Progress = Callable[[str, int, int], None]

#: into so many steps a batch's progress is told
STEPS = 1000


def execute_run(*, run: Run, progress: Progress | None = None) -> Run:
    """Decide everybody and count the totals.

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
    """Fix what the run rests on: the texts, the moment of the facts, the batches."""
    # No join: a joined row is not read anew after waiting for the lock.
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.state != RunState.QUEUED:
        return held
    version = register_library(acting_user=held.requested_by)
    return move(
        run=held,
        name="start",
        acting_user=held.requested_by,
        library=version,
        known_at=settled_moment(),
        started_at=timezone.now(),
        batches=plan_for(held.region),
    )


def _decide_batch(run: Run, index: int, batch: Batch, library: Library, progress: Progress) -> bool:
    """Decide outside the transaction, then store; False when the run is no longer wanted."""

    def tell(what: str, step: int, steps: int) -> None:
        done = index * STEPS + STEPS * step // max(1, steps)
        progress(what or _("写入结果"), done, STEPS * len(run.batches))

    kind = "employer" if batch["kind"] == "employers" else "person"
    parts = list(_facts(run, batch))
    tables = [
        decide(library, facts, as_of=run.as_of, engine=run.engine, progress=tell).long()
        for facts in parts
    ]
    with transaction.atomic():
        held = Run.objects.select_for_update().get(pk=run.pk)
        if held.state != RunState.RUNNING:
            return False
        if held.batches[index]["done"]:
            return True
        for table in tables:
            held.decisions += store_decisions(held, table, kind=kind)
        held.batches[index] |= {"done": True, "subjects": sum(map(_subjects(kind), parts))}
        held.save(update_fields=["batches", "decisions"])
    return True


def _subjects(kind: str) -> Callable[[Facts], int]:
    sheet = PEOPLE if kind == "person" else EMPLOYERS
    return lambda facts: facts[sheet].height if sheet in facts else 0


def _facts(run: Run, batch: Batch) -> Iterator[Facts]:
    if batch["kind"] == "employers":
        yield employer_facts(region=run.region, known_on=run.known_at)
    else:
        yield from facts_in(people=people_of(batch, run.region), known_on=run.known_at)


@transaction.atomic
def _finish(run: Run) -> Run:
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.state != RunState.RUNNING:
        return held
    return move(
        run=held,
        name="finish",
        acting_user=held.requested_by,
        finished_at=timezone.now(),
        people=sum(b["subjects"] for b in held.batches if b["kind"] == "people"),
        employers=sum(b["subjects"] for b in held.batches if b["kind"] == "employers"),
        counts=count_totals(held),
    )


def fail_run(*, run: Run, reason: str) -> Run:
    """Say that nothing will become of a run, and why."""
    return move(run=run, name="fail", acting_user=None, reason=reason, finished_at=timezone.now())
