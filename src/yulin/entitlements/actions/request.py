"""Ask for a run, and call one off."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.entitlements.actions.transitions import move
from yulin.entitlements.enums import Engine, Mode
from yulin.entitlements.errors import RunError
from yulin.entitlements.jobs import later
from yulin.entitlements.models import Run
from yulin.entitlements.rules import may_request_run

_EARLIEST = date(2000, 1, 1)
_LATEST = date(2100, 12, 31)


def request_run(
    *,
    acting_user: User | None,
    as_of: date,
    region: int | None = None,
    engine: str = Engine.POLARS,
    mode: str = Mode.FULL,
    queue: bool = True,
) -> Run:
    """Decide everybody of a region (None: the user's own; the system's is everybody) for a date.

    `mode` changes decides only those whose facts changed or whose day has come since the last run,
    and becomes full where there is none to go on from. Raises RunError when the same is under way.
    `queue=False` leaves executing to the caller.
    """
    scope = _scope(acting_user=acting_user, region=region)
    if not _EARLIEST <= as_of <= _LATEST:
        raise RunError(_("基准日应在 2000 年到 2100 年之间。"))
    try:
        with transaction.atomic():
            run = Run.objects.create(
                as_of=as_of,
                region=scope,
                engine=Engine(engine),
                mode=Mode(mode),
                requested_by=acting_user,
            )
            record(
                acting_user=acting_user,
                action="entitlements.run.request",
                obj=run,
                region=scope or None,
                data={"as_of": as_of, "engine": run.engine, "mode": run.mode},
            )
            if queue:
                later(run)
    except IntegrityError:
        raise RunError(_("同一范围、同一基准日的计算正在进行。")) from None
    return run


def cancel_run(*, acting_user: User, run: Run) -> Run:
    """Stop it after the batch under way; what was stored stays hidden and is not used."""
    if not may_request_run(acting_user, run.region):
        raise PermissionDenied
    return move(run=run, name="cancel", acting_user=acting_user)


def _scope(*, acting_user: User | None, region: int | None) -> int:
    if acting_user is None:
        return region or 0
    scope = acting_user.region if region is None else region
    if not may_request_run(acting_user, scope):
        raise PermissionDenied
    return scope
