"""Move an upload from one state to the next; two who try at once do not both succeed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.intake.enums import TRANSITIONS
from yulin.intake.errors import IntakeError
from yulin.intake.models import Upload


@transaction.atomic
def move(*, upload: Upload, name: str, acting_user: User | None, **changes: Any) -> Upload:
    """The upload in its new state, with `changes` set; raises IntakeError from a wrong state."""
    sources, target = TRANSITIONS[name]
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state not in sources:
        raise IntakeError(
            _("这个文件现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    held.state = target
    for field, value in changes.items():
        setattr(held, field, value)
    held.save()
    record(
        acting_user=acting_user,
        action=f"intake.upload.{name}",
        obj=held,
        region=held.region,
        data={"errors": held.error_count, "warnings": held.warning_count, "rows": held.counts},
    )
    return held
