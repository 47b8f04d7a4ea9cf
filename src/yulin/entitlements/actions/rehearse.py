"""Ask for a rehearsal of a draft, and carry it out."""

import time
from collections.abc import Callable
from datetime import date
from uuid import UUID

import polars as pl
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.entitlements import rehearsing
from yulin.entitlements.enums import OPEN, RunState
from yulin.entitlements.errors import RehearsalError
from yulin.entitlements.jobs import rehearse_later
from yulin.entitlements.models import Rehearsal, RehearsalChange
from yulin.entitlements.plan import plan_for
from yulin.entitlements.rules import may_delete_rehearsal, may_rehearse
from yulin.intake.progress import telling
from yulin.policy.rehearsal.changes import Outcome
from yulin.policy.rehearsal.dates import MOST_YEARS, STEPS, Horizon
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.policy.rehearsal.rehearse import rehearse
from yulin.programmes.actions.register import register_library
from yulin.programmes.queries.library import library, library_of
from yulin.registry.bulk import copy_in
from yulin.registry.locks import settled_moment

Progress = Callable[[str, int, int], None]
#: seconds between two looks whether a rehearsal is still wanted
_PAUSE = 1.0
EARLIEST, LATEST = date(2000, 1, 1), date(2090, 12, 31)


def horizon_of(*, as_of: date, years: int, every: str = "month") -> Horizon:
    """The months to look at; raises RehearsalError where they are too many or too far off."""
    if not EARLIEST <= as_of <= LATEST:
        raise RehearsalError(_("起算日应在 2000 年到 2090 年之间。"))
    if not 1 <= years <= MOST_YEARS:
        raise RehearsalError(_("年数应在 1 到 %d 之间。") % MOST_YEARS)
    step = next((name for name in STEPS if name == every), None)
    if step is None:
        raise RehearsalError(_("没有这种判定间隔。"))
    return Horizon(as_of=as_of, years=years, every=step)


def request_rehearsal(
    *,
    acting_user: User,
    text: str,
    as_of: date,
    years: int,
    every: str = "month",
    draft: UUID | None = None,
    note: str = "",
    queue: bool = True,
) -> Rehearsal:
    """Rehearse a text for everybody of the user's region, in the background.

    Raises RehearsalError for a faulty text, and when the same is under way. `queue=False` leaves
    carrying it out to the caller.
    """
    region = acting_user.region
    if not may_rehearse(acting_user, region):
        raise PermissionDenied
    assert region is not None
    horizon_of(as_of=as_of, years=years, every=every)
    document = rehearsing.document_of(text)
    rehearsing.check(library(), document, as_of=as_of, region=region)
    try:
        with transaction.atomic():
            rehearsal = Rehearsal.objects.create(
                region=region,
                code=document.id,
                title=document.title,
                text=text,
                sha256=document.digest,
                draft=draft,
                note=note.strip(),
                as_of=as_of,
                years=years,
                every=every,
                requested_by=acting_user,
            )
            _record(rehearsal=rehearsal, verb="request", acting_user=acting_user)
            if queue:
                rehearse_later(rehearsal)
    except IntegrityError:
        raise RehearsalError(_("同样的演练正在进行。")) from None
    return rehearsal


def execute_rehearsal(*, rehearsal: Rehearsal, progress: Progress | None = None) -> Rehearsal:
    """Carry it out from the beginning; one that has ended is left alone.

    May be called again after it was killed: nothing is stored before the whole is known.
    """
    with telling(rehearsal.uuid) as teller:
        held = _begin(rehearsal)
        if held.state != RunState.RUNNING:
            return held
        try:
            made = _rehearsed(held, _until_cancelled(held, progress or teller))
        except _CancelledError:
            return Rehearsal.objects.get(pk=held.pk)
        return _finish(held, made)


class _CancelledError(Exception):
    """Somebody does not want the rehearsal under way any more."""


def _until_cancelled(held: Rehearsal, progress: Progress) -> Progress:
    """Tell how far it has come; stop where it was cancelled, which is asked once a second."""
    asked = 0.0

    def tell(step: str, done: int, total: int) -> None:
        nonlocal asked
        if time.monotonic() - asked >= _PAUSE:
            asked = time.monotonic()
            if not Rehearsal.objects.filter(pk=held.pk, state=RunState.RUNNING).exists():
                raise _CancelledError
        progress(step, done, total)

    return tell


@transaction.atomic
def _begin(rehearsal: Rehearsal) -> Rehearsal:
    """Fix what the rehearsal rests on: the texts in force and the moment of the facts."""
    held = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if held.state != RunState.QUEUED:
        return held
    held.library = register_library(acting_user=held.requested_by)
    held.known_at = settled_moment()
    held.started_at = timezone.now()
    held.state = RunState.RUNNING
    held.save()
    return held


