"""Facts that arrive by day decide anew whom they bear on, within seconds and nobody else."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.changes import standing_base
from yulin.entitlements.enums import Engine, Mode
from yulin.entitlements.models import Run
from yulin.entitlements.queries.runs import latest_run
from yulin.programmes.actions.register import register_library
from yulin.programmes.queries.library import library_of
from yulin.registry.locks import settled_moment

log = logging.getLogger(__name__)


def decide_arrivals(*, region: int | None, moment: datetime) -> Run | None:
    """The run that decides whom facts recorded until a moment bear on, in a region's latest chain.

    None where a run has taken them in already, and where only deciding everybody would: that is the
    night's work. Raises RunError while another run is under way, which may have begun before them.
    """
    latest = latest_run(region=region)
    if latest is None or latest.known_at is None or latest.known_at >= moment:
        return None
    if not _may_go_on(latest.region):
        log.info("arrivals wait for the night: everybody is to be decided again")
        return None
    run = request_run(
        acting_user=None,
        as_of=localdate(),
        region=latest.region,
        mode=Mode.INCREMENTAL,
        queue=False,
    )
    return execute_run(run=run)


@transaction.atomic
def _may_go_on(region: int) -> bool:
    version = register_library(acting_user=None)
    asked = Run(as_of=localdate(), region=region, engine=Engine.POLARS, mode=Mode.INCREMENTAL)
    return standing_base(asked, version, library_of(version), settled_moment()) is not None
