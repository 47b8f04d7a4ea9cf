"""Move a run from one state to the next; two who try at once do not both succeed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.entitlements.enums import TRANSITIONS
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Run


@transaction.atomic
def move(*, run: Run, name: str, acting_user: User | None, **changes: Any) -> Run:
    """The run in its new state, with `changes` set; raises RunError from a wrong state."""
    sources, target = TRANSITIONS[name]
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.state not in sources:
        raise RunError(
            _("这次计算现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    held.state = target
    for field, value in changes.items():
        setattr(held, field, value)
    held.save()
    record(
        acting_user=acting_user,
        action=f"entitlements.run.{name}",
        obj=held,
        region=held.region or None,
        data={"as_of": held.as_of, "counts": held.counts},
    )
    return held