def _rehearsed(held: Rehearsal, progress: Progress) -> Rehearsed:
    assert held.library is not None
    assert held.known_at is not None
    before = library_of(held.library)
    document = rehearsing.document_of(held.text)
    after = rehearsing.drafted(before, document, region=held.region)
    horizon = horizon_of(as_of=held.as_of, years=held.years, every=held.every)
    with rehearsing.telling_faults():
        programs = rehearsing.programs_of(before, after, horizon)
        return rehearse(
            before,
            after,
            rehearsing.batches(programs, region=held.region, known_on=held.known_at),
            horizon=horizon,
            only_touched=True,
            region=held.region,
            batch_count=len(plan_for(held.region)),
            progress=progress,
        )


@transaction.atomic
def _finish(rehearsal: Rehearsal, made: Rehearsed) -> Rehearsal:
    held = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if held.state != RunState.RUNNING:
        return held
    _store(held, made.changes)
    held.state = RunState.FINISHED
    held.result = made.as_dict()
    held.finished_at = timezone.now()
    held.save()
    _record(rehearsal=held, verb="finish", acting_user=held.requested_by)
    return held


def _store(held: Rehearsal, changes: pl.DataFrame) -> None:
    """The lines that somebody gains or loses by, or of which nobody can tell."""
    rows = changes.filter(pl.col("outcome") != Outcome.UNCHANGED.value)
    key = pl.col("subject").str.slice(1).cast(pl.Int64)
    is_person = pl.col("subject_kind") == "person"
    copy_in(
        RehearsalChange._meta.db_table,
        rows.select(
            pl.lit(held.pk).alias("rehearsal_id"),
            pl.when(is_person).then(key).alias("person_id"),
            pl.when(~is_person).then(key).alias("employer_id"),
            *("district", "talent_class", "policy", "benefit", "kind", "outcome"),
            *("status_before", "status_after", "difference", "differs_on"),
            *(pl.col(f"label_{side}").fill_null("") for side in ("before", "after")),
            *(_known_sum(side) for side in ("before", "after")),
            pl.col("causes").list.join("\n").alias("causes"),
        ),
    )


def _known_sum(side: str) -> pl.Expr:
    open_ = (pl.col(f"open_{side}") > 0) & (pl.col(f"due_{side}") == 0)
    known = (pl.col(f"unknown_{side}") == 0) & ~open_
    return pl.when(known).then(pl.col(f"sum_{side}")).alias(side)


@transaction.atomic
def fail_rehearsal(*, rehearsal: Rehearsal, reason: str) -> Rehearsal:
    """Say that nothing will become of it, and why."""
    held = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if held.state not in OPEN:
        return held
    held.state, held.reason, held.finished_at = RunState.FAILED, reason, timezone.now()
    held.save()
    _record(rehearsal=held, verb="fail", acting_user=None)
    return held


@transaction.atomic
def cancel_rehearsal(*, acting_user: User, rehearsal: Rehearsal) -> Rehearsal:
    """Stop it where it is; nothing of it is kept. Raises RehearsalError for one that has ended."""
    held = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if not may_rehearse(acting_user, held.region):
        raise PermissionDenied
    if held.state not in OPEN:
        raise RehearsalError(_("这次演练已经结束，不能取消。"))
    held.state, held.finished_at = RunState.CANCELLED, timezone.now()
    held.save()
    _record(rehearsal=held, verb="cancel", acting_user=acting_user)
    return held


@transaction.atomic
def delete_rehearsal(*, acting_user: User, rehearsal: Rehearsal) -> None:
    """Remove it with all whom it lists; the journal keeps that it was. Only who asked for it may.

    Raises RehearsalError for one that is under way.
    """
    held = Rehearsal.objects.select_for_update().get(pk=rehearsal.pk)
    if not may_delete_rehearsal(acting_user, held):
        raise PermissionDenied
    if held.state in OPEN:
        raise RehearsalError(_("演练还没有结束，请先取消。"))
    _record(rehearsal=held, verb="delete", acting_user=acting_user)
    held.delete()


def _record(*, rehearsal: Rehearsal, verb: str, acting_user: User | None) -> None:
    record(
        acting_user=acting_user,
        action=f"entitlements.rehearsal.{verb}",
        obj=rehearsal,
        region=rehearsal.region or None,
        data={
            "document": rehearsal.code,
            "as_of": rehearsal.as_of,
            "years": rehearsal.years,
            "sha256": rehearsal.sha256,
        },
    )
