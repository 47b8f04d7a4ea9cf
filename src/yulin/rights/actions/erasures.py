"""Ask for deletion, take it back, decide it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.access.refusals import in_words
from yulin.codes.calendar import WorkCalendar
from yulin.registry.models import Person
from yulin.rights.enums import ErasureState
from yulin.rights.errors import RightsError
from yulin.rights.jobs import erase_later
from yulin.rights.models import Erasure
from yulin.rights.obstacles import obstacles_of
from yulin.rights.rules import may_decide_erasure, may_use_own_rights

LONGEST = 1000


def ask_erasure(*, acting_user: User, person: Person, text: str = "") -> Erasure:
    """Ask that what is held be deleted. Raises RightsError where one waits, or something is under way."""
    if not may_use_own_rights(acting_user, person):
        raise PermissionDenied
    if found := obstacles_of(person):
        raise RightsError("".join(found))
    days = settings.YULIN_OBJECTION_ANSWER_DAYS
    try:
        with transaction.atomic():
            asked = Erasure.objects.create(
                person=person,
                region=person.division,
                text=redact(text.strip())[:LONGEST],
                asked_by=acting_user,
                due_on=WorkCalendar.shipped().add_working_days(localdate(), days).date,
            )
            _journal(acting_user, "ask", asked)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise RightsError(words) from None
    return asked


@transaction.atomic
def withdraw_erasure(*, acting_user: User, erasure: Erasure) -> Erasure:
    """Take it back before it is decided. Raises RightsError afterwards."""
    held = held_erasure(erasure)
    if not may_use_own_rights(acting_user, held.person):
        raise PermissionDenied
    if held.state != ErasureState.OPEN:
        raise RightsError(_("这件申请已经处理，不能撤回。"))
    held.state = ErasureState.WITHDRAWN
    held.save(update_fields=["state"])
    _journal(acting_user, "withdraw", held)
    return held


@transaction.atomic
def decide_erasure(*, acting_user: User, erasure: Erasure, agree: bool, answer: str) -> Erasure:
    """Agree, and a job deletes; or refuse with the reason.

    Raises:
        PermissionDenied: No data steward there, or their own case.
        RightsError: Decided already, no word why, or something is under way.
    """
    held = held_erasure(erasure)
    if not may_decide_erasure(acting_user, held):
        raise PermissionDenied
    if held.state != ErasureState.OPEN:
        raise RightsError(_("这件申请已经处理。"))
    if not answer.strip():
        raise RightsError(_("请写明理由，申请人会看到。"))
    if agree and (found := obstacles_of(held.person)):
        raise RightsError("".join(found))
    held.state = ErasureState.AGREED if agree else ErasureState.REFUSED
    held.decided_by, held.decided_at = acting_user, timezone.now()
    held.answer = redact(answer.strip())[:LONGEST]
    held.save()
    _journal(acting_user, "agree" if agree else "refuse", held)
    if agree:
        erase_later(held)
    return held


def held_erasure(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=erasure.pk)


def _journal(user: User, name: str, erasure: Erasure) -> None:
    record(
        acting_user=user,
        action=f"rights.erasure.{name}",
        obj=erasure,
        region=erasure.region,
        data={"state": erasure.state},
    )
